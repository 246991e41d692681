"""What a member brings passes the same rules as what they post, but for the day."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.audience.hold_models import Hold
from app.audience.models import AudienceReview, Standing
from app.audience.operations import erase, show, withdraw
from app.checking import read
from app.core.clock import utcnow
from app.core.db import db
from app.imports.models.member_imports import ImportItem, MemberImport
from app.imports.operations.member_writing import (
    GONE_SINCE,
    HIDDEN_SINCE,
    WITHDRAWN_SINCE,
)
from app.ledger.queries import differences
from app.scores import queries as score_queries
from app.trust import Switch
from tests.factories.accounts import mo
from tests.factories.audience import review
from tests.factories.movies import movie
from tests.support import brought

DAY = {"Date": "2024-05-31", "Watched Date": "2024-05-30", "Rating": "3.5"}


def entry(title, words):
    return DAY | {"Name": title, "Year": "2012", "Review": words}


def file_of(*entries):
    return brought.letterboxd(reviews=list(entries))


@pytest.fixture
def set_site(app, monkeypatch):
    """Change the site's settings: `set_site(blocked_words=("casino",))`."""

    def change(**values):
        settings = replace(app.config["SETTINGS"], **{"holds": Switch.ON} | values)
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    return change


@pytest.fixture
def known(ada, film):
    """Make Ada a member whose reviews have stood here for long."""
    ada.created_at = utcnow().replace(year=2020)
    db.session.commit()
    review(movie("Long Ago"), ada)
    return ada


def own(film, user):
    db.session.expire_all()
    return db.session.scalar(
        select(AudienceReview).where(
            AudienceReview.movie_id == film.id, AudienceReview.user_id == user.id
        )
    )


def count(film):
    return sum(score_queries.audience_tally(score_queries.tally_row(film.id)).buckets)


def reasons(row):
    hold = db.session.scalars(
        select(Hold).where(Hold.review_id == row.id, Hold.settled_at.is_(None))
    ).one()
    return dict(hold.reasons)


def test_a_newcomers_file_with_blocked_words_is_held_and_nobody_reads_it(
    film, ada, send, press, set_site, client
):
    set_site(blocked_words=("casino",))
    path = send(file_of(entry("Salt Year", "Best casino in town.")))

    press(path, "commit", keep="newer")

    row = own(film, ada)
    assert row.standing == Standing.HELD
    assert reasons(row) == {
        "first_post": "First post of a new account",
        "words": "Blocked words: casino",
    }
    assert "casino" not in client.visit("/movies/salt-year").text
    assert count(film) == 0
    assert "Held until a moderator has looked at it" in client.visit(path).text
    assert differences() == []


def test_stars_alone_in_a_newcomers_file_make_nobody_known(
    film, ada, send, press, set_site
):
    set_site()
    other = movie("Dust")
    path = send(file_of(entry("Salt Year", ""), entry("Dust", "Dry.")))

    press(path, "commit", keep="newer")

    for each in (film, other):
        assert "first_post" in reasons(own(each, ada))
        assert count(each) == 0


def test_of_a_known_members_file_only_what_the_rules_speak_of_is_held(
    film, known, send, press, set_site
):
    set_site(blocked_words=("casino",))
    other = movie("Dust")
    path = send(
        file_of(entry("Salt Year", "Best casino in town."), entry("Dust", "Dry."))
    )

    press(path, "commit", keep="newer")

    assert own(film, known).standing == Standing.HELD
    assert own(other, known).standing == Standing.PUBLISHED


def test_a_file_is_not_bound_to_the_limit_of_a_day(film, known, send, press, set_site):
    set_site(daily_posts_member=1)
    films = [movie(f"Film {number}") for number in range(4)]
    path = send(file_of(*(entry(each.title, "Fine.") for each in films)))

    press(path, "commit", keep="newer")

    assert {own(each, known).standing for each in films} == {Standing.PUBLISHED}


def test_a_file_from_a_blocked_network_is_held_and_the_address_forgotten(
    film, known, send, press, set_site, app
):
    networks = read(blocked_addresses="127.0.0.0/8", _env_file=None)
    set_site(blocked_addresses=networks.blocked_addresses)
    path = send(file_of(entry("Salt Year", "Fine.")))

    press(path, "commit", keep="newer")

    assert "address" in reasons(own(film, known))
    assert db.session.scalars(select(MemberImport.sent_from)).all() == [""]


