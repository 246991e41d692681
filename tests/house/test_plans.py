"""No public list reads or sorts a big table: each has an index that runs its way.

A list that is right on a small site and slow on a large one is found here, by what the
database says that it would do.
"""

import re
from itertools import count

import pytest
from sqlalchemy import Engine, event, text

from app.core.db import db
from tests.factories import accounts, audience, critics, movies

BIG = {"audience_review", "critic_review", "movie", "tally", "person", "account"}
FILM = "/movies/asa"
CRITICS = f"/fragments{FILM}/critic-reviews"
AUDIENCE = f"/fragments{FILM}/audience-reviews"
MOMENT = "1347580800000000.123"
SORTS = ("newest", "helpful", "highest", "lowest")
PATHS = [
    "/",
    "/movies",
    *(f"/movies?sort={sort}" for sort in ("critics", "audience", "title")),
    *(f"/movies?sort={sort}&after=1" for sort in ("newest", "critics", "audience")),
    "/movies?sort=title&after=1",
    FILM,
    *(f"{CRITICS}?show={show}" for show in ("all", "top", "fresh", "rotten")),
    *(f"{CRITICS}?show={show}&after=2012-08-10.5" for show in ("all", "top", "fresh")),
    *(f"{AUDIENCE}?sort={sort}" for sort in SORTS),
    *(f"{AUDIENCE}?sort={sort}&only=words" for sort in SORTS),
    *(f"{AUDIENCE}?sort={sort}&only=verified" for sort in SORTS),
    *(f"{AUDIENCE}?sort={sort}&stars=4" for sort in SORTS),
    *(f"{AUDIENCE}?sort={sort}&after=3.123" for sort in ("helpful", "highest")),
    f"{AUDIENCE}?after={MOMENT}",
    f"{AUDIENCE}?only=words&after={MOMENT}",
    f"{FILM}/critic-reviews",
    f"{FILM}/audience-reviews",
    f"/embed{FILM}/score",
    f"/embed{FILM}/critic-reviews",
    f"/embed{FILM}/audience-reviews",
    "/critics/cleo-marsh",
    "/publications/the-evening-reel",
    "/feeds/critic-reviews.atom",
    "/feeds/audience-reviews.atom",
    "/feeds/news.atom",
    "/people/asa-lind",
    "/api/v1/movies?sort=critics",
]
NUMBERS = count()


@pytest.fixture
def programme(app):
    """Give every list something to show."""
    for title in ("Asa", "Bergwerk"):
        film = movies.movie(title)
        movies.credit(film, movies.person(f"{title} Lind"))
        audience.review(film, accounts.member(f"Member {title}"), body="Good.")
    critic, publication = critics.critic(), critics.publication()
    critics.review(film, critic_id=critic.id, publication_id=publication.id)


def statements_of(client, path):
    """Return what a page asks the database, with its parameters."""
    sent = []

    def note(connection, cursor, statement, parameters, context, many):
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        answer = client.get(path)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert answer.status_code == 200, path
    return sent


def plan_of(statement, parameters):
    """Return what the database would do, a line a step, indexes before all else."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        # The driver keeps statements, and with them the plan of before.
        asked = f"EXPLAIN QUERY PLAN {statement} -- {next(NUMBERS)}"
        rows = connection.exec_driver_sql(asked, parameters)
        return [row[3] for row in rows]
    # A table of two rows is read whole whatever there is; here it must not be.
    for way in ("seqscan", "bitmapscan", "sort", "incremental_sort", "hashjoin"):
        connection.execute(text(f"SET LOCAL enable_{way} = off"))
    rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)
    return [row[0] for row in rows]


def complaints(statement, plan):
    """Name the steps that grow with the site."""
    found = []
    for step in plan:
        scan = re.search(r"^SCAN (\w+)(?! USING)\b(.*)|Seq Scan on (\w+)", step)
        if scan and "USING" not in step and (scan[1] or scan[3]) in BIG:
            found.append(step)
        walk = re.search(r"^SCAN (\w+) USING", step)
        if walk and walk[1] in BIG and "LIMIT" not in statement:
            found.append(step)
        if re.search(r"USE TEMP B-TREE FOR .*ORDER BY|(?<!Incremental )Sort\b", step):
            found.append(step)
    return found if "LIMIT" in statement else [s for s in found if "can" in s.lower()]


@pytest.mark.parametrize("path", PATHS)
def test_a_public_list_is_read_by_its_index(programme, client, path):
    sent = statements_of(client, path)

    assert sent
    for statement, parameters in sent:
        plan = plan_of(statement, parameters)
        assert not complaints(statement, plan), (statement, plan)


def test_a_list_without_its_index_is_found(programme, client):
    db.session.execute(text("DROP INDEX ix_audience_review_lowest"))

    sent = statements_of(client, f"{AUDIENCE}?sort=lowest")

    assert any(complaints(each, plan_of(each, given)) for each, given in sent)
