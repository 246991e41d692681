"""The doctor: every illness is named, with what to do; a sound site has none."""

import json
import os
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from PIL import Image
from sqlalchemy import text, update

from app import checking, create_app
from app.core import heartbeat, mail
from app.core.clock import utcnow
from app.core.db import db
from app.movies import media
from app.scores.models import Tally
from app.upkeep.doctor import surroundings
from app.upkeep.doctor.commands import checks, doctor
from app.upkeep.doctor.contents import is_size_of
from app.upkeep.doctor.findings import Verdict, examined
from tests.factories.movies import movie
from tests.support.databases import close, settings_of, settle
from tests.support.mail_server import MailServer
from tests.support.site import free_port


@pytest.fixture
def site(live_database):
    """A sound site with a movie and its poster; its worker lives."""
    with live_database.app_context():
        film = movie("Asa")
        settings = live_database.config["SETTINGS"]
        settings.media_path.mkdir(parents=True)
        drawn = settings.instance_path / "drawn.png"
        Image.new("RGB", (300, 200)).save(drawn)
        media.give_poster(film, drawn, alt="A lamp", folder=settings.media_path)
        drawn.unlink()
        db.session.commit()
        heartbeat.beat(live_database)
        yield live_database


def looked_at(app, letter_to=None) -> dict[str, list[tuple[Verdict, str]]]:
    found: dict[str, list[tuple[Verdict, str]]] = {}
    for each in examined(checks(app, letter_to)):
        found.setdefault(each.what, []).append((each.verdict, each.words))
    return found


def faults(app, **options) -> dict[str, str]:
    return {
        what: " ".join(words for verdict, words in found if verdict is Verdict.FAULT)
        for what, found in looked_at(app, **options).items()
        if any(verdict is Verdict.FAULT for verdict, _ in found)
    }


def test_a_sound_site_has_no_fault(site):
    assert faults(site) == {}
    assert looked_at(site)["media"] == [(Verdict.OK, "5 files, each where it belongs")]


def test_a_setting_that_is_none_is_found(site, monkeypatch, tmp_path):
    file = tmp_path / "matinee.env"
    file.write_text("MATINEE_SIGHT_NAME=Films\nOTHER=1\nPORT=5000\n")
    monkeypatch.setattr(checking, "FILE", file)
    monkeypatch.setenv("MATINEE_WHATEVER_ELSE_THERE_IS", "1")
    monkeypatch.setenv("matinee_threads", "4")

    said = [words for _, words in looked_at(site)["settings"]]

    none = " is no setting and does nothing; "
    assert [words for words in said if none in words] == [
        f"MATINEE_SIGHT_NAME{none}is MATINEE_SITE_NAME meant?",
        f"MATINEE_WHATEVER_ELSE_THERE_IS{none}see docs/settings.md",
    ]


def test_a_wrong_tally_is_found(site):
    db.session.execute(update(Tally).values(bucket_1=7))
    db.session.commit()

    assert "matinee scores rebuild" in faults(site)["scores"]


def test_older_tables_are_found(site):
    db.session.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    db.session.commit()

    assert "matinee database upgrade" in faults(site)["tables"]


def test_tables_of_a_newer_version_are_found(site):
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()

    assert "install that version" in faults(site)["tables"]


def test_a_site_without_tables_is_told_what_to_do(databases, database, tmp_path):
    app = create_app(settings_of(databases.empty(database), tmp_path))
    with app.app_context():
        found = faults(app)

    assert "matinee database upgrade" in (found.get("tables") or found["database"])
    assert found.keys() - {"tables", "database"} == {"jobs"}
    close(app)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql:///none?host=/nowhere", "put DATABASE_URL right"),
        ("sqlite:////nowhere/at/all.db", "matinee restore"),
    ],
)
def test_a_database_that_is_away_is_one_fault(tmp_path, url, words):
    app = create_app(settings_of(url, tmp_path))
    with app.app_context():
        found = faults(app)

    assert words in found["database"]
    assert found.keys() == {"database", "jobs"}
    close(app)


def test_a_broken_file_of_sqlite_is_found(elsewhere):
    app = elsewhere()
    with app.app_context():
        assert "database" not in faults(app)
        db.session.remove()
        db.engine.dispose()
        path = Path(db.engine.url.database)
        settle(str(path))
        content = path.read_bytes()
        half = len(content) // 2
        path.write_bytes(content[:half] + b"\xaa" * (len(content) - half))

        words = faults(app)["database"]

    assert f"{path} is broken" in words
    assert "matinee restore" in words


def test_missing_and_orphaned_pictures_are_found(site):
    folder = site.config["SETTINGS"].media_path
    poster = next(folder.glob("asa-poster-*.webp"))
    stem = poster.name.partition(".")[0]
    small = folder / f"{stem}.200-1.avif"
    small.rename(folder / "nobodys.200-1.avif")
    (folder / f"{stem}.jpg").write_bytes(b"as it was brought")

    found = dict(looked_at(site)["media"])

    assert f"1 are missing, such as {small.name}: " in found[Verdict.FAULT]
    assert f"2 belong to no row, such as {stem}.jpg, nobodys" in found[Verdict.WARNING]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("asa-12.480-1.avif", True),
        ("asa-12.480-1.webp", True),
        ("asa-12.webp", False),
        ("asa.480-1.avif", False),
        ("asa-12.480-0.avif", False),
        (".asa-12.webp.1f2e3d4c", False),
    ],
)
def test_another_size_of_a_picture_is_no_orphan(name, known):
    assert is_size_of(name, {"asa-12"}) is known


