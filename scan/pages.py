"""The pages by wapiti: as nobody, as a member, an editor and a moderator."""

import json
import tempfile
from pathlib import Path

from scan import bounds
from scan.environments import program
from scan.known import is_known
from scan.site import Site

READERS = {
    "nobody": None,
    "a member": "ada@demo.example",
    "an editor": "edda@demo.example",
    "a moderator": "mo@demo.example",
}
# What needs somebody else's server to answer (ssrf, xxe, log4shell) is left out: a scan
# asks nobody but the site. tests/webhooks has the one way by which the site goes out.
MODULES = (
    *("cookieflags", "crlf", "csp", "csrf", "exec", "file", "htaccess"),
    *("http_headers", "ldap", "methods", "permanentxss", "redirect", "sql"),
    *("upload", "xss"),
)
STARTS = {
    "nobody": (
        *("/", "/movies", "/movies/dust", "/movies/dust/critic-reviews", "/critics"),
        *(
            "/movies/dust/audience-reviews",
            "/movies/dust/score",
            "/movies/dust/widgets",
        ),
        *("/search?q=dust", "/account/login", "/account/register", "/account/recovery"),
        *("/s", "/embed/movies/dust/critic-reviews", "/badges/dust.svg", "/api"),
        *("/oembed?url=x&format=json", "/super-reviewers", "/members/Ada"),
    ),
    "a member": (
        *("/account", "/account/profile", "/account/import", "/account/export"),
        *("/account/tokens", "/account/watchlist", "/account/notices"),
        *("/movies/dust/review", "/movies/dust/quotes/new", "/account/second-factor"),
    ),
    "an editor": (
        *("/desk", "/desk/critic-reviews", "/desk/movies/dust/critic-reviews/new"),
        *("/desk/quotes", "/desk/grades", "/desk/grades/settings", "/desk/policies"),
        *("/desk/screenings", "/desk/imports", "/desk/webhooks"),
    ),
    "a moderator": (
        *(
            "/moderation",
            "/moderation/held",
            "/moderation/waves",
            "/moderation/appeals",
        ),
        *("/moderation/log", "/moderation/invitations", "/moderation/registrations"),
    ),
}
# Where the reader would end the own sign-in, and what is the same a thousand times.
LEFT_OUT = (
    *(
        "/account/logout*",
        "/account/deletion*",
        "/account/sessions*",
        "/account/password*",
    ),
    *("/account/email*", "/static/*", "/media/*", "/sharing/*", "/feeds/*"),
    *("/sitemap*", "/people/*", "/embed/accents/*"),
)
# How many links of a page are followed. Time must not end the looking: wapiti then
# locks its own notes for good and writes no report.
LINKS = 4
TRIES = 3


def scan(site: Site) -> list[str]:
    """Try the pages as everybody; return what was found, without what is known."""
    found = []
    for reader, email in READERS.items():
        report = report_of(site, reader, email)
        for kind in ("vulnerabilities", "anomalies"):
            for name, entries in report.get(kind, {}).items():
                found += [
                    f"{reader}: {name}: {each['method']} {each['path']} {each['info']}"
                    for each in entries
                    if not is_known(name, each)
                ]
        print(f"wapiti as {reader}: {report['infos'].get('crawled_pages_nbr')} pages")
    return found


def report_of(site: Site, reader: str, email: str | None) -> dict:
    """Return wapiti's report as one reader; raises RuntimeError if there is none.

    Where the time of a module ends while wapiti reads its own notes, they are locked at
    times, and it breaks off. Then it begins anew.
    """
    for _ in range(TRIES - 1):
        try:
            return tried(site, reader, email)
        except RuntimeError:
            print(f"wapiti as {reader} broke off and begins anew")
    return tried(site, reader, email)


def tried(site: Site, reader: str, email: str | None) -> dict:
    """Run wapiti once as one reader and return its report."""
    seconds = bounds.PAGES / len(READERS)
    # All modules share it: each tries what was found.
    trying = seconds / len(MODULES)
    with tempfile.TemporaryDirectory(prefix="matinee-wapiti-") as folder:
        report, said = Path(folder) / "report.json", Path(folder) / "said.txt"
        command = [program("wapiti"), "--url", f"{site.base}/", "--scope", "domain"]
        command += ["--module", ",".join(MODULES), "--skip", "csrf_token"]
        command += ["--depth", "1", "--max-links-per-page", str(LINKS), "--tasks", "4"]
        command += ["--max-attack-time", str(trying), "--timeout", "10"]
        command += ["--format", "json", "--output", str(report), "--no-bugreport"]
        command += ["--store-session", folder, "--flush-session", "--verbose", "0"]
        for path in STARTS[reader]:
            command += ["--start", site.base + path]
        for path in LEFT_OUT:
            command += ["--exclude", site.base + path]
        # A visitor has one, too: the tokens of forms are good with it alone, and wapiti
        # takes what is refused with either token for a token that nobody looks at.
        command += ["--header", f"Cookie: {site.cookie_of(email)}"]
        with said.open("wb") as log:
            bounds.run(command, seconds, stdout=log, stderr=log)
        if not report.exists():
            words = said.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"wapiti as {reader} wrote no report:\n{words}")
        return dict(json.loads(report.read_text()))
