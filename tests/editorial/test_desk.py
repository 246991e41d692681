"""The desk of films: an editor keeps facts, consensus, news and offers."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.clock import today
from app.core.db import db
from app.editorial.models import Article, Consensus
from app.ledger.queries import differences
from app.movies.models import FormerSlug, Genre, Movie, Offer, Person
from app.scores import queries as score_queries
from app.scores import rules
from app.search import queries as search
from tests.factories import accounts, audience, critics, movies
from tests.support.page import Page

FILM = "/desk/movies/the-lamplighter"
PAGE = "/movies/the-lamplighter"


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def edda(client, app):
    client.sign_in(accounts.edda())
    return client


def save(client, path=FILM, **fields):
    """Send a film's form as it stands, but for some fields."""
    values = client.visit(path).values | fields
    values.pop("title_search", None)
    return client.send(path, values, page=path)


def add(client, **fields):
    fields = {"title": "Salt Road", "year": "1961"} | fields
    return client.send("/desk/movies", fields, page="/desk/new-movie")


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_a_film_is_added_with_all_that_is_known(edda):
    answer = add(
        edda,
        synopsis="A road.\n\nSalt on it.",
        directors="Asa Lind",
        writers="Asa Lind\nBo Ek",
        cast="Cleo Marsh as The Carter\nDora Flint",
        genres="Drama, Road film",
        runtime_minutes="91",
        rating="PG",
        released_on="1961-04-02",
        distributor="Small Hours",
        identifiers="imdb tt0000001",
    )

    assert answer.headers["Location"] == "/desk/movies/salt-road?saved="
    page = edda.visit("/movies/salt-road")
    for words in (
        "Asa Lind",
        "The Carter",
        "Road film",
        "1 hr. 31 min.",
        "Small Hours",
    ):
        assert words in page.text
    assert "Salt Road" in edda.visit("/movies").text
    assert "Salt Road" in edda.visit("/search?q=salt+road").text
    assert "Salt Road" in edda.visit("/people/asa-lind").text
    assert list(differences()) == []


def test_a_title_is_enough_and_a_second_film_of_it_gets_its_year(film, edda):
    first = add(edda, title="The Lamplighter", year="1961")
    second = add(edda, title="The Lamplighter", year="1961")

    assert first.headers["Location"] == "/desk/movies/the-lamplighter-1961?saved="
    assert second.headers["Location"] == "/desk/movies/the-lamplighter-1961-2?saved="


def test_what_is_left_blank_as_browsers_send_it_is_unknown(film, edda):
    blank = edda.visit("/desk/new-movie").values
    answer = edda.send(
        "/desk/movies", blank | {"title": "Wick", "year": " "}, page="/desk/new-movie"
    )
    saved = save(edda, year="", runtime_minutes="", released_on="", synopsis="")
    piece = PIECE | {"minutes": "", "summary": ""}
    entered = edda.send(f"{FILM}/articles", piece, page=f"{FILM}/articles")

    assert [each.status_code for each in (answer, saved, entered)] == [303, 303, 303]
    assert db.session.scalars(select(Movie.year)).all() == [None, None]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", " "),
        ("title", "a" * 301),
        ("year", "12"),
        ("year", "soon"),
        ("runtime_minutes", "0"),
        ("runtime_minutes", "an hour"),
        ("released_on", "yesterday"),
        ("rating", "a" * 21),
        ("cast", "a" * 201),
        ("identifiers", "tt1"),
    ],
)
def test_what_is_no_fact_is_told_at_its_field_and_nothing_is_lost(edda, field, value):
    answer = add(edda, synopsis="Kept.", **{field: value})

    page = Page(answer)
    assert answer.status_code == 422
    assert field in page.field_errors
    assert page.values["synopsis"].strip() == "Kept."
    assert count(Movie) == 0


def test_a_film_is_corrected_and_found_under_its_new_title(film, edda):
    answer = save(edda, title="The Lamp Lighters", cast="Bo Ek as Tom", genres="Drama")

    assert answer.status_code == 303
    page = edda.visit(PAGE)
    assert "The Lamp Lighters" in page.headings[0]
    assert "Tom" in page.text
    assert "The Lamp Lighters" in edda.visit("/search?q=lighters").text
    values = edda.visit(FILM).values
    assert values["cast"].strip() == "Bo Ek as Tom"
    assert values["genres"].strip() == "Drama"


def test_saving_a_form_as_it_is_changes_nothing(film, edda):
    movies.credit(film, movies.person("Asa Lind"))
    movies.genre(film)
    before = edda.visit(PAGE).all("main")
    asa = db.session.scalar(select(Person.id))

    save(edda)

    assert edda.visit(PAGE).all("main") == before
    assert db.session.scalars(select(Person.id)).all() == [asa]


