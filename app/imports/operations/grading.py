"""Say what an imported review's grade is worth, what it suggests, where it stands."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from app.critics.queries import settings as setting_queries
from app.critics.rules import Standing, standing_of
from app.imports.rules.memory import MOST
from app.scores.rules import Suggestion, VerdictSource, grades


class Judgement(NamedTuple):
    """The verdict of a review, where it comes from, and the grade's worth."""

    verdict: str | None
    source: str | None
    normalised: int | None


class Grader:
    """Reads each grade once, by the settings in force when the import began."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.book = setting_queries.book()
        self.suggest = lru_cache(MOST)(grades.suggest)

    def judgements(
        self,
        verdicts: Sequence[str | None],
        printed: Sequence[str | None],
        critics: Sequence[int | None],
        publications: Sequence[int | None],
    ) -> list[Judgement]:
        """Return what is made of the grades of reviews, each kind of row once."""
        nobody = repeat(None)
        signed = (critics, publications) if self.book else (nobody, nobody)
        rows = list(zip(verdicts, printed, *signed, strict=False))
        judged_rows = {row: self.judgement(*row) for row in set(rows)}
        return [judged_rows[row] for row in rows]

    def judgement(
        self,
        supplied: str | None,
        grade: str | None,
        critic_id: int | None,
        publication_id: int | None,
    ) -> Judgement:
        """Return what is made of a grade beside the verdict that the file gives."""
        suggestion = self.suggestion(grade, critic_id, publication_id)
        return Judgement(*judged(supplied, suggestion), suggestion.normalised)

    def suggestion(
        self, grade: str | None, critic_id: int | None, publication_id: int | None
    ) -> Suggestion:
        """Return what a grade suggests in the hand of a critic, in an outlet."""
        if not self.book:
            return self.suggest(grade)
        subjects = setting_queries.subjects(critic_id, publication_id)
        settings = grades.asked_for(self.book, *subjects)
        if not settings:
            return self.suggest(grade)
        return grades.suggest(grade, *settings)


def judged(
    supplied: str | None, suggestion: Suggestion
) -> tuple[str | None, str | None]:
    """Return the verdict and where it comes from; a supplied one always wins."""
    if supplied is not None:
        return supplied, VerdictSource.SUPPLIED.value
    if suggestion.verdict is None:
        return None, None
    source = VerdictSource.SETTING if suggestion.by_setting else VerdictSource.RULE
    return suggestion.verdict.value, source.value


def stands(verdict: str | None, approved: bool, at: datetime) -> Standing:
    """Return where a review that nothing else is known of stands."""
    return standing_of(verdict=verdict, approved=approved, at=at)
