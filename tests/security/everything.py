"""One of everything there can be, so that every place that shows words has some."""

import secrets
from datetime import date, timedelta

from sqlalchemy import JSON as Json
from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    Numeric,
    func,
    insert,
    select,
)

from app.core.clock import utcnow
from app.core.db import db
from app.moderation import operations as moderation_operations
from app.moderation.models import ActionKind, ReportReason
from app.moderation.operations import Decision
from tests.factories import accounts, audience, movies
from tests.house.addresses import furnish
from tests.support.hostile import WHOLE

EVERY_ROLE = ("critic", "editor", "moderator", "administrator")
GAPS = {
    "quote_id": "quote",
    "appeal_id": "appeal",
    "restriction_id": "member_restriction",
    "wave_id": "rating_burst",
    "setting_id": "grade_setting",
    "run_id": "import_run",
    "merge_id": "name_merge",
    "row_id": "waiting_row",
    "publication_id": "publication",
    "member_id": "account",
    "user_id": "account",
    "invitation_id": "invitation",
    "token_id": "access_token",
    "session_id": "login_session",
    "screening_id": "screening",
}


def furnish_everything() -> dict[str, dict[str, object]]:
    """Add one of everything, Ada among it, and return what fills addresses."""
    ada = accounts.member("Ada", roles=EVERY_ROLE, shows_profile=True, bio="Hello.")
    values = furnish()
    film = db.session.scalar(select(movies.Movie).where(movies.Movie.slug == "asa"))
    bo = db.session.scalar(select(accounts.User).where(accounts.User.name == "Bo"))
    bo.shows_profile = bo.shows_ratings = bo.shows_favourites = True
    movies.offer(film)
    movies.genre(film)
    mine = audience.review(film, ada, rating=7)
    review_id = values[""]["review_id"]
    now = utcnow()
    run_id = add("import_run", kind="critic-reviews", state="finished")
    waiting = {"title": WHOLE, "year": "2012", "quote": WHOLE}
    add("waiting_row", kind="critic-reviews", run_id=run_id, values=waiting)
    names = dict.fromkeys(("one_key", "other_key"), "x")
    add("name_merge", kind="critic", state="proposed", **names)
    add("article", movie_id=film.id, kind="news", url="https://news.example/a")
    add("consensus", movie_id=film.id)
    for status in ("approved", "offered", "declined"):
        add("quote", movie_id=film.id, status=status, offered_by_id=ada.id)
    add("invitation", made_by_id=ada.id, expires_at=now + timedelta(days=1))
    add("movie_identifier", movie_id=film.id, catalogue="imdb", value="tt0000001")
    add("notice", user_id=ada.id, url="/movies/asa")
    add("passkey", user_id=ada.id, usage="first", device_type="single_device")
    add("access_token", user_id=ada.id, scopes="ratings:read")
    add("sent_file", user_id=ada.id, kind="movies", state="refused")
    add("audience_revision", review_id=review_id, rating=3)
    add("former_byline", kind="critic", slug="cleo", critic_id=newest("critic"))
    add("favourite", user_id=bo.id, movie_id=film.id)
    add("interest", user_id=ada.id, movie_id=film.id, kind="want_to_see")
    add("viewing", user_id=ada.id, movie_id=film.id)
    moderation_operations.report(
        review_id, ReportReason.SPAM, "A note.", user_id=ada.id, at=now
    )
    add("profile_report", member_id=bo.id, user_id=ada.id, reason="spam")
    action = moderation_operations.act(
        mine.id, Decision(ActionKind.WARN, "A reason."), moderator_id=bo.id, at=now
    )
    moderation_operations.appeal(action.id, "Please look.", user_id=ada.id, at=now)
    values[""]["action_id"] = action.id
    restriction = add("member_restriction", user_id=bo.id, kind="limit")
    moderated = {"member_id": bo.id, "restriction_id": restriction}
    add("moderation_action", kind="limit", moderator_id=ada.id, **moderated)
    add("grade_setting", whose="publication:1", about="B", kind="counts_as", value="1")
    hours = {"hours": 3, "allowed": 1, "arrived": 9}
    add("rating_burst", movie_id=film.id, held_until=now + timedelta(days=1), **hours)
    add("ballot", code_id=newest("screening_code"), rating=8, counted=True)
    add("letter", recipient="ada@example.org", state="sent")
    add("login_session", user_id=ada.id, expires_at=now + timedelta(days=9), body="{}")
    db.session.commit()
    values["audience.member"] = {"name": "Bo"}
    values["editorial.decide_quote"] = {"decision": "approve"}
    values[""] |= {name: newest(table) for name, table in GAPS.items()}
    return values


def newest(name: str) -> int:
    """Return the number of the newest row of a table."""
    table = db.metadata.tables[name]
    return db.session.scalar(select(func.max(table.c.id))) or 1


def add(name: str, **values: object) -> int:
    """Add a row to a table; what it must have and is not told is made up."""
    table = db.metadata.tables[name]
    for column in table.columns:
        if column.name in values or column.nullable or column.server_default:
            continue
        made = column.default is not None or column.primary_key
        if column.foreign_keys or not made:
            values[column.name] = made_up(column)
    result = db.session.execute(insert(table).values(**values))
    key = result.inserted_primary_key
    return key[0] if key else 0


def made_up(column) -> object:
    """Return something that a column can hold."""
    for foreign in column.foreign_keys:
        return db.session.scalar(select(foreign.column).limit(1))
    kind = getattr(column.type, "impl", column.type)
    for known, value in (
        (LargeBinary, secrets.token_bytes(32)),
        (Boolean, False),
        (DateTime, utcnow()),
        (Date, date(2026, 1, 1)),
        (Integer | Numeric, 1),
        (Json, []),
    ):
        if isinstance(kind, known):
            return value
    return "x"
