"""A film in the place of one that was removed: SQLite gives it the same number."""

import pytest

from app.core.db import db
from app.editorial import operations as editorial
from app.editorial.rules import MovieFacts
from app.imports.commands import import_group
from app.movies.models import Movie
from tests.imports.files import as_csv

PAGE = "/movies/lamp"


def typed(site, year, path):
    """Add a film as an editor does."""
    with site.app_context():
        editorial.add_film(MovieFacts("Lamp", int(year)))
        db.session.commit()


def from_a_file(site, year, path):
    """Add a film as an import does."""
    header = ("title", "year", "directors")
    path.write_bytes(as_csv([{"title": "Lamp", "year": year}], header))
    result = site.test_cli_runner().invoke(import_group, ["movies", str(path), "--yes"])
    assert result.exit_code == 0, result.output


def take_away(site):
    """Remove the film that is there."""
    with site.app_context():
        editorial.remove_film(db.session.scalar(db.select(Movie.id)))
        db.session.commit()


@pytest.mark.parametrize("add", [typed, from_a_file])
def test_it_has_a_page_of_its_own(site, tmp_path, add):
    reader = site.test_client()
    path = tmp_path / "films.csv"
    typed(site, "2011", path)
    before = reader.get(PAGE)

    take_away(site)
    add(site, "2012", path)
    after = reader.get(PAGE, headers={"If-None-Match": before.headers["ETag"]})

    assert (before.status_code, after.status_code) == (200, 200)
    assert "2012" in after.text
