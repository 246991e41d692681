"""Sessions: rows behind a random cookie, read when somebody first asks for them.

Before a sign-in there is no row: the token of forms and the key of drafts travel in a
signed cookie, so that robots fill no table. On public views a session is empty and
refuses to be written, and the answer neither sets a cookie nor varies by one.
"""

import secrets
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response
from flask.globals import request_ctx
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from itsdangerous import BadSignature
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from app.accounts.models import LoginSession
from app.accounts.rules import digest
from app.config import Settings
from app.core.clock import utcnow
from app.core.db import db
from app.core.public import is_without_session
from app.core.reading import Lean
from app.core.signing import timed

TOUCH_AFTER = timedelta(minutes=5)
PENDING_LIFE = timedelta(minutes=15)
VISITOR_LIFE = timedelta(hours=24)
VISITOR_MARK = "v."
# What travels in the visitor's signed cookie; anything else needs a row.
VISITOR_KEYS = {"csrf_token", "draft"}
# Written by the libraries for features that are off; keeping them would make rows.
LIBRARY_KEYS = {"fs_cc", "fs_gexp", "_id", "_fresh", "_remember"}
# What outlives a sign-in; what a stranger may have planted does not.
KEPT_AT_SIGN_IN = ("_user_id", "fs_", "tf_")
serializer = TaggedJSONSerializer()
OPENED = Lean(
    select(
        LoginSession.id,
        LoginSession.token_hash,
        LoginSession.user_id,
        LoginSession.seen_at,
        LoginSession.body,
    ).where(
        LoginSession.token_hash == bindparam("digest"),
        LoginSession.expires_at > bindparam("now"),
    )
)


@dataclass(frozen=True, slots=True)
class Record:
    """What we know of the row that a session was read from."""

    id: int
    token_hash: bytes
    user_id: int | None
    seen_at: datetime


class DbSession(SessionMixin):
    """The session of one request; it is read from the database at first access."""

    def __init__(
        self, store: "DbSessionInterface", app: Flask, request: Request
    ) -> None:
        self.store = store
        self.app = app
        self.request = request
        self.cookie = request.cookies.get(store.cookie_name)
        self.record: Record | None = None
        self.user_id: int | None = None
        self.modified = False
        self.rotates = False
        self.public = False
        self.settled = False
        self.values_read: dict[str, Any] | None = None

    @property
    def content(self) -> dict[str, Any]:
        """What the session holds; nothing on a public view."""
        if self.values_read is None:
            self.values_read = {}
            # Asked here and not earlier: a session is opened before routing is done.
            self.public = is_without_session(self.app, self.request)
            if self.cookie and not self.public:
                try:
                    self.values_read, self.record = self.store.load(self.cookie)
                except DBAPIError:
                    # Whom the database does not know now is not signed out by that.
                    self.settled = True
                    raise
        return self.values_read

    def sign_in(self, user_id: int) -> None:
        """Belong to a member from now on, under a new secret and with a new token."""
        self.user_id = user_id
        self.rotates = True
        for key in [key for key in self if not key.startswith(KEPT_AT_SIGN_IN)]:
            del self[key]
        # Written now, so that no later page has to.
        self["csrf_token"] = secrets.token_hex(20)

    def stay(self, key: str) -> None:
        """Go on under a new secret, for a member whose key has changed."""
        self["_user_id"] = key
        self.rotates = True

    def __getitem__(self, key: str) -> Any:
        return self.content[key]

    def __setitem__(self, key: str, value: Any) -> None:
        content = self.content
        if self.public:
            raise RuntimeError(f"a public view wrote {key!r} into the session")
        content[key] = value
        self.modified = self.modified or key not in LIBRARY_KEYS

    def __delitem__(self, key: str) -> None:
        del self.content[key]
        self.modified = self.modified or key not in LIBRARY_KEYS

    def __iter__(self) -> Iterator[str]:
        return iter(self.content)

    def __len__(self) -> int:
        return len(self.content)


