"""Backups: whole and of one moment, put back as they were, or refused as they stand."""

import gzip
import json
import tarfile
from random import randbytes

import pytest
from sqlalchemy import select, text, update

from app import create_app
from app.core import migrating
from app.core.db import db
from app.movies.models import Movie
from app.search import queries as search_queries
from app.upkeep.backup import restoring, taking
from app.upkeep.backup.archive import Refused, checked, written
from tests.support.databases import close, settings_of
from tests.support.disk import MEGABYTE
from tests.upkeep.conftest import AT, back_up, put_back, quiet

PICTURES = {
    "posters/asa.jpg": b"\xff\xd8 a poster",
    "still.avif": bytes(range(256)) * 9,
}


@pytest.fixture
def backed_up(database, made_site, filled, tmp_path):
    """A site with a movie, a member and two pictures, and its backup."""
    site = made_site(database)
    filled(site, movies=2, members=1)
    for name, content in PICTURES.items():
        path = site.instance / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    file = tmp_path / "site.backup"
    back_up(site, file)
    return site, file


@pytest.fixture
def empty_site(database, made_site, databases):
    """A site whose database has no tables yet."""
    site = made_site(database)
    site.url = databases.empty(database)
    return site


def slugs(site) -> list[str]:
    with site.rows():
        return list(db.session.scalars(select(Movie.slug).order_by(Movie.id)))


def left(site) -> list[str]:
    """Return what a refused restore has left: pictures, drafts, rows."""
    found = [
        str(path)
        for path in site.instance.rglob("*")
        if "media" in path.parts or path.name.startswith(".matinee")
    ]
    with site.rows():
        try:
            return found + list(db.session.scalars(select(Movie.slug)))
        except Exception:
            return found


def test_everything_comes_back(backed_up, empty_site):
    site, file = backed_up

    assert put_back(empty_site, file) == []

    assert slugs(empty_site) == slugs(site) == ["film-0", "film-1"]
    media = empty_site.instance / "media"
    assert {name: (media / name).read_bytes() for name in PICTURES} == PICTURES
    assert not list(empty_site.instance.glob(".matinee*"))
    assert file.stat().st_mode & 0o777 == 0o600
    with empty_site.rows():
        assert search_queries.differences() == []
        assert search_queries.broken_indexes() == []


def test_a_picture_that_came_and_went_during_a_backup_is_in_it_with_its_row(
    backed_up, empty_site, tmp_path
):
    site, _ = backed_up
    folder, file = site.instance / "media", tmp_path / "moving.backup"
    came = folder / "came.webp"
    seen = []

    def meanwhile(name, size):
        """Bring a picture while others are packed; take it away behind the rows."""
        seen.append(name)
        if len(seen) == 1:
            came.write_bytes(b"a poster")
            (folder / ".half.webp.1f2e3d4c").write_bytes(b"half a pos")
            name_poster("came.webp")
        if name in {taking.DATABASE, "sequences.json"}:
            name_poster(None)
            came.unlink()

    def name_poster(name):
        with site.rows():
            db.session.execute(update(Movie).values(poster_file=name))
            db.session.commit()

    with site.rows() as app:
        taking.take(
            app.config["SETTINGS"], file, with_keys=False, at=AT, progress=meanwhile
        )
    put_back(empty_site, file)

    with empty_site.rows():
        posters = set(db.session.scalars(select(Movie.poster_file)))
    assert posters == {"came.webp"}
    restored = empty_site.instance / "media"
    assert (restored / "came.webp").read_bytes() == b"a poster"
    assert not list(restored.glob(".*"))


def test_tables_without_rows_are_an_empty_place(backed_up, made_site, database):
    _, file = backed_up
    other = made_site(database)

    put_back(other, file)

    assert slugs(other) == ["film-0", "film-1"]


def test_what_is_there_is_not_written_over(backed_up, made_site, filled, database):
    site, file = backed_up
    other = made_site(database)
    filled(other, movies=1)

    refused = other.run("restore", str(file))

    assert refused.returncode == 1
    assert "not empty" in refused.stdout
    assert "Nothing was restored" in refused.stdout
    assert slugs(other) == ["film-0"]
    with pytest.raises(Refused, match="is there already"):
        back_up(site, file)


def test_pictures_that_are_there_are_not_written_over(backed_up, empty_site):
    _, file = backed_up
    media = empty_site.instance / "media"
    media.mkdir()
    (media / "mine.jpg").write_bytes(b"mine")

    with pytest.raises(Refused, match="not empty"):
        put_back(empty_site, file)

    assert [path.name for path in media.iterdir()] == ["mine.jpg"]


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_ends_early_is_refused(backed_up, empty_site, part):
    _, file = backed_up
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * part)])

    with pytest.raises(Refused):
        put_back(empty_site, file)

    assert left(empty_site) == []


def test_a_file_without_its_last_byte_is_refused(backed_up, empty_site):
    _, file = backed_up
    file.write_bytes(file.read_bytes()[:-1])

    with pytest.raises(Refused, match="broken"):
        put_back(empty_site, file)

    assert left(empty_site) == []


def rewritten(file, change) -> None:
    """Pack a backup anew with some of its bytes changed, so that only sums tell."""
    content = change(gzip.decompress(file.read_bytes()))
    file.write_bytes(gzip.compress(content))


