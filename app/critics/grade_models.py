"""Tables of grades: how outlets use theirs, what editors decided, when was learned."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Index, Model, UTCDateTime
from app.critics.models import Critic, Publication
from app.scores.rules import Verdict
from app.scores.rules.grades import Proposal, Scope, Setting, SettingKind, read

STANDS = text("status <> 'retired'")


class SettingStatus(StrEnum):
    """Where a setting stands; only an accepted one is asked."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RETIRED = "retired"


class GradeSetting(Model):
    """One sentence on how a critic, a publication or the whole site grades.

    `whose` names the subject ("critic:12", "site") and `about` what is said of it
    ("counts_as 2.5/4", "fresh_from n/4", "scale"): of the same there is at most one in
    force, one proposed and one declined. `agreeing` of `evidence` reviews fit; one that
    an editor wrote by hand has no evidence.
    """

    __tablename__ = "grade_setting"
    __table_args__ = (
        CheckConstraint("verdict IN ('fresh', 'rotten')", name="verdict"),
        Index(
            "ix_grade_setting_stands",
            "whose",
            "about",
            "status",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        Index("ix_grade_setting_status", "status", "evidence"),
        Index("ix_grade_setting_critic", "critic_id"),
        Index("ix_grade_setting_publication", "publication_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    whose: Mapped[str] = mapped_column(String(30))
    about: Mapped[str] = mapped_column(String(40))
    critic_id: Mapped[int | None] = mapped_column(
        ForeignKey("critic.id", ondelete="CASCADE")
    )
    publication_id: Mapped[int | None] = mapped_column(
        ForeignKey("publication.id", ondelete="CASCADE")
    )
    kind: Mapped[SettingKind] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(20))
    verdict: Mapped[Verdict | None] = mapped_column(String(10))
    status: Mapped[SettingStatus] = mapped_column(String(10))
    agreeing: Mapped[int] = mapped_column(default=0, server_default="0")
    evidence: Mapped[int] = mapped_column(default=0, server_default="0")
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    critic: Mapped[Critic | None] = relationship()
    publication: Mapped[Publication | None] = relationship()

    @property
    def scope(self) -> Scope:
        """For whom it speaks."""
        return Scope(self.whose.partition(":")[0])

    def as_rule(self) -> Setting:
        """Return the setting as the rules want it; its subject is the number."""
        return Setting(
            self.scope,
            self.whose.partition(":")[2],
            SettingKind(self.kind),
            self.value,
            None if self.verdict is None else Verdict(self.verdict),
        )

    @property
    def name(self) -> str:
        """The name of whoever it speaks for."""
        owner = self.critic or self.publication
        return owner.name if owner is not None else "The whole site"

    @property
    def url(self) -> str | None:
        """The page of whoever it speaks for."""
        if self.critic is not None:
            return f"/critics/{self.critic.slug}"
        if self.publication is not None:
            return f"/publications/{self.publication.slug}"
        return None

    @property
    def sentence(self) -> str:
        """The setting in words."""
        return self.as_rule().sentence

    @property
    def share(self) -> int:
        """How many per cent of the evidence agree."""
        return Proposal(self.as_rule(), self.agreeing, self.evidence).share


class GradeDecision(Model):
    """An editor decided a review whose grade said nothing, or put it back."""

    __tablename__ = "grade_decision"
    __table_args__ = (
        CheckConstraint("verdict IN ('fresh', 'rotten')", name="verdict"),
        Index("ix_grade_decision_review", "review_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(
        ForeignKey("critic_review.id", ondelete="CASCADE")
    )
    verdict: Mapped[Verdict | None] = mapped_column(String(10))
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)


class GradeLearning(Model):
    """Somebody asked to learn from the labelled reviews; what came of it."""

    __tablename__ = "grade_learning"

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="SET NULL")
    )
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reviews: Mapped[int] = mapped_column(default=0, server_default="0")
    proposals: Mapped[int] = mapped_column(default=0, server_default="0")


def about(setting: Setting) -> str:
    """Return what a setting is about; two on the same cannot both be in force."""
    if setting.kind is SettingKind.SCALE:
        return setting.kind
    if setting.kind is SettingKind.FRESH_FROM:
        return f"{setting.kind} {read(setting.value).scale}"
    return f"{setting.kind} {setting.value}"


def whose(scope: Scope, subject: str) -> str:
    """Return the name of a subject, "critic:12" or "site"."""
    return f"{scope}:{subject}" if subject else str(scope)
