"""The desk's queue of grades and its settings, as an editor uses them."""

import pytest
from sqlalchemy import select

from app.core.clock import utcnow
from app.core.db import db
from app.core.jobs import run_waiting
from app.critics import grading, operations
from app.critics.grade_models import GradeSetting, SettingStatus
from app.critics.models import CriticReview
from app.critics.queries import settings as setting_queries
from app.critics.rules import Standing
from app.scores.rules import Verdict
from app.scores.rules.grades import SettingKind
from tests.factories import accounts, critics, movies
from tests.support.page import Page

FRESH, ROTTEN = Verdict.FRESH, Verdict.ROTTEN
QUEUE = "/desk/grades"
SETTINGS = "/desk/grades/settings"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def outlet(app):
    return critics.publication("The Evening Reel")


@pytest.fixture
def edda(app):
    reader = app.test_client()
    reader.sign_in(accounts.edda())
    return reader


def published(film, grade, verdict=None, **values):
    review = CriticReview(
        movie_id=film.id, original_grade=grade, verdict=verdict, **values
    )
    operations.publish(review, at=utcnow())
    db.session.commit()
    return review.id


def standing(review_id):
    db.session.expire_all()
    return db.session.get(CriticReview, review_id).standing


def verdict(review_id):
    db.session.expire_all()
    return db.session.get(CriticReview, review_id).verdict


def learned():
    learning = grading.ask_to_learn(asked_by_id=None, at=utcnow())
    grading.learn_from_reviews(learning, at=utcnow())
    db.session.commit()
    return setting_queries.settings_listed(SettingStatus.PROPOSED)


def test_the_queue_shows_the_review_the_reason_and_the_habits(film, outlet, edda):
    for each in (FRESH, FRESH, ROTTEN):
        published(film, "2.5/4", each, publication_id=outlet.id)
    critic = critics.critic("Vera Lund")
    published(film, "2.5/4", FRESH, critic_id=critic.id)
    published(
        film,
        "2½/4",
        publication_id=outlet.id,
        critic_id=critic.id,
        quote="It lights its lamps.",
    )

    page = edda.visit(QUEUE)

    assert "It lights its lamps." in page.text
    assert "2½/4" in page.text
    assert "Fresh to some critics and Rotten to others" in page.text
    assert "The Evening Reel: 2.5/4 was Fresh 2 times of 3" in page.text
    assert "Vera Lund: 2.5/4 was Fresh 1 time of 1" in page.text
    assert "1 review waits" in page.text


def test_without_javascript_a_decision_leads_to_the_next(film, edda):
    first, second = published(film, "2.5/4"), published(film, "C+")

    answer = edda.send(f"{QUEUE}/{first}", {"verdict": "fresh"}, page=QUEUE)

    assert answer.status_code == 303
    page = edda.visit(answer.location)
    assert "2.5/4 is Fresh now" in page.text
    assert "C+" in page.text
    assert verdict(first) == FRESH
    assert standing(second) == Standing.UNSURE


def test_with_htmx_the_next_review_comes_in_place(film, edda):
    first, _ = published(film, "2.5/4"), published(film, "C+")

    answer = edda.send(
        f"{QUEUE}/{first}", {"verdict": "rotten"}, page=QUEUE, headers=HTMX
    )

    assert answer.status_code == 200
    page = Page(answer)
    assert page.find("#grade-queue") is not None
    assert "<html" not in answer.text
    assert "C+" in page.text


def test_a_decision_is_undone(film, edda):
    review = published(film, "2.5/4")
    edda.send(f"{QUEUE}/{review}", {"verdict": "rotten"}, page=QUEUE)

    answer = edda.send(f"{QUEUE}/{review}/undo", page=SETTINGS)

    assert answer.status_code == 303
    assert standing(review) == Standing.UNSURE
    assert edda.send(f"{QUEUE}/{review}/undo", page=SETTINGS).status_code == 409


def test_the_second_of_two_editors_is_told_kindly(film, edda):
    review = published(film, "2.5/4")
    edda.send(f"{QUEUE}/{review}", {"verdict": "fresh"}, page=SETTINGS)

    answer = edda.send(f"{QUEUE}/{review}", {"verdict": "rotten"}, page=SETTINGS)

    assert answer.status_code == 409
    assert "in the meantime" in answer.text
    assert verdict(review) == FRESH


@pytest.mark.parametrize("chosen", [{}, {"verdict": ""}, {"verdict": "lovely"}])
def test_no_verdict_is_422(film, edda, chosen):
    review = published(film, "2.5/4")

    answer = edda.send(f"{QUEUE}/{review}", chosen, page=QUEUE)

    assert answer.status_code == 422
    assert "Choose Fresh or Rotten." in answer.text
    assert standing(review) == Standing.UNSURE


