"""How outlets use their grades: what is set, and what is proposed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from app.core.db import db
from app.core.pagination import Cursor, Page, behind
from app.critics.grade_models import GradeLearning, GradeSetting, SettingStatus
from app.critics.models import Critic, CriticReview, Publication
from app.critics.rules import Standing
from app.scores.rules import Verdict, VerdictSource
from app.scores.rules.grades import (
    GradeSettings,
    LabelledGrade,
    Scope,
    Setting,
    adopted,
    asked_for,
    name_key,
)

Book = Mapping[tuple[Scope, str], GradeSettings]

# A verdict whose source is not known was there before sources were kept.
LABELLED = or_(
    CriticReview.verdict_from.is_(None),
    CriticReview.verdict_from.in_([VerdictSource.SUPPLIED, VerdictSource.EDITOR]),
)


def settings_in_force(*conditions: ColumnElement[bool]) -> dict[str, list[Setting]]:
    """Return the accepted settings by whose they are."""
    rows = db.session.scalars(
        select(GradeSetting)
        .where(GradeSetting.status == SettingStatus.ACCEPTED, *conditions)
        .order_by(GradeSetting.id)
    )
    found: dict[str, list[Setting]] = {}
    for row in rows:
        found.setdefault(row.whose, []).append(row.as_rule())
    return found


def book() -> Book:
    """Return every setting in force, by the number of whom it speaks for."""
    found = settings_in_force()
    return adopted(setting for settings in found.values() for setting in settings)


def settings_for(
    critic_id: int | None, publication_id: int | None
) -> tuple[GradeSettings, ...]:
    """Return what is to be asked about a review's grade, the narrowest first."""
    names = ["site", f"critic:{critic_id}", f"publication:{publication_id}"]
    found = settings_in_force(GradeSetting.whose.in_(names))
    return asked_for(
        adopted(setting for settings in found.values() for setting in settings),
        *subjects(critic_id, publication_id),
    )


def settings_by_name() -> list[Setting]:
    """Return every setting in force, by the name of whom it speaks for."""
    rows = db.session.scalars(
        select(GradeSetting)
        .where(GradeSetting.status == SettingStatus.ACCEPTED)
        .options(joinedload(GradeSetting.critic), joinedload(GradeSetting.publication))
        .order_by(GradeSetting.id)
    )
    named = []
    for row in rows:
        rule = row.as_rule()
        subject = name_key(row.name) if rule.subject else ""
        named.append(Setting(rule.scope, subject, rule.kind, rule.value, rule.verdict))
    return named


def setting(setting_id: int) -> GradeSetting | None:
    """Return one setting."""
    return db.session.get(GradeSetting, setting_id)


def settings_listed(
    status: SettingStatus, *, after: Cursor | None = None, limit: int | None = None
) -> Sequence[GradeSetting]:
    """Return settings of a status, those with most evidence first."""
    listing = (
        select(GradeSetting)
        .where(GradeSetting.status == status)
        .options(joinedload(GradeSetting.critic), joinedload(GradeSetting.publication))
        .order_by(GradeSetting.evidence.desc(), GradeSetting.id.desc())
        .limit(limit)
    )
    if after is not None:
        listing = listing.where(behind(after, GradeSetting.evidence, GradeSetting.id))
    return db.session.scalars(listing).all()


def settings_from(
    status: SettingStatus, after: Cursor | None, limit: int
) -> Page[GradeSetting]:
    """Return the settings of a status behind a cursor of evidence and id."""
    found = settings_listed(status, after=after, limit=limit + 1)
    items = found[:limit]
    if len(found) == len(items):
        return Page(items)
    return Page(items, str(Cursor(items[-1].evidence, items[-1].id)))


def settings_count(status: SettingStatus) -> int:
    """Count the settings of a status."""
    return (
        db.session.scalar(
            select(func.count(GradeSetting.id)).where(GradeSetting.status == status)
        )
        or 0
    )


def unfinished_learnings(*, before: datetime) -> Sequence[int]:
    """Return the numbers of those that were asked for before, and never finished."""
    return db.session.scalars(
        select(GradeLearning.id)
        .where(GradeLearning.finished_at.is_(None), GradeLearning.asked_at <= before)
        .order_by(GradeLearning.id)
    ).all()


def last_learning() -> GradeLearning | None:
    """Return the newest request to learn."""
    return db.session.scalar(
        select(GradeLearning).order_by(GradeLearning.id.desc()).limit(1)
    )


def labelled_grades() -> Iterator[LabelledGrade]:
    """Return the grades whose verdict was supplied or decided, those alike together."""
    rows = db.session.execute(
        select(
            CriticReview.critic_id,
            CriticReview.publication_id,
            CriticReview.original_grade,
            CriticReview.verdict,
            func.count(CriticReview.id),
        )
        .where(
            CriticReview.original_grade.is_not(None),
            CriticReview.verdict.is_not(None),
            CriticReview.standing != Standing.DUPLICATE,
            LABELLED,
        )
        .group_by(
            CriticReview.critic_id,
            CriticReview.publication_id,
            CriticReview.original_grade,
            CriticReview.verdict,
        )
    )
    for critic_id, publication_id, grade, verdict, count in rows:
        critic, publication = subjects(critic_id, publication_id)
        yield LabelledGrade(
            critic, publication, grade or "", Verdict(verdict or ""), count
        )


def subjects(
    critic_id: int | None, publication_id: int | None
) -> tuple[str | None, str | None]:
    """Return the numbers of a critic and a publication as the rules want them."""
    return (
        None if critic_id is None else str(critic_id),
        None if publication_id is None else str(publication_id),
    )


def owner_named(scope: Scope, name: str) -> Critic | Publication | None:
    """Return the critic or publication of a name, however it is written, if just one.

    An address ("the-evening-reel") is a name too.
    """
    table: Any = Critic if scope is Scope.CRITIC else Publication
    by_slug: Critic | Publication | None = db.session.scalar(
        select(table).where(table.slug == name.strip())
    )
    if by_slug is not None:
        return by_slug
    wanted = name_key(name)
    close = db.session.scalars(
        select(table).where(func.lower(table.name) == name.strip().lower()).limit(2)
    ).all()
    alike = [each for each in close if name_key(each.name) == wanted]
    return alike[0] if len(alike) == 1 else None
