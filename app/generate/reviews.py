"""Draw critic reviews and ratings, in the order of time and all over the films.

As in a grown site, the reviews of one film lie far apart. A film is reviewed from the
day it came out; which member comes next follows from how many came before, so that
nobody rates a film twice and nothing has to be looked up.
"""

from array import array
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from random import Random

from app.audience import rules as audience_rules
from app.critics.rules import Standing as CriticStanding
from app.demo import draw
from app.demo import words as demo_words
from app.generate import words
from app.generate.plan import BUSIEST, BUSY_SHARE, SPAN, START, Plan, nth_of
from app.scores.rules import Verdict, grades

TOP_SHARE = 0.3
NO_QUOTE, LONG_QUOTE = 0.08, 0.25
UNSURE, WITHDRAWN = 0.01, 0.003
WITH_WORDS, LONG_WORDS = 0.15, 0.05
SPOILERS, VERIFIED = 0.03, 0.04
FOUND_HELPFUL = 0.3
MOST_HELPFUL = 400
AT = START + SPAN + timedelta(days=1)
"""When reviews are ranked by; the nightly job ranks them as of its own day."""

TASTE = (1, 3, 2, 8, 3, 18, 8, 34, 9, 24)
"""How often each half-step is chosen: whole stars mostly, good ones more."""


@dataclass(frozen=True, slots=True)
class CriticRow:
    """A critic review by numbers of the catalogue."""

    movie: int
    critic: int
    publication: int
    quote: str | None
    url: str | None
    grade: str | None
    normalised: int | None
    verdict: Verdict | None
    top_critic: bool
    day: date
    standing: CriticStanding
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A rating by numbers of the catalogue; voters found its words helpful."""

    movie: int
    member: int
    half_steps: int
    body: str
    spoiler: bool
    verified: bool
    withdrawn: bool
    posted_at: datetime
    rank: int
    voters: tuple[int, ...]


class Draw:
    """Draws reviews one batch after the other; remembers how many each film has."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.reviewed = array("q", bytes(8 * plan.movies))
        self.rated = array("q", bytes(8 * plan.movies))

    def critic_reviews(self, start: int, stop: int) -> Iterator[CriticRow]:
        """Draw the reviews of some places in the order of time."""
        plan, chance = self.plan, self.plan.chance("reviews", start)
        for number in range(start, stop):
            moment = moment_of(number, plan.reviews, chance)
            movie = self.some_movie(moment, chance)
            place = self.reviewed[movie]
            self.reviewed[movie] += 1
            critic = nth_of(movie, place, plan.critics)
            round_of = place // plan.critics
            publication = (critic + round_of) % plan.publications
            byline = (critic, publication)
            yield critic_row(plan, movie, byline, moment.date(), chance)

    def ratings(self, start: int, stop: int) -> Iterator[RatingRow]:
        """Draw the ratings of some places in the order of time."""
        plan, chance = self.plan, self.plan.chance("ratings", start)
        for number in range(start, stop):
            moment = moment_of(number, plan.ratings, chance)
            movie = self.some_movie(moment, chance)
            while self.rated[movie] >= plan.reach[movie]:
                movie = BUSIEST if movie != BUSIEST else chance.randrange(plan.movies)
                if self.rated[BUSIEST] >= plan.reach[BUSIEST]:
                    movie = chance.randrange(plan.movies)
            member = nth_of(movie, self.rated[movie], plan.reach[movie])
            self.rated[movie] += 1
            yield rating_row(plan, movie, member, moment, chance)

    def some_movie(self, moment: datetime, chance: Random) -> int:
        """Choose a film that is out, by how well known it is."""
        plan, day = self.plan, moment.toordinal()
        while True:
            if chance.random() < BUSY_SHARE:
                return BUSIEST
            movie = plan.movie_at(int(plan.movies * chance.random() ** 2))
            if plan.releases[movie] <= day:
                return movie


def moment_of(number: int, total: int, chance: Random) -> datetime:
    """Return when the nth of so many was written: each later than the one before."""
    return START + SPAN * ((number + chance.random()) / total)