def test_all_of_an_outlets_are_seen_and_then_decided(film, outlet, edda):
    shown = [published(film, "2.5/4", publication_id=outlet.id) for _ in range(3)]
    page = edda.visit(QUEUE)
    address = page.links["3 of 2.5/4 at The Evening Reel"]
    together = edda.visit(address)
    later = published(film, "2.5/4", publication_id=outlet.id)

    answer = edda.post(address, data=together.values | {"verdict": "rotten"})

    assert answer.status_code == 303
    assert "3 reviews decided" in edda.visit(answer.location).text
    assert {verdict(each) for each in shown} == {ROTTEN}
    assert standing(later) == Standing.UNSURE


def test_of_one_review_the_words_speak_of_one(film, outlet, edda):
    published(film, "2.5/4", publication_id=outlet.id)
    published(film, "2.5/4", publication_id=outlet.id)
    together = edda.visit(edda.visit(QUEUE).links["2 of 2.5/4 at The Evening Reel"])
    one = together.values | {"verdict": "rotten"}
    one["reviews"] = one["reviews"].partition(".")[0]

    answer = edda.post(f"{QUEUE}/together", data=one)
    batch = answer.location.rpartition("batch=")[2]
    undone = edda.send(f"{QUEUE}/together/{batch}/undo", {}, page=answer.location)

    assert "1 review decided" in edda.visit(answer.location).text
    assert "1 review waits again" in edda.visit(undone.location).text


def test_one_press_undoes_what_was_decided_together(film, outlet, edda):
    shown = [published(film, "2.5/4", publication_id=outlet.id) for _ in range(3)]
    address = edda.visit(QUEUE).links["3 of 2.5/4 at The Evening Reel"]
    together = edda.visit(address)
    answer = edda.post(address, data=together.values | {"verdict": "rotten"})
    batch = answer.location.rpartition("batch=")[2]
    assert "Undo all 3" in edda.visit(answer.location).text

    undone = edda.send(f"{QUEUE}/together/{batch}/undo", {}, page=answer.location)

    assert undone.status_code == 303
    assert "3 reviews wait again" in edda.visit(undone.location).text
    assert {standing(each) for each in shown} == {Standing.UNSURE}


@pytest.mark.parametrize(
    "wrong",
    [{"reviews": ""}, {"reviews": "1.x"}, {"verdict": "x"}, {"reviews": "9" * 30}],
)
def test_what_cannot_be_decided_together_is_422(film, outlet, edda, wrong):
    review = published(film, "2.5/4", publication_id=outlet.id)
    address = f"{QUEUE}/together?publication={outlet.slug}&grade=2.5/4"
    page = edda.visit(address)

    answer = edda.post(address, data=page.values | {"verdict": "fresh"} | wrong)

    assert answer.status_code == 422
    assert standing(review) == Standing.UNSURE


def test_an_outlet_that_is_not_there_is_404(edda):
    edda.visit(f"{QUEUE}/together?publication=nowhere&grade=A", status=404)
    edda.visit(f"{QUEUE}/together", status=404)


def test_learning_is_done_after_the_answer_and_applies_nothing(app, film, outlet, edda):
    for _ in range(5):
        published(film, "2.5/4", FRESH, publication_id=outlet.id)
    review = published(film, "2.5/4", publication_id=outlet.id)

    answer = edda.send(f"{SETTINGS}/learn", page=SETTINGS)

    assert answer.status_code == 303
    assert "Look again" in edda.visit(SETTINGS).text
    learning = setting_queries.last_learning()
    grading.learn_from_reviews(learning, at=utcnow())
    db.session.commit()
    page = edda.visit(SETTINGS)
    assert "2.5/4 counts as Fresh" in page.text
    assert "5 of 5" in page.text
    assert "decides 1: 1 Fresh, 0 Rotten" in page.text
    assert standing(review) == Standing.UNSURE


def test_a_proposal_is_accepted_and_says_what_it_decided(film, outlet, edda):
    for _ in range(5):
        published(film, "2.5/4", FRESH, publication_id=outlet.id)
    review = published(film, "2.5/4", publication_id=outlet.id)
    (row,) = learned()

    answer = edda.send(f"{SETTINGS}/{row.id}/accept", page=SETTINGS)

    page = edda.visit(answer.location.partition("#")[0])
    assert "This decides 1: 1 Fresh, 0 Rotten." in page.text
    assert verdict(review) == FRESH
    late = edda.send(f"{SETTINGS}/{row.id}/accept", page=SETTINGS)
    assert late.status_code == 409
    back = edda.send(f"{SETTINGS}/{row.id}/take-back", page=SETTINGS)
    assert "sends 1 back to wait" in edda.visit(back.location).text
    assert standing(review) == Standing.UNSURE


