"""Finding things on both databases, and the index that follows every write."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update

from app.core.db import db
from app.core.folding import bare, fold
from app.movies.models import Movie, Person
from app.search import operations, queries
from app.search.models import Kind, SearchDocument
from tests.factories import critics, movies

NAMES = (
    "The Lamplighter",
    "Núri & Věra's Œuvre — N° 9",
    "ＦＵＬＬ width ½",
    "夜の列車",
    "ガラス",
    "밤의 기차",
    "Ночной Поезд",
    "ΟΔΟΣ Θάλασσας",
    "İstanbul'da ıslık",
    "Straße ẞ Łódź Đại Ørsted Þór",
    "???",
    "$9.99",
    "🎬 the",
    "A",
    "  the   end  ",
    "x" * 300,
    "\u0301",
    "ﷺ" * 60,
)


def titles(text, **options):
    return [hit.title for hit in queries.find(text, **options).items]


def suggested(text):
    return [hit.title for hit in queries.suggest(text)]


@pytest.fixture
def programme(app):
    """Put some films on."""
    for title, year in (
        ("The Lamplighter", 1931),
        ("Lamplighter Street", 2001),
        ("Night of the Lamplighter", 2012),
        ("Núri and the River", 2012),
        ("Salt & Smoke", 1999),
        ("Grandmother's Thumb", 1987),
        ("夜の列車", 1974),
        ("2012 Nights", 1988),
        ("???", 2003),
    ):
        slug = f"film-{db.session.scalar(select(func.count(Movie.id)))}"
        movies.movie(title, slug=slug, year=year)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the lamplighter", "The Lamplighter"),
        ("lamplighter", "The Lamplighter"),
        ("LAMPLIGHTER street", "Lamplighter Street"),
        ("nuri", "Núri and the River"),
        ("Núri", "Núri and the River"),
        ("river nuri", "Núri and the River"),
        ("salt and smoke", "Salt & Smoke"),
        ("salt & smoke", "Salt & Smoke"),
        ("grandmothers thumb", "Grandmother's Thumb"),
        ("grandmother’s", "Grandmother's Thumb"),
        ("lamplighter 2012", "Night of the Lamplighter"),
        ("列車", "夜の列車"),
        ("夜の", "夜の列車"),
        ("???", "???"),
        ("grandmohter", "Grandmother's Thumb"),
        ("lampligther stret", "Lamplighter Street"),
        ("grnadmothers thmub", "Grandmother's Thumb"),
        ("lampligther 2012", "Night of the Lamplighter"),
        ("2012", "2012 Nights"),
    ],
)
def test_the_best_hit_for_what_was_typed(programme, text, found):
    assert titles(text)[0] == found
    assert suggested(text)[0] == found


def test_whole_titles_come_first_then_beginnings_then_words(programme):
    assert titles("lamplighter") == [
        "The Lamplighter",
        "Lamplighter Street",
        "Night of the Lamplighter",
    ]


def test_a_year_alone_finds_the_films_of_that_year_after_the_title(programme):
    assert titles("2012") == [
        "2012 Nights",
        "Núri and the River",
        "Night of the Lamplighter",
    ]


def test_the_film_with_more_said_about_it_comes_first(app):
    movies.movie("Dust", slug="dust-1", year=1950)
    busy = movies.movie("Dust", slug="dust-2", year=1960)
    critics.reviews(busy, 3)

    assert [hit.year for hit in queries.find("dust").items] == [1960, 1950]


def test_the_last_word_may_be_half_typed(programme):
    assert suggested("lampl") == [
        "The Lamplighter",
        "Lamplighter Street",
        "Night of the Lamplighter",
    ]
    assert suggested("night of the la") == ["Night of the Lamplighter"]


def test_an_error_in_the_first_letter_is_forgiven_by_the_whole_search(programme):
    found = queries.find("trandmother")

    assert [hit.title for hit in found.items] == ["Grandmother's Thumb"]
    assert found.nearly


def test_what_is_not_there_is_not_found(programme):
    found = queries.find("hippopotamus")

    assert found.items == []
    assert found.after is None
    assert dict(found.counts) == dict.fromkeys(Kind, 0)
    assert queries.suggest("hippopotamus") == []


@pytest.mark.parametrize("text", [None, "", "   ", "\0", "\u200b"])
def test_nothing_finds_nothing(programme, text):
    assert titles(text) == []
    assert suggested(text) == []


@pytest.mark.parametrize(
    "text",
    [
        '"',
        '""lamp"',
        "'",
        "lamp AND",
        "NEAR(lamp night)",
        "NOT lamp",
        "lamp*",
        "* * *",
        "-lamp",
        "name:lamp",
        "lamp & !night | (",
        "lamp:*",
        "<->",
        "\\",
        "\\'",
        "%_%",
        "lamp\0night",
        "🎬",
        "🎬🎬 lamp",
        "lamp" * 2500,
        "lamp " * 2000,
        "\"'&|!()<>:*\\ab",
        "¿\"'\\",
        "½",
        "\ud800",
        "\u202elamp",
    ],
)
def test_no_search_is_an_error(programme, text):
    assert isinstance(titles(text), list)
    assert isinstance(suggested(text), list)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(max_size=40))
def test_no_text_at_all_is_an_error(programme, text):
    queries.find(text)
    queries.suggest(text)


def test_each_kind_is_found_if_it_may_be_seen(app):
    film = movies.movie("Salt Year")
    movies.credit(film, movies.person("Asa Salt"))
    critic, publication = critics.critic("Cleo Salt"), critics.publication("Salt Post")
    critics.review(film, critic_id=critic.id, publication_id=publication.id)
    movies.person("Unseen Salt", slug="unseen")
    critics.critic("Silent Salt", slug="silent")
    critics.publication("Salt Nobody Prints", slug="nobody")

    found = queries.find("salt")

    assert [(hit.kind, hit.title, hit.url, hit.year) for hit in found.items] == [
        (Kind.MOVIE, "Salt Year", "/movies/salt-year", 2012),
        (Kind.PUBLICATION, "Salt Post", "/publications/salt-post", None),
        (Kind.PERSON, "Asa Salt", "/people/asa-salt", None),
        (Kind.CRITIC, "Cleo Salt", "/critics/cleo-salt", None),
    ]
    assert set(found.counts.values()) == {1}


def test_a_critic_whose_only_review_does_not_count_is_not_found(app):
    film, critic = movies.movie("Salt Year"), critics.critic("Cleo Marsh")
    critics.review(film, critic_id=critic.id, verdict=None, standing="unsure")

    assert titles("cleo") == []


def test_only_the_kinds_that_are_asked_for_are_listed(app):
    film = movies.movie("Salt Year")
    movies.credit(film, movies.person("Asa Salt"))

    found = queries.find("salt", kinds=[Kind.PERSON])

    assert [hit.title for hit in found.items] == ["Asa Salt"]
    assert found.counts[Kind.MOVIE] == 1


def test_pages_follow_each_other_without_a_gap(app):
    for number in range(7):
        movies.movie(f"Reel {number}", slug=f"reel-{number}")

    first = queries.find("reel", limit=3)
    second = queries.find("reel", limit=3, after=first.after)
    third = queries.find("reel", limit=3, after=second.after)

    pages = [*first.items, *second.items, *third.items]
    assert sorted(hit.title for hit in pages) == [f"Reel {n}" for n in range(7)]
    assert third.after is None
    assert titles("reel", after="movie.999999") == titles("reel")


def test_the_index_follows_a_new_name_a_change_and_a_removal(app):
    film = movies.movie("Salt Year", year=2012)
    assert titles("salt") == ["Salt Year"]

    film.title = "Smoke Year"
    film.year = 1999
    db.session.commit()
    assert titles("salt") == []
    assert titles("smoke 1999") == ["Smoke Year"]

    db.session.delete(film)
    db.session.commit()
    assert titles("smoke") == []
    assert queries.differences() == []
    assert queries.broken_indexes() == []


def test_the_index_follows_writes_that_pass_by_the_models(app):
    names = [{"slug": f"p-{n}", "name": f"Person {n}"} for n in range(5)]
    db.session.execute(insert(Person), names)
    db.session.execute(update(Person).where(Person.slug == "p-1").values(name="Renée"))
    db.session.execute(delete(Person).where(Person.slug == "p-2"))

    stored = select(SearchDocument.name).where(SearchDocument.kind == Kind.PERSON)

    assert sorted(db.session.scalars(stored)) == [
        "person 0",
        "person 3",
        "person 4",
        "renee",
    ]
    assert queries.differences() == []


def test_what_is_rolled_back_leaves_the_index(app):
    with db.session.begin_nested() as savepoint:
        db.session.execute(insert(Person), [{"slug": "p", "name": "Passing Cloud"}])
        savepoint.rollback()

    assert db.session.scalar(select(func.count(SearchDocument.id))) == 0
    assert queries.broken_indexes() == []


def test_a_change_that_is_none_of_its_business_does_not_touch_the_index(app):
    film = movies.movie("Salt Year")
    db.session.execute(delete(SearchDocument))

    film.version += 1
    db.session.commit()

    assert db.session.scalar(select(func.count(SearchDocument.id))) == 0


@pytest.mark.parametrize("name", NAMES)
def test_both_databases_fold_a_name_alike(app, name):
    answer = select(func.search_fold(name), func.search_bare(name))

    assert db.session.execute(answer).one() == (fold(name), bare(name))


def test_a_difference_is_named_and_a_rebuild_mends_it(app):
    one = movies.movie("Salt Year")
    movies.movie("Smoke")
    db.session.execute(
        update(SearchDocument).where(SearchDocument.row_id == one.id).values(name="x")
    )
    db.session.execute(delete(SearchDocument).where(SearchDocument.name == "smoke"))
    db.session.execute(
        insert(SearchDocument).values(kind="critic", row_id=77, name="y", bare="y")
    )

    found = {(each.stored, each.expected) for each in queries.differences()}
    count = operations.rebuild()

    assert found == {("x", "salt year"), (None, "smoke"), ("y", None)}
    assert count == 2
    assert queries.differences() == []
    assert titles("smoke") == ["Smoke"]


def test_a_search_asks_the_database_little(programme, count_queries):
    with count_queries() as statements:
        queries.suggest("lampl")

    assert len(statements) <= 3