class DbSessionInterface(SessionInterface):
    """Opens sessions, and writes them after the view with a commit of its own."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.cookie_name = "__Host-matinee" if settings.secure_cookies else "matinee"
        self.secure = settings.secure_cookies
        self.idle = timedelta(days=settings.session_idle_days)
        self.life = timedelta(days=settings.session_days)
        self.signer = timed(app.config["SECRET_KEY"], salt="visitor-session")

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name of our cookie."""
        return self.cookie_name

    def open_session(self, app: Flask, request: Request) -> DbSession:
        """Return a session that has not been read yet."""
        return DbSession(self, app, request)

    def load(self, cookie: str) -> tuple[dict[str, Any], Record | None]:
        """Return what a cookie stands for; nothing if it stands for nothing."""
        if cookie.startswith(VISITOR_MARK):
            return self.load_visitor(cookie.removeprefix(VISITOR_MARK)), None
        now = utcnow()
        row = OPENED.first(digest=digest(cookie), now=now)
        if row is None or (row.user_id and row.seen_at + self.idle <= now):
            return {}, None
        record = Record(row.id, row.token_hash, row.user_id, row.seen_at)
        return serializer.loads(row.body), record

    def load_visitor(self, signed: str) -> dict[str, Any]:
        """Return what a visitor's signed cookie holds."""
        try:
            content: dict[str, Any] = serializer.loads(
                self.signer.loads(signed, max_age=int(VISITOR_LIFE.total_seconds()))
            )
        except BadSignature:
            return {}
        return content

    def save_session(
        self, app: Flask, session: SessionMixin, response: Response
    ) -> None:
        """Write what changed; nothing if nobody asked for the session."""
        session = cast(DbSession, session)
        if session.values_read is None or session.public or session.settled:
            return
        # An error page made because this very write failed must not try it again.
        session.settled = True
        response.vary.add("Cookie")
        response.cache_control.no_store = True
        kept = {key: value for key, value in session.items() if key not in LIBRARY_KEYS}
        if not (session.modified or session.rotates):
            self.visit(session, kept, response)
            return
        # What the view left uncommitted would hold SQLite's lock against us.
        db.session.rollback()
        if not kept:
            self.end(session, response)
        elif session.record is None and kept.keys() <= VISITOR_KEYS:
            signed = self.signer.dumps(serializer.dumps(kept))
            self.set_cookie(response, f"{VISITOR_MARK}{signed}")
        elif session.record is not None and not session.rotates:
            self.update(session.record, kept, response)
        else:
            self.renew(session, kept, response)

    def visit(
        self, session: DbSession, kept: dict[str, Any], response: Response
    ) -> None:
        """Note a visit every few minutes; let go of a cookie that opens nothing."""
        record, now = session.record, utcnow()
        if record is None:
            if session.cookie and not kept:
                self.forget(response)
        elif record.seen_at + TOUCH_AFTER <= now:
            db.session.rollback()
            # The answer is worth more than the note of its time.
            with suppress(OperationalError):
                db.session.execute(self.same(record).values(seen_at=now))
                db.session.commit()

    def end(self, session: DbSession, response: Response) -> None:
        """Delete the row and the cookie of a session that was signed out."""
        if session.record is not None:
            db.session.execute(
                delete(LoginSession).where(LoginSession.id == session.record.id)
            )
            db.session.commit()
        if session.cookie:
            self.forget(response)

    def update(self, record: Record, kept: dict[str, Any], response: Response) -> None:
        """Write into a row that is still there; one ended meanwhile stays ended."""
        result: Any = db.session.execute(
            self.same(record).values(body=serializer.dumps(kept), seen_at=utcnow())
        )
        db.session.commit()
        if not result.rowcount:
            self.forget(response)

    def renew(
        self, session: DbSession, kept: dict[str, Any], response: Response
    ) -> None:
        """Put a new row with a new secret in the place of the old, in one commit."""
        user_id = self.owner(session, kept)
        life = PENDING_LIFE if user_id is None else self.life
        token, now = secrets.token_urlsafe(32), utcnow()
        if session.record is not None:
            db.session.execute(
                delete(LoginSession).where(LoginSession.id == session.record.id)
            )
        db.session.execute(
            insert(LoginSession).values(
                token_hash=digest(token),
                user_id=user_id,
                body=serializer.dumps(kept),
                user_agent=session.request.user_agent.string[:200],
                created_at=now,
                seen_at=now,
                expires_at=now + life,
            )
        )
        db.session.commit()
        self.set_cookie(response, token, life=None if user_id is None else life)

    @staticmethod
    def owner(session: DbSession, kept: dict[str, Any]) -> int | None:
        """Return whose a session is; a sign-in that went round the signal is none."""
        if "_user_id" not in kept:
            return None
        user_id = session.user_id
        if user_id is None and session.record is not None:
            user_id = session.record.user_id
        if user_id is None:
            raise RuntimeError("somebody was signed in without the signal of it")
        return user_id

    @staticmethod
    def same(record: Record) -> Any:
        """Return an UPDATE of the row that was read, if its secret is the same."""
        return (
            update(LoginSession)
            .where(
                LoginSession.id == record.id,
                LoginSession.token_hash == record.token_hash,
            )
            .execution_options(synchronize_session=False)
        )

    def set_cookie(
        self, response: Response, value: str, life: timedelta | None = None
    ) -> None:
        """Give the browser a cookie for this site alone, out of reach of scripts."""
        response.set_cookie(
            self.cookie_name,
            value,
            max_age=life,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )

    def forget(self, response: Response) -> None:
        """Take the cookie away again."""
        response.delete_cookie(
            self.cookie_name,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="Lax",
        )


def current_session() -> DbSession:
    """Return the session of this request."""
    return cast(DbSession, request_ctx.session)
