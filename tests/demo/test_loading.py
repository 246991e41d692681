"""Where the demo may be loaded, and where not."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.accounts.models import User
from app.core.db import db
from app.demo import members
from app.demo.commands import demo as demo_commands
from app.demo.load import NotEmpty, load
from app.movies.models import Movie


@pytest.fixture
def settings(app, tmp_path):
    """Settings whose media lie in a folder of the test's own."""
    return replace(app.config["SETTINGS"], instance_path=tmp_path)


@pytest.mark.parametrize(
    "row",
    [
        {"slug": "own", "title": "Own", "title_sort": "own"},
        members.account("Somebody", "somebody@site.example"),
    ],
    ids=["movie", "member"],
)
def test_a_site_that_is_in_use_is_left_alone(app, settings, row):
    db.session.add(Movie(**row) if "slug" in row else User(**row))
    db.session.flush()
    movies = select(func.count(Movie.id))
    before = db.session.scalar(movies)

    with pytest.raises(NotEmpty):
        load(settings, lambda *step: None)

    assert db.session.scalar(movies) == before


def test_the_command_prints_no_sign_ins_where_there_are_none(app):
    db.session.add(Movie(slug="own", title="Own", title_sort="own"))
    db.session.commit()

    answer = app.test_cli_runner().invoke(demo_commands, ["load"])

    assert answer.exit_code == 1
    assert "needs an empty one" in answer.output
    assert members.PASSWORD not in answer.output


def test_the_command_loads_once_and_prints_the_sign_ins_each_time(app):
    runner = app.test_cli_runner()

    first = runner.invoke(demo_commands, ["load"])
    second = runner.invoke(demo_commands, ["load"])

    assert first.exit_code == 0
    assert second.exit_code == 0
    assert "The demo is already there." not in first.output
    assert "The demo is already there." in second.output
    for output in (first.output, second.output):
        assert "ada@demo.example" in output
        assert members.PASSWORD in output
