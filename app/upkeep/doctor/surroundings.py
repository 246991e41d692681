"""What is around the site: settings, folders, keys, mail, cache, worker, clock."""

import os
import shutil
import stat
import time
from dataclasses import fields
from difflib import get_close_matches
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from app.audience.models import AudienceReview
from app.checking import unknown
from app.config import Environment, Settings
from app.core import heartbeat
from app.core.clock import utcnow
from app.core.db import db
from app.core.mail import Letter
from app.core.postman import NotSent, Server
from app.core.store import store_of
from app.keys import weakness
from app.setting import variable
from app.upkeep.backup.taking import SECRETS, files_in
from app.upkeep.doctor.findings import Found, fault, ok, warning
from app.upkeep.waiting import WAITING

OTHERS = stat.S_IRWXG | stat.S_IRWXO
MEGABYTE = 1024 * 1024
TOO_LITTLE, LITTLE = 100 * MEGABYTE, 1024 * MEGABYTE
AHEAD = 60
LONG_WAIT = 900


def look_at_settings(settings: Settings) -> Found:
    """Look at what a production site needs, and what stands in front of it."""
    if settings.environment is not Environment.PRODUCTION:
        yield warning(
            f"MATINEE_ENVIRONMENT is {settings.environment}; set production for a "
            "site that others reach"
        )
    if settings.base_url is None:
        yield warning("MATINEE_BASE_URL is not set; links in mail need it")
    elif not settings.base_url.startswith("https://"):
        yield warning("MATINEE_BASE_URL is not https; put TLS in front of the site")
    elif not settings.proxies:
        yield warning(
            "MATINEE_PROXIES is 0, but somebody ends TLS in front of the site: set 1, "
            "or all readers count as one address"
        )
    if settings.proxies and not is_loopback(settings.host):
        yield warning(
            f"HOST is {settings.host} and headers of proxies are believed: see to it "
            "that nobody reaches the port but the proxy"
        )
    if not settings.proxies and not is_loopback(settings.host):
        yield warning(f"HOST is {settings.host}: the site is reached without TLS")
    for name in unknown():
        meant = get_close_matches(name, map(variable, fields(Settings)), 1)
        or_else = f"is {meant[0]} meant?" if meant else "see docs/settings.md"
        yield warning(f"{name} is no setting and does nothing; {or_else}")
    yield ok(f"{settings.workers} web processes, {settings.threads} threads each")


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def look_at_keys(settings: Settings) -> Found:
    """Look at the two keys: neither weak, nor readable by others."""
    for name in SECRETS:
        variable = f"MATINEE_{name.upper()}"
        complaint = weakness(settings.secret(name))
        path = settings.instance_path / name
        if complaint:
            yield fault(f"{variable} {complaint}; a new one: openssl rand -base64 48")
        elif getattr(settings, name) is None and path.stat().st_mode & OTHERS:
            yield fault(f"others may read {path}: chmod 600 {path}")
        else:
            yield ok(f"{variable} is strong")


def look_at_folders(settings: Settings) -> Found:
    """Look at whether the site may write where it has to, and others may not."""
    for folder in (settings.instance_path, settings.media_path):
        if not folder.exists():
            if folder == settings.instance_path:
                yield fault(f"{folder} is missing: make it, and give it to the site")
            continue
        if not os.access(folder, os.W_OK | os.X_OK):
            yield fault(f"{folder} cannot be written: give it to the site's account")
        elif folder.stat().st_mode & stat.S_IWOTH:
            yield fault(f"everybody may write {folder}: chmod o-w {folder}")
        else:
            yield ok(f"{folder} can be written")
    yield from look_at_private_files(settings)


def look_at_private_files(settings: Settings) -> Found:
    """Look at whether others may read what members have told this site alone."""
    files = [settings.instance_path / "jobs.db"]
    if settings.database_uri.startswith("sqlite"):
        files.insert(0, Path(db.engine.url.database or ""))
    for path in files:
        if path.is_file() and path.stat().st_mode & OTHERS:
            yield warning(f"others may read {path}: chmod 600 {path}")