def critic_row(
    plan: Plan, movie: int, byline: tuple[int, int], day: date, chance: Random
) -> CriticRow:
    """Draw what a critic says of a film in a publication."""
    critic, publication = byline
    good = chance.randrange(10) <= plan.qualities[movie]
    verdict = Verdict.FRESH if good else Verdict.ROTTEN
    grade = chance.choice(draw.FRESH_GRADES if good else draw.ROTTEN_GRADES)
    luck = chance.random()
    unsure = grade is None and luck < UNSURE * 4
    withdrawn = not unsure and luck > 1 - WITHDRAWN
    standing = CriticStanding.COUNTED
    if unsure:
        standing = CriticStanding.UNSURE
    elif withdrawn:
        standing = CriticStanding.WITHDRAWN
    return CriticRow(
        movie=movie,
        critic=critic,
        publication=publication,
        quote=None if chance.random() < NO_QUOTE else quote(verdict, chance),
        url=f"https://outlet{publication}.example/reviews/{chance.getrandbits(40):x}",
        grade=grade,
        normalised=normalised(grade),
        verdict=None if unsure else verdict,
        top_critic=critic < plan.critics * TOP_SHARE,
        day=day,
        standing=standing,
        withdrawn_at=START + SPAN if withdrawn else None,
    )


def quote(verdict: Verdict, chance: Random) -> str:
    """Return a sentence of a review that says what it is; some have two of them."""
    beginnings: Sequence[str]
    endings: Sequence[str]
    if verdict is Verdict.FRESH:
        beginnings, endings = demo_words.FRESH_BEGINNINGS, demo_words.FRESH_ENDINGS
    else:
        beginnings, endings = demo_words.ROTTEN_BEGINNINGS, demo_words.ROTTEN_ENDINGS
    said = f"{chance.choice(beginnings)}, {chance.choice(endings)}"
    if chance.random() < LONG_QUOTE:
        more = f"{chance.choice(beginnings)}, {chance.choice(endings)}"
        said = f"{said} {more[0].upper()}{more[1:]}"
    return f"{chance.choice(words.CRITIC_OPENINGS)} {said}"


@cache
def normalised(grade: str | None) -> int | None:
    """Return what a printed grade is worth."""
    return grades.read(grade).normalised


def rating_row(
    plan: Plan, movie: int, member: int, moment: datetime, chance: Random
) -> RatingRow:
    """Draw what a member thinks of a film."""
    tastes = tastes_of(plan.qualities[movie])
    half_steps = 1 + bisect(tastes, chance.random() * tastes[-1])
    body, spoiler, rank = "", False, 0
    voters: tuple[int, ...] = ()
    if chance.random() < WITH_WORDS:
        spoiler = chance.random() < SPOILERS
        body = review(half_steps, spoiler, chance)
        voters = voters_of(plan, member, chance)
        rank = audience_rules.helpful_rank(
            len(voters), posted_at=moment, at=AT, body=body
        )
    return RatingRow(
        movie=movie,
        member=member,
        half_steps=half_steps,
        body=body,
        spoiler=spoiler,
        verified=chance.random() < VERIFIED,
        withdrawn=chance.random() < WITHDRAWN,
        posted_at=moment,
        rank=rank,
        voters=voters,
    )


@cache
def tastes_of(quality: int) -> tuple[float, ...]:
    """Return the ten running sums of how often a half-step is given to a film."""
    sums, total = [], 0.0
    for step, share in enumerate(TASTE, start=1):
        distance = abs(step - (quality + 2))
        total += share * max(0.02, 1 - distance / 7)
        sums.append(total)
    return tuple(sums)


def review(half_steps: int, spoiler: bool, chance: Random) -> str:
    """Return words of a length as people write them: mostly few, now and then many."""
    sentences = draw.fitting(half_steps)
    if chance.random() < LONG_WORDS:
        many = chance.randint(10, 45)
        told = [
            " ".join(chance.choices((*sentences, *demo_words.MIXED_SENTENCES), k=5))
            for _ in range(many // 5)
        ]
        told = ["\n\n".join(told)]
    else:
        most = min(len(sentences), 1 + int(chance.expovariate(0.45)))
        told = chance.sample(sentences, most)
    if spoiler:
        told.append(chance.choice(demo_words.SPOILER_SENTENCES))
    return " ".join((chance.choice(words.MEMBER_OPENINGS), *told))


def voters_of(plan: Plan, author: int, chance: Random) -> tuple[int, ...]:
    """Return who found a review helpful: mostly nobody, at times very many."""
    if chance.random() >= FOUND_HELPFUL:
        return ()
    most = min(MOST_HELPFUL, plan.members - 1)
    many = min(most, int(chance.paretovariate(1.1)))
    first = chance.randrange(plan.members)
    step = plan.members // (many + 1)
    voters = ((first + place * step) % plan.members for place in range(many))
    return tuple(voter for voter in voters if voter != author)
