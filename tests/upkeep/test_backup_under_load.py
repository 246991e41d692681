"""A backup taken while members post, a file comes in and posters are brought."""

import threading
from io import BytesIO

from PIL import Image
from sqlalchemy import func, select

from app.core.db import db
from app.imports.commands import import_group
from app.imports.importing import BATCHES
from app.imports.models.runs import ImportRun
from app.imports.rules.columns import Kind
from app.movies.models import Movie
from app.search import queries as search_queries
from app.upkeep.doctor import contents
from app.upkeep.doctor.findings import Verdict
from tests.factories import audience
from tests.factories.accounts import edda, member
from tests.factories.movies import movie
from tests.imports.files import as_csv
from tests.support.posting import Writers, kept, miscounted
from tests.support.site import until
from tests.upkeep.conftest import back_up, put_back

FILMS = 25
MEMBERS = 4
NEW = 6_000
BATCH = BATCHES[Kind.MOVIES]
BOUNDARY = "between-the-parts"


def test_a_backup_under_load_restores_to_verified_tallies(
    database, databases, made_site, filled, tmp_path
):
    site = made_site(database, MATINEE_WORKERS="2", MATINEE_JOB_WORKERS="0")
    emails = filled(site, movies=FILMS, members=MEMBERS)
    with site.rows():
        editor = edda().email
    movies, file = tmp_path / "movies.csv", tmp_path / "under-load.backup"
    rows = [{"title": f"Another {number}", "year": "2001"} for number in range(NEW)]
    movies.write_bytes(as_csv(rows, ("title", "year")))
    site.start()
    writers = Writers(site, emails, FILMS)
    taken, uploads, before = threading.Event(), [], []

    def bring_posters():
        visitor = site.visitor(editor)
        number = 0
        while not taken.is_set():
            slug = f"film-{number % FILMS}"
            uploads.append(give_poster(visitor, slug, shade=number % 256))
            number += 1

    def back_up_between():
        others = [
            threading.Thread(target=bring_posters),
            threading.Thread(
                target=site.run,
                args=("import", "movies", str(movies), "--yes"),
            ),
        ]
        for each in others:
            each.start()
        try:
            until(lambda: imported(site) and uploads and len(writers.acknowledged) > 9)
            before.extend(writers.acknowledged)
            back_up(site, file)
        finally:
            taken.set()
            for each in others:
                each.join()

    writers.run(back_up_between)

    assert writers.strange == []
    assert len(writers.acknowledged) == FILMS * MEMBERS
    assert set(uploads) == {303}
    assert imported(site) == NEW

    again = made_site(database)
    again.url = databases.empty(database)
    assert put_back(again, file) == []
    there = kept(again)
    assert all((emails[number], f"film-{film}") in there for number, film in before)
    assert all(len(reviews) == 1 for reviews in there.values())
    assert miscounted(again) == []
    assert 0 < imported(again) == noted(again)
    assert imported(again) % BATCH == 0
    with again.rows() as app:
        assert search_queries.differences() == []
        assert search_queries.broken_indexes() == []
        found = dict(contents.look_at_media(app.config["SETTINGS"]))
        assert Verdict.FAULT not in found, found
        posters = db.session.scalar(
            select(func.count()).where(Movie.poster_file.is_not(None))
        )
        assert posters
        # The file goes on where it stood: no number that was given is given again.
        words = ["movies", str(movies), "--yes"]
        ended = app.test_cli_runner().invoke(import_group, words)
        assert ended.exit_code == 0, ended.output
    assert imported(again) == NEW
    with again.rows():
        audience.review(movie("One More"), member("A Newcomer"))
    assert miscounted(again) == []
    assert len(kept(again)) == len(there) + 1


def give_poster(visitor, slug: str, *, shade: int) -> int:
    """Bring a film a poster at the desk, another one for each shade."""
    path = f"/desk/movies/{slug}/poster"
    picture = BytesIO()
    Image.new("RGB", (240, 360), (shade, 40, 40)).save(picture, "PNG")
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    fields = {"csrf_token": visitor.token(path), "alt": "A lamp is lit"}
    parts = [
        f'{head}"{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()
    ]
    parts += [
        f'{head}"file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'.encode(),
        picture.getvalue(),
        f"\r\n--{BOUNDARY}--\r\n".encode(),
    ]
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    return visitor.ask("POST", path, b"".join(parts), kind).status


def imported(site) -> int:
    """Return how many movies came in by the file."""
    with site.rows():
        return db.session.scalar(select(func.count()).select_from(Movie)) - FILMS


def noted(site) -> int:
    """Return how many movies the imports say they brought."""
    with site.rows():
        return db.session.scalar(select(func.sum(ImportRun.new_count)))
