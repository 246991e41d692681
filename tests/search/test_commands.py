"""The commands that look after the index."""

from sqlalchemy import delete, text

from app.cli import main
from app.core.db import db
from app.search.models import SearchDocument
from tests.factories import movies


def run(app, *arguments):
    return app.test_cli_runner().invoke(main, ["search", *arguments])


def test_a_sound_index_is_said_to_be_sound(app):
    movies.movie("Salt Year")

    answer = run(app, "verify")

    assert answer.exit_code == 0, answer.output
    assert answer.output == "none differs\n"


def test_a_difference_is_named_and_rebuilding_mends_it(app):
    film = movies.movie("Salt Year")
    db.session.execute(delete(SearchDocument))
    db.session.commit()

    broken = run(app, "verify")
    mended = run(app, "rebuild")
    after = run(app, "verify")

    assert broken.exit_code == 1
    assert f"movie {film.id}: stored None, should be 'salt year'" in broken.output
    assert mended.output == "1 names can be found\n"
    assert after.exit_code == 0


def test_a_full_text_table_that_lost_its_words_is_named_and_mended(live_database):
    app = live_database
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            return
        movies.movie("Salt Year")
        db.session.execute(
            text("INSERT INTO search_words (search_words) VALUES ('delete-all')")
        )
        db.session.commit()

    broken = run(app, "verify")
    mended = run(app, "rebuild")

    assert mended.exit_code == 0, mended.output
    assert broken.exit_code == 1
    assert "search_words: does not agree with the documents" in broken.output
    assert run(app, "verify").exit_code == 0
