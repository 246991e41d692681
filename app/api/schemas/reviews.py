"""Reviews: what critics wrote and what members gave."""

import marshmallow as ma

from app.api.schemas.base import (
    Author,
    MovieLink,
    address,
    day,
    moment,
    nested,
    number,
    text,
    truth,
    whole,
)
from app.scores.rules import Verdict

VERDICTS = [each.value for each in Verdict]


class CriticReview(ma.Schema):
    """A critic's review that counts: an excerpt, a verdict, and where the rest is."""

    id = whole("Its number.", 118)
    quote = text("What is quoted of it.", "A sleeper that keeps you awake.", null=True)
    verdict = text("Fresh or rotten.", "fresh", enum=VERDICTS)
    grade = text("The grade as printed.", "3/4", null=True)
    top_critic = truth("Whether its critic is a top critic.", True)
    reviewed_on = day("The day it was printed.", "2019-03-08", null=True)
    critic = nested(Author, "Who wrote it.", null=True)
    publication = nested(Author, "Where it was printed.", null=True)
    movie = nested(MovieLink, "What it is about.")
    url = address("The whole review.", "https://reel.example/night-train", null=True)


class AudienceReview(ma.Schema):
    """A member's rating, with words or without."""

    id = whole("Its number.", 4051)
    rating = whole("In half-steps, 1 to 10.", 8)
    stars = number("The same in stars, 0.5 to 5.", 4.0)
    body = text(
        "The words as they were written, in a little Markdown. By default passages "
        "marked as spoilers read `[spoiler]`, and a review that is one as a whole has "
        "null here; `spoilers=show` gives them.",
        "Saw it twice.",
        null=True,
    )
    spoiler = truth("Whether the review gives the plot away as a whole.", False)
    verified = truth("Whether it came with a screening code.", False)
    author = text("The member's name.", "Ada")
    author_url = address("Their page, where they show one.", None, null=True)
    super_reviewer = truth("Whether they are a Super Reviewer.", False)
    helpful_count = whole("How many members found it helpful.", 12)
    posted_at = moment("When it was posted.", "2026-01-01T20:15:00+00:00")
    edited_at = moment("When it was last changed.", None, null=True)
