"""The desk's pages of imports: what waits, what may be one, and the reports."""

import json

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.jobs import run_waiting
from app.critics.models import Critic, CriticReview, Publication
from app.imports.models.matching import FilmChoice, MergeState, NameMerge, WaitingRow
from app.imports.models.runs import ImportRun
from app.movies.models import Movie
from tests.factories import accounts, critics, movies
from tests.imports.files import as_csv, review, reviews

DESK = "/desk/imports"


@pytest.fixture
def edda(client, sign_in):
    sign_in(client, accounts.edda())
    return client


@pytest.fixture
def lamps(app):
    """Return two films of one name, so that a row without a year waits."""
    return movies.movie("The Lamplighter", year=1950, slug="lamp-1950"), movies.movie(
        "The Lamplighter", year=2012, slug="lamp-2012"
    )


@pytest.fixture
def waiting(lamps, write, bring):
    """Bring in two rows that wait for one film."""
    bring(
        "critic-reviews",
        write(as_csv([row | {"year": ""} for row in reviews(2)])),
        "--yes",
    )
    return waiting_row().id


def waiting_row() -> WaitingRow:
    return db.session.scalars(select(WaitingRow).order_by(WaitingRow.id)).first()


def counted(table) -> int:
    db.session.expire_all()
    return db.session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("path", [DESK, f"{DESK}/waiting", f"{DESK}/merges"])
def test_the_desk_is_for_editors(client, sign_in, path):
    assert client.get(path).status_code in (302, 303)
    sign_in(client, accounts.ada())
    assert client.get(path).status_code == 403


def test_the_runs_stand_with_their_counts_and_their_report(edda, waiting):
    page = edda.visit(DESK)

    assert "2 rows of 1 film" in page.text
    run = db.session.scalars(select(ImportRun)).one()
    report = edda.get(f"{DESK}/{run.id}/report.csv")
    assert report.status_code == 200
    assert report.text.splitlines()[0] == "file,line,outcome,column,value,expected"
    assert report.text.count("waiting") == 2


def test_a_report_that_is_not_here_is_not_found(edda, app):
    assert edda.get(f"{DESK}/4711/report.csv").status_code == 404


def test_the_films_that_could_be_meant_are_offered(edda, waiting):
    page = edda.visit(f"{DESK}/waiting")

    assert "The Lamplighter" in page.headings
    assert page.links["The Lamplighter"] == "/movies/lamp-1950"
    assert len(page.all(".matching__choice")) == 5


def test_a_choice_brings_the_rows_in_and_holds_for_the_next_file(
    edda, waiting, lamps, write, bring, scores_are_right
):
    answer = edda.send(
        f"{DESK}/waiting/{waiting}",
        {"choice": str(lamps[1].id)},
        page=DESK + "/waiting",
    )

    assert answer.status_code == 303
    page = edda.visit(answer.location)
    assert "2 rows came in" in page.text
    assert page.links["The Lamplighter"] == "/movies/lamp-2012"
    assert counted(WaitingRow) == 0
    assert {row.movie_id for row in db.session.scalars(select(CriticReview))} == {
        lamps[1].id
    }
    scores_are_right()
    again = bring(
        "critic-reviews",
        write(as_csv([row | {"year": ""} for row in reviews(3)])),
        "--yes",
    )
    assert "1 new, 0 changed, 2 same" in again.output


