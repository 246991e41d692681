"""What a setting would do to the reviews there are, counted before it is accepted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true

from app.core.db import db
from app.critics.grade_models import GradeSetting, about
from app.critics.models import CriticReview
from app.critics.queries.settings import Book, settings_in_force, subjects
from app.scores.rules import Verdict, VerdictSource
from app.scores.rules.grades import (
    Scope,
    Setting,
    SettingKind,
    adopted,
    asked_for,
    read,
    suggest,
)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a setting would do to the reviews there are."""

    fresh: int = 0
    rotten: int = 0
    waiting: int = 0
    read_anew: int = 0

    @property
    def decided(self) -> int:
        """How many reviews would get a verdict, or another one."""
        return self.fresh + self.rotten

    @property
    def sentence(self) -> str:
        """Return the effect in words."""
        parts = []
        if self.decided:
            verdicts = f"{self.fresh:,} Fresh, {self.rotten:,} Rotten"
            parts.append(f"decides {self.decided:,}: {verdicts}")
        if self.waiting:
            parts.append(f"sends {self.waiting:,} back to wait")
        if self.read_anew:
            parts.append(f"gives {self.read_anew:,} another value")
        return "; ".join(parts) or "changes no review that is here now"


@dataclass(frozen=True, slots=True)
class Alike:
    """Reviews that the settings cannot tell apart, and how many they are."""

    critic_id: int | None
    publication_id: int | None
    original_grade: str | None
    verdict: Verdict | None
    verdict_from: VerdictSource | None
    normalised: int | None
    count: int

    @property
    def follows(self) -> bool:
        """Say whether the verdict is missing, or was read from the grade."""
        return follows_the_grade(self.verdict, self.verdict_from)


def effects(rows: Sequence[GradeSetting]) -> dict[int, Effect]:
    """Return what each of some settings would do if it were put in force alone."""
    if not rows:
        return {}
    alike = reviews_alike(*rows)
    in_force = settings_in_force()
    found = {}
    for row in rows:
        after = with_setting(in_force, row)
        mine = [each for each in alike if speaks_for(row, each)]
        found[row.id] = effect_on(mine, after)
    return found


def effect_on(alike: Sequence[Alike], settings: Book) -> Effect:
    """Count what would be different if these settings were in force."""
    fresh = rotten = waiting = read_anew = 0
    for each in alike:
        suggestion = suggest(
            each.original_grade,
            *asked_for(settings, *subjects(each.critic_id, each.publication_id)),
        )
        if each.follows and suggestion.verdict != each.verdict:
            fresh += each.count * (suggestion.verdict is Verdict.FRESH)
            rotten += each.count * (suggestion.verdict is Verdict.ROTTEN)
            waiting += each.count * (suggestion.verdict is None)
        elif suggestion.normalised != each.normalised:
            read_anew += each.count
    return Effect(fresh, rotten, waiting, read_anew)


def with_setting(in_force: dict[str, list[Setting]], row: GradeSetting) -> Book:
    """Return the settings of the rows' subjects with one more, or another, in force."""
    rule = row.as_rule()
    mine = in_force.get(row.whose, [])
    others = [each for each in mine if about(each) != row.about]
    changed = in_force | {row.whose: [*others, rule]}
    return adopted(setting for settings in changed.values() for setting in settings)


def reviews_alike(*rows: GradeSetting) -> list[Alike]:
    """Return the graded reviews that some settings speak for, those alike together."""
    keys = (
        CriticReview.critic_id,
        CriticReview.publication_id,
        CriticReview.original_grade,
        CriticReview.verdict,
        CriticReview.verdict_from,
        CriticReview.normalised_grade,
    )
    found = db.session.execute(
        select(*keys, func.count(CriticReview.id))
        .where(CriticReview.original_grade.is_not(None), spoken_for(rows))
        .group_by(*keys)
    )
    return [Alike(*row) for row in found]


def spoken_for(rows: Sequence[GradeSetting]) -> ColumnElement[bool]:
    """Return the condition that a review is one that some of the settings speak for."""
    if any(row.scope is Scope.SITE for row in rows):
        return true()
    critics = [row.critic_id for row in rows if row.critic_id is not None]
    outlets = [row.publication_id for row in rows if row.publication_id is not None]
    conditions = [
        column.in_(numbers)
        for column, numbers in (
            (CriticReview.critic_id, critics),
            (CriticReview.publication_id, outlets),
        )
        if numbers
    ]
    return or_(*conditions) if conditions else false()


def speaks_for(row: GradeSetting, alike: Alike) -> bool:
    """Say whether a setting is about these reviews."""
    if row.scope is Scope.SITE:
        return True
    if row.critic_id is not None:
        return alike.critic_id == row.critic_id
    return alike.publication_id == row.publication_id


def reviews_to_read(rows: Sequence[GradeSetting]) -> Select[*tuple[Any, ...]]:
    """Select and lock the reviews whose grade some settings may read otherwise."""
    settings = [row.as_rule() for row in rows]
    printed = db.session.scalars(
        select(CriticReview.original_grade)
        .where(CriticReview.original_grade.is_not(None), spoken_for(rows))
        .distinct()
    )
    grades = [
        grade
        for grade in printed
        if any(bears_on(each, grade or "") for each in settings)
    ]
    return (
        select(
            CriticReview.id,
            CriticReview.critic_id,
            CriticReview.publication_id,
            CriticReview.original_grade,
            CriticReview.verdict,
            CriticReview.verdict_from,
            CriticReview.normalised_grade,
        )
        .where(CriticReview.original_grade.in_(grades), spoken_for(rows))
        .order_by(CriticReview.id)
        .with_for_update(of=CriticReview)
    )


def bears_on(setting: Setting, printed: str) -> bool:
    """Say whether a setting can have a word on a grade, by itself or by a scale."""
    grade = read(printed)
    if grade.normalised is None:
        return True
    if setting.kind is SettingKind.FRESH_FROM:
        return grade.scale == read(setting.value).scale
    return setting.kind is SettingKind.COUNTS_AS and grade.canonical == setting.value


def follows_the_grade(
    verdict: Verdict | str | None, source: VerdictSource | str | None
) -> bool:
    """Say whether a verdict is missing, or was read from the grade.

    One whose source is not known was there before sources were kept: it stays.
    """
    return verdict is None or (
        source is not None and VerdictSource(source).follows_the_grade
    )
