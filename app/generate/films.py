"""Draw films, the people who made them, and what stands on a film's page beside it.

A row is a dictionary of plain values. Every number counts from 0 within the catalogue;
`first` is what names and addresses count from, so that two catalogues do not meet.
"""

import secrets
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from app.generate import words
from app.generate.plan import Plan
from app.movies import rules as movie_rules
from app.movies.models import CreditRole

CONSENSUS_EVERY = 4
WIDE_EVERY = 3
LONGEST_CAST = 10
OF_A_PLACE, WITH_ARTICLE = 0.4, 0.6
JOINED = "2010-01-01 00:00:00.000000"


def movies(plan: Plan, first: int, start: int, stop: int) -> Iterator[dict[str, Any]]:
    """Draw some of the films."""
    chance = plan.chance("movies", start)
    for movie in range(start, stop):
        name = title(chance, first + movie + 1)
        released = date.fromordinal(plan.releases[movie])
        yield {
            "slug": movie_rules.slugify(name),
            "title": name,
            "title_sort": movie_rules.title_sort(name),
            "year": released.year,
            "rating": chance.choice(words.RATINGS),
            "runtime_minutes": chance.randint(70, 185),
            "synopsis": synopsis(chance),
            "released_on": released.isoformat(),
            "wide_release": chance.randrange(WIDE_EVERY) == 0,
            "distributor": chance.choice(words.DISTRIBUTORS),
        }


def title(chance: Random, number: int) -> str:
    """Return the title of a film; the number in it keeps it apart from all others."""
    first, second = (
        chance.choice(words.TITLE_FIRSTS),
        chance.choice(words.TITLE_SECONDS),
    )
    place = (
        f" of {chance.choice(words.TITLE_PLACES)}"
        if chance.random() < OF_A_PLACE
        else ""
    )
    article = "The " if chance.random() < WITH_ARTICLE else ""
    return f"{article}{first} {second}{place} ({words.MARK} {number})"


def synopsis(chance: Random) -> str:
    """Return a few sentences about a film that says what it is."""
    place = chance.choice(words.TITLE_PLACES)
    told = chance.sample(words.SYNOPSIS, chance.randint(2, 5))
    return " ".join((words.FILM_OPENING, *told)).format(place=place)


def people(plan: Plan, first: int, start: int, stop: int) -> Iterator[dict[str, Any]]:
    """Draw some of the people."""
    chance = plan.chance("people", start)
    for person in range(start, stop):
        yield named(chance, first + person + 1)


def named(chance: Random, number: int) -> dict[str, Any]:
    """Return the name of somebody who does not exist, and their address."""
    name = (
        f"{chance.choice(words.FIRST_NAMES)} {chance.choice(words.LAST_NAMES)} "
        f"({words.MARK} {number})"
    )
    return {"slug": movie_rules.slugify(name), "name": name}


def critics(plan: Plan, first: int, start: int, stop: int) -> Iterator[dict[str, Any]]:
    """Draw some of the critics."""
    chance = plan.chance("critics", start)
    for critic in range(start, stop):
        yield {**named(chance, first + critic + 1), "demo": True}


def publications(
    plan: Plan, first: int, start: int, stop: int
) -> Iterator[dict[str, Any]]:
    """Draw some of the publications."""
    chance = plan.chance("publications", start)
    for outlet in range(start, stop):
        place, kind = chance.choice(words.TITLE_PLACES), chance.choice(words.OUTLETS)
        name = f"{place} {kind} ({words.MARK} {first + outlet + 1})"
        yield {"slug": movie_rules.slugify(name), "name": name, "demo": True}


def members(plan: Plan, first: int, start: int, stop: int) -> Iterator[dict[str, Any]]:
    """Yield some of the members; none can sign in, and only their secret is chance's.

    A member is called by a number alone: a name might be somebody's.
    """
    for member in range(start, stop):
        number = first + member + 1
        yield {
            "email": f"member{number}@generated.invalid",
            "name": f"Made-up member {number}",
            "name_key": f"made-up member {number}",
            "active": True,
            "fs_uniquifier": secrets.token_hex(32),
            "confirmed_at": JOINED,
            "created_at": JOINED,
            "demo": True,
        }


def credits_of(
    plan: Plan, chance: Random
) -> Iterator[tuple[int, CreditRole, str, int]]:
    """Draw who did what in a film: person, role, character and place in the list.

    Some people are in very many films.
    """
    cast = chance.randint(4, LONGEST_CAST)
    roles = [CreditRole.DIRECTOR, CreditRole.WRITER, *[CreditRole.CAST] * cast]
    crowd: dict[int, None] = {}
    while len(crowd) < len(roles):
        person = int(plan.people * chance.random() ** 2)
        crowd[person] = None
    for position, (person, role) in enumerate(zip(crowd, roles, strict=True)):
        is_cast = role is CreditRole.CAST
        character = chance.choice(words.CHARACTERS) if is_cast else ""
        yield person, role, character, position


def consensus(plan: Plan, movie: int, name: str, chance: Random) -> dict[str, Any]:
    """Return what the critics are said to agree on about a film."""
    written = date.fromordinal(plan.releases[movie]) + timedelta(days=30)
    return {
        "body": chance.choice(words.CONSENSUS).format(title=name),
        "signed_by": words.EDITOR,
        "written_on": written.isoformat(),
    }