def test_a_row_and_a_file_of_the_future_are_found(site):
    ahead = utcnow() + timedelta(days=1)
    mail.post_text("a@example.org", "S", "B", at=ahead)
    db.session.commit()
    file = next(site.config["SETTINGS"].media_path.iterdir())
    later = time.time() + 86_400
    os.utime(file, (later, later))

    words = faults(site)["clock"]

    assert "the newest letter" in words
    assert "a file is newer than now" in words


def test_without_a_worker_and_with_what_waits_for_long(site):
    heartbeat.file_of(site).unlink()
    mail.post_text("a@example.org", "S", "B", at=utcnow() - timedelta(hours=1))
    db.session.commit()

    found = dict(looked_at(site)["jobs"])

    assert "start `matinee serve`" in found[Verdict.FAULT]
    assert "mail has waited since" in found[Verdict.WARNING]


def test_a_full_disk_is_found(site, monkeypatch):
    monkeypatch.setattr(surroundings, "TOO_LITTLE", 1 << 60)

    assert "make room" in faults(site)["disk"]


def test_what_others_may_write_or_read_is_found(site):
    settings = site.config["SETTINGS"]
    settings.instance_path.chmod(0o777)
    kept = settings.instance_path / "secret_key"
    kept.write_text("Zk3-8wQx_long-and-mixed-enough-as-it-must-be")
    kept.chmod(0o644)
    site.config["SETTINGS"] = replace(settings, secret_key=None)

    found = faults(site)

    assert "chmod o-w" in found["folders"]
    assert "chmod 600" in found["keys"]
    site.config["SETTINGS"] = settings


def test_files_of_rows_that_others_may_read_are_found(site):
    kept = site.config["SETTINGS"].instance_path / "jobs.db"
    kept.touch(0o600)
    before = looked_at(site)["folders"]
    kept.chmod(0o644)

    found = looked_at(site)["folders"]

    words = f"others may read {kept}: chmod 600 {kept}"
    assert [each for each in found if each not in before] == [(Verdict.WARNING, words)]


@pytest.fixture
def elsewhere(databases, tmp_path):
    """A site with other settings: `elsewhere(mail_server=…)`."""
    made = []

    def make(**settings):
        url = databases.with_tables("sqlite")
        made.append(create_app(settings_of(url, tmp_path, **settings)))
        return made[-1]

    yield make
    for app in made:
        close(app)


def test_a_weak_key_is_found(elsewhere):
    app = elsewhere(secret_key="short")

    with app.app_context():
        assert "openssl rand" in faults(app)["keys"]


def test_a_site_behind_tls_has_to_know_its_proxy(elsewhere):
    app = elsewhere(base_url="https://films.example.org")

    with app.app_context():
        words = " ".join(words for _, words in looked_at(app)["settings"])

    assert "MATINEE_PROXIES is 0" in words


@pytest.fixture
def mail_server():
    server = MailServer()
    yield server
    server.close()


def test_a_mail_server_is_greeted_and_gets_a_letter_only_when_asked(
    elsewhere, mail_server
):
    app = elsewhere(mail_server=mail_server.address)
    with app.app_context():
        assert "mail" not in faults(app)
        assert mail_server.letters == []

        assert "mail" not in faults(app, letter_to="ada@example.org")

    assert len(mail_server.letters) == 1


def test_a_mail_server_that_is_away_is_found(elsewhere):
    app = elsewhere(mail_server=f"smtp://127.0.0.1:{free_port()}")

    with app.app_context():
        assert "MATINEE_MAIL_SERVER" in faults(app)["mail"]


def test_a_cache_that_is_away_is_found(elsewhere, valkey):
    app = elsewhere(cache_url=valkey.url)
    with app.app_context():
        assert "cache" not in faults(app)

        valkey.stop()

        assert "does not answer" in faults(app)["cache"]


def test_the_command_speaks_to_people_and_to_programs(site):
    runner = site.test_cli_runner()
    people = runner.invoke(doctor)
    assert people.exit_code == 0, people.output
    assert "ok       scores    every tally is what its rows make" in people.output

    heartbeat.file_of(site).unlink()
    programs = runner.invoke(doctor, ["--json"])
    assert programs.exit_code == 1
    listed = json.loads(programs.output)
    assert {"what": "jobs", "verdict": "fault"}.items() <= listed[-1].items()


def test_what_is_logged_meanwhile_is_no_part_of_what_programs_read(databases, tmp_path):
    before = structlog.get_config()
    away = f"redis://127.0.0.1:{free_port()}/0"
    url = databases.with_tables("sqlite")
    app = create_app(settings_of(url, tmp_path, cache_url=away, log_level="INFO"))

    told = app.test_cli_runner().invoke(doctor, ["--json"])
    structlog.configure(**before)

    assert "the cache is away" in told.stderr
    assert "cache" in {each["what"] for each in json.loads(told.stdout)}
    close(app)


def test_a_check_that_cannot_be_made_is_a_fault(site):
    settings = site.config["SETTINGS"]
    gone = settings.instance_path / "gone"
    site.config["SETTINGS"] = replace(settings, instance_path=gone)

    assert "could not be looked at" in faults(site)["disk"]
    site.config["SETTINGS"] = settings