def test_where_holds_are_off_a_file_stands_at_once(film, ada, send, press, set_site):
    set_site(holds=Switch.OFF, blocked_words=("casino",))
    path = send(file_of(entry("Salt Year", "Best casino in town.")))

    press(path, "commit", keep="newer")

    assert own(film, ada).standing == Standing.PUBLISHED


def test_undo_of_what_was_held_leaves_nothing(film, ada, send, press, set_site):
    set_site()
    path = send(file_of(entry("Salt Year", "Fine.")))
    press(path, "commit", keep="newer")

    press(path, "undo")

    assert own(film, ada) is None
    assert db.session.scalars(select(Hold)).all() == []


def test_what_is_held_is_said_as_long_as_it_is_so(
    film, ada, send, press, set_site, client
):
    set_site()
    path = send(file_of(entry("Salt Year", "Fine.")))
    press(path, "commit", keep="newer")
    assert "Brought in. Held until a moderator" in client.visit(path).text
    assert "Held until" in client.get(f"{path}/report.csv").text

    show(own(film, ada).id, by_id=mo().id, at=utcnow())
    db.session.commit()
    assert "Held until" not in client.visit(path).text

    press(path, "undo")
    page = client.visit(path).text
    assert "Taken back." in page
    assert "When the file came, you had said nothing" in page


def test_after_an_undo_nothing_is_held(film, ada, send, press, set_site, client):
    set_site()
    path = send(file_of(entry("Salt Year", "Fine.")))
    press(path, "commit", keep="newer")
    item = db.session.scalars(select(ImportItem)).one()
    item.remark = "Held until a moderator has looked at it."
    db.session.commit()

    press(path, "undo")

    page = client.visit(path)
    assert page.all(".brought__remark") == ["Taken back."]
    assert "Held until" not in client.get(f"{path}/report.csv").text


def test_undo_over_ones_own_words_shows_those_again(film, known, send, press, set_site):
    set_site(blocked_words=("casino",))
    review(film, known, body="My own.", at=utcnow().replace(year=2020))
    path = send(file_of(entry("Salt Year", "Best casino in town.")))
    press(path, "commit", keep="file")
    assert own(film, known).standing == Standing.HELD

    press(path, "undo")

    row = own(film, known)
    assert (row.body, row.standing) == ("My own.", Standing.PUBLISHED)
    assert count(film) == 1
    assert differences() == []


def test_undo_does_not_show_what_was_held_before_the_file(
    film, known, send, press, set_site
):
    set_site(blocked_words=("casino",))
    path = send(file_of(entry("Salt Year", "A first casino.")))
    press(path, "commit", keep="file")
    path = send(file_of(entry("Salt Year", "A second one, without.")))
    press(path, "commit", keep="file")
    show(own(film, known).id, by_id=mo().id, at=utcnow())
    db.session.commit()

    press(path, "undo")

    row = own(film, known)
    assert (row.body, row.standing) == ("A first casino.", Standing.HELD)
    assert reasons(row) == {"changed": "Put back to what it said when it was held"}
    assert count(film) == 0


def test_what_a_moderator_hid_since_is_not_taken_back(
    film, known, send, press, set_site, client
):
    set_site()
    path = send(file_of(entry("Salt Year", "Fine.")))
    press(path, "commit", keep="newer")
    row = own(film, known)
    row.standing = Standing.HIDDEN
    db.session.commit()

    press(path, "undo")

    assert own(film, known).standing == Standing.HIDDEN
    (remark,) = client.visit(path).all(".brought__remark")
    assert remark == f"Not taken back. {HIDDEN_SINCE}"


def test_what_the_member_withdrew_since_stays_so(film, known, send, press, client):
    path = send(file_of(entry("Salt Year", "Fine.")))
    press(path, "commit", keep="newer")
    withdraw(movie_id=film.id, user_id=known.id, at=utcnow())
    db.session.commit()

    press(path, "undo")

    assert own(film, known).standing == Standing.WITHDRAWN
    (remark,) = client.visit(path).all(".brought__remark")
    assert remark == f"Not taken back. {WITHDRAWN_SINCE}"


def test_what_is_gone_already_cannot_be_taken_back(film, known, send, press, client):
    path = send(file_of(entry("Salt Year", "Fine.")))
    press(path, "commit", keep="newer")
    erase(movie_id=film.id, user_id=known.id)
    db.session.commit()

    press(path, "undo")

    (remark,) = client.visit(path).all(".brought__remark")
    assert remark == f"Not taken back. {GONE_SINCE}"
