"""Propose settings from reviews whose verdict is known, with the evidence for each.

They are only proposals: an editor reads the evidence and adopts them, or does not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.scores.rules.grades.evidence import Seen, best_scale
from app.scores.rules.grades.lines import best_line
from app.scores.rules.grades.reading import read
from app.scores.rules.grades.settings import (
    GradeSettings,
    Scope,
    Setting,
    SettingKind,
    adopted,
)
from app.scores.rules.grades.suggesting import UNDECIDED, general_rule
from app.scores.rules.rounding import round_half_up
from app.scores.rules.verdict import Verdict

LEAST_SHARE = 54
SITE_VOTES = 2
SITE_REVIEWS, SITE_SHARE = 50, 85
AGAINST_THE_RULE_REVIEWS, AGAINST_THE_RULE_SHARE = 5, 80

Subject = tuple[Scope, str]


@dataclass(frozen=True, slots=True)
class LabelledGrade:
    """Hold a printed grade, who gave it where, and the verdict that came with it.

    `count` says how many reviews are alike.
    """

    critic: str | None
    publication: str | None
    grade: str
    verdict: Verdict
    count: int = 1


@dataclass(frozen=True, slots=True)
class Proposal:
    """Propose a setting: `evidence` reviews bear on it and `agreeing` of them fit."""

    setting: Setting
    agreeing: int
    evidence: int

    @property
    def share(self) -> int:
        """Return how many per cent of the evidence agree."""
        return round_half_up(100 * self.agreeing, self.evidence)

    @property
    def reason(self) -> str:
        """Return the proposal and its evidence in a sentence."""
        fitting = f"{self.agreeing:,} of {self.evidence:,} reviews fit"
        return f"{self.setting.sentence}: {fitting}."


def learn(
    labelled: Iterable[LabelledGrade], least_share: int = LEAST_SHARE
) -> tuple[Proposal, ...]:
    """Propose settings for critics, publications and the site as a whole.

    For the grades that carry no verdict by themselves a proposal names the verdict that
    `least_share` per cent of the evidence back. A Fresh review with a lower grade on
    the same scale is evidence too, and so is a Rotten one with a higher grade. Two
    reviews more, which vote as the whole site does, are added to the evidence, so that
    a single review does not overturn what a thousand others say: one Rotten 3/5 where
    92 in a hundred are Fresh leaves 39 % for Rotten, and nothing is proposed.

    Any other grade is proposed against the general rule alone, from five reviews and
    80 %; for the whole site it takes fifty reviews and 85 %. Where one line parts a
    subject's Fresh grades from the Rotten ones, the line is proposed in place of the
    single grades that it decides alike.
    """
    reviews = tuple(labelled)
    scales = tuple(_scales(reviews))
    by_scale = adopted(each.setting for each in scales)
    seen: dict[Subject, list[Seen]] = defaultdict(list)
    for review in reviews:
        grade = read(review.grade, _scale_for(review, by_scale))
        if grade.normalised is not None:
            for whom in ((Scope.SITE, ""), *_subjects(review)):
                seen[whom].append(Seen(grade, review.verdict, count=review.count))
    site = _counted(seen[Scope.SITE, ""])
    settings = (
        proposal
        for whom, given in sorted(seen.items())
        for proposal in _for_subject(whom, given, site, least_share)
    )
    return (*scales, *settings)


def _subjects(review: LabelledGrade) -> Iterator[Subject]:
    if review.critic:
        yield Scope.CRITIC, review.critic
    if review.publication:
        yield Scope.PUBLICATION, review.publication


def _scale_for(
    review: LabelledGrade, settings: Mapping[Subject, GradeSettings]
) -> str | None:
    for whom in _subjects(review):
        if whom in settings:
            return settings[whom].scale
    return None


def _scales(reviews: Sequence[LabelledGrade]) -> Iterator[Proposal]:
    seen: dict[Subject, list[Seen]] = defaultdict(list)
    for review in reviews:
        for whom in _subjects(review):
            seen[whom].append(
                Seen.as_printed(review.grade, review.verdict, review.count)
            )
    for (scope, subject), given in sorted(seen.items()):
        best = best_scale(given)
        if best is not None:
            setting = Setting(scope, subject, SettingKind.SCALE, best.scale)
            yield Proposal(setting, best.agreeing, best.evidence)


def _for_subject(
    whom: Subject,
    given: Sequence[Seen],
    site: Mapping[str, Counter[Verdict]],
    least_share: int,
) -> Iterator[Proposal]:
    """Propose lines, and single grades where no line says the same."""
    lines = [] if whom[0] is Scope.SITE else list(_lines(whom, given))
    drawn = adopted(line.setting for line in lines).get(whom, GradeSettings())
    yield from lines
    for proposal in _single_grades(whom, given, site, least_share):
        setting = proposal.setting
        if drawn.verdict_on(read(setting.value)) is not setting.verdict:
            yield proposal


def _lines(whom: Subject, given: Sequence[Seen]) -> Iterator[Proposal]:
    by_scale: dict[str, list[Seen]] = defaultdict(list)
    for each in given:
        by_scale[each.grade.scale or ""].append(each)
    for _, alike in sorted(by_scale.items()):
        line = best_line(alike)
        if line is not None:
            setting = Setting(*whom, SettingKind.FRESH_FROM, line.lowest)
            yield Proposal(setting, line.agreeing, line.evidence)


def _counted(given: Iterable[Seen]) -> dict[str, Counter[Verdict]]:
    """Count the verdicts that came with each grade."""
    counts: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for each in given:
        if each.grade.canonical is not None:
            counts[each.grade.canonical][each.verdict] += each.count
    return counts


def _single_grades(
    whom: Subject,
    given: Sequence[Seen],
    site: Mapping[str, Counter[Verdict]],
    least_share: int,
) -> Iterator[Proposal]:
    direct = _counted(given)
    is_site = whom[0] is Scope.SITE
    undecided = {} if is_site else _relevant(given)
    for canonical in sorted(direct.keys() | undecided.keys()):
        if canonical not in UNDECIDED:
            counts = direct[canonical]
            verdict = _against_the_rule(canonical, counts)
        elif is_site:
            counts = direct[canonical]
            verdict = _backed(counts, SITE_REVIEWS, SITE_SHARE)
        else:
            counts = undecided[canonical]
            verdict = _likely(counts, site.get(canonical, Counter()), least_share)
        if verdict is not None:
            setting = Setting(*whom, SettingKind.COUNTS_AS, canonical, verdict)
            yield Proposal(setting, counts[verdict], counts.total())


def _relevant(given: Sequence[Seen]) -> dict[str, Counter[Verdict]]:
    """Count what bears on each grade that carries no verdict by itself."""
    counts: dict[str, Counter[Verdict]] = {}
    for canonical in UNDECIDED:
        asked = read(canonical)
        votes: Counter[Verdict] = Counter()
        for each in given:
            if each.bears_on(asked):
                votes[each.verdict] += each.count
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
    """Weigh the evidence with reviews more that are split as the whole site is.

    The subject's own reviews must not speak against it.
    """
    everybody = site.total() or 1
    for verdict in Verdict:
        backing = counts[verdict] * everybody + SITE_VOTES * site[verdict]
        whole = (counts.total() + SITE_VOTES) * everybody
        own = counts[verdict] * 2 >= counts.total()
        if own and backing * 100 >= least_share * whole:
            return verdict
    return None
