"""The recount and the commands that prove it: verify, rebuild, recompute."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import Engine, event, select, text, update

from app.audience.operations import Opinion, publish
from app.config import ROOT
from app.core.clock import utcnow
from app.core.db import db
from app.critics.models import CriticReview
from app.ledger import operations, queries
from app.ledger.commands import scores
from app.scores.models import ScorePolicy, SealEvent, Tally
from app.scores.rules import Verdict
from tests.factories import accounts, audience, critics, movies


@pytest.fixture
def film(app):
    return movies.movie("The Lamplighter")


@pytest.fixture
def run(app):
    """Run a command of the group `scores`."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(scores, list(words))


def test_an_honest_site_has_no_differences(film):
    critics.reviews(film, 3)
    audience.review(film, accounts.ada())

    assert queries.differences() == []


def test_a_tally_that_was_tampered_with_is_named_and_rebuilt(film):
    critics.reviews(film, 3)
    db.session.execute(update(Tally).values(fresh=99, bucket_4=1))

    named = {difference.what for difference in queries.differences()}
    assert named == {"critic reviews", "ratings"}

    operations.rebuild_all(at=utcnow())
    assert queries.differences() == []


def test_what_is_written_between_two_counts_is_no_difference(film):
    looks = []

    def write_meanwhile(connection, _cursor, statement, *_rest):
        if "LEFT OUTER JOIN tally" in statement:
            looks.append(statement)
            step = {1: "+ 1", 2: "- 1"}.get(len(looks))
            if step:
                connection.execute(text(f"UPDATE tally SET fresh = fresh {step}"))

    event.listen(Engine, "before_cursor_execute", write_meanwhile)
    try:
        found = queries.differences()
    finally:
        event.remove(Engine, "before_cursor_execute", write_meanwhile)

    assert found == []
    assert len(looks) == 2


def test_a_movie_without_a_tally_is_named_and_gets_one(film):
    db.session.execute(db.delete(Tally))

    assert [each.what for each in queries.differences()] == ["tally"]

    operations.rebuild_all(at=utcnow())
    assert queries.differences() == []


def test_a_tally_that_was_missing_follows_the_policy_in_force(film):
    db.session.execute(update(ScorePolicy).values(critic_minimum=7))
    db.session.execute(db.delete(Tally))

    operations.rebuild_all(at=utcnow())

    assert db.session.scalars(select(Tally.critic_minimum)).all() == [7]


def test_a_recount_gives_and_takes_seals_and_writes_it_down(film):
    lost = movies.movie("The Snuffer")
    critics.reviews(film, 12, top_critic=True)
    critics.reviews(lost, 12, top_critic=True)
    db.session.execute(update(Tally).values(sealed=Tally.movie_id == lost.id))
    db.session.execute(db.delete(SealEvent))
    of_lost = CriticReview.movie_id == lost.id
    db.session.execute(update(CriticReview).where(of_lost).values(verdict="rotten"))

    operations.rebuild_all(at=utcnow())

    seals = db.session.execute(select(Tally.movie_id, Tally.sealed)).all()
    assert dict(map(tuple, seals)) == {film.id: True, lost.id: False}
    log = db.session.execute(select(SealEvent.movie_id, SealEvent.change)).all()
    assert dict(map(tuple, log)) == {film.id: "gained", lost.id: "lost"}


def test_many_movies_are_recounted_in_as_many_statements_as_few(film, count_queries):
    critics.reviews(film, 1)
    with count_queries() as few:
        operations.rebuild_all(at=utcnow())
    for number in range(20):
        movies.movie(f"Reel {number}", slug=f"reel-{number}")

    with count_queries() as many:
        assert operations.rebuild_all(at=utcnow()) == 21

    assert len(many) == len(few)


def test_what_is_posted_during_a_recount_is_counted(live_database):
    app = live_database

    def recount():
        with app.app_context():
            operations.rebuild_all(at=utcnow())
            db.session.commit()

    with app.app_context(), ThreadPoolExecutor(1) as pool:
        film, ada = movies.movie(), accounts.ada()
        publish(Opinion(rating=8), movie_id=film.id, user_id=ada.id, at=utcnow())
        recounted = pool.submit(recount)
        wait([recounted], timeout=0.5)
        db.session.commit()
        recounted.result()

        assert queries.differences() == []


def test_verify_says_none_differs_and_exits_well(film, run):
    result = run("verify")

    assert result.exit_code == 0
    assert "none differs" in result.output


def test_verify_names_a_difference_and_exits_with_one(film, run):
    (review,) = critics.reviews(film, 1)
    db.session.execute(update(Tally).values(rotten=1))
    db.session.execute(update(critics.CriticReview).values(standing="withdrawn"))

    result = run("verify")

    assert result.exit_code == 1
    assert "the-lamplighter: critic reviews" in result.output
    assert (
        f"the-lamplighter: standing of critic review {review.id}: "
        "stored withdrawn, counted counted"
    ) in result.output


def test_rebuild_makes_it_right_again(film, run):
    critics.reviews(film, 2)
    db.session.execute(update(Tally).values(rotten=7))

    assert "1 movie counted" in run("rebuild").output
    assert run("verify").exit_code == 0


@pytest.fixture(params=["csv", "json"])
def saved(request, film, client, tmp_path):
    """Return a ledger that was saved from the site."""
    critics.reviews(film, 5)
    critics.reviews(film, 2, verdict=Verdict.ROTTEN)
    audience.review(film, accounts.ada(), rating=9)
    path = tmp_path / f"ledger.{request.param}"
    path.write_bytes(client.get(f"/movies/the-lamplighter/score.{request.param}").data)
    return path


def test_recompute_finds_the_same_figures(saved, run):
    result = run("recompute", str(saved))

    assert result.exit_code == 0
    assert "The Lamplighter (the-lamplighter), policy small version 1" in result.output
    assert "7 of 7 critic reviews count, 1 ratings" in result.output
    assert ["critic.approval", "71", "71"] in [
        line.split() for line in result.output.splitlines()
    ]
    assert result.output.endswith("none differs\n")


def test_recompute_names_what_differs_and_exits_with_one(saved, run):
    text = saved.read_text()
    saved.write_text(
        text.replace("critic.approval,71", "critic.approval,72").replace(
            '"critic.approval": 71', '"critic.approval": 72'
        )
    )

    result = run("recompute", str(saved))

    assert result.exit_code == 1
    assert ["critic.approval", "71", "72", "differs"] in [
        line.split() for line in result.output.splitlines()
    ]
    assert "1 differ" in result.output


def test_recompute_says_what_it_cannot_read_and_exits_with_two(saved, run):
    saved.write_text(saved.read_text().replace("rotten", "burnt"))

    result = run("recompute", str(saved))

    assert result.exit_code == 2
    assert f"{saved}: line " in result.output
    assert 'column verdict: "burnt" where fresh or rotten was expected' in result.output


def test_recompute_of_a_missing_file_or_a_folder_exits_with_two(run, tmp_path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        result = run("recompute", str(path))

        assert result.exit_code == 2
        assert str(path) in result.output


def test_recompute_needs_no_database(saved):
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            "from app.cli import main; main()",
            "scores",
            "recompute",
            saved,
        ],
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere",
            "MATINEE_INSTANCE_PATH": "/nowhere/to/write",
        },
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.stderr == ""
    assert answer.returncode == 0
    assert "none differs" in answer.stdout
