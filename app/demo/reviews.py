"""Write the reviews of the demo: critics', audience's, and the votes for these.

Lists show the newest first and, on one day, the row that was written last. So every
film's rows are written in the reverse of the order in which its page shows them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.audience import operations as audience_operations
from app.audience.models import AudienceReview, HelpfulVote, Standing
from app.core.clock import utcnow
from app.core.db import db
from app.critics import rules
from app.critics.models import Critic, CriticReview, Publication
from app.demo import draw
from app.demo.catalogue import noon
from app.demo.content import Film
from app.demo.rows import Report, ids_by, insert_rows
from app.movies import rules as movie_rules
from app.scores.rules import grades


def add_critics(films: Sequence[Film], report: Report | None = None) -> None:
    """Add the critics and publications that the reviews name, and the demo ones."""
    reviews = [review for film in films for review in film.critic_reviews]
    drawn = [draw.critic_name(critic) for critic in range(draw.CRITICS)]
    publications = [review.publication for review in reviews]
    add_bylines(Publication, publications, draw.PUBLICATIONS)
    add_bylines(Critic, [review.critic for review in reviews], drawn, report)


def add_bylines(
    table: type[Critic] | type[Publication],
    named: Iterable[str | None],
    drawn: Sequence[str],
    report: Report | None = None,
) -> None:
    """Add critics or publications that are missing; the drawn ones are marked."""
    present = set(db.session.scalars(select(table.slug)))
    names = {name: False for name in named if name} | dict.fromkeys(drawn, True)
    rows = [
        {"slug": movie_rules.slugify(name), "name": name, "demo": demo}
        for name, demo in names.items()
    ]
    missing = [row for row in rows if row["slug"] not in present]
    insert_rows(table, missing, report)


def add_critic_reviews(
    films: Sequence[Film],
    movies: Mapping[str, int],
    report: Report | None = None,
) -> None:
    """Add every critic review, oldest first."""
    critics = ids_by(Critic.name, Critic.id)
    publications = ids_by(Publication.name, Publication.id)
    rows = [
        {
            **row,
            "movie_id": movies[film.slug],
            "critic_id": critics.get(row["critic_id"]),
            "publication_id": publications.get(row["publication_id"]),
            "normalised_grade": grades.read(row["original_grade"]).normalised,
            "listed_on": row["reviewed_on"],
            "standing": rules.Standing.COUNTED.value,
        }
        for film in films
        for row in critic_reviews(film)
    ]
    insert_rows(CriticReview, rows, report)


def critic_reviews(film: Film) -> Iterator[dict[str, Any]]:
    """Yield a film's critic reviews, oldest first; critics are names yet."""
    for drawn in draw.critic_reviews(film):
        yield {
            "critic_id": draw.critic_name(drawn.critic),
            "publication_id": draw.critic_publication(drawn.critic),
            "quote": drawn.quote,
            "url": None,
            "original_grade": drawn.grade,
            "verdict": drawn.verdict.value,
            "top_critic": drawn.top_critic,
            "reviewed_on": drawn.day,
        }
    for review in reversed(film.critic_reviews):
        yield {
            "critic_id": review.critic,
            "publication_id": review.publication,
            "quote": review.quote,
            "url": review.url,
            "original_grade": review.grade,
            "verdict": review.verdict.value,
            "top_critic": review.top_critic,
            "reviewed_on": review.reviewed_on,
        }


def add_audience_reviews(
    films: Sequence[Film],
    movies: Mapping[str, int],
    report: Report | None = None,
) -> None:
    """Add every rating, oldest first, and the votes that found it helpful."""
    ids = ids_by(User.name, User.id)
    rows = [
        {**row, "movie_id": movies[film.slug], "user_id": ids[row["user_id"]]}
        for film in films
        for row in ratings(film)
    ]
    insert_rows(AudienceReview, rows, report)
    add_votes([ids[draw.member_name(member)] for member in range(draw.MEMBERS)])
    audience_operations.rank_anew(at=utcnow())


def ratings(film: Film) -> Iterator[dict[str, Any]]:
    """Yield a film's ratings, oldest first; members are names yet."""
    for drawn in draw.ratings(film):
        yield {
            "user_id": draw.member_name(drawn.member),
            "rating": drawn.half_steps,
            "body": drawn.body,
            "spoiler": drawn.spoiler,
            "verified": drawn.verified,
            "standing": Standing.PUBLISHED.value,
            "helpful_count": drawn.helpful,
            "posted_at": drawn.posted_at,
        }
    for review in reversed(film.audience_reviews):
        yield {
            "user_id": review.name,
            "rating": review.half_steps,
            "body": review.body,
            "spoiler": review.spoiler,
            "verified": False,
            "standing": Standing.PUBLISHED.value,
            "helpful_count": review.helpful,
            "posted_at": noon(review.posted_on),
        }


def add_votes(voters: Sequence[int]) -> None:
    """Add a vote of a demo member for each that a review counts."""
    found = db.session.execute(
        select(
            AudienceReview.id,
            AudienceReview.user_id,
            AudienceReview.helpful_count,
            AudienceReview.posted_at,
        )
        .where(AudienceReview.helpful_count > 0)
        .order_by(AudienceReview.id)
    )
    random = Random("helpful votes")
    votes = []
    for review_id, author, count, posted_at in found:
        # One more is drawn, in case the author is among them.
        others = [v for v in random.sample(voters, count + 1) if v != author]
        votes += [
            {
                "review_id": review_id,
                "user_id": voter,
                "voted_at": posted_at + timedelta(hours=1 + place),
            }
            for place, voter in enumerate(others[:count])
        ]
    insert_rows(HelpfulVote, votes)
