"""Catalogues as they stand in the database, on both of them."""

import pytest
from sqlalchemy import func, select, text

from app.accounts.models import User
from app.audience.models import AudienceReview, HelpfulVote, Standing
from app.core.db import db
from app.critics.models import Critic, CriticReview, Publication
from app.generate import making
from app.generate.making import Impossible, NotEmpty, make
from app.generate.plan import LAST_DAY, Plan
from app.imports.models.runs import SuspendedIndex
from app.ledger import queries as ledger_queries
from app.movies.models import Credit, Movie, Person
from app.scores.models import Tally
from app.search import queries as search_queries
from tests.factories.movies import movie as make_movie

SMALL = Plan(movies=40, reviews=1500, ratings=1500, seed=7)
NAMED = {Movie: Movie.title, Person: Person.name, Critic: Critic.name}
NAMED |= {Publication: Publication.name, User: User.name}


def silent(*step) -> None:
    """Tell nobody how far it is."""


def test_there_are_as_many_rows_as_were_asked_for(site, count):
    make(SMALL, silent)

    assert count(Movie) == count(Tally) == 40
    assert count(CriticReview) == 1500
    assert count(AudienceReview) == 1500
    assert count(User) == SMALL.members
    assert count(Person) == SMALL.people
    assert count(Credit) >= 40 * 6


def test_scores_and_search_are_right(site):
    make(SMALL, silent)

    assert not ledger_queries.differences()
    assert not search_queries.differences()
    assert not search_queries.broken_indexes()


def test_the_same_seed_makes_the_same_rows_and_another_one_others(
    fresh_site, digest, database
):
    digests = []
    for seed in (7, 7, 8):
        with fresh_site(database).app_context():
            make(Plan(20, 300, 300, seed), silent)
            digests.append(digest())

    assert digests[0] == digests[1] != digests[2]


def test_both_databases_hold_the_same_rows(fresh_site, digest):
    digests = set()
    for backend in ("sqlite", "postgresql"):
        with fresh_site(backend).app_context():
            make(Plan(20, 300, 300), silent)
            digests.add(digest())

    assert len(digests) == 1


def test_the_shapes_are_those_of_a_grown_site(site, count):
    make(SMALL, silent)

    per_film = db.session.execute(
        select(func.count(CriticReview.id)).group_by(CriticReview.movie_id)
    ).scalars()
    numbers = sorted(per_film, reverse=True)
    lengths = db.session.scalars(
        select(func.length(AudienceReview.body)).where(AudienceReview.body != "")
    ).all()
    whole = count(AudienceReview, AudienceReview.rating % 2 == 0)
    assert numbers[0] > 4 * numbers[len(numbers) // 2]
    assert len(numbers) == 40
    assert min(lengths) < 150
    assert max(lengths) > 700
    assert 0.6 < whole / 1500 < 0.95
    assert 0 < count(CriticReview, CriticReview.top_critic) < 1500
    assert count(CriticReview, CriticReview.standing != "counted")
    assert count(CriticReview, CriticReview.original_grade.is_not(None)) > 700
    assert count(AudienceReview, AudienceReview.spoiler)
    assert count(AudienceReview, AudienceReview.verified)
    assert count(AudienceReview, AudienceReview.standing == Standing.WITHDRAWN)


def test_helpful_votes_are_those_that_are_counted_and_never_the_authors(site, count):
    make(SMALL, silent)

    votes = db.session.scalar(select(func.sum(AudienceReview.helpful_count)))
    own = (
        select(func.count())
        .select_from(HelpfulVote)
        .join(AudienceReview, AudienceReview.id == HelpfulVote.review_id)
        .where(AudienceReview.user_id == HelpfulVote.user_id)
    )
    assert count(HelpfulVote) == votes > 0
    assert db.session.scalar(own) == 0


def test_nothing_is_reviewed_before_it_is_out_or_after_the_last_day(site, count):
    make(SMALL, silent)

    early = (
        select(func.count())
        .select_from(CriticReview)
        .join(Movie, Movie.id == CriticReview.movie_id)
        .where(CriticReview.reviewed_on < Movie.released_on)
    )
    assert db.session.scalar(early) == 0
    assert count(CriticReview, CriticReview.reviewed_on > LAST_DAY) == 0


def test_every_name_says_that_it_is_made_up_and_nobody_can_sign_in(site, count):
    make(SMALL, silent)

    for table, name in NAMED.items():
        assert count(table, ~func.lower(name).like("%made%up%")) == 0
    assert count(User, User.password.is_not(None)) == 0


def test_a_site_with_films_is_left_alone(site, count):
    make_movie()
    db.session.commit()

    with pytest.raises(NotEmpty):
        make(SMALL, silent)

    assert count(Movie) == 1
    assert count(User) == 0


def test_a_second_catalogue_stands_beside_the_first(site, count):
    make(Plan(10, 200, 200), silent)

    make(Plan(10, 200, 200), silent, beside=True)

    assert count(Movie) == 20
    assert count(AudienceReview) == 400
    assert not ledger_queries.differences()


def test_reviews_without_films_are_refused(site):
    with pytest.raises(Impossible):
        make(Plan(0, 5, 0), silent)


@pytest.mark.parametrize("step", ["critic reviews", "ratings"])
def test_who_is_stopped_leaves_whole_batches(site, count, monkeypatch, step):
    monkeypatch.setattr(making, "REVIEWS_AT_ONCE", 400)
    monkeypatch.setattr(making, "WORTH_IT", 1)
    before = index_names()

    def stop(what, done, total):
        if what == step and done == 800:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(SMALL, stop)

    table = CriticReview if step == "critic reviews" else AudienceReview
    assert count(table) == 800
    assert not ledger_queries.differences()
    assert index_names() == before
    assert count(SuspendedIndex) == 0


def test_what_fails_within_a_batch_leaves_nothing_of_it(site, count, monkeypatch):
    monkeypatch.setattr(making, "REVIEWS_AT_ONCE", 400)
    written = []
    honest = making.writing.bulk.count_audience

    def fail_at_the_second(changes):
        written.append(changes)
        if len(written) == 2:
            raise KeyboardInterrupt
        honest(changes)

    monkeypatch.setattr(making.writing.bulk, "count_audience", fail_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        make(SMALL, silent)

    assert count(AudienceReview) == 400
    assert not ledger_queries.differences()


def test_indexes_are_away_while_much_is_written_and_there_again(site, monkeypatch):
    monkeypatch.setattr(making, "WORTH_IT", 1)
    before = index_names()
    meanwhile = set()

    def look(what, done, total):
        if what == "ratings":
            meanwhile.update(index_names())

    make(SMALL, look)

    assert index_names() == before
    if db.engine.dialect.name == "sqlite":
        assert "ix_audience_review_posted" in before - meanwhile


def index_names() -> set[str]:
    """Return the names of all indexes."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
        "postgresql": "SELECT indexname FROM pg_indexes",
    }
    return set(db.session.scalars(text(catalogue[db.engine.dialect.name])))
