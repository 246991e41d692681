"""Say what an imported review's grade is worth, what it suggests, where it stands."""

from datetime import datetime
from functools import lru_cache

from app.critics.queries import settings as setting_queries
from app.critics.rules import Standing, standing_of
from app.imports.rules.memory import MOST
from app.scores.rules import Suggestion, VerdictSource, grades


class Grader:
    """Reads each grade once, by the settings in force when the import began."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.book = setting_queries.book()
        self.suggest = lru_cache(MOST)(grades.suggest)

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
