"""Grades that say nothing: the queue, settings learned and accepted, what follows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.critics import grading, operations
from app.critics.grade_models import GradeDecision, GradeSetting, SettingStatus
from app.critics.models import CriticReview
from app.critics.queries import effects, waiting
from app.critics.queries import settings as setting_queries
from app.critics.rules import Standing
from app.ledger.queries import differences
from app.movies.models import Movie
from app.scores import queries as score_queries
from app.scores.rules import Verdict, VerdictSource
from app.scores.rules.grades import Scope, Setting, SettingKind
from tests.factories import accounts, critics, movies

FRESH, ROTTEN = Verdict.FRESH, Verdict.ROTTEN
NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def film(app):
    return movies.movie()


@pytest.fixture
def outlet(app):
    return critics.publication("The Evening Reel")


@pytest.fixture
def edda(app):
    return accounts.edda()


def published(film, grade, verdict=None, **values):
    review = CriticReview(
        movie_id=film.id, original_grade=grade, verdict=verdict, **values
    )
    return operations.publish(review, at=NOW)


def labelled(film, outlet, grade, fresh=0, rotten=0):
    """Publish reviews that came with a verdict."""
    for verdict in [FRESH] * fresh + [ROTTEN] * rotten:
        published(film, grade, verdict, publication_id=outlet.id)


def tally(film):
    return score_queries.critic_tally(score_queries.tally_row(film.id))


def proposals(status=SettingStatus.PROPOSED):
    return {
        (row.whose, row.about): row for row in setting_queries.settings_listed(status)
    }


def learned():
    learning = grading.ask_to_learn(asked_by_id=None, at=NOW)
    grading.learn_from_reviews(learning, at=NOW)
    return learning


def counts_as(outlet, grade, verdict):
    return Setting(
        Scope.PUBLICATION, str(outlet.id), SettingKind.COUNTS_AS, grade, verdict
    )


def version(film):
    return db.session.scalar(select(Movie.version).where(Movie.id == film.id))


def test_where_a_verdict_comes_from_is_kept(film, outlet, edda):
    grading.set_by_hand(counts_as(outlet, "C+", ROTTEN), editor_id=edda.id, at=NOW)
    supplied = published(film, "F", FRESH)
    by_rule = published(film, "A")
    by_setting = published(film, "C+", publication_id=outlet.id)
    unsure = published(film, "C+")

    assert supplied.verdict_from == VerdictSource.SUPPLIED
    assert by_rule.verdict_from == VerdictSource.RULE
    assert by_setting.verdict_from == VerdictSource.SETTING
    assert by_setting.verdict == ROTTEN
    assert (unsure.verdict_from, unsure.standing) == (None, Standing.UNSURE)


def test_a_decision_counts_moves_the_version_and_is_written_down(film, edda):
    review = published(film, "2.5/4", top_critic=True)
    before = version(film)

    grading.decide(review.id, FRESH, editor_id=edda.id, at=NOW)

    assert (tally(film).fresh, tally(film).top_fresh) == (1, 1)
    assert review.verdict_from == VerdictSource.EDITOR
    assert version(film) > before
    (decision,) = db.session.scalars(select(GradeDecision))
    assert (decision.verdict, decision.decided_by_id) == (FRESH, edda.id)
    assert differences() == []


def test_of_two_editors_the_second_is_told(film, edda):
    review = published(film, "2.5/4")
    grading.decide(review.id, FRESH, editor_id=edda.id, at=NOW)

    with pytest.raises(Conflict):
        grading.decide(review.id, ROTTEN, editor_id=edda.id, at=NOW)
    with pytest.raises(NotFound):
        grading.decide(review.id + 99, ROTTEN, editor_id=edda.id, at=NOW)

    assert review.verdict == FRESH


def test_an_editor_takes_back_their_own_decision_and_no_other(film, edda):
    review = published(film, "2.5/4")
    supplied = published(film, "2.5/4", FRESH)
    grading.decide(review.id, FRESH, editor_id=edda.id, at=NOW)

    with pytest.raises(Conflict):
        grading.put_back(review.id, editor_id=accounts.mo().id, at=NOW)
    with pytest.raises(Conflict):
        grading.put_back(supplied.id, editor_id=edda.id, at=NOW)
    grading.put_back(review.id, editor_id=edda.id, at=NOW)

    assert (review.standing, tally(film).total) == (Standing.UNSURE, 1)
    assert differences() == []


def test_reviews_shown_together_are_decided_together(film, outlet, edda):
    shown = [published(film, "2.5/4", publication_id=outlet.id) for _ in range(3)]
    grading.decide(shown[0].id, ROTTEN, editor_id=edda.id, at=NOW)
    later = published(film, "2.5/4", publication_id=outlet.id)

    done = grading.decide_together(
        [*(review.id for review in shown), later.id + 50],
        FRESH,
        editor_id=edda.id,
        at=NOW,
    )

    assert done == (2, 2)
    assert (tally(film).fresh, tally(film).rotten) == (2, 1)
    assert later.standing == Standing.UNSURE


def test_what_was_decided_together_is_taken_back_together(film, outlet, edda):
    shown = [published(film, "2.5/4", publication_id=outlet.id) for _ in range(4)]
    ids = [review.id for review in shown]
    grading.decide_together(ids, FRESH, editor_id=edda.id, at=NOW)
    batch = waiting.latest_decision(edda.id)
    again = NOW + timedelta(minutes=1)
    grading.put_back(ids[0], editor_id=edda.id, at=again)
    grading.decide(ids[0], ROTTEN, editor_id=edda.id, at=again)

    with pytest.raises(NotFound):
        grading.put_back_together(batch, editor_id=accounts.mo().id, at=again)
    done = grading.put_back_together(batch, editor_id=edda.id, at=again)

    assert done == (3, 1)
    assert (tally(film).fresh, tally(film).rotten) == (0, 1)
    logged = db.session.scalars(
        select(GradeDecision.verdict)
        .where(GradeDecision.review_id == ids[1])
        .order_by(GradeDecision.id)
    ).all()
    assert logged == [FRESH, None]
    assert differences() == []


def test_learning_proposes_and_applies_nothing(film, outlet):
    labelled(film, outlet, "2.5/4", fresh=9, rotten=1)
    waits = published(film, "2.5/4", publication_id=outlet.id)

    learning = learned()

    (row,) = proposals().values()
    assert (learning.reviews, learning.proposals) == (10, 1)
    assert (row.sentence, row.agreeing, row.evidence, row.share) == (
        "2.5/4 counts as Fresh",
        9,
        10,
        90,
    )
    assert row.name == outlet.name
    assert waits.standing == Standing.UNSURE
    effect = effects.effects([row])[row.id]
    assert effect.sentence == "decides 1: 1 Fresh, 0 Rotten"
    assert waits.standing == Standing.UNSURE


def test_an_accepted_proposal_decides_what_waits_and_what_comes(film, outlet, edda):
    labelled(film, outlet, "2.5/4", fresh=9, rotten=1)
    waits = [
        published(film, "2 ½ / 4", publication_id=outlet.id),
        published(film, "2.5/4", publication_id=outlet.id),
    ]
    elsewhere = published(film, "2.5/4")
    learned()
    (row,) = proposals().values()
    before = version(film)

    effect = grading.accept([row.id], editor_id=edda.id, at=NOW)

    assert (effect.fresh, effect.rotten) == (2, 0)
    assert {review.verdict_from for review in waits} == {VerdictSource.SETTING}
    assert (tally(film).fresh, tally(film).rotten) == (11, 1)
    assert elsewhere.standing == Standing.UNSURE
    assert version(film) > before
    assert published(film, "2.5/4", publication_id=outlet.id).verdict == FRESH
    assert differences() == []


def test_a_setting_never_changes_what_was_supplied_or_decided(film, outlet, edda):
    supplied = published(film, "2.5/4", ROTTEN, publication_id=outlet.id)
    decided = published(film, "2.5/4", publication_id=outlet.id)
    grading.decide(decided.id, ROTTEN, editor_id=edda.id, at=NOW)
    old = published(film, "2.5/4", ROTTEN, publication_id=outlet.id)
    old.verdict_from = None
    db.session.flush()

    effect = grading.set_by_hand(
        counts_as(outlet, "2.5/4", FRESH), editor_id=edda.id, at=NOW
    )

    assert effect.sentence == "changes no review that is here now"
    assert {supplied.verdict, decided.verdict, old.verdict} == {ROTTEN}


def test_a_setting_against_the_rule_turns_what_the_rule_had_decided(film, outlet, edda):
    by_rule = published(film, "3/6", publication_id=outlet.id)
    assert by_rule.verdict == ROTTEN

    effect = grading.set_by_hand(
        counts_as(outlet, "3/6", FRESH), editor_id=edda.id, at=NOW
    )

    assert (effect.fresh, by_rule.verdict) == (1, FRESH)
    assert (tally(film).fresh, tally(film).rotten) == (1, 0)
    assert differences() == []


def test_a_scale_gives_values_and_verdicts_to_numbers_alone(film, outlet, edda):
    waits = published(film, "8", publication_id=outlet.id)
    supplied = published(film, "3", FRESH, publication_id=outlet.id)
    scale = Setting(Scope.PUBLICATION, str(outlet.id), SettingKind.SCALE, "n/10")

    effect = grading.set_by_hand(scale, editor_id=edda.id, at=NOW)

    assert effect.sentence == "decides 1: 1 Fresh, 0 Rotten; gives 1 another value"
    assert (waits.normalised_grade, waits.verdict) == (8000, FRESH)
    assert (supplied.normalised_grade, supplied.verdict) == (3000, FRESH)
    assert (tally(film).graded, tally(film).grade_sum) == (2, 11000)
    assert differences() == []


def test_what_is_taken_back_lets_its_reviews_wait_again(film, outlet, edda):
    grading.set_by_hand(counts_as(outlet, "C+", FRESH), editor_id=edda.id, at=NOW)
    review = published(film, "C+", publication_id=outlet.id)
    (row,) = proposals(SettingStatus.ACCEPTED).values()

    effect = grading.take_back(row.id, editor_id=edda.id, at=NOW)

    assert effect.sentence == "sends 1 back to wait"
    assert (review.standing, tally(film).total) == (Standing.UNSURE, 0)
    with pytest.raises(Conflict):
        grading.take_back(row.id, editor_id=edda.id, at=NOW)
    assert differences() == []


def test_a_new_setting_takes_the_place_of_the_old_one(film, outlet, edda):
    review = published(film, "C+", publication_id=outlet.id)
    grading.set_by_hand(counts_as(outlet, "C+", FRESH), editor_id=edda.id, at=NOW)

    grading.set_by_hand(counts_as(outlet, "C+", ROTTEN), editor_id=edda.id, at=NOW)

    (row,) = proposals(SettingStatus.ACCEPTED).values()
    assert row.verdict == ROTTEN
    assert review.verdict == ROTTEN
    assert len(setting_queries.settings_listed(SettingStatus.RETIRED)) == 1


def test_the_critics_setting_is_asked_first(film, outlet, edda):
    critic = critics.critic()
    grading.set_by_hand(counts_as(outlet, "C+", FRESH), editor_id=edda.id, at=NOW)
    own = Setting(Scope.CRITIC, str(critic.id), SettingKind.COUNTS_AS, "C+", ROTTEN)
    grading.set_by_hand(own, editor_id=edda.id, at=NOW)

    review = published(film, "C+", publication_id=outlet.id, critic_id=critic.id)

    assert review.verdict == ROTTEN


def test_what_was_declined_is_not_proposed_again(film, outlet, edda):
    labelled(film, outlet, "2.5/4", fresh=9)
    learned()
    (row,) = proposals().values()

    assert grading.decline([row.id], editor_id=edda.id, at=NOW) == 1
    learned()

    assert proposals() == {}
    grading.accept([row.id], editor_id=edda.id, at=NOW)
    assert list(proposals(SettingStatus.ACCEPTED)) == [(row.whose, row.about)]


def test_learning_again_renews_and_drops_what_is_open(film, outlet):
    labelled(film, outlet, "2.5/4", fresh=9)
    learned()
    labelled(film, outlet, "2.5/4", rotten=3)
    learned()
    (row,) = proposals().values()
    assert (row.agreeing, row.evidence) == (9, 12)

    labelled(film, outlet, "2.5/4", rotten=6)
    learned()

    assert proposals() == {}


def test_what_a_rule_or_a_setting_decided_teaches_nothing(film, outlet, edda):
    labelled(film, outlet, "2.5/4", fresh=2)
    grading.set_by_hand(counts_as(outlet, "2.5/4", FRESH), editor_id=edda.id, at=NOW)
    for _ in range(20):
        published(film, "2.5/4", publication_id=outlet.id)

    assert sum(each.count for each in setting_queries.labelled_grades()) == 2


def test_a_proposal_that_is_gone_is_said_kindly(film, edda):
    with pytest.raises(NotFound):
        grading.accept([99], editor_id=edda.id, at=NOW)
    with pytest.raises(NotFound):
        grading.decline([99], editor_id=edda.id, at=NOW)


def test_an_embargoed_review_gets_its_verdict_and_still_does_not_count(
    film, outlet, edda
):
    later = datetime(2027, 1, 1, tzinfo=UTC)
    review = published(film, "C+", publication_id=outlet.id, embargoed_until=later)

    grading.set_by_hand(counts_as(outlet, "C+", FRESH), editor_id=edda.id, at=NOW)

    assert (review.verdict, review.standing) == (FRESH, Standing.EMBARGOED)
    assert tally(film).total == 0
    assert differences(at=NOW) == []


def test_a_grade_that_is_corrected_is_read_anew_unless_it_was_decided(film, edda):
    by_rule = published(film, "A")
    decided = published(film, "C+")
    grading.decide(decided.id, FRESH, editor_id=edda.id, at=NOW)

    for review in (by_rule, decided):
        with operations.changing(review, at=NOW):
            review.original_grade = "D"
            operations.read_grade(review)

    assert (by_rule.verdict, decided.verdict) == (ROTTEN, FRESH)


def test_the_queue_goes_round(film):
    first, second = published(film, "2.5/4"), published(film, "C+")
    published(film, "A")

    assert waiting.waiting_count() == 2
    assert waiting.next_waiting().id == first.id
    assert waiting.next_waiting(first.id).id == second.id
    assert waiting.next_waiting(second.id).id == first.id


def test_habits_are_counted_on_the_scale_of_the_grade(film, outlet):
    labelled(film, outlet, "2.5/4", fresh=3, rotten=1)
    labelled(film, outlet, "3/4", fresh=2)
    labelled(film, outlet, "3/5", fresh=5)
    review = published(film, "2 1/2 / 4", publication_id=outlet.id)

    (habits,) = waiting.habits_of(review.id)

    assert habits.whose == outlet.name
    assert (habits.this.fresh, habits.this.rotten) == (3, 1)
    assert [(each.grade, each.total) for each in habits.ladder] == [
        ("3/4", 2),
        ("2.5/4", 4),
    ]


def test_groups_gather_what_waits_at_an_outlet(film, outlet):
    for grade in ("2.5/4", "2 ½/4", "C+"):
        published(film, grade, publication_id=outlet.id)

    (group,) = waiting.groups()

    assert (group.grade, group.count) == ("2.5/4", 2)
    link, reviews = waiting.waiting_together(outlet.slug, "2.5/4")
    assert (link.name, len(reviews)) == (outlet.name, 2)
    assert waiting.waiting_together("nowhere", "2.5/4") == (None, [])


def test_two_accepts_of_one_proposal_decide_once(live_database, film_of):
    """On databases of their own, with commits that are real."""
    app = live_database
    with app.app_context():
        film = film_of()
        outlet = critics.publication()
        labelled(film, outlet, "2.5/4", fresh=9)
        published(film, "2.5/4", publication_id=outlet.id)
        learned()
        db.session.commit()
        row = db.session.scalars(select(GradeSetting)).one()
        grading.accept([row.id], editor_id=None, at=NOW)
        db.session.commit()
        with pytest.raises(Conflict):
            grading.accept([row.id], editor_id=None, at=NOW)
        db.session.rollback()

        assert tally(film).fresh == 10
        assert db.session.scalar(select(func.count(GradeSetting.id))) == 1


@pytest.fixture
def film_of():
    return movies.movie