def test_a_film_can_be_added_named_by_its_address_or_left_out(
    edda, waiting, lamps, write, bring
):
    bring(
        "critic-reviews", write(as_csv([review(title="Harbour", critic="Bo")])), "--yes"
    )
    rows = list(db.session.scalars(select(WaitingRow.id).order_by(WaitingRow.id)))

    edda.send(f"{DESK}/waiting/{rows[-1]}", {"choice": "new"}, page=f"{DESK}/waiting")
    edda.send(
        f"{DESK}/waiting/{waiting}",
        {"choice": "other", "address": "https://site.example/movies/lamp-1950"},
        page=f"{DESK}/waiting",
    )

    assert counted(Movie) == 3
    assert counted(WaitingRow) == 0
    assert counted(CriticReview) == 3

    bring("critic-reviews", write(as_csv([review(title="Elsewhere")])), "--yes")
    answer = edda.send(
        f"{DESK}/waiting/{waiting_row().id}", {"choice": "out"}, page=f"{DESK}/waiting"
    )
    assert "1 row is left out" in edda.visit(answer.location).text
    assert counted(WaitingRow) == 0
    result = bring(
        "critic-reviews", write(as_csv([review(title="Elsewhere")])), "--yes"
    )
    assert "left this film out" in result.output


@pytest.mark.parametrize(
    "fields", [{}, {"choice": "x"}, {"choice": "other", "address": "/movies/none"}]
)
def test_a_choice_that_is_none_is_said_at_the_film(edda, waiting, fields):
    answer = edda.send(f"{DESK}/waiting/{waiting}", fields, page=f"{DESK}/waiting")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert f'href="#film-{waiting}"' in answer.text
    assert counted(FilmChoice) == 0


def test_a_decision_can_be_taken_back_and_its_film_waits_again(edda, app, write, bring):
    content = as_csv([review(title="Elsewhere")])
    bring("critic-reviews", write(content), "--yes")
    path = f"{DESK}/waiting"
    edda.send(f"{path}/{waiting_row().id}", {"choice": "out"}, page=path)
    page = edda.visit(path)
    assert "elsewhere (2012) is left out" in page.text
    (film,) = page.root.cssselect("input[name=film]")
    back = f"{path}/decisions/delete"

    answer = edda.send(back, {"film": film.get("value")}, page=path)

    page = edda.visit(answer.location)
    assert "The decision is taken back" in page.text
    assert "Decided lately" not in page.text
    assert "1 waiting" in bring("critic-reviews", write(content), "--yes").output
    assert edda.send(back, {"film": "no|such||"}, page=path).status_code == 404


def test_a_wrong_choice_is_kept_to_be_mended_where_it_was_made(edda, app, write, bring):
    rows = [review(title=f"Reel {n}", quote=f"Number {n}.") for n in range(25)]
    bring("critic-reviews", write(as_csv(rows)), "--yes")
    first_page = f"{DESK}/waiting"
    (more,) = edda.visit(first_page).root.cssselect("a[href*='after=']")
    second_page = more.get("href")
    last = max(db.session.scalars(select(WaitingRow.id)))
    (form,) = edda.visit(second_page).root.cssselect(
        f"form[action^='{first_page}/{last}?']"
    )

    answer = edda.send(
        form.get("action"),
        {"choice": "other", "address": "/movies/none"},
        page=second_page,
    )

    assert answer.status_code == 422
    assert f'id="film-{last}"' in answer.text
    assert 'value="/movies/none"' in answer.text
    assert answer.text.count('value="other" checked') == 1
    answer = edda.send(form.get("action"), {"choice": "new"}, page=second_page)
    assert answer.location.endswith(second_page.partition("?")[2])


def test_a_sample_says_where_its_row_stands(edda, lamps, write, bring):
    rows = json.dumps([row | {"year": ""} for row in reviews(2)])
    bring("critic-reviews", write(rows.encode(), "two.json"), "--yes")
    bring(
        "critic-reviews",
        write(as_csv([review(year="", critic="Bo Vik")]), "one.csv"),
        "--yes",
    )

    page = edda.visit(f"{DESK}/waiting")

    assert page.all(".matching__rows small") == [
        "two.json, line 1 (row 1)",
        "two.json, line 1 (row 2)",
        "one.csv, line 2",
    ]


