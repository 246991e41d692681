"""The demo as it stands in the database, on both of them."""

import pytest
from flask import Flask
from flask_security import verify_password
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import Role, User
from app.audience import queries as audience_queries
from app.audience.models import AudienceReview, HelpfulVote
from app.core.db import db
from app.critics import queries as critic_queries
from app.critics.models import Critic, CriticReview, Publication
from app.critics.queries import Show
from app.demo import members
from app.demo.content import films
from app.demo.load import AlreadyLoaded, load
from app.editorial.models import Article, Consensus
from app.ledger import queries as ledger_queries
from app.movies.models import Movie, Offer, Photo
from app.scores.models import Tally
from tests.support.databases import close, settings_of

PAGE_QUOTES = [
    review.quote
    for film in films()
    if film.slug == "ai-weiwei-never-sorry"
    for review in film.critic_reviews
]


@pytest.fixture(scope="session")
def demos(databases, tmp_path_factory):
    """Return a site with the demo in it, loaded once, and the steps that were told."""
    made: dict[str, tuple[Flask, list[tuple[str, int, int]]]] = {}

    def demo(backend):
        if backend not in made:
            folder = tmp_path_factory.mktemp(f"demo-{backend}")
            app = create_app(settings_of(databases.with_tables(backend), folder))
            told: list[tuple[str, int, int]] = []
            with app.app_context():
                load(app.config["SETTINGS"], lambda *step: told.append(step))
                db.session.commit()
            made[backend] = app, told
        return made[backend]

    yield demo
    for app, _ in made.values():
        close(app)


@pytest.fixture
def app(database, demos):
    """Return the site with the demo; what a test writes is undone after it."""
    return demos(database)[0]


@pytest.fixture
def steps(database, demos):
    """The steps that were told while the demo was loaded."""
    return demos(database)[1]


@pytest.fixture
def settings(app):
    """The settings that the demo was loaded with."""
    return app.config["SETTINGS"]


@pytest.fixture
def never_sorry(app) -> int:
    """The id of the one real film."""
    slug = "ai-weiwei-never-sorry"
    return db.session.scalars(select(Movie.id).where(Movie.slug == slug)).one()


def count(*conditions) -> int:
    """Count critic reviews."""
    return db.session.scalar(select(func.count(CriticReview.id)).where(*conditions))


def test_the_totals_of_never_sorry_are_counted_from_rows(never_sorry):
    of_film = CriticReview.movie_id == never_sorry
    ratings = select(func.count(AudienceReview.id))

    assert count(of_film) == 81
    assert count(of_film, CriticReview.top_critic) == 32
    assert count(of_film, CriticReview.verdict == "fresh") == 79
    assert count(of_film, CriticReview.verdict == "rotten") == 2
    assert (
        db.session.scalar(ratings.where(AudienceReview.movie_id == never_sorry)) == 5518
    )


def test_every_tally_is_what_its_rows_add_up_to(app):
    assert ledger_queries.differences() == []
    assert db.session.scalar(select(func.count(Tally.movie_id))) == len(films())


def test_the_reviews_of_the_page_come_first_in_its_order(never_sorry):
    critics = critic_queries.reviews_of(never_sorry, Show.ALL, after=None, limit=7)
    audience = audience_queries.reviews_of(never_sorry, after=None, limit=5)

    assert [card.quote for card in critics.items[:6]] == PAGE_QUOTES
    assert critics.items[6].critic.name.startswith("Demo Critic")
    assert [(card.name, card.rating) for card in audience.items[:4]] == [
        ("Robert B", 5),
        ("Letitia L", 9),
        ("Greg S", 7),
        ("Walter M", 8),
    ]
    assert all(card.super_reviewer for card in audience.items[:4])
    assert audience.items[4].name.startswith("Demo member")


def test_what_is_no_part_of_the_page_is_marked(never_sorry):
    samples = (select(Offer.sample), select(Article.sample))
    named = {"Tom Long", "John Anderson"}

    assert all(all(db.session.scalars(flags)) for flags in samples)
    assert set(db.session.scalars(select(Critic.name).where(~Critic.demo))) == named
    assert db.session.scalars(
        select(Publication.name).where(~Publication.demo)
    ).all() == ["Detroit News"]
    assert db.session.scalar(select(func.count(User.id)).where(~User.demo)) == 0
    assert db.session.get(Consensus, never_sorry) is None


def test_every_helpful_vote_is_a_row(app):
    votes = (
        select(func.count(HelpfulVote.user_id))
        .where(HelpfulVote.review_id == AudienceReview.id)
        .scalar_subquery()
    )
    own = select(HelpfulVote).join(
        AudienceReview,
        (AudienceReview.id == HelpfulVote.review_id)
        & (AudienceReview.user_id == HelpfulVote.user_id),
    )

    assert not db.session.scalars(
        select(AudienceReview.id).where(AudienceReview.helpful_count != votes)
    ).all()
    assert not db.session.scalars(own).all()


def test_the_films_cover_what_a_list_must_show(app):
    tallies = {
        row.slug: row
        for row in db.session.execute(
            select(Movie.slug, Movie.title, Tally.fresh, Tally.rotten, Tally.sealed)
            .join(Tally, Tally.movie_id == Movie.id)
        )
    }  # fmt: skip

    assert tallies["ai-weiwei-never-sorry"].sealed
    assert tallies["understudy"].sealed
    assert not tallies["salt-year"].sealed
    assert (tallies["counterclockwise"].fresh, tallies["counterclockwise"].rotten) == (
        8,
        1,
    )
    assert tallies["second-projectionist"].fresh == 0
    assert tallies["small-hours-long-roads"].rotten > 0
    assert any(len(row.title) == 1 for row in tallies.values())
    assert any(len(row.title) > 120 for row in tallies.values())


def test_the_pictures_lie_where_the_rows_say(never_sorry, settings):
    movie = db.session.get(Movie, never_sorry)
    photos = db.session.scalars(
        select(Photo).where(Photo.movie_id == never_sorry)
    ).all()

    names = [movie.poster_file]
    names += [name for photo in photos for name in (photo.small_file, photo.large_file)]

    assert len(photos) == 5
    assert all((settings.media_path / name).is_file() for name in names)
    assert (movie.poster_width, movie.poster_height) == (800, 1200)


def test_only_the_sign_ins_can_sign_in(app):
    accounts = db.session.scalars(select(User).where(User.password.is_not(None))).all()
    roles = db.session.execute(
        select(User.name, Role.name).join(User.roles).order_by(User.name)
    )
    linked = select(Critic.name).join(User, Critic.user_id == User.id)

    assert {user.name for user in accounts} == {"Ada", "Bo", "Cleo", "Edda", "Mo"}
    assert all(verify_password(members.PASSWORD, user.password) for user in accounts)
    assert list(roles) == [
        ("Cleo", "critic"),
        ("Edda", "editor"),
        ("Mo", "moderator"),
    ]
    assert db.session.scalars(linked).all() == ["Cleo"]


def test_each_step_is_told_from_its_beginning_to_its_end(steps):
    names = list(dict.fromkeys(name for name, _, _ in steps))

    assert names == ["members", "movies", "critics", "reviews", "ratings", "counting"]
    for name in names:
        told = [(done, total) for step, done, total in steps if step == name]
        assert told[0][0] == 0
        assert told[-1][0] == told[-1][1]


def test_loading_twice_is_refused_and_changes_nothing(app, settings):
    before = count()

    with pytest.raises(AlreadyLoaded):
        load(settings, lambda *step: None)

    assert count() == before
