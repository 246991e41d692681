"""A whole site goes out and comes in again, on either database, or not at all."""

import csv
import hashlib
import json
from contextlib import contextmanager

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app import create_app
from app.audience.models import AudienceReview
from app.cli import main
from app.core.clock import utcnow
from app.core.db import Model, db
from app.critics.models import CriticReview
from app.critics.rules import Standing
from app.imports import public_export, site_export, site_import
from app.imports.models.marks import ImportedReview
from app.imports.queries import site_export as queries
from app.imports.rules.private_columns import (
    LOOKS_SECRET,
    MOVES_ALONG,
    SECRETS,
    SITE_STAYS,
)
from app.imports.rules.refusals import FileRefused
from app.ledger.operations import rebuild_all
from app.ledger.queries import differences
from app.movies.models import Movie
from tests.factories import critics, movies
from tests.factories.accounts import member
from tests.factories.audience import review
from tests.support.databases import BACKENDS, close, settings_of


def quiet(what, count):
    """Say nothing."""


@contextmanager
def site_on(databases, backend, folder):
    """Make a site with tables and nothing else, with media of its own."""
    app = create_app(settings_of(databases.with_tables(backend), folder))
    try:
        with app.app_context():
            yield app
    finally:
        close(app)


def furnished(app):
    """Give a site films, critics, members, ratings, and a picture."""
    film = movies.movie("Salt Year")
    other = movies.movie("Dust", synopsis='=1+1, "quoted"\nnext line \u2028 é')
    movies.photo(film)
    movies.credit(film, movies.person())
    cleo, paper = critics.critic(), critics.publication()
    first = critics.review(film, critic_id=cleo.id, publication_id=paper.id)
    critics.review(other, critic_id=cleo.id, publication_id=paper.id)
    for number, name in enumerate(("Ada", "Bo", "Cyd"), 1):
        review(film, member(name), rating=2 * number + 1, body="=cmd()")
    # A row that refers to one of its own table, with a larger number than its own.
    second = db.session.scalar(
        select(CriticReview).where(CriticReview.movie_id == other.id)
    )
    assert second.id > first.id
    first.duplicate_of_id, first.standing = second.id, Standing.DUPLICATE
    # What an import remembers of a review: numbers of all the bits there are.
    db.session.add(
        ImportedReview(
            review_id=first.id, identity=-(2**63), words=2**63 - 1, content=-1
        )
    )
    rebuild_all(at=utcnow())
    db.session.commit()
    media = app.config["SETTINGS"].media_path
    media.mkdir(parents=True, exist_ok=True)
    (media / "poster.webp").write_bytes(b"a picture")


def written(app, folder, **options):
    return site_export.write_site(
        folder,
        media=app.config["SETTINGS"].media_path,
        at=utcnow(),
        progress=quiet,
        **{"with_passwords": False} | options,
    )


def taken_in(app, folder):
    media = app.config["SETTINGS"].media_path
    return site_import.read_site(folder, media=media, progress=quiet)


def everything(*, without=("password", "fs_uniquifier")):
    """Return every row that an export speaks of."""
    found = {}
    for table in queries.tables():
        columns = [each for each in table.columns if each.name not in without]
        rows = db.session.execute(select(*columns).order_by(*table.primary_key.columns))
        found[table.name] = [tuple(row) for row in rows]
    db.session.rollback()
    return found


@pytest.fixture(scope="module")
def exported(databases, tmp_path_factory):
    """Write one furnished site for each database; return its folder and its rows."""
    made = {}

    def export(backend):
        if backend not in made:
            folder = tmp_path_factory.mktemp(f"site-{backend}")
            with site_on(databases, backend, folder / "instance") as app:
                furnished(app)
                written(app, folder / "out")
                made[backend] = (folder / "out", everything())
        return made[backend]

    return export


@pytest.mark.parametrize("there", BACKENDS)
@pytest.mark.parametrize("here", BACKENDS)
def test_a_site_moves_between_databases(databases, exported, tmp_path, here, there):
    folder, rows = exported(here)

    with site_on(databases, there, tmp_path / "instance") as app:
        taken_in(app, folder)

        assert everything() == rows
        assert differences() == []
        ratings = db.session.scalars(
            select(AudienceReview.rating).order_by(AudienceReview.id)
        ).all()
        assert list(ratings) == [3, 5, 7]
        media = app.config["SETTINGS"].media_path
        assert (media / "poster.webp").read_bytes() == b"a picture"
        # The next row gets a number that none of those that came in has.
        new = movies.movie("Afterwards")
        assert new.id == max(row[0] for row in rows["movie"]) + 1


def test_out_in_and_out_again_is_the_same(databases, exported, tmp_path):
    folder, _ = exported("sqlite")

    with site_on(databases, "sqlite", tmp_path / "instance") as app:
        taken_in(app, folder)
        written(app, tmp_path / "again")

    for path in sorted((folder / "tables").iterdir()):
        assert (tmp_path / "again/tables" / path.name).read_bytes() == path.read_bytes()