def test_all_rows_can_be_matched_again_later(edda, app, waiting, lamps):
    db.session.delete(lamps[0])
    db.session.commit()

    edda.send(f"{DESK}/waiting", page=f"{DESK}/waiting")
    run_waiting(app)

    assert counted(WaitingRow) == 0


def test_names_are_proposed_and_never_merged_by_themselves(edda, pair):
    page = edda.visit(f"{DESK}/merges")

    assert counted(Publication) == 2
    assert "New York Herald and NY Herald" in page.headings


def test_a_merge_moves_reviews_counts_copies_once_and_redirects(
    edda, pair, write, bring, scores_are_right
):
    keep = db.session.scalar(
        select(Publication.id).where(Publication.slug == "new-york-herald")
    )

    answer = edda.send(
        f"{DESK}/merges/{pair.id}/accept", {"keep": str(keep)}, page=f"{DESK}/merges"
    )

    page = edda.visit(answer.location)
    assert "Both are New York Herald now" in page.text
    assert "has 4 reviews" in page.text
    assert counted(Publication) == 1
    standings = [row.standing for row in db.session.scalars(select(CriticReview))]
    assert sorted(standings) == ["counted", "counted", "counted", "duplicate"]
    scores_are_right()
    answer = edda.get("/publications/ny-herald")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        "/publications/new-york-herald",
    )
    bring(
        "critic-reviews",
        write(as_csv([review(publication="ny herald", critic="Zoe")])),
        "--yes",
    )
    assert counted(Publication) == 1


def test_a_pair_that_was_declined_is_not_proposed_again(edda, pair, write, bring):
    answer = edda.send(f"{DESK}/merges/{pair.id}/decline", page=f"{DESK}/merges")
    assert "stay two" in edda.visit(answer.location).text

    bring("critic-reviews", write(as_csv([review(critic="Zoe Vik")])), "--yes")

    assert "No two names look like one." in edda.visit(f"{DESK}/merges").text
    db.session.expire_all()
    assert db.session.get(NameMerge, pair.id).state == MergeState.DECLINED


def test_a_pair_is_decided_once(edda, pair):
    form = "/account/import"
    edda.send(f"{DESK}/merges/{pair.id}/decline", page=form)

    again = edda.send(f"{DESK}/merges/{pair.id}/accept", {"keep": "1"}, page=form)

    assert again.status_code == 409
    assert edda.send(f"{DESK}/merges/4711/decline", page=form).status_code == 404
    assert counted(Publication) == 2


def test_the_member_behind_a_critic_stays_with_the_critic(edda, app):
    one = critics.critic("Asa Maria Lind", user_id=accounts.member("Asa").id).id
    two = critics.critic("Asa Lind").id
    merge = NameMerge(
        kind="critic", one_key="asalind", other_key="asamarialind", reason="x",
        state=MergeState.PROPOSED,
    )  # fmt: skip
    db.session.add(merge)
    db.session.commit()

    edda.send(
        f"{DESK}/merges/{merge.id}/accept", {"keep": str(two)}, page=f"{DESK}/merges"
    )

    db.session.expire_all()
    assert db.session.get(Critic, two).user_id is not None
    assert db.session.get(Critic, one) is None


def test_a_number_under_another_title_offers_its_movie_and_keeps_to_the_choice(
    edda, write, bring
):
    header = ("title", "year", "imdb")
    rows = [{"title": title, "year": "2012", "imdb": "tt1"} for title in ("One", "Two")]
    bring("movies", write(as_csv(rows, header)), "--yes")
    page = edda.visit(f"{DESK}/waiting")

    assert page.links["One"] == "/movies/one"
    edda.send(
        f"{DESK}/waiting/{waiting_row().id}", {"choice": "new"}, page=f"{DESK}/waiting"
    )

    assert counted(Movie) == 2
    assert counted(WaitingRow) == 0
    again = bring("movies", write(as_csv(rows, header)), "--yes")
    assert "0 new, 0 changed, 2 same" in again.output
