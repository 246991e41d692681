"""A full demo of its own on loopback, and readers who are signed in to it."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from app.demo.members import PASSWORD

HERE = Path(__file__).resolve().parent.parent
MATINEE = HERE / ".venv" / "bin" / "matinee"
# A tool asks more often than people do; what is refused for that is never tried.
PATIENT = {
    "MATINEE_SEARCH_LIMIT": "1000000",
    "MATINEE_OEMBED_LIMIT": "1000000",
    "MATINEE_EXPORT_LIMIT": "1000000",
    "MATINEE_TOKEN_WRITES": "100000",
    "MATINEE_SIGN_IN_ATTEMPTS": "1000",
    "MATINEE_DAILY_POSTS_NEWCOMER": "100000",
    "MATINEE_DAILY_POSTS_MEMBER": "100000",
    "MATINEE_WEBHOOKS": "true",
}


class Site:
    """A demo that is running; `log` is what it has said."""

    def __init__(self, base: str, folder: Path, environment: dict[str, str]) -> None:
        self.base = base
        self.log = folder / "log"
        self.environment = environment

    def command(self, *words: str) -> str:
        """Run a command of the site and return what it prints."""
        done = subprocess.run(
            [str(MATINEE), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def cookie_of(self, email: str | None) -> str:
        """Return the cookie of a member of the demo who signs in, or of a visitor."""
        jar = CookieJar()
        reader = build_opener(HTTPCookieProcessor(jar))
        csrf_token = token(reader, self)
        if email is not None:
            fields = {"email": email, "password": PASSWORD, "csrf_token": csrf_token}
            reader.open(f"{self.base}/account/login", urlencode(fields).encode())
        return "; ".join(f"{each.name}={each.value}" for each in jar)

    def faults(self) -> list[str]:
        """Return what the site itself said went wrong."""
        said = self.log.read_text(errors="replace").splitlines()
        return [line for line in said if "Traceback" in line or "[error" in line]


def token(reader: OpenerDirector, site: Site) -> str:
    """Return the token of the form of the sign-in."""
    page = reader.open(f"{site.base}/account/login").read().decode()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the sign-in has no form")
    return found[1]


@contextmanager
def demo() -> Iterator[Site]:
    """Load a demo into a folder of its own, serve it, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="matinee-scan-"))
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | PATIENT
    environment |= {"MATINEE_INSTANCE_PATH": str(folder), "PORT": str(port)}
    environment |= {"MATINEE_ENV_FILE": os.devnull, "HOST": "127.0.0.1"}
    site = Site(f"http://127.0.0.1:{port}", folder, environment)
    server = None
    try:
        site.command("database", "upgrade")
        site.command("demo", "load")
        with site.log.open("wb") as log:
            server = subprocess.Popen(
                [str(MATINEE), "serve"], env=environment, stdout=log, stderr=log
            )
        wait_for(site, server)
        yield site
    finally:
        if server is not None:
            end(server)
        shutil.rmtree(folder, ignore_errors=True)


def end(server: subprocess.Popen[bytes]) -> None:
    """End the site, and see that it has ended."""
    server.terminate()
    try:
        server.wait(30)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def wait_for(site: Site, server: subprocess.Popen[bytes], seconds: float = 300) -> None:
    """Wait until the site answers; raises RuntimeError with its words if it ends."""
    until = time.monotonic() + seconds
    while True:
        try:
            build_opener().open(site.base).read()
            return
        except (URLError, OSError):
            if server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(site.log.read_text(errors="replace")) from None
            time.sleep(0.2)
