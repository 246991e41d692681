"""A clock that is set back by an hour while people are at it: nobody notices.

Signed cookies, forms, letters and pages were made at a time that is now to come.
"""

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from tests.factories import audience
from tests.factories.accounts import PASSWORD
from tests.factories.movies import movie
from tests.support.posting import kept, miscounted
from tests.support.site import until
from tests.support.wall_clock import WallClock

PUBLIC = ("/", "/movies", "/movies/film-0", "/movies/film-0/audience-reviews")
OWN = ("/account", "/movies/film-1/review")
ADA, BO, CY = (f"member.{number}@example.org" for number in range(3))


@pytest.fixture
def clock(tmp_path):
    return WallClock(tmp_path)


@pytest.fixture
def site(database, made_site, filled, mail_server, clock):
    """Return a site that goes by the clock, and holds forms of a strange age."""
    site = made_site(
        database,
        MATINEE_WORKERS="2",
        MATINEE_HOLDS="on",
        MATINEE_PROOF_OF_WORK="false",
        MATINEE_SHORTEST_SECONDS="0",
        MATINEE_MAIL_SERVER=mail_server.address,
        **clock.environment,
    )
    filled(site, movies=2, members=3)
    with site.rows():
        # Still new, but no longer held for a first post.
        ada = db.session.scalar(select(User).where(User.email == ADA))
        audience.review(movie("Seen Before"), ada)
    return site.start()


def ask_for_letter(visitor, email) -> int:
    """Ask for a letter by which one chooses a new password."""
    fields = {"csrf_token": visitor.token("/account/recovery"), "email": email}
    return visitor.post("/account/recovery", fields).status


def send(visitor, slug, form, rating, body):
    """Send a review with all that its form carries, the time it was made with it."""
    fields = form.values | {"rating": str(rating), "body": body}
    return visitor.post(f"/movies/{slug}/audience-reviews", fields)


def link_in(letter) -> str:
    """Return the path of the link in a letter."""
    words = letter.content.decode().replace("=\r\n", "").replace("=3D", "=").split()
    link = next(word for word in words if "/account/recovery/" in word)
    return "/account/" + link.partition("/account/")[2]


def test_set_back_by_an_hour_nobody_is_put_out_and_nothing_breaks(
    site, clock, mail_server
):
    ada, stranger, forgetful = site.visitor(ADA), site.visitor(), site.visitor()
    form = ada.get("/movies/film-0/review").page
    assert send(ada, "film-0", form, 7, "Before it was set.").status == 303
    waiting = ada.get("/movies/film-1/review").page
    token = stranger.token()
    assert ask_for_letter(forgetful, BO) in (200, 303), site.output[-6000:]
    until(lambda: mail_server.letters)
    assert [stranger.get(path).status for path in PUBLIC] == [200] * len(PUBLIC)

    clock.set("-1h")

    assert [ada.get(path).status for path in OWN] == [200] * len(OWN)
    assert [stranger.get(path).status for path in PUBLIC] == [200] * len(PUBLIC)
    assert send(ada, "film-1", waiting, 8, "After.").status == 303
    assert "After." in stranger.get("/movies/film-1").text
    assert send(ada, "film-0", form, 3, "Another opinion.").status == 303
    assert "Another opinion." in stranger.get("/movies/film-0").text
    sign_in = {"csrf_token": token, "email": CY, "password": PASSWORD}
    assert stranger.post("/account/login", sign_in).status == 303
    assert stranger.get("/account").status == 200
    assert "password" in forgetful.get(link_in(mail_server.letters[0])).page.values
    assert ask_for_letter(site.visitor(), ADA) in (200, 303)
    until(lambda: len(mail_server.letters) == 2)
    found = kept(site)
    assert found[ADA, "film-0"] == [(3, "Another opinion.")]
    assert found[ADA, "film-1"] == [(8, "After.")]
    assert len(found) == 3
    assert miscounted(site) == []
    assert "Traceback" not in site.output
