"""Tables of accounts: members, their roles, sessions and unfinished reviews."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import utcnow
from app.core.db import Index, Model, UTCDateTime

WAITS = text("waits_since IS NOT NULL")


class BioStanding(StrEnum):
    """Whether others see what a member says of themselves; only `shown` they do.

    What is `held` waits for a moderator, what is `hidden` one has taken away.
    """

    SHOWN = "shown"
    HELD = "held"
    HIDDEN = "hidden"


class Role(Model, RoleMixin):
    """What a member may do: critic, editor, moderator, administrator."""

    __tablename__ = "role"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str | None] = mapped_column(String(255))
    permissions: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(JSON())
    )


class UserRole(Model):
    """A member has a role."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    role_id: Mapped[int] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )


class User(Model, UserMixin):
    """A member. `name` is shown, `name_key` keeps names apart, e-mail signs in."""

    __tablename__ = "account"
    __table_args__ = (
        Index(
            "ix_account_super_reviewer_since",
            "super_reviewer_since",
            sqlite_where=text("super_reviewer_since IS NOT NULL"),
            postgresql_where=text("super_reviewer_since IS NOT NULL"),
        ),
        Index(
            "ix_account_waits_since",
            "waits_since",
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    name_key: Mapped[str] = mapped_column(String(120), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    super_reviewer_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    bio: Mapped[str] = mapped_column(String(500), default="", server_default="")
    bio_standing: Mapped[BioStanding] = mapped_column(
        String(10), default=BioStanding.SHOWN, server_default="shown"
    )
    # Why it is held: pairs of a rule's name and its words.
    bio_reasons: Mapped[list[list[str]] | None] = mapped_column(JSON)
    shows_profile: Mapped[bool] = mapped_column(default=True, server_default="1")
    shows_ratings: Mapped[bool] = mapped_column(default=True, server_default="1")
    shows_favourites: Mapped[bool] = mapped_column(default=True, server_default="1")
    demo: Mapped[bool] = mapped_column(default=False, server_default="0")
    # When they first came in, by a sign-in or by a moderator's word. An account that
    # never did, and whose address nobody has confirmed, is cleared away.
    admitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Since when a registration waits for a moderator; such an account is not active.
    waits_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # When a member left whose reviews stay: the account is then nobody's.
    left_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tf_primary_method: Mapped[str | None] = mapped_column(String(20))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(500))
    # The step of the last code that was taken: no code opens twice.
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(
        MutableList.as_mutable(JSON())
    )
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # the mixin says less
        String(64), index=True, unique=True
    )

    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # the mixin says less
        secondary="user_role", lazy="raise_on_sql"
    )
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # the mixin says less
        back_populates="user", order_by="Passkey.id", passive_deletes=True
    )


class Passkey(Model, WebAuthnMixin):
    """A key kept by a member's device, which signs in without a password."""

    __tablename__ = "passkey"
    __table_args__ = (Index("ix_passkey_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(BigInteger, default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON()))
    extensions: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    backup_state: Mapped[bool]
    device_type: Mapped[str] = mapped_column(String(64))
    create_datetime: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)
    lastuse_datetime: Mapped[datetime] = mapped_column(UTCDateTime, default=utcnow)

    user: Mapped[User] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, int]:
        """Return what finds the member of a key."""
        return {"id": self.user_id}


class Invitation(Model):
    """A link by which one person may become a member; its secret is stored hashed."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index("ix_invitation_made_by_id", "made_by_id"),
        Index("ix_invitation_used_by_id", "used_by_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    note: Mapped[str] = mapped_column(String(100), default="")
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )


class Notice(Model):
    """A word from the site to a member; it stays until they have read it."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_user", "user_id", "read_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    words: Mapped[str] = mapped_column(Text, default="", server_default="")
    url: Mapped[str | None] = mapped_column(String(300))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class LoginSession(Model):
    """A sign-in on one browser; the cookie's secret is stored hashed."""

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    body: Mapped[str] = mapped_column(Text)
    user_agent: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class Draft(Model):
    """A form that somebody filled in before they were signed in; one per target."""

    __tablename__ = "draft"
    __table_args__ = (
        UniqueConstraint("key_hash", "target"),
        Index("ix_draft_user_id", "user_id", "target"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE")
    )
    target: Mapped[str] = mapped_column(String(200))
    fields: Mapped[dict[str, str]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class SignInFailure(Model):
    """A sign-in that failed; counted per account and address to slow guessing."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_key", "key_hash", "happened_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    happened_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class AccessToken(Model):
    """A member's key for programs; the secret is stored hashed and shown once.

    `scopes` are names parted by blanks. `writes` counts what was written with it since
    `writes_since`, for the limit.
    """

    __tablename__ = "access_token"
    __table_args__ = (Index("ix_access_token_user_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(60))
    ending: Mapped[str] = mapped_column(String(4))
    scopes: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    writes: Mapped[int] = mapped_column(default=0, server_default="0")
    writes_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
