"""The words of widgets in a language, and how it writes days and numbers.

Titles, names and reviews stay as they are: only the frame around them is translated.
"""

from dataclasses import dataclass
from datetime import date, datetime

from app.scores.rules import Score
from app.widgets import catalogue


@dataclass(frozen=True)
class Words:
    """Everything that widgets say in one language; braces are filled in."""

    language: str
    name: str
    direction: str
    months: tuple[str, ...]
    day_form: str
    thousands: str
    critic_score: str
    audience_score: str
    fresh: str
    rotten: str
    total_count: str
    user_ratings: str
    too_few_reviews: str
    too_few_ratings: str
    no_reviews: str
    no_ratings: str
    be_the_first: str
    fraction: str
    stars: str
    seal: str
    how_made: str
    scores_of: str
    critic_reviews_for: str
    audience_reviews_for: str
    reviews_by: str
    filter_reviews: str
    all_critics: str
    top_critics: str
    top_critic: str
    rating: str
    full_review: str
    review_by: str
    review_of_day: str
    review_unnamed: str
    review_of: str
    all_critic_reviews: str
    all_audience_reviews: str
    all_reviews_by: str
    more_about: str
    super_reviewer: str
    verified_viewer: str
    contains_spoilers: str
    read_on: str
    as_of: str
    no_film: str
    no_film_note: str
    no_critic: str
    no_critic_note: str
    no_widget: str
    no_widget_note: str
    no_review: str
    no_review_note: str
    switched_off: str
    switched_off_note: str
    all_films: str
    all_critics_link: str
    reviews_of_film: str

    def number(self, number: int) -> str:
        """Write a number as the language groups its digits."""
        return f"{number:,}".replace(",", self.thousands)

    def day(self, day: date | datetime) -> str:
        """Write a day, such as "Sep 7, 2012"."""
        month = self.months[day.month - 1]
        return self.day_form.format(day=day.day, month=month, year=day.year)

    def verdict(self, verdict: str) -> str:
        """Return the word of a verdict."""
        return self.fresh if verdict == "fresh" else self.rotten

    def fraction_of(self, score: Score) -> str:
        """Write a score that is too small for a per cent as a fraction in words."""
        return self.fraction.format(
            positive=self.number(score.positive), total=self.number(score.total)
        )

    def stars_of(self, half_steps: int) -> str:
        """Say how many stars of five there are, for those who listen."""
        whole, half = divmod(half_steps, 2)
        point = "." if self.thousands == "," else ","
        return self.stars.format(count=f"{whole}{point}5" if half else str(whole))


LANGUAGES = {
    language: Words(language=language, **phrases)  # type: ignore[arg-type]
    for language, phrases in catalogue.PHRASES.items()
}
ENGLISH = LANGUAGES["en"]


def words_in(language: str | None) -> Words:
    """Return the words of a language; an unknown one, or none, is English.

    `de-AT` is answered in German.
    """
    return LANGUAGES.get((language or "")[:20].lower().partition("-")[0], ENGLISH)
