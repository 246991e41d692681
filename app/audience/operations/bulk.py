"""Post very many reviews at once: as the single verb would, in a few statements.

It takes what is plain: reviews that are new, and changes of those that stand or wait.
What is held, hidden or withdrawn, or came in a moment ago, is left to the single verb.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, tuple_, update

from app.audience import rules
from app.audience.hold_models import Hold, HoldKind
from app.audience.models import AudienceReview, AudienceRevision, Standing
from app.audience.operations.bursts import watch
from app.audience.operations.holds import Reasons
from app.audience.operations.reviews import Opinion
from app.audience.rules.bursts import BurstRule
from app.core import events
from app.core.db import db, insert_into
from app.core.long_lists import parts
from app.movies.models import Movie
from app.scores import bulk
from app.scores.rules import AudienceTally

PLAIN = (Standing.PUBLISHED, Standing.WAITING)
SAID = ("rating", "body", "spoiler")
Pair = tuple[int, int]
"""The numbers of a movie and of a member."""

TABLE: Any = AudienceReview.__table__


@dataclass(frozen=True, slots=True)
class Post:
    """An opinion on its way; `reasons` are why it is to be held.

    `verified` says that it came with a screening's code; None leaves that as it is.
    """

    movie_id: int
    user_id: int
    opinion: Opinion
    at: datetime
    verified: bool | None = None
    reasons: Reasons = ()

    @property
    def pair(self) -> Pair:
        """What the review is known by."""
        return self.movie_id, self.user_id

    def held_for(self, reasons: Reasons) -> "Post":
        """Return the post with the reasons why it is to be held."""
        return replace(self, reasons=reasons)


@dataclass(slots=True)
class Posted:
    """A review as it stands after its post."""

    id: int
    post: Post
    body: str
    spoiler: bool
    verified: bool
    standing: Standing
    was_counted: AudienceTally
    posted_at: datetime
    edited_at: datetime | None

    @property
    def counted(self) -> AudienceTally:
        """What the review adds to the tally."""
        if self.standing is not Standing.PUBLISHED:
            return AudienceTally()
        return rules.counted(self.post.opinion.rating, verified=self.verified)


def publish_many(
    posts: Sequence[Post], *, waves: BurstRule | None = None
) -> Mapping[Pair, Posted]:
    """Post reviews, each of another movie or member; return those that were plain.

    `waves` is the rule by which sudden waves are held; None looks for none.
    """
    before = reviews_of([post.pair for post in posts])
    kept_back = with_open_hold([row.id for row in before.values()])
    new = [post for post in posts if post.pair not in before]
    changed = [
        (post, before[post.pair])
        for post in posts
        if post.pair in before and is_plain(before[post.pair], kept_back)
    ]
    posted = [*add(new), *change(changed)]
    hold(posted)
    moves: dict[int, AudienceTally] = {}
    for each in posted:
        move = each.counted - each.was_counted
        movie_id = each.post.movie_id
        moves[movie_id] = moves.get(movie_id, AudienceTally()) + move
    bulk.count_audience(moves)
    if waves is not None:
        look_for_waves(posted, waves)
    note_published(posted)
    return {each.post.pair: each for each in posted}


def erase_many(reviews: Sequence[Any]) -> None:
    """Delete reviews as if they had never been posted; each as `reviews_of` gives it.

    No two of them are of one movie.
    """
    moves = {
        row.movie_id: AudienceTally()
        - (
            rules.counted(row.rating, verified=bool(row.verified))
            if row.standing == Standing.PUBLISHED
            else AudienceTally()
        )
        for row in reviews
    }
    bulk.count_audience(moves)
    ids = [row.id for row in reviews]
    for part in parts(ids):
        these = TABLE.c.id.in_(part)
        db.session.execute(delete(TABLE).where(these))


def reviews_of(pairs: Sequence[Pair]) -> dict[Pair, Any]:
    """Return reviews as they stand, locked where the database locks rows."""
    found: dict[Pair, Any] = {}
    for part in parts(pairs):
        rows = db.session.execute(
            select(TABLE)
            .where(tuple_(TABLE.c.movie_id, TABLE.c.user_id).in_(part))
            .order_by(TABLE.c.id)
            .with_for_update()
        )
        found.update({(row.movie_id, row.user_id): row for row in rows})
    return found


def with_open_hold(review_ids: Sequence[int]) -> Collection[int]:
    """Return which of the reviews something keeps back."""
    found: set[int] = set()
    for part in parts(review_ids):
        found.update(
            db.session.scalars(
                select(Hold.review_id).where(
                    Hold.review_id.in_(part),
                    Hold.settled_at.is_(None),
                )
            )
        )
    return found


def is_plain(row: Any, kept_back: Collection[int]) -> bool:
    """Tell whether a review stands or waits, and nothing keeps it back."""
    return row.standing in PLAIN and row.id not in kept_back


def add(posts: Sequence[Post]) -> list[Posted]:
    """Insert reviews; one that a rival has posted meanwhile is left out."""
    if not posts:
        return []
    closed = closed_movies(posts)
    rows: list[dict[str, Any]] = []
    for post in posts:
        body = rules.clean(post.opinion.body)
        standing = Standing.WAITING if post.movie_id in closed else Standing.PUBLISHED
        rows.append(
            {
                "movie_id": post.movie_id,
                "user_id": post.user_id,
                "rating": post.opinion.rating,
                "body": body,
                "spoiler": post.opinion.spoiler,
                "verified": bool(post.verified),
                "standing": Standing.HELD if post.reasons else standing,
                "helpful_rank": rules.helpful_rank(
                    0, posted_at=post.at, at=post.at, body=body
                ),
                "posted_at": post.at,
            }
        )
    statement = (
        insert_into(TABLE)
        .on_conflict_do_nothing()
        .returning(TABLE.c.id, TABLE.c.movie_id, TABLE.c.user_id)
    )
    ids: dict[Pair, int] = {
        (row.movie_id, row.user_id): row.id
        for row in db.session.connection().execute(statement, rows)
    }
    return [
        Posted(
            ids[post.pair],
            post,
            row["body"],
            row["spoiler"],
            row["verified"],
            row["standing"],
            AudienceTally(),
            post.at,
            None,
        )
        for post, row in zip(posts, rows, strict=True)
        if post.pair in ids
    ]


def closed_movies(posts: Sequence[Post]) -> Collection[int]:
    """Return the movies whose ratings wait for the first screening."""
    closed = db.session.scalars(select(Movie.id).where(Movie.ratings_open.is_(False)))
    return {post.movie_id for post in posts} & set(closed)


def change(pairs: Sequence[tuple[Post, Any]]) -> list[Posted]:
    """Write new values into reviews, and keep the old ones for moderators."""
    posted: list[Posted] = []
    revisions: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for post, old in pairs:
        body = rules.clean(post.opinion.body)
        said = (post.opinion.rating, body, post.opinion.spoiler)
        differs = said != (old.rating, old.body, bool(old.spoiler))
        verified = bool(old.verified) if post.verified is None else post.verified
        stood = Standing(old.standing)
        counted = AudienceTally()
        if stood is Standing.PUBLISHED:
            counted = rules.counted(old.rating, verified=bool(old.verified))
        after = Posted(
            old.id,
            post,
            body,
            post.opinion.spoiler,
            verified,
            Standing.HELD if post.reasons and differs else stood,
            counted,
            old.posted_at,
            post.at if differs else old.edited_at,
        )
        posted.append(after)
        if differs:
            revisions.append(
                {"review_id": old.id, "replaced_at": post.at}
                | {name: getattr(old, name) for name in SAID}
            )
        rows.append(
            {
                "of": old.id,
                "to_rating": post.opinion.rating,
                "to_body": body,
                "to_spoiler": post.opinion.spoiler,
                "to_verified": verified,
                "to_standing": after.standing,
                "to_edited_at": after.edited_at,
                "to_helpful_rank": rules.helpful_rank(
                    old.helpful_count, posted_at=old.posted_at, at=post.at, body=body
                ),
            }
        )
    if revisions:
        db.session.connection().execute(insert(AudienceRevision), revisions)
    if rows:
        names = [name.removeprefix("to_") for name in rows[0] if name != "of"]
        db.session.connection().execute(
            update(TABLE)
            .where(TABLE.c.id == bindparam("of"))
            .values({name: bindparam(f"to_{name}") for name in names}),
            rows,
        )
    return posted


def hold(posted: Sequence[Posted]) -> None:
    """Write down of what is held why it is."""
    rows = [
        {
            "review_id": each.id,
            "kind": HoldKind.RULES,
            "reasons": [[str(rule), words] for rule, words in each.post.reasons],
            "placed_at": each.post.at,
        }
        for each in posted
        if each.standing is Standing.HELD
    ]
    if rows:
        db.session.connection().execute(insert(Hold), rows)


def look_for_waves(posted: Sequence[Posted], rule: BurstRule) -> None:
    """Hold what belongs to a wave, and see where the reviews stand then."""
    rated = [each for each in posted if each.counted != AudienceTally()]
    watched = watch({each.post.movie_id: each.post.at for each in rated}, rule)
    by_id = {each.id: each for each in rated if each.post.movie_id in watched}
    ids = list(by_id)
    for part in parts(ids):
        rows = db.session.execute(
            select(TABLE.c.id, TABLE.c.standing).where(TABLE.c.id.in_(part))
        )
        for row in rows:
            by_id[row.id].standing = Standing(row.standing)


def note_published(posted: Sequence[Posted]) -> None:
    """Write down which reviews with words came out."""
    nothing = AudienceTally()
    published = [
        (each.post.movie_id, each.id)
        for each in posted
        if each.body and each.was_counted == nothing and each.counted != nothing
    ]
    if published:
        events.note_published("audience", published)