def look_at_room(settings: Settings) -> Found:
    """Look at how much room the disk has."""
    free = shutil.disk_usage(settings.instance_path).free
    words = f"{free // MEGABYTE:,} MB are free at {settings.instance_path}"
    if free < TOO_LITTLE:
        yield fault(f"{words}: make room, or posts will be refused")
    elif free < LITTLE:
        yield warning(f"{words}: make room soon")
    else:
        yield ok(words)


def look_at_clock(settings: Settings) -> Found:
    """Look at whether rows or files are of a time that has not come yet."""
    now = utcnow()
    for name, model, column in (
        ("review", AudienceReview, AudienceReview.posted_at),
        ("letter", Letter, Letter.written_at),
    ):
        newest = db.session.scalar(select(column).order_by(model.id.desc()).limit(1))
        if newest is not None and (newest - now).total_seconds() > AHEAD:
            yield fault(f"the newest {name} is of {newest:%Y-%m-%d %H:%M}, after now")
            yield fault("set the clock of this machine right, by NTP")
    places = (settings.media_path, settings.instance_path / "uploads")
    newest_file = max(
        (path.stat().st_mtime for place in places for path in files_in(place)),
        default=0.0,
    )
    if newest_file - time.time() > AHEAD:
        yield fault("a file is newer than now: set the clock of this machine right")
    yield ok(f"it is {now:%Y-%m-%d %H:%M:%S} UTC")


def look_at_mail(settings: Settings, letter_to: str | None) -> Found:
    """Look at whether the mail server takes us; send a letter if somebody asked."""
    if settings.mail_server is None:
        if settings.environment is Environment.PRODUCTION:
            yield warning("MATINEE_MAIL_SERVER is not set: nobody gets any letter")
        else:
            yield ok("letters are written to the console")
        return
    server = Server.of(settings.mail_server)
    try:
        if letter_to is None:
            server.connected().quit()
            yield ok(f"{server.host} answers, and takes us")
            return
        server.carry(trial(settings, letter_to))
    except (NotSent, OSError) as error:
        yield fault(f"{server.host}: {error}; look at MATINEE_MAIL_SERVER")
        return
    yield ok(f"{server.host} took a letter to {letter_to}")


def trial(settings: Settings, recipient: str) -> EmailMessage:
    """Return a letter that says nothing but that it came."""
    message = EmailMessage()
    message["From"] = settings.mail_sender_address
    message["To"] = recipient
    message["Subject"] = f"{settings.site_name}: mail works"
    message.set_content("matinee doctor sent this letter because it was asked to.\n")
    return message


def look_at_cache(app: Flask) -> Found:
    """Look at whether the store answers, where one is set."""
    store = store_of(app)
    if store is None:
        yield ok("CACHE_URL is not set: each process keeps its own")
    elif store.is_there():
        yield ok("the cache answers")
    else:
        yield fault(
            "the cache of CACHE_URL does not answer: start it, or put CACHE_URL right; "
            "the site goes on without"
        )


def look_at_worker(app: Flask) -> Found:
    """Look at whether a worker lives."""
    if heartbeat.is_heard(app):
        yield ok("a worker was heard of lately")
    else:
        yield fault("no worker was heard of lately: start `matinee serve`, or `work`")


def look_at_what_waits() -> Found:
    """Look at whether anything waits for long."""
    now = utcnow()
    for kind, model, waits, since in WAITING:
        oldest = db.session.scalar(
            select(func.min(since)).select_from(model).where(waits)
        )
        if oldest is not None and (now - oldest).total_seconds() > LONG_WAIT:
            yield warning(f"{kind} has waited since {oldest:%Y-%m-%d %H:%M}")
