"""How large a catalogue is and how it is shaped; pure arithmetic, no rows.

A few films have very many reviews and most have few, however large the catalogue is: of
the reviews every hundredth is for the busiest film, and the others follow a root. With
ten thousand times as many films the last of them still has as many reviews as before.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from math import gcd, isqrt, sqrt
from random import Random

FIRST_DAY = date(2010, 1, 1)
LAST_DAY = date(2025, 6, 30)
FIRST_RELEASE = date(1930, 1, 1)
START = datetime.combine(FIRST_DAY, datetime.min.time(), tzinfo=UTC)
SPAN = timedelta(days=(LAST_DAY - FIRST_DAY).days)
BUSY_SHARE = 0.01
BUSIEST = 0
NEW_SHARE = 0.3
"""So many films came out while reviews were written already."""

RATINGS_OF_MEMBER = 20
REVIEWS_OF_CRITIC = 250
LEAST_CRITICS, MOST_CRITICS = 20, 20_000
LEAST_MEMBERS = 60
CRITICS_OF_PUBLICATION = 4
PEOPLE_OF_FILM = 2
PRIMES = (15_485_863, 32_452_843, 49_979_687, 67_867_967, 86_028_121, 104_395_301)
"""Each greater than any number of members, and so without a divisor in common."""


@dataclass(frozen=True)
class Plan:
    """A catalogue to be made: how many films, critic reviews and ratings."""

    movies: int
    reviews: int
    ratings: int
    seed: int = 1

    @cached_property
    def people(self) -> int:
        """How many people made the films."""
        return self.movies * PEOPLE_OF_FILM + 10 if self.movies else 0

    @cached_property
    def critics(self) -> int:
        """How many critics write."""
        wanted = self.reviews // REVIEWS_OF_CRITIC
        return min(MOST_CRITICS, max(LEAST_CRITICS, wanted)) if self.reviews else 0

    @cached_property
    def publications(self) -> int:
        """How many publications they write for."""
        return self.critics // CRITICS_OF_PUBLICATION

    @cached_property
    def members(self) -> int:
        """How many members rate; more than the busiest film has ratings."""
        if not self.ratings:
            return 0
        busiest = int(self.expected(self.ratings, BUSIEST) * 1.3)
        return max(LEAST_MEMBERS, self.ratings // RATINGS_OF_MEMBER, busiest + 30)

    def chance(self, what: str, batch: int = 0) -> Random:
        """Return chance for a batch of rows, the same one every time."""
        return Random(f"{self.seed}:{what}:{batch}")

    def expected(self, reviews: int, movie: int) -> float:
        """Return how many of so many reviews a film is likely to have."""
        rank = self.rank(movie)
        share = (sqrt(rank + 1) - sqrt(rank)) / sqrt(self.movies)
        busy = BUSY_SHARE if movie == BUSIEST else 0.0
        return reviews * (busy + share * (1 - BUSY_SHARE))

    @cached_property
    def step(self) -> int:
        """How far apart films of neighbouring ranks stand."""
        step = PRIMES[0] % self.movies if self.movies > 1 else 1
        while step < 1 or gcd(step, self.movies) > 1:
            step += 1
        return step

    @cached_property
    def step_back(self) -> int:
        """What leads from a film's place back to its rank."""
        return pow(self.step, -1, self.movies) if self.movies > 1 else 1

    def rank(self, movie: int) -> int:
        """Return how many films have more reviews than this one."""
        return movie * self.step_back % self.movies

    def movie_at(self, rank: int) -> int:
        """Return the film of a rank; neighbours in rank are none in number."""
        return rank * self.step % self.movies

    @cached_property
    def qualities(self) -> array[int]:
        """How good each film is, from 0 to 9."""
        chance = self.chance("qualities")
        return array(
            "b", (int(10 * chance.betavariate(2.4, 1.6)) for _ in range(self.movies))
        )

    @cached_property
    def releases(self) -> array[int]:
        """The day on which each film came out, as its ordinal; the busiest is old."""
        chance = self.chance("releases")
        first, middle = FIRST_RELEASE.toordinal(), FIRST_DAY.toordinal()
        last = LAST_DAY.toordinal()
        days = array("q")
        for movie in range(self.movies):
            if movie != BUSIEST and chance.random() < NEW_SHARE:
                days.append(middle + int((last - middle) * chance.random()))
            else:
                days.append(middle - 1 - int((middle - first) * chance.random() ** 2))
        return days

    @cached_property
    def reach(self) -> array[int]:
        """Among how many members a film finds its ratings.

        A film that few have seen is rated by those who rate much.
        """
        reach = array("q")
        for movie in range(self.movies):
            expected = self.expected(self.ratings, movie)
            wanted = max(3 * expected + 20, isqrt(int(expected * self.members)))
            reach.append(max(1, min(self.members, int(wanted))))
        return reach


def nth_of(movie: int, place: int, reach: int) -> int:
    """Return who is the nth to review a film: nobody twice before all were once."""
    prime = PRIMES[movie % len(PRIMES)]
    return (place * prime + movie * 7919) % reach
