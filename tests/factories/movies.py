"""Movies with their people, pictures and offers."""

from datetime import date

from app.core.db import db
from app.editorial.models import Article, ArticleKind
from app.movies import rules
from app.movies.models import (
    Credit,
    CreditRole,
    FormerSlug,
    Genre,
    Movie,
    Offer,
    OfferKind,
    Person,
    Photo,
)
from app.scores import operations as score_operations


def movie(title: str = "The Lamplighter", **values) -> Movie:
    """Add a movie with an empty tally."""
    row = Movie(
        **{
            "slug": rules.slugify(title),
            "title": title,
            "title_sort": title.lower().removeprefix("the "),
            "year": 2012,
            "runtime_minutes": 91,
            "synopsis": "Somebody lights lamps.",
            "released_on": date(2012, 7, 27),
        }
        | values
    )
    db.session.add(row)
    db.session.flush()
    score_operations.open_tally(row.id)
    db.session.commit()
    return row


def former_slug(of: Movie, slug: str) -> FormerSlug:
    """Say under which address a movie was found before."""
    row = FormerSlug(slug=slug, movie_id=of.id)
    db.session.add(row)
    db.session.commit()
    return row


def person(name: str = "Asa Lind", **values) -> Person:
    """Add somebody who makes films."""
    row = Person(**{"slug": rules.slugify(name), "name": name} | values)
    db.session.add(row)
    db.session.commit()
    return row


def credit(of: Movie, who: Person, **values) -> Credit:
    """Say what a person did in a movie."""
    row = Credit(
        **{
            "movie_id": of.id,
            "person_id": who.id,
            "role": CreditRole.DIRECTOR,
            "position": 0,
        }
        | values
    )
    db.session.add(row)
    db.session.commit()
    return row


def genre(of: Movie, name: str = "Documentary") -> Genre:
    """Put a movie into a genre."""
    row = Genre(name=name)
    of.genres.append(row)
    db.session.commit()
    return row


def photo(of: Movie, position: int = 1, **values) -> Photo:
    """Add a photo in two sizes."""
    row = Photo(
        **{
            "movie_id": of.id,
            "position": position,
            "small_file": f"still-{position}-small.webp",
            "small_width": 480,
            "small_height": 270,
            "large_file": f"still-{position}-large.webp",
            "large_width": 1600,
            "large_height": 900,
            "alt": "A street with lamps",
        }
        | values
    )
    db.session.add(row)
    db.session.commit()
    return row


def offer(of: Movie, **values) -> Offer:
    """Add a way to watch a movie."""
    row = Offer(
        **{
            "movie_id": of.id,
            "kind": OfferKind.STREAM,
            "country": "GB",
            "provider": "Small Screen",
            "url": "https://screen.example/lamplighter",
            "checked_on": date(2026, 1, 1),
        }
        | values
    )
    db.session.add(row)
    db.session.commit()
    return row


def article(of: Movie, **values) -> Article:
    """Add a piece about a movie."""
    row = Article(
        **{
            "movie_id": of.id,
            "kind": ArticleKind.NEWS,
            "title": "Lamps are lit",
            "source": "The Evening Reel",
            "url": "https://reel.example/lamps",
            "published_on": date(2026, 1, 1),
        }
        | values
    )
    db.session.add(row)
    db.session.commit()
    return row
