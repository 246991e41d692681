"""How one critic, one publication or the whole site uses grades, and who is asked.

A setting is one sentence: a grade counts as a verdict, Fresh begins at a grade, or
numbers that stand alone are out of so many.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import unescape

from app.scores.rules.grades.reading import Grade, full_marks, read
from app.scores.rules.verdict import Verdict


class Scope(StrEnum):
    """Say for whom a setting speaks; the narrower scope is asked first."""

    CRITIC = "critic"
    PUBLICATION = "publication"
    SITE = "site"


class SettingKind(StrEnum):
    """Say what a setting is about."""

    COUNTS_AS = "counts_as"
    FRESH_FROM = "fresh_from"
    SCALE = "scale"


@dataclass(frozen=True, slots=True)
class Setting:
    """Hold one sentence about the grades of a subject.

    `value` is a grade in its canonical spelling ("2.5/4"), or the scale ("n/10") of
    numbers that stand alone. The subject of a setting for the whole site is empty.
    """

    scope: Scope
    subject: str
    kind: SettingKind
    value: str
    verdict: Verdict | None = None

    @property
    def sentence(self) -> str:
        """Return the setting in words."""
        if self.kind is SettingKind.SCALE:
            return f"Numbers alone are out of {full_marks(self.value)}"
        if self.kind is SettingKind.FRESH_FROM:
            return f"Fresh from {self.value}"
        return f"{self.value} counts as {(self.verdict or '').title()}"


@dataclass(frozen=True, slots=True)
class GradeSettings:
    """Hold all that is set for one subject.

    `scale` ("n/5") says how to read numbers that stand alone. `counts_as` names single
    grades in their canonical spelling: `{"2.5/4": Verdict.FRESH}`. `fresh_from` gives
    the lowest Fresh grade of a scale, in hundredths of a per cent: `{"n/4": 6250}`. It
    speaks for that scale alone, since 2.5/4 and 3/5 are different words although the
    per cents are near.
    """

    scale: str | None = None
    counts_as: Mapping[str, Verdict] = field(default_factory=dict)
    fresh_from: Mapping[str, int] = field(default_factory=dict)
    scope: Scope = Scope.SITE

    def verdict_on(self, grade: Grade) -> Verdict | None:
        """Return what these settings make of a grade, or None where they are silent."""
        if grade.canonical is None or grade.normalised is None:
            return None
        if grade.canonical in self.counts_as:
            return self.counts_as[grade.canonical]
        lowest = self.fresh_from.get(grade.scale or "")
        if lowest is None:
            return None
        return Verdict.FRESH if grade.normalised >= lowest else Verdict.ROTTEN


def adopted(settings: Iterable[Setting]) -> dict[tuple[Scope, str], GradeSettings]:
    """Return what holds for each subject when all these settings are in force.

    A grade that Fresh is to begin from and that cannot be read sets nothing.
    """
    scales: dict[tuple[Scope, str], str] = {}
    counts: dict[tuple[Scope, str], dict[str, Verdict]] = defaultdict(dict)
    lowest: dict[tuple[Scope, str], dict[str, int]] = defaultdict(dict)
    for each in settings:
        whom = (each.scope, each.subject)
        grade = read(each.value)
        if each.kind is SettingKind.SCALE:
            scales[whom] = each.value
        elif each.kind is SettingKind.COUNTS_AS and each.verdict is not None:
            counts[whom][each.value] = each.verdict
        elif grade.scale is not None and grade.normalised is not None:
            lowest[whom][grade.scale] = grade.normalised
    return {
        whom: GradeSettings(
            scales.get(whom), counts.get(whom, {}), lowest.get(whom, {}), whom[0]
        )
        for whom in sorted(scales.keys() | counts.keys() | lowest.keys())
    }


def asked_for(
    settings: Mapping[tuple[Scope, str], GradeSettings],
    critic: str | None,
    publication: str | None,
) -> tuple[GradeSettings, ...]:
    """Return the settings for a review, in the order in which they are asked."""
    whom = (
        (Scope.CRITIC, critic or ""),
        (Scope.PUBLICATION, publication or ""),
        (Scope.SITE, ""),
    )
    return tuple(settings[each] for each in whom if each in settings)


def name_key(name: str) -> str:
    """Return one spelling for names that differ in entities, blanks or case alone."""
    plain = unicodedata.normalize("NFKC", unescape(name))
    return " ".join(plain.split()).casefold()
