"""Propose settings from reviews whose verdict is known, with the evidence for each.

They are only proposals: an editor reads the evidence and adopts them, or does not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.scores.rules.grades.evidence import Seen, best_scale
from app.scores.rules.grades.reading import full_marks, read
from app.scores.rules.grades.suggesting import UNDECIDED, GradeSettings, general_rule
from app.scores.rules.rounding import round_half_up
from app.scores.rules.verdict import Verdict

LEAST_SHARE = 55
SITE_REVIEWS, SITE_SHARE = 50, 85
AGAINST_THE_RULE_REVIEWS, AGAINST_THE_RULE_SHARE = 5, 80


class Scope(StrEnum):
    """Say for whom a setting speaks; the narrower scope is asked first."""

    CRITIC = "critic"
    PUBLICATION = "publication"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class LabelledGrade:
    """Hold a printed grade, who gave it where, and the verdict that came with it."""

    critic: str | None
    publication: str | None
    grade: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """Propose one setting: that a grade counts as a verdict, or a scale.

    `evidence` reviews bear on it and `agreeing` of them fit. The subject of a proposal
    for the whole site is empty.
    """

    scope: Scope
    subject: str
    agreeing: int
    evidence: int
    grade: str | None = None
    verdict: Verdict | None = None
    scale: str | None = None

    @property
    def share(self) -> int:
        """Return how many per cent of the evidence agree."""
        return round_half_up(100 * self.agreeing, self.evidence)

    @property
    def reason(self) -> str:
        """Return the proposal and its evidence in a sentence."""
        fitting = f"{self.agreeing:,} of {self.evidence:,} reviews fit"
        if self.verdict is not None:
            return f"{self.grade} counts as {self.verdict.title()}: {fitting}."
        return f"Numbers alone are out of {full_marks(self.scale)}: {fitting}."


def learn(
    labelled: Iterable[LabelledGrade], least_share: int = LEAST_SHARE
) -> tuple[Proposal, ...]:
    """Propose settings for critics, publications and the site as a whole.

    For the grades that carry no verdict by themselves a proposal names the verdict that
    `least_share` per cent of the evidence back. A Fresh review with a lower grade on
    the same scale is evidence too, and so is a Rotten one with a higher grade. One
    review more, which votes as the whole site does, is added to the evidence, so that
    a single review does not overturn what a thousand others say: one Rotten 3/5 where
    92 in a hundred are Fresh leaves 46 %, and nothing is proposed.

    Any other grade is proposed against the general rule alone, from five reviews and
    80 %; for the whole site it takes fifty reviews and 85 %.
    """
    reviews = tuple(labelled)
    scales = tuple(_scales(reviews))
    by_scale = adopted(scales)
    seen: dict[tuple[Scope, str], list[Seen]] = defaultdict(list)
    for review in reviews:
        grade = read(review.grade, _scale_for(review, by_scale))
        if grade.normalised is not None:
            for whom in ((Scope.SITE, ""), *_subjects(review)):
                seen[whom].append(Seen(grade, review.verdict))
    site = _counted(seen[Scope.SITE, ""])
    verdicts = (
        proposal
        for (scope, subject), given in sorted(seen.items())
        for proposal in _verdicts(scope, subject, given, site, least_share)
    )
    return (*scales, *verdicts)


def adopted(proposals: Iterable[Proposal]) -> dict[tuple[Scope, str], GradeSettings]:
    """Return the settings that follow when all these proposals are adopted."""
    scales: dict[tuple[Scope, str], str] = {}
    counts: dict[tuple[Scope, str], dict[str, Verdict]] = defaultdict(dict)
    for each in proposals:
        whom = (each.scope, each.subject)
        if each.scale is not None:
            scales[whom] = each.scale
        elif each.grade is not None and each.verdict is not None:
            counts[whom][each.grade] = each.verdict
    return {
        whom: GradeSettings(scale=scales.get(whom), counts_as=counts.get(whom, {}))
        for whom in sorted(scales.keys() | counts.keys())
    }


def _subjects(review: LabelledGrade) -> Iterator[tuple[Scope, str]]:
    if review.critic:
        yield Scope.CRITIC, review.critic
    if review.publication:
        yield Scope.PUBLICATION, review.publication


def _scale_for(
    review: LabelledGrade, settings: Mapping[tuple[Scope, str], GradeSettings]
) -> str | None:
    for whom in _subjects(review):
        if whom in settings:
            return settings[whom].scale
    return None


def _scales(reviews: Sequence[LabelledGrade]) -> Iterator[Proposal]:
    seen: dict[tuple[Scope, str], list[Seen]] = defaultdict(list)
    for review in reviews:
        for whom in _subjects(review):
            seen[whom].append(Seen.as_printed(review.grade, review.verdict))
    for (scope, subject), given in sorted(seen.items()):
        best = best_scale(given)
        if best is not None:
            yield Proposal(
                scope, subject, best.agreeing, best.evidence, scale=best.scale
            )


def _counted(given: Iterable[Seen]) -> dict[str, Counter[Verdict]]:
    """Count the verdicts that came with each grade."""
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for each in given:
        if each.grade.canonical is not None:
            counts[each.grade.canonical][each.verdict] += 1
    return counts


def _verdicts(
    scope: Scope,
    subject: str,
    given: Sequence[Seen],
    site: Mapping[str, Counter[Verdict]],
    least_share: int,
) -> Iterator[Proposal]:
    direct = _counted(given)
    undecided = {} if scope is Scope.SITE else _relevant(given)
    for canonical in sorted(direct.keys() | undecided.keys()):
        if canonical not in UNDECIDED:
            counts = direct[canonical]
            verdict = _against_the_rule(canonical, counts)
        elif scope is Scope.SITE:
            counts = direct[canonical]
            verdict = _backed(counts, SITE_REVIEWS, SITE_SHARE)
        else:
            counts = undecided[canonical]
            verdict = _likely(counts, site.get(canonical, Counter()), least_share)
        if verdict is not None:
            yield Proposal(
                scope,
                subject,
                agreeing=counts[verdict],
                evidence=counts.total(),
                grade=canonical,
                verdict=verdict,
            )


def _relevant(given: Sequence[Seen]) -> dict[str, Counter[Verdict]]:
    """Count what bears on each grade that carries no verdict by itself."""
    counts: dict[str, Counter[Verdict]] = {}
    for canonical in UNDECIDED:
        asked = read(canonical)
        votes = Counter(each.verdict for each in given if each.bears_on(asked))
        if votes:
            counts[canonical] = votes
    return counts


def _against_the_rule(canonical: str, counts: Counter[Verdict]) -> Verdict | None:
    verdict = _backed(counts, AGAINST_THE_RULE_REVIEWS, AGAINST_THE_RULE_SHARE)
    if verdict is general_rule(read(canonical)).verdict:
        return None
    return verdict


def _backed(counts: Counter[Verdict], reviews: int, share: int) -> Verdict | None:
    total = counts.total()
    if total < reviews:
        return None
    for verdict in Verdict:
        if counts[verdict] * 100 >= share * total:
            return verdict
    return None


def _likely(
    counts: Counter[Verdict], site: Counter[Verdict], least_share: int
) -> Verdict | None:
    """Weigh the evidence with one review more that is split as the whole site is."""
    everybody = site.total() or 1
    for verdict in Verdict:
        backing = counts[verdict] * everybody + site[verdict]
        if backing * 100 >= least_share * (counts.total() + 1) * everybody:
            return verdict
    return None
