"""Draw the rows that no file holds: reviews by demo critics, ratings by demo members.

The draw is seeded with the film's address, so the same demo comes out every time. How
many rows there are, and which verdicts, is laid down by the film; chance only mixes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from random import Random

from app.demo import words
from app.demo.content import AudienceFill, CriticFill, Film
from app.scores.rules import Verdict

TOP_CRITICS = 32
CRITICS = 84
PUBLICATIONS = tuple(
    f"Demo {kind} {number}"
    for kind in ("Gazette", "Courier", "Weekly")
    for number in range(1, 9)
)
MEMBERS = 5_600
SUPER_REVIEWER_EVERY = 50

FRESH_GRADES = (
    *("B", "B+", "A-", "B", "A", "3/4", "3.5/4", "3/4", "4/4", "3.5/5", "4/5", "4/5"),
    *("7/10", "8/10", "8/10", "75/100", "82/100", "3 stars out of 4", None, None, None),
    None,
)
ROTTEN_GRADES = (
    "C",
    "C-",
    "D+",
    "2/4",
    "1.5/4",
    "2/5",
    "2.5/5",
    "5/10",
    "45/100",
    None,
)

RECENT = 60
"""Among so many of the newest ratings lie all those with a text."""

LONG_TEXT = 700
VERIFIED_TEXT_EVERY = 4
GOOD = 7
POOR = 4


@dataclass(frozen=True, slots=True)
class DrawnReview:
    """A critic review; `critic` counts from 0, the top critics come first."""

    critic: int
    day: date
    verdict: Verdict
    top_critic: bool
    grade: str | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class DrawnRating:
    """A rating; `member` counts from 0."""

    member: int
    posted_at: datetime
    half_steps: int
    body: str = ""
    spoiler: bool = False
    verified: bool = False
    helpful: int = 0


def critic_name(critic: int) -> str:
    """Return the name of a demo critic, which says what they are."""
    return f"Demo Critic {critic + 1:02}"


def critic_publication(critic: int) -> str:
    """Return where a demo critic writes."""
    return PUBLICATIONS[critic % len(PUBLICATIONS)]


def member_name(member: int) -> str:
    """Return the name of a demo member, which says what they are."""
    return f"Demo member {member + 1:04}"


def critic_reviews(film: Film) -> list[DrawnReview]:
    """Draw the critic reviews of a film, oldest first."""
    fill = film.fill.critics
    if fill is None:
        return []
    random = Random(f"critics of {film.slug}")
    verdicts = mixed_verdicts(fill, random)
    top = iter(random.sample(range(TOP_CRITICS), fill.top_fresh + fill.top_rotten))
    rest = iter(random.sample(range(TOP_CRITICS, CRITICS), fill.fresh + fill.rotten))
    days = sorted(days_between(fill.first_day, fill.last_day, len(verdicts), random))
    silent = set(random.sample(range(len(verdicts)), fill.without_quote))
    quotes = {
        Verdict.FRESH: quotes_of(words.FRESH_BEGINNINGS, words.FRESH_ENDINGS, random),
        Verdict.ROTTEN: quotes_of(
            words.ROTTEN_BEGINNINGS, words.ROTTEN_ENDINGS, random
        ),
    }
    return [
        DrawnReview(
            critic=next(top if is_top else rest),
            day=day,
            verdict=verdict,
            top_critic=is_top,
            grade=random.choice(
                FRESH_GRADES if verdict is Verdict.FRESH else ROTTEN_GRADES
            ),
            quote=None if place in silent else next(quotes[verdict]),
        )
        for place, ((verdict, is_top), day) in enumerate(
            zip(verdicts, days, strict=True)
        )
    ]


def ratings(film: Film) -> list[DrawnRating]:
    """Draw the ratings of a film, oldest first."""
    fill = film.fill.audience
    if fill is None:
        return []
    random = Random(f"audience of {film.slug}")
    stars = shared_out(fill.ratings, fill.shares)
    random.shuffle(stars)
    members = random.sample(range(MEMBERS), fill.ratings)
    moments = sorted(moments_between(fill, random))
    recent = range(max(0, fill.ratings - max(RECENT, fill.texts)), fill.ratings)
    spoken = sorted(random.sample(recent, fill.texts))
    bodies = dict(
        zip(spoken, texts(fill, [stars[n] for n in spoken], random), strict=True)
    )
    verified = verified_places(fill, spoken, random)
    return [
        DrawnRating(
            member=member,
            posted_at=moment,
            half_steps=half_steps,
            body=bodies.get(place, ("", False))[0],
            spoiler=bodies.get(place, ("", False))[1],
            verified=place in verified,
            helpful=random.randrange(9) if place in bodies else 0,
        )
        for place, (member, moment, half_steps) in enumerate(
            zip(members, moments, stars, strict=True)
        )
    ]


def mixed_verdicts(fill: CriticFill, random: Random) -> list[tuple[Verdict, bool]]:
    """Return verdict and standing of each review, in mixed order."""
    verdicts = (
        [(Verdict.FRESH, True)] * fill.top_fresh
        + [(Verdict.ROTTEN, True)] * fill.top_rotten
        + [(Verdict.FRESH, False)] * fill.fresh
        + [(Verdict.ROTTEN, False)] * fill.rotten
    )
    random.shuffle(verdicts)
    return verdicts


def quotes_of(
    beginnings: Sequence[str], endings: Sequence[str], random: Random
) -> Iterator[str]:
    """Yield quotes, each of which says that it was made up.

    Beginnings and endings are dealt round like cards, one place further with every
    round, so that neighbours differ and no pair comes twice in a film.
    """
    first = random.sample(beginnings, len(beginnings))
    second = random.sample(endings, len(endings))
    for place in count():
        beginning = first[place % len(first)]
        ending = second[(place + place // len(first)) % len(second)]
        yield f"{random.choice(words.CRITIC_OPENINGS)} {beginning}, {ending}"


def days_between(first: date, last: date, number: int, random: Random) -> list[date]:
    """Return so many days out of a span, both ends of it included."""
    span = (last - first).days + 1
    return [first + timedelta(days=random.randrange(span)) for _ in range(number)]


def moments_between(fill: AudienceFill, random: Random) -> list[datetime]:
    """Return a moment for each rating; many come soon after the first day."""
    span = (fill.last_day - fill.first_day).days + 1
    start = datetime.combine(fill.first_day, time(), tzinfo=UTC)
    return [
        start + timedelta(seconds=int(span * 86_400 * random.random() ** 1.6))
        for _ in range(fill.ratings)
    ]


def shared_out(number: int, shares: Sequence[int]) -> list[int]:
    """Return half-steps in the given shares, by the largest remainder."""
    whole = sum(shares)
    counts = [number * share // whole for share in shares]
    by_remainder = sorted(
        range(len(shares)), key=lambda step: (-(number * shares[step] % whole), step)
    )
    for step in by_remainder[: number - sum(counts)]:
        counts[step] += 1
    return [step + 1 for step, many in enumerate(counts) for _ in range(many)]


def verified_places(
    fill: AudienceFill, spoken: Sequence[int], random: Random
) -> set[int]:
    """Choose the ratings that came with a ticket, some with words among them."""
    with_words = list(spoken[::VERIFIED_TEXT_EVERY])[: fill.verified]
    silent = sorted(set(range(fill.ratings)) - set(spoken))
    return {*with_words, *random.sample(silent, fill.verified - len(with_words))}


def texts(
    fill: AudienceFill, stars: Sequence[int], random: Random
) -> list[tuple[str, bool]]:
    """Return a text, and whether it is a spoiler, for each of these ratings."""
    places = random.sample(range(len(stars)), fill.spoilers + fill.long_texts)
    spoilers, long_ones = set(places[: fill.spoilers]), set(places[fill.spoilers :])
    return [
        (
            text(half_steps, place in spoilers, place in long_ones, random),
            place in spoilers,
        )
        for place, half_steps in enumerate(stars)
    ]


def text(half_steps: int, spoiler: bool, is_long: bool, random: Random) -> str:
    """Return a made-up text that fits a rating and says what it is."""
    sentences = random.sample(fitting(half_steps), random.randrange(1, 4))
    if spoiler:
        sentences.append(random.choice(words.SPOILER_SENTENCES))
    if is_long:
        more = (*words.GOOD_SENTENCES, *words.MIXED_SENTENCES)
        unused = [sentence for sentence in more if sentence not in sentences]
        while sum(map(len, sentences)) <= LONG_TEXT:
            sentences.append(unused.pop(random.randrange(len(unused))))
    return " ".join((random.choice(words.AUDIENCE_OPENINGS), *sentences))


def fitting(half_steps: int) -> Sequence[str]:
    """Return the sentences that go with a rating."""
    if half_steps >= GOOD:
        return words.GOOD_SENTENCES
    if half_steps > POOR:
        return words.MIXED_SENTENCES
    return words.POOR_SENTENCES
