"""What members say of themselves, reports on it, and decisions about members."""

import pytest

from app.accounts import notices
from app.accounts.models import BioStanding, User
from app.audience import operations as audience_operations
from app.audience import queries as audience_queries
from app.audience.gate import gate_for_words
from app.audience.models import AudienceReview, Standing
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Forbidden
from app.ledger.queries import differences
from app.moderation import operations, queries
from app.moderation.models import ActionKind, ProfileReport
from app.moderation.operations import Decision
from app.scores import queries as score_queries
from app.trust import Switch
from tests.factories import accounts, audience, movies

PROFILE = "/account/profile"


@pytest.fixture
def known(bo, film):
    """Let Bo be known here for long."""
    bo.created_at = utcnow().replace(year=2020)
    db.session.commit()
    audience.review(film, bo)
    return bo


def say(reader, words):
    return reader.send(
        PROFILE, {"bio": words, "profile": "y", "ratings": "y"}, page=PROFILE
    )


def bio_of(bo):
    db.session.expire_all()
    user = db.session.get(User, bo.id)
    return user.bio, user.bio_standing


def decide(mo, bo, kind, **fields):
    path = f"/moderation/members/{bo.id}"
    answer = mo.send(path, {"kind": kind, "reason": "It sells."} | fields, page=path)
    assert answer.status_code == 303, answer.text
    return answer


def public_page(app):
    return app.test_client().visit("/members/Bo").text


def test_clean_words_of_a_known_member_stand_at_once(app, known, bos_screen, set_site):
    set_site()

    say(bos_screen, "Trains.")

    assert bio_of(known) == ("Trains.", BioStanding.SHOWN)
    assert "Trains." in public_page(app)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Best casino in town.", "Blocked words: casino"),
        ("http://a.example http://b.example http://c.example", "3 links; 2 pass"),
    ],
)
def test_words_that_a_rule_speaks_of_are_held_and_shown_to_moderators(
    app, known, bos_screen, mo, set_site, words, reason
):
    set_site(blocked_words=("casino",))

    say(bos_screen, words)

    assert words not in public_page(app)
    assert "A moderator looks at what you say" in bos_screen.visit(PROFILE).text
    page = mo.visit("/moderation/profiles").text
    assert words in page
    assert reason in page
    decide(mo, known, "show_bio")
    assert words in public_page(app)
    assert "Nothing waits for you" in mo.visit("/moderation/profiles").text


def test_a_newcomers_words_wait_for_a_moderator(app, bo, bos_screen, set_site):
    set_site()

    say(bos_screen, "Trains.")

    assert bio_of(bo) == ("Trains.", BioStanding.HELD)
    assert "Trains." not in public_page(app)


def test_what_is_held_is_not_shown_by_writing_it_anew(known, bos_screen, set_site):
    set_site(blocked_words=("casino",))
    say(bos_screen, "Best casino in town.")

    say(bos_screen, "")
    say(bos_screen, "Trains.")

    assert bio_of(known) == ("Trains.", BioStanding.HELD)


def test_where_holds_are_off_words_stand_at_once(app, bo, bos_screen, set_site):
    set_site(holds=Switch.OFF, blocked_words=("casino",))

    say(bos_screen, "Best casino in town.")

    assert "casino" in public_page(app)


@pytest.fixture
def spoken(known, bos_screen, set_site):
    """Let Bo have said something that nobody minds yet."""
    set_site()
    say(bos_screen, "You fools.")
    return known


@pytest.fixture
def ada(app):
    reader = app.test_client()
    reader.sign_in(accounts.ada())
    return reader


def test_words_are_reported_hidden_and_their_author_told(
    app, spoken, ada, bos_screen, mo
):
    path = "/members/Bo/report"
    assert "Report these words" in public_page(app)
    answer = ada.send(path, {"reason": "abuse", "note": "Rude."}, page=path)
    assert "Thank you" in ada.visit(answer.location).text
    page = mo.visit("/moderation/profiles").text
    assert "It insults or threatens: Rude. (Ada)" in page

    decide(mo, spoken, "hide_bio")

    assert "fools" not in public_page(app)
    assert "Nothing waits for you" in mo.visit("/moderation/profiles").text
    told = notices.latest_of(spoken.id, limit=1)[0]
    assert told.title == "A moderator has hidden what you say of yourself"
    assert told.words == "It sells."
    assert "has hidden what you say" in bos_screen.visit(PROFILE).text
    assert "Words about a member hidden" in mo.visit("/moderation/log").text


def test_hidden_words_that_are_changed_wait_for_somebody(app, spoken, bos_screen, mo):
    decide(mo, spoken, "hide_bio")

    say(bos_screen, "You fine people.")

    assert bio_of(spoken) == ("You fine people.", BioStanding.HELD)
    page = mo.visit("/moderation/profiles").text
    assert "Changed after a moderator had hidden it" in page
    assert "fine people" not in public_page(app)


def test_an_appeal_that_is_upheld_shows_them_again_and_there_is_one(
    app, spoken, bos_screen, mo
):
    decide(mo, spoken, "hide_bio")
    url = notices.latest_of(spoken.id, limit=1)[0].url
    bos_screen.send(url, {"words": "It was a joke."}, page=url)
    again = bos_screen.send(url, {"words": "Once more."}, page="/account/notices")
    assert again.status_code == 303
    waiting = queries.open_appeals().items
    assert [each.words for each in waiting] == ["It was a joke."]

    path = f"/moderation/appeals/{waiting[0].id}"
    mo.send(
        path,
        {"outcome": "upheld", "answer": "So it was."},
        page="/moderation/appeals",
    )

    assert "You fools." in public_page(app)
    log = mo.visit("/moderation/log").text
    assert "Words about a member shown" in log
    assert "Appeal upheld" in log