@pytest.mark.parametrize("word", [b"a poster", b"Film 1", b'"revision"'])
def test_a_changed_byte_is_refused(backed_up, empty_site, word):
    _, file = backed_up

    def change(content):
        assert word in content
        return content.replace(word, word[:-1] + b"X", 1)

    rewritten(file, change)
    with pytest.raises(Refused, match="not what was written"):
        put_back(empty_site, file)

    assert left(empty_site) == []


def test_a_path_that_leads_out_is_refused(tmp_path):
    file = tmp_path / "bad.backup"
    with written(file, quiet) as writer:
        writer.add_bytes("../../etc/cron.d/x", b"x")

    with pytest.raises(Refused, match="no file of a backup"):
        checked(file)


def test_a_backup_that_fails_leaves_nothing(tmp_path):
    file = tmp_path / "half.backup"

    with pytest.raises(RuntimeError), written(file, quiet) as writer:
        writer.add_bytes("a", b"a")
        raise RuntimeError

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_too_small_for_a_backup_is_named(backed_up, small_disk):
    site, _ = backed_up
    (site.instance / "media" / "large.webp").write_bytes(randbytes(3 * MEGABYTE))
    disk = small_disk(2)

    refused = site.run("backup", str(disk.folder / "site.backup"))

    assert refused.returncode == 1
    assert refused.stdout.splitlines()[-2:] == [
        f"Error: {disk.folder / 'site.backup'} cannot be written: "
        "No space left on device",
        "No backup was written.",
    ]
    assert list(disk.folder.iterdir()) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_disk_that_is_too_small_for_a_copy_of_the_database_is_named(
    backed_up, small_disk
):
    site, _ = backed_up
    disk = small_disk(1)

    refused = site.run("backup", str(disk.folder / "site.backup"))

    assert refused.returncode == 1
    assert f"cannot be copied into {disk.folder}" in refused.stdout
    assert "No backup was written." in refused.stdout
    assert list(disk.folder.iterdir()) == []


def test_a_picture_that_cannot_be_read_is_named(tmp_path):
    file = tmp_path / "site.backup"
    # A file that gives no bytes, as one on a broken disk.
    with (
        tmp_path.joinpath("a").open("wb") as unreadable,
        pytest.raises(Refused, match=r"media/a\.webp cannot be read"),
        written(file, quiet) as writer,
    ):
        writer.add("media/a.webp", unreadable, 9)

    assert not file.exists()


def test_an_older_backup_is_migrated(database, made_site, databases, tmp_path):
    older = made_site(database)
    older.url = databases.empty(database)
    file = tmp_path / "older.backup"
    order = restoring.order_of_revisions()
    with older.rows():
        migrating.upgrade(order[-2])
        db.session.execute(text("INSERT INTO genre (name) VALUES ('Older')"))
        db.session.commit()
    back_up(older, file)
    new = made_site(database)
    new.url = databases.empty(database)

    put_back(new, file)

    with new.rows():
        assert restoring.revision_there() == order[-1]
        assert db.session.scalar(text("SELECT name FROM genre")) == "Older"


def test_a_newer_backup_is_refused(backed_up, empty_site, tmp_path):
    site, _ = backed_up
    file = tmp_path / "newer.backup"
    with site.rows():
        db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        db.session.commit()
    back_up(site, file)

    with pytest.raises(Refused, match="Install the newer version first"):
        put_back(empty_site, file)

    assert left(empty_site) == []


def test_a_backup_of_the_other_database_says_how_to_move(
    backed_up, database, made_site
):
    _, file = backed_up
    other = made_site("postgresql" if database == "sqlite" else "sqlite")

    with pytest.raises(Refused, match="matinee export site"):
        put_back(other, file)


def test_keys_stay_unless_they_are_asked_for(databases, tmp_path):
    def site(name):
        url = databases.with_tables("sqlite")
        keys = {"secret_key": None, "password_salt": None}
        return create_app(settings_of(url, tmp_path / name, **keys))

    old, new, newer = map(site, ("old", "new", "newer"))
    without, along = tmp_path / "without.backup", tmp_path / "along.backup"
    with old.app_context():
        settings = old.config["SETTINGS"]
        taking.take(settings, without, with_keys=False, at=AT, progress=quiet)
        taking.take(settings, along, with_keys=True, at=AT, progress=quiet)

    with new.app_context():
        told = restoring.restore(new.config["SETTINGS"], without, progress=quiet)
    with newer.app_context():
        silent = restoring.restore(newer.config["SETTINGS"], along, progress=quiet)

    assert "no password works" in " ".join(told)
    assert silent == []
    salt = (tmp_path / "old" / "password_salt").read_text()
    assert (tmp_path / "newer" / "password_salt").read_text() == salt
    assert salt not in json.dumps(checked(along))
    with tarfile.open(without) as archive:
        assert not [name for name in archive.getnames() if name.startswith("keys/")]
    for app in (old, new, newer):
        close(app)


def test_a_database_without_tables_is_no_backup(empty_site, tmp_path):
    with pytest.raises(Refused, match="matinee database upgrade"):
        back_up(empty_site, tmp_path / "none.backup")

    assert list(tmp_path.glob("*none*")) == []