def test_the_sums_are_those_of_the_files(exported):
    folder, _ = exported("sqlite")

    lines = (folder / "SHA256SUMS").read_text().splitlines()
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    names = {line.split("  ")[1] for line in lines}
    assert {"manifest.json", "policy.json", "media/poster.webp"} <= names


def test_secrets_stay(exported, databases, tmp_path):
    folder, _ = exported("sqlite")
    accounts = (folder / "tables/account.ndjson").read_text()

    assert "ada@example.org" in accounts
    assert "argon2" not in accounts
    assert "fs_uniquifier" not in accounts
    assert not (folder / "tables/login_session.ndjson").exists()
    assert (folder.stat().st_mode & 0o077) == 0
    with site_on(databases, "sqlite", tmp_path / "instance") as app:
        member("Ada")
        written(app, tmp_path / "out", with_passwords=True)
        assert "argon2" in (tmp_path / "out/tables/account.ndjson").read_text()


def test_every_table_goes_along_or_is_named(app):
    """Whoever adds a table decides whether it leaves the site."""
    gone = {table.name for table in queries.tables()}

    assert gone | SITE_STAYS.keys() == set(Model.metadata.tables)
    assert gone & SITE_STAYS.keys() == set()
    for table in queries.tables():
        queries.fields(table, with_passwords=True)


def test_what_goes_along_needs_nothing_that_stays(app):
    needed = {
        f"{table.name}.{column.name}"
        for table in queries.tables()
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in SITE_STAYS
    }

    assert needed == set()


def test_every_secret_is_named(app):
    """A column that sounds like a secret is named as one, or its table stays."""
    unnamed = {
        f"{table.name}.{column.name}"
        for table in queries.tables()
        for column in table.columns
        if LOOKS_SECRET.search(column.name)
        and (table.name, column.name) not in SECRETS | MOVES_ALONG.keys()
    }

    assert unnamed == set()


def test_only_what_migrations_sow_is_in_a_new_database(app):
    filled = {
        table.name
        for table in queries.tables()
        if db.session.scalar(select(func.count()).select_from(table))
    }

    assert filled == site_import.SEEDED


def test_a_folder_that_holds_something_is_left_alone(databases, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine.txt").write_text("mine")

    with (
        site_on(databases, "sqlite", tmp_path / "instance") as app,
        pytest.raises(FileRefused, match="expected a new folder"),
    ):
        written(app, tmp_path / "out")

    assert [each.name for each in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_an_export_that_breaks_leaves_nothing(databases, tmp_path):
    def breaks(what, count):
        raise OSError("no space left")

    with (
        site_on(databases, "sqlite", tmp_path / "instance") as app,
        pytest.raises(OSError, match="no space"),
    ):
        site_export.write_site(
            tmp_path / "out",
            media=app.config["SETTINGS"].media_path,
            with_passwords=False,
            at=utcnow(),
            progress=breaks,
        )

    assert sorted(each.name for each in tmp_path.iterdir()) == ["instance"]


def changed(exported, tmp_path, name, change):
    """Copy an export with one file changed, and its sums and counts made right."""
    folder, _ = exported("sqlite")
    copy = tmp_path / "copy"
    for path in site_export.files_in(folder):
        place = copy / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(path.read_bytes())
    (copy / name).write_bytes(change((copy / name).read_bytes()))
    (copy / "SHA256SUMS").unlink()
    site_export.write_sums(copy)
    return copy


@pytest.fixture(scope="module", params=BACKENDS)
def empty_site(request, databases, tmp_path_factory):
    """Make one site with nothing in it; who finds it changed has found a fault."""
    folder = tmp_path_factory.mktemp("empty")
    with site_on(databases, request.param, folder / "instance") as app:
        yield app


FILM = "tables/movie.ndjson"


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (
            FILM,
            lambda text: text + b"{\n",
            r"movie.ndjson, line 3, the whole line: '{'",
        ),
        (FILM, lambda text: text + b"[]\n", "a row as JSON in braces"),
        (
            FILM,
            lambda text: text.replace(b'"year":2012', b'"year":"2012"', 1),
            r"movie.ndjson, line 1, year: '2012'; expected a whole number, or null",
        ),
        (
            FILM,
            lambda text: text.replace(b'"year":2012', b'"year":2147483648', 1),
            "line 1, year",
        ),
        (
            FILM,
            lambda text: text.replace(b'"year":2012', b'"age":2012', 1),
            r"line 1, (age|year)",
        ),
        (
            FILM,
            lambda text: text.replace(b'"Salt Year"', b'"' + b"x" * 301 + b'"', 1),
            "expected text of at most 300 characters",
        ),
        (
            FILM,
            lambda text: text.replace(b"Salt Year", b"Salt\\u0000Year", 1),
            "line 1, title",
        ),
        (
            FILM,
            lambda text: text.replace(b"Salt Year", b"Salt\\ud800Year", 1),
            "line 1, title",
        ),
        (FILM, lambda text: text + b"\xff\n", "line 3: expected UTF-8"),
        (FILM, lambda text: text.splitlines(True)[0], "1 rows; expected 2"),
        (
            "tables/audience_review.ndjson",
            lambda text: text.replace(b'"rating":3', b'"rating":11', 1),
            "the database refuses them",
        ),
        (
            "tables/audience_review.ndjson",
            lambda text: text.replace(b'"movie_id":1', b'"movie_id":77', 1),
            "the database refuses them",
        ),
        (
            "tables/audience_review.ndjson",
            lambda text: text.replace(b"+00:00", b"", 1),
            "expected a moment like",
        ),
        (
            "manifest.json",
            lambda text: text.replace(b"matinee-site", b"other-site"),
            "format other-site",
        ),
        (
            "manifest.json",
            lambda text: json.dumps(json.loads(text) | {"revision": "0001"}).encode(),
            "written at revision 0001",
        ),
        ("manifest.json", lambda text: b"{}", "expected the keys"),
        ("manifest.json", lambda text: b"{", "expected JSON"),
    ],
)
def test_a_folder_that_is_wrong_is_refused_and_nothing_is_half_in(
    empty_site, exported, tmp_path, name, change, words
):
    folder = changed(exported, tmp_path, name, change)
    app = empty_site

    with app.app_context():
        with pytest.raises(FileRefused, match=words):
            taken_in(app, folder)

        assert db.session.scalar(select(func.count()).select_from(Movie)) == 0
        assert {name for name, rows in everything().items() if rows} == (
            site_import.SEEDED
        )
        assert not app.config["SETTINGS"].media_path.exists()