def test_leaving_words_as_they_are_settles_reports_and_is_told(app, spoken, ada, mo):
    path = "/members/Bo/report"
    ada.send(path, {"reason": "spam"}, page=path)

    decide(mo, spoken, "leave")

    assert "You fools." in public_page(app)
    newest = notices.latest_of(spoken.id, limit=1)[0]
    assert "what you say of yourself and left it" in newest.title
    assert queries.profiles_to_judge().items == []


def test_a_second_report_is_one_and_after_a_decision_there_may_be_another(
    app, spoken, ada, mo
):
    path = "/members/Bo/report"
    for _ in range(2):
        assert ada.send(path, {"reason": "spam"}, page=path).status_code == 303
    assert db.session.query(ProfileReport).count() == 1
    decide(mo, spoken, "leave")

    ada.send(path, {"reason": "spam"}, page=path)

    assert db.session.query(ProfileReport).count() == 2


def test_nobody_reports_themselves_or_nothing(app, spoken, bos_screen, ada):
    path = "/members/Bo/report"
    answer = bos_screen.send(path, {"reason": "spam"}, page=path)
    assert answer.status_code == 403
    say(bos_screen, "")
    ada.visit(path, status=404)
    ada.visit("/members/Nobody/report", status=404)


def test_a_report_needs_its_reason(app, spoken, ada):
    path = "/members/Bo/report"

    answer = ada.send(path, {}, page=path)

    assert answer.status_code == 422
    assert "Choose a reason" in answer.text


def test_a_member_without_a_review_can_be_warned_limited_and_banned(app, bo, mo):
    decide(mo, bo, "warn")
    decide(mo, bo, "limit", days="3", posts_per_day="1")
    decide(mo, bo, "ban")

    told = [each.title for each in notices.latest_of(bo.id, limit=3)]
    assert told == [
        "A moderator has banned your account",
        "A moderator has limited how much you may post",
        "A moderator warns you",
    ]
    assert not db.session.get(User, bo.id).active


def test_one_does_not_decide_about_oneself(app, mo):
    accounts.member("Max", roles=("moderator",))
    own = db.session.scalar(db.select(User.id).where(User.name == "Mo"))
    path = f"/moderation/members/{own}"

    answer = mo.send(path, {"kind": "show_bio", "reason": "Mine."}, page=path)

    assert answer.status_code == 403


def test_a_decision_needs_a_reason(app, bo, mo):
    path = f"/moderation/members/{bo.id}"

    answer = mo.send(path, {"kind": "warn", "reason": " "}, page=path)

    assert answer.status_code == 422
    assert "Say why" in answer.text


def hold_some(bo, number):
    """Let the rules hold so many reviews of a newcomer's."""
    gate = gate_for_words()
    films = [movies.movie(f"Film {each}") for each in range(number)]
    for film in films:
        audience_operations.publish(
            audience_operations.Opinion(8),
            movie_id=film.id,
            user_id=bo.id,
            at=utcnow(),
            gate=gate,
        )
    db.session.commit()
    return films


def test_what_is_held_of_a_member_is_shown_together(app, bo, mo, set_site):
    set_site()
    with app.test_request_context():
        films = hold_some(bo, 5)
    held = mo.visit("/moderation/held").text
    assert held.count("about the review by Bo") == 3
    assert "2 more by Bo are held" in held
    path = f"/moderation/members/{bo.id}"

    mo.send(f"{path}/held", {"held-reason": "A real collector."}, page=path)

    rows = db.session.scalars(db.select(AudienceReview.standing)).all()
    assert set(rows) == {Standing.PUBLISHED}
    for film in films:
        tally = score_queries.audience_tally(score_queries.tally_row(film.id))
        assert tally.rating_count == 1
    assert differences() == []
    log = mo.visit("/moderation/log").text
    assert "Held reviews shown (5 reviews)" in log
    told = notices.latest_of(bo.id, limit=9)
    assert [each.title for each in told] == ["Your reviews that were held are shown"]


def test_nothing_held_is_said(app, bo, mo):
    path = f"/moderation/members/{bo.id}"

    answer = mo.send(f"{path}/held", {"held-reason": "Fine."}, page=path)

    assert answer.status_code == 409


def test_only_administrators_restrict_administrators(app, mo):
    boss = accounts.member("Boss", roles=("administrator",))

    with pytest.raises(Forbidden):
        operations.decide_member(
            boss.id,
            Decision(ActionKind.BAN, "No."),
            moderator_id=db.session.scalar(db.select(User.id).filter_by(name="Mo")),
            at=utcnow(),
        )


def test_moderators_find_members_by_name_and_see_no_address(app, bo, mo):
    accounts.member("Boris")
    accounts.member("100% Bo")

    page = mo.visit("/moderation/members?q=bo")

    assert "Boris" in page.text
    assert "100% Bo" not in page.text
    assert "@example.org" not in page.text
    assert "Nobody is called so" in mo.visit("/moderation/members?q=bo@example").text
    assert "100% Bo" in mo.visit("/moderation/members?q=100%25").text
    assert "Boris" not in mo.visit("/moderation/members?role=moderator").text
    assert "Mo" in mo.visit("/moderation/members?role=moderator").text


def test_a_held_profile_says_nothing_to_search_or_to_a_preview(
    app, known, bos_screen, set_site
):
    set_site(blocked_words=("casino",))
    say(bos_screen, "Best casino in town.")

    assert audience_queries.profile("Bo").bio == ""
