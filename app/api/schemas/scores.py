"""Scores with their counts, the ledger behind them, and how they moved."""

import marshmallow as ma

from app.api.schemas.base import (
    FILM,
    SITE,
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
from app.critics.rules import REASONS, Standing
from app.scores.rules import ScoreKind, Verdict

VERDICTS = [each.value for each in Verdict]


class ShortScore(ma.Schema):
    """A score in short."""

    approval = whole(
        "The per cent that is positive; null below the policy's minimum.", 92, null=True
    )
    verdict = text("Fresh or rotten.", "fresh", null=True, enum=[*VERDICTS, None])
    positive = whole("How many are positive.", 38)
    total = whole("How many there are.", 41)


class Interval(ma.Schema):
    """Where the percentage would settle with many more votes of the same sort."""

    low = whole("The lower end, in per cent.", 82)
    high = whole("The upper end, in per cent.", 97)


class Score(ShortScore):
    """A score with all that it is made from."""

    kind = text("Which score it is.", "critic", enum=[each.value for each in ScoreKind])
    minimum = whole("From how many on there is a percentage.", 5)
    fraction = text("The counts in words.", "38 of 41 positive")
    interval = nested(
        Interval, "The 90 % Wilson interval; null without one.", null=True
    )
    average = number(
        "The mean grade or rating; null where there is none.", 7.8, null=True
    )
    average_scale = whole("What the mean is out of: 10 for grades, 5 for stars.", 10)


class Bar(ma.Schema):
    """One bar of the histogram of ratings."""

    rating = whole("In half-steps, 1 to 10.", 8)
    stars = number("In stars, 0.5 to 5.", 4.0)
    count = whole("How many gave it.", 212)
    per_cent = whole("Their share; all bars make 100.", 31)


class Policy(ma.Schema):
    """The rules that scores are made by."""

    version = whole("The number of this version.", 1)
    preset = text("What it was made from.", "small")
    critic_minimum = whole("How many critic reviews a percentage needs.", 5)
    audience_minimum = whole("How many ratings a percentage needs.", 5)
    fresh_threshold = whole("From how many per cent on a movie is fresh.", 60)


class ScoreLinks(ma.Schema):
    """Where the working is shown."""

    page = address("How it is made, for people.", f"{SITE}/movies/{FILM}/score")
    ledger = address(
        "Every review behind it.", f"{SITE}/api/v1/movies/{FILM}/scores/ledger"
    )
    history = address("How it moved.", f"{SITE}/api/v1/movies/{FILM}/scores/history")


class Scores(ma.Schema):
    """The four scores of a movie, with their counts."""

    movie = nested(MovieLink, "Which movie it is.")
    critic = nested(Score, "Over all critics.")
    top_critic = nested(Score, "Over top critics.")
    audience = nested(Score, "Over all ratings of members.")
    verified = nested(Score, "Over ratings that came with a screening code.")
    histogram = nested(Bar, "The ratings by stars, half a star first.", many=True)
    sealed = truth("Whether it has the seal of acclaim.", True)
    policy = nested(Policy, "The rules in force.")
    links = nested(ScoreLinks, "Where the working is shown.")


class LedgerEntry(ma.Schema):
    """A review behind the Critic Score: it counts, or here is the reason why not."""

    id = whole("Its number.", 118)
    standing = text(
        "Whether it counts, or why not.",
        "counted",
        enum=[each.value for each in Standing],
    )
    reason = text("The same in a sentence.", REASONS[Standing.COUNTED])
    embargoed_until = moment("When its embargo ends.", None, null=True)
    verdict = text("Fresh or rotten.", "fresh", null=True, enum=[*VERDICTS, None])
    grade = text("The grade as printed.", "3/4", null=True)
    top_critic = truth("Whether its critic is a top critic.", True)
    critic = nested(Author, "Who wrote it.", null=True)
    publication = nested(Author, "Where it was printed.", null=True)
    reviewed_on = day("The day it was printed.", "2019-03-08", null=True)
    url = address("The whole review.", "https://reel.example/night-train", null=True)


class Point(ShortScore):
    """How the Critic Score stood at the end of a day."""

    on = day(
        "The day; null stands for reviews without one, counted last.",
        "2019-03-08",
        null=True,
    )
    sealed = truth("Whether it had the seal of acclaim.", False)


class Moment(ma.Schema):
    """A change of the score, and the review that caused it."""

    on = day("The day.", "2019-03-08", null=True)
    words = text("What changed.", "The score appeared")
    author = text("Whose review it was.", "Cleo Marsh, The Evening Reel")
    score = nested(ShortScore, "The score since.")
    url = address(
        "Its place in the ledger.", f"{SITE}/movies/{FILM}/score#critic-review-118"
    )


class History(ma.Schema):
    """How the Critic Score of a movie moved."""

    movie = nested(MovieLink, "Which movie it is.")
    points = nested(Point, "The score at the end of every day with reviews.", many=True)
    moments = nested(Moment, "What changed, and when.", many=True)
    policy_version = whole("The version of the policy that it is counted by.", 1)