@pytest.mark.parametrize("damage", ["changed", "missing", "added", "unlisted", "path"])
def test_sums_that_do_not_fit_are_refused(empty_site, exported, tmp_path, damage):
    folder = changed(exported, tmp_path, FILM, lambda text: text)
    sums = folder / "SHA256SUMS"
    if damage == "changed":
        (folder / FILM).write_bytes(b"{}\n")
    elif damage == "missing":
        (folder / "media/poster.webp").unlink()
    elif damage == "added":
        (folder / "media/other.webp").write_bytes(b"x")
    elif damage == "unlisted":
        sums.unlink()
    else:
        sums.write_text(sums.read_text() + f"{'0' * 64}  ../../etc/hostname\n")

    with empty_site.app_context(), pytest.raises(FileRefused, match="SHA256SUMS"):
        taken_in(empty_site, folder)


def test_a_database_that_holds_something_is_left_alone(databases, exported, tmp_path):
    folder, _ = exported("sqlite")

    with site_on(databases, "sqlite", tmp_path / "instance") as app:
        movies.movie("Mine")
        with pytest.raises(FileRefused, match="not empty"):
            taken_in(app, folder)

        assert db.session.scalars(select(Movie.title)).all() == ["Mine"]


def test_what_everybody_may_have_is_what_the_site_shows(databases, tmp_path):
    with site_on(databases, "sqlite", tmp_path / "instance") as app:
        furnished(app)
        counts = public_export.write_public(
            tmp_path / "public",
            site="Films of Asa",
            address="https://films.example",
            licence="CC0",
            at=utcnow(),
            progress=quiet,
        )

    def rows(name):
        with (tmp_path / f"public/{name}.csv").open(newline="") as file:
            return list(csv.DictReader(file))

    assert counts["movies"] == len(rows("movies")) == 2
    ratings = rows("audience_ratings")
    assert [(row["member"], row["half_stars"]) for row in ratings] == [
        ("Ada", "3"),
        ("Bo", "5"),
        ("Cyd", "7"),
    ]
    assert ratings[0]["review"] == "'=cmd()"
    audience = next(row for row in rows("scores") if row["kind"] == "audience")
    assert (audience["positive"], audience["total"]) == ("1", "3")
    assert [row["movie"] for row in rows("critic_reviews")] == ["dust"]
    whole = "".join(path.read_text() for path in (tmp_path / "public").iterdir())
    assert "example.org" not in whole
    readme = (tmp_path / "public/README.md").read_text()
    assert "# Films, reviews and scores of Films of Asa" in readme
    assert readme.rstrip().endswith("CC0")


def test_the_commands_say_what_they_did(databases, tmp_path, monkeypatch):
    for name, value in {
        "MATINEE_ENVIRONMENT": "test",
        "DATABASE_URL": databases.with_tables("sqlite"),
        "MATINEE_INSTANCE_PATH": str(tmp_path / "instance"),
        "MATINEE_LOG_LEVEL": "ERROR",
    }.items():
        monkeypatch.setenv(name, value)
    run = CliRunner().invoke
    out = str(tmp_path / "out")

    first = run(main, ["export", "site", out])
    second = run(main, ["export", "site", out])
    third = run(main, ["import", "site", out])
    public = run(main, ["export", "public", str(tmp_path / "public")])

    assert first.exit_code == 0, first.output
    assert "rows are in" in first.output
    assert second.exit_code == 1
    assert "expected a new folder" in second.output
    assert third.exit_code == 0, third.output
    assert "matinee scores verify" in third.output
    assert public.exit_code == 0, public.output