def test_ticked_proposals_are_decided_together(film, outlet, edda):
    other = critics.publication("Salt Gazette")
    for each in (outlet, other):
        for _ in range(5):
            published(film, "2.5/4", FRESH, publication_id=each.id)
    one, two = learned()

    nothing = edda.send(f"{SETTINGS}/chosen/accept", page=SETTINGS)
    ticked = {f"setting-{one.id}": "on", f"setting-{two.id}": "on"}
    answer = edda.send(f"{SETTINGS}/chosen/decline", ticked, page=SETTINGS)

    assert nothing.status_code == 422
    assert "Tick a proposal first." in nothing.text
    assert answer.status_code == 303
    assert len(setting_queries.settings_listed(SettingStatus.DECLINED)) == 2


def test_a_setting_by_hand(film, outlet, edda):
    review = published(film, "8", publication_id=outlet.id)
    written = {"scope": "publication", "name": "the evening reel", "kind": "scale"}
    written |= {"value": "10", "verdict": "fresh"}

    answer = edda.send(SETTINGS, written, page=SETTINGS)

    assert answer.status_code == 303
    assert verdict(review) == FRESH
    assert "Numbers alone are out of 10" in edda.visit(SETTINGS).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "Nobody"}, "name"),
        ({"name": " "}, "name"),
        ({"value": "lovely"}, "value"),
        ({"value": ""}, "value"),
        ({"kind": "scale", "value": "ten"}, "value"),
        ({"kind": "x"}, "kind"),
        ({"scope": "site"}, "scope"),
        ({"verdict": "x"}, "verdict"),
    ],
)
def test_a_setting_that_cannot_be_is_422(outlet, edda, wrong, field):
    written = {"scope": "publication", "name": outlet.name, "kind": "counts_as"}
    written |= {"value": "2.5/4", "verdict": "fresh"}

    answer = edda.send(SETTINGS, written | wrong, page=SETTINGS)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert setting_queries.settings_count(SettingStatus.ACCEPTED) == 0


@pytest.mark.parametrize("verb", ["adore", "accept-all"])
def test_an_unknown_verb_is_404(edda, verb):
    assert edda.send(f"{SETTINGS}/1/{verb}", page=SETTINGS).status_code == 404


def test_a_proposal_that_is_gone_is_404(edda):
    assert edda.send(f"{SETTINGS}/77/accept", page=SETTINGS).status_code == 404


@pytest.mark.parametrize("cast", [accounts.ada, accounts.cleo, accounts.mo])
@pytest.mark.parametrize("path", [QUEUE, SETTINGS])
def test_only_editors_see_grades(client, cast, path):
    client.sign_in(cast())

    client.visit(path, status=403)


def test_a_waiting_job_learns(live_database):
    with live_database.app_context():
        outlet, film = critics.publication(), movies.movie()
        for _ in range(5):
            published(film, "2.5/4", FRESH, publication_id=outlet.id)
        edda = live_database.test_client()
        edda.sign_in(accounts.edda())

        edda.send(f"{SETTINGS}/learn", page=SETTINGS)
        run_waiting(live_database)

        db.session.rollback()
        (row,) = setting_queries.settings_listed(SettingStatus.PROPOSED)
        assert row.evidence == 5
        assert db.session.scalar(select(CriticReview.id).limit(1))


def proposed(outlet, number):
    """Add a proposal about a grade of an outlet; of two, the evidence may be equal."""
    row = GradeSetting(
        whose=f"publication:{outlet.id}",
        about=f"{number}/90",
        publication_id=outlet.id,
        kind=SettingKind.COUNTS_AS,
        value=f"{number}/90",
        verdict=FRESH,
        status=SettingStatus.PROPOSED,
        agreeing=1 + number // 2,
        evidence=1 + number // 2,
        proposed_at=utcnow(),
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def test_no_proposal_is_passed_over_when_one_before_it_is_decided(edda, outlet):
    everything = {proposed(outlet, number) for number in range(60)}

    seen = set()
    url = SETTINGS
    while url:
        page = edda.visit(url)
        boxes = page.root.cssselect("input[name^=setting-]")
        found = [int(box.get("name").removeprefix("setting-")) for box in boxes]
        assert not seen & set(found)
        seen |= set(found)
        url = page.links.get("More proposals")
        edda.send(f"{SETTINGS}/{found[0]}/decline", {}, page=SETTINGS)

    assert seen == everything


@pytest.mark.parametrize("cursor", ["x", "-1", "3.", "9999999999.1", "%00"])
def test_a_cursor_that_is_none_shows_the_list_from_its_beginning(edda, outlet, cursor):
    number = proposed(outlet, 3)

    page = edda.visit(f"{SETTINGS}?after={cursor}&from={cursor}")

    assert page.find(f"input[name=setting-{number}]") is not None