def test_an_old_address_goes_on_leading_here(film, edda):
    answer = save(edda, slug="lamplighter")

    assert answer.headers["Location"] == "/desk/movies/lamplighter?saved="
    old = edda.get(PAGE)
    assert (old.status_code, old.headers["Location"]) == (301, "/movies/lamplighter")
    save(edda, "/desk/movies/lamplighter", slug="the-lamplighter")
    assert edda.get(PAGE).status_code == 200
    assert edda.get("/movies/lamplighter").status_code == 301
    assert db.session.scalars(select(FormerSlug.slug)).all() == ["lamplighter"]


@pytest.mark.parametrize("slug", ["salt-road", "salt", "Not Ours", "", "a/b"])
def test_an_address_of_another_film_or_none_is_refused(film, edda, slug):
    other = movies.movie("Salt Road")
    movies.former_slug(other, "salt")

    answer = save(edda, slug=slug)

    assert answer.status_code == 422
    assert edda.get(PAGE).status_code == 200


def test_a_number_of_another_film_is_refused_by_name(film, edda):
    add(edda, identifiers="imdb tt7")

    answer = save(edda, identifiers="imdb tt7")

    assert answer.status_code == 422
    assert "imdb tt7 is the number of Salt Road here." in Page(answer).text


def test_who_has_no_part_left_goes_and_a_known_name_is_that_person(film, edda):
    asa = movies.person("Asa Lind")
    movies.credit(film, asa)
    add(edda, directors="ASA LIND", genres="drama")
    save(edda, directors="Bo Ek", genres="Drama")

    save(edda, directors="", genres="Drama")

    names = db.session.scalars(select(Person.name)).all()
    assert names == ["Asa Lind"]
    assert count(Genre) == 1


def test_a_wide_release_that_needs_more_reviews_loses_the_seal(film, edda):
    policy = score_queries.policy_in_force()
    needed = max(policy.seal_reviews, policy.seal_top_reviews)
    for number in range(needed):
        critics.review(
            film,
            critic_id=critics.critic(f"Critic {number}").id,
            verdict=rules.Verdict.FRESH,
            top_critic=True,
        )
    held = bool(score_queries.tally_row(film.id).sealed)

    save(edda, wide_release="y")

    sealed = bool(score_queries.tally_row(film.id).sealed)
    assert held
    assert sealed == (policy.seal_reviews_wide <= needed)
    assert list(differences()) == []


def test_a_film_that_nobody_spoke_of_can_be_removed(film, edda):
    movies.credit(film, movies.person("Asa Lind"))
    movies.former_slug(film, "lamp")

    asked = edda.visit(f"{FILM}/removal")
    answer = edda.send(f"{FILM}/removal", {}, page=f"{FILM}/removal")

    assert "Remove this film?" in asked.headings
    assert answer.headers["Location"] == "/desk/movies?removed="
    assert edda.get(PAGE).status_code == 404
    assert count(Movie) == count(Person) == 0
    assert "The Lamplighter" not in edda.visit("/search?q=lamplighter").all(".film")


@pytest.mark.parametrize("said", ["review", "rating"])
def test_a_film_that_somebody_spoke_of_stays(film, edda, said):
    if said == "review":
        critics.review(film)
    else:
        audience.review(film, accounts.bo())

    answer = edda.send(f"{FILM}/removal", {}, page=f"{FILM}/removal")

    assert answer.status_code == 409
    assert edda.get(PAGE).status_code == 200


def test_a_consensus_is_written_signed_dated_and_taken_away(film, edda):
    path = f"{FILM}/consensus"
    assert edda.visit(path).values["signed_by"] == "Edda"

    edda.send(path, {"body": "It  glows.", "signed_by": "Edda Voss"}, page=path)

    page = edda.visit(PAGE)
    assert "It glows." in page.text
    assert "Edda Voss" in page.text
    consensus = db.session.scalar(select(Consensus))
    assert consensus.written_on == today()
    edda.send(path, {"body": "", "signed_by": ""}, page=path)
    assert "No consensus yet." in edda.visit(PAGE).text


def test_a_consensus_keeps_its_day_while_its_words_are_the_same(film, edda):
    db.session.add(
        Consensus(
            movie_id=film.id,
            body="It glows.",
            signed_by="Edda",
            written_on=date(2020, 5, 1),
        )
    )
    db.session.commit()
    path = f"{FILM}/consensus"

    edda.send(path, {"body": "It glows.", "signed_by": "Edda Voss"}, page=path)
    same = db.session.scalar(select(Consensus.written_on))
    edda.send(path, {"body": "It dims.", "signed_by": "Edda Voss"}, page=path)
    other = db.session.scalar(select(Consensus.written_on))

    assert (same, other) == (date(2020, 5, 1), today())


