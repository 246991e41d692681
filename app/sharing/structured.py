"""What search engines read of a movie: a schema.org Movie, as plain values.

Only what the page shows stands in it, and equal to the page. The rating is that of
this site's own members: the critics' percentage is made of reviews from elsewhere,
which search engines do not take for a rating.
"""

from collections.abc import Sequence
from typing import Any

from app.core.addresses import canonical
from app.critics.queries import CriticReviewCard
from app.movies.queries import CreditLine, Credits, MovieSheet
from app.scores.queries import AudienceSheet
from app.sharing import rules


def movie(
    sheet: MovieSheet,
    people: Credits,
    genres: Sequence[str],
    *,
    audience: AudienceSheet,
    reviews: Sequence[CriticReviewCard],
    picture: str,
) -> dict[str, Any]:
    """Return a movie as JSON-LD; what is not known is left out."""
    created = sheet.released_on.isoformat() if sheet.released_on else sheet.year
    image = sheet.poster.image
    values = {
        "@context": "https://schema.org",
        "@type": "Movie",
        "@id": canonical(sheet.url),
        "url": canonical(sheet.url),
        "name": sheet.title,
        "image": [canonical(image.url) if image else picture],
        "dateCreated": str(created) if created else None,
        "director": persons(people.directors),
        "author": persons(people.writers),
        "actor": persons(people.cast),
        "genre": list(genres),
        "contentRating": sheet.rating,
        "duration": duration(sheet.runtime_minutes),
        "description": sheet.synopsis,
        "aggregateRating": rating(audience),
        # Search engines take no review that is nobody's.
        "review": [
            quoted(each)
            for each in reviews
            if each.quote and (each.critic or each.publication)
        ],
    }
    return known(values)


def persons(lines: Sequence[CreditLine]) -> list[dict[str, str]]:
    """Return people once each, with their pages."""
    found = {line.url: line.name for line in lines}
    return [
        {"@type": "Person", "name": name, "url": canonical(url)}
        for url, name in found.items()
    ]


def duration(minutes: int | None) -> str | None:
    """Return a running time as ISO 8601 has it: 91 minutes are "PT1H31M"."""
    if not minutes or minutes < 0:
        return None
    hours, rest = divmod(minutes, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")


def rating(audience: AudienceSheet) -> dict[str, Any] | None:
    """Return what members gave on average; None while nobody has."""
    if audience.average is None:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": audience.average,
        "bestRating": "5",
        "worstRating": "0.5",
        "ratingCount": audience.score.total,
    }


def quoted(review: CriticReviewCard) -> dict[str, Any]:
    """Return a critic's review by its excerpt."""
    critic, paper = review.critic, review.publication
    return known(
        {
            "@type": "CriticReview",
            "author": critic
            and {
                "@type": "Person",
                "name": critic.name,
                "url": canonical(critic.url),
            },
            "publisher": paper
            and {
                "@type": "Organization",
                "name": paper.name,
                "url": canonical(paper.url),
            },
            "reviewBody": rules.excerpt(review.quote or ""),
            "datePublished": review.reviewed_on and review.reviewed_on.isoformat(),
            "url": review.url,
        }
    )


def known(values: dict[str, Any]) -> dict[str, Any]:
    """Return values without those that say nothing."""
    return {
        name: value for name, value in values.items() if value not in (None, "", [])
    }