def test_a_consensus_needs_a_name(film, edda):
    path = f"{FILM}/consensus"

    answer = edda.send(path, {"body": "It glows.", "signed_by": " "}, page=path)

    assert answer.status_code == 422
    assert "signed_by" in Page(answer).field_errors
    assert count(Consensus) == 0


PIECE = {
    "kind": "interview",
    "title": "A word with the lamplighter",
    "source": "The Evening Reel",
    "url": "https://reel.example/lamp",
    "published_on": "2026-11-02",
    "summary": "Oil and glass.",
    "minutes": "7",
}


def test_a_piece_is_entered_corrected_and_removed(film, edda):
    path = f"{FILM}/articles"
    edda.send(path, PIECE, page=path)
    assert "A word with the lamplighter" in edda.visit(PAGE).text
    assert "A word with the lamplighter" in edda.get("/feeds/news.atom").text
    link = edda.visit(path).links["A word with the lamplighter"]

    edda.send(link, PIECE | {"title": "Wicks", "kind": "feature"}, page=link)
    changed = edda.visit(PAGE)
    edda.send(f"{link}/delete", {}, page=link)

    assert "Wicks" in changed.text
    assert "News & Features" in changed.headings
    assert "Wicks" not in edda.visit(PAGE).text
    assert count(Article) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "rumour"),
        ("title", " "),
        ("source", ""),
        ("url", "javascript:alert(1)"),
        ("published_on", ""),
        ("published_on", "1700-01-01"),
        ("minutes", "-1"),
    ],
)
def test_a_piece_that_cannot_be_is_told_at_its_field(film, edda, field, value):
    path = f"{FILM}/articles"

    answer = edda.send(path, PIECE | {field: value}, page=path)

    assert answer.status_code == 422
    assert field in Page(answer).field_errors
    assert count(Article) == 0


OFFER = {
    "kind": "rent",
    "provider": "Small Screen",
    "country": "gb",
    "url": "https://screen.example/lamp",
    "price": "3.99",
    "currency": "eur",
}


def test_an_offer_is_entered_looked_at_anew_and_removed(film, edda):
    old = movies.offer(film, provider="Long Ago")
    path = f"{FILM}/offers"
    edda.send(path, OFFER, page=path)
    shown = edda.visit(PAGE).text
    assert "Small Screen" in shown
    assert "€3.99" in shown
    listed = edda.visit(path).all(".names__name")
    assert listed == ["Stream, Long Ago", "Rent, Small Screen"]

    link = f"/desk/offers/{old.id}"
    values = edda.visit(link).values
    edda.send(link, values | {"kind": "stream"}, page=link)
    db.session.expire_all()
    assert db.session.get_one(Offer, old.id).checked_on == today()

    edda.send(f"{link}/delete", {}, page=link)
    assert "Long Ago" not in edda.visit(PAGE).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "steal"),
        ("provider", " "),
        ("country", "England"),
        ("url", "screen.example"),
        ("price", "dear"),
        ("currency", ""),
    ],
)
def test_an_offer_that_cannot_be_is_told_at_its_field(film, edda, field, value):
    path = f"{FILM}/offers"

    answer = edda.send(path, OFFER | {field: value}, page=path)

    assert answer.status_code == 422
    assert field in Page(answer).field_errors
    assert count(Offer) == 0


def test_the_desk_finds_films_by_a_part_of_their_title(film, edda):
    add(edda, title="Věra's Day")

    assert "Věra's Day" in edda.visit("/desk/movies?title=vera").links
    assert "The Lamplighter" in edda.visit("/desk/movies?title=LAMP").links
    for nothing in ("nowhere", "%25", "_"):
        page = edda.visit(f"/desk/movies?title={nothing}")
        assert "No film is called that." in page.text


def test_a_films_page_leads_editors_to_the_desk_and_nobody_else(film, edda, app):
    ada = app.test_client()
    ada.sign_in(accounts.ada())
    place = f"/fragments{PAGE}/your-rating"

    assert edda.visit(place).links["Keep this film at the desk"] == FILM
    assert "Keep this film at the desk" not in ada.visit(place).links


@pytest.mark.parametrize("room", ["", "/consensus", "/articles", "/offers"])
def test_every_room_of_a_film_leads_to_the_others(film, edda, room):
    page = edda.visit(f"{FILM}{room}")

    nav = page.find('nav[aria-label="What is kept of this film"]')
    assert re.sub(r"\s+", " ", nav.text_content()).strip().startswith("Facts Consensus")
    assert len(nav.cssselect("[aria-current]")) == 1


def test_a_search_verifies_after_all_that_the_desk_does(film, edda):
    save(edda, title="Lamps", slug="lamps", cast="Bo Ek")
    add(edda, cast="Bo Ek\nCleo Marsh")

    assert list(search.differences()) == []
