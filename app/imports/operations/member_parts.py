"""Write a part of an import at once: what is plain in it, in a few statements.

A part is one transaction: its items are claimed in it, so that a commit that runs twice
writes once. What is not plain is left, unclaimed, to be written film by film.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from app.audience import operations as audience_operations
from app.audience import rules as audience_rules
from app.audience.models import Interest, InterestKind, Standing
from app.audience.operations import Gate, Post, Posted
from app.audience.queries import holds as hold_queries
from app.core.db import db, insert_into
from app.imports.models.member_imports import ImportItem, MemberImport, Viewing
from app.imports.operations.member_reading import day_of, joined
from app.imports.operations.member_writing import (
    DECIDED,
    STAYS,
    opinion_of,
    said_at,
    snapshot,
)
from app.imports.rules.own_outcomes import Said, Written, takes_file

ITEMS: Any = ImportItem.__table__


@dataclass(slots=True)
class Work:
    """An item of the part: what is written of it, and what is said about it."""

    item: Any
    post: Post | None = None
    remarks: list[str] = field(default_factory=list)
    trace: dict[str, Any] = field(default_factory=dict)
    is_left: bool = False

    @property
    def movie_id(self) -> int:
        """The film of the item."""
        return int(self.item.movie_id)


def write_part(
    item_ids: Sequence[int], row: MemberImport, gate: Gate, *, at: datetime
) -> Sequence[int]:
    """Post what items say through the gate; return those that are left to be written.

    All are left where a rule may speak otherwise of one post because of another.
    """
    items = claimed_items(item_ids)
    author = None
    if gate.sieve.holds:
        posts = len(items) + 1
        author = hold_queries.author_of(row.user_id, at=at, posts=posts)
        if not gate.sieve.is_steady(author, len(items)):
            settle([Work(item, is_left=True) for item in items])
            return [item.id for item in items]
    works = [Work(item, remarks=[item.remark]) for item in items if item.movie_id]
    before = audience_operations.reviews_of(
        [(work.movie_id, row.user_id) for work in works if work.item.rating is not None]
    )
    for work in works:
        if work.item.rating is None:
            continue
        review = before.get((work.movie_id, row.user_id))
        work.post = post_of(work, review, row, at=at)
        if work.post is not None and author is not None:
            text = audience_rules.clean(work.post.opinion.body)
            reasons = gate.sieve.reasons(text, author, gate.sent)
            work.post = work.post.held_for(reasons)
    post(works, before, gate)
    kept = [work for work in works if not work.is_left]
    write_wishes(kept, row.user_id, at=at)
    write_viewings(kept, row)
    settle([*works, *(Work(item) for item in items if not item.movie_id)])
    return [work.item.id for work in works if work.is_left]


def claimed_items(
    item_ids: Sequence[int],
    before: Written = Written.NO,
    after: Written = Written.YES,
) -> Sequence[Any]:
    """Take items for oneself, in their order; another who wants them gets none."""
    rows = db.session.execute(
        update(ITEMS)
        .where(ITEMS.c.id.in_(item_ids), ITEMS.c.written == before)
        .values(written=after)
        .returning(*ITEMS.c)
    ).all()
    return sorted(rows, key=lambda item: int(item.id))


def post_of(work: Work, review: Any, row: MemberImport, *, at: datetime) -> Post | None:
    """Return what is to be posted of an item, if the file's word is taken."""
    item = work.item
    present = None
    if review is not None and review.standing != Standing.WITHDRAWN:
        last = review.edited_at or review.posted_at
        present = Said(review.rating, review.body, last.date())
    if not takes_file(row.keep, Said(item.rating, item.words, item.said_on), present):
        work.remarks.append(STAYS)
        return None
    opinion = opinion_of(item, present, spoiler=bool(present and review.spoiler))
    moment = at if present else said_at(item.said_on, at=at)
    return Post(work.movie_id, row.user_id, opinion, moment)


def post(works: Sequence[Work], before: Mapping[Any, Any], gate: Gate) -> None:
    """Post the ratings of a part; leave those that are not plain."""
    by_pair = {work.post.pair: work for work in works if work.post is not None}
    posts = [work.post for work in by_pair.values() if work.post is not None]
    waves = gate.bursts if gate.sieve.holds else None
    posted: Mapping[Any, Posted] = {}
    if posts:
        posted = audience_operations.publish_many(posts, waves=waves)
    after = audience_operations.reviews_of(list(posted))
    for pair, work in by_pair.items():
        if pair not in posted:
            work.is_left = True
            continue
        old = before.get(pair)
        work.trace["review"] = {
            "before": snapshot(old) if old is not None else None,
            "after": snapshot(after[pair]),
        }


def write_wishes(works: Sequence[Work], user_id: int, *, at: datetime) -> None:
    """Note what a member wants to see, but for films they have decided about."""
    wishes = {work.movie_id: work for work in works if work.item.wish}
    if not wishes:
        return
    moments = {
        movie_id: said_at(work.item.said_on, at=at) for movie_id, work in wishes.items()
    }
    noted = {
        each.movie_id
        for each in insert_new(
            Interest,
            [
                {
                    "movie_id": movie_id,
                    "user_id": user_id,
                    "kind": InterestKind.WANT_TO_SEE,
                    "decided_at": moment,
                }
                for movie_id, moment in moments.items()
            ],
        )
    }
    kinds = {
        each.movie_id: each.kind
        for each in db.session.execute(
            select(Interest.movie_id, Interest.kind).where(
                Interest.user_id == user_id, Interest.movie_id.in_(list(wishes))
            )
        )
    }
    for movie_id, work in wishes.items():
        if movie_id in noted:
            work.trace["wish"] = moments[movie_id].isoformat()
        elif kinds.get(movie_id) != InterestKind.WANT_TO_SEE:
            work.remarks.append(DECIDED)


def write_viewings(works: Sequence[Work], row: MemberImport) -> None:
    """Keep the evenings with films that are not kept already."""
    by_movie = {work.movie_id: work for work in works if work.item.viewings}
    if not by_movie:
        return
    seen = set(
        db.session.scalars(
            select(Viewing.movie_id).where(
                Viewing.user_id == row.user_id, Viewing.movie_id.in_(list(by_movie))
            )
        )
    )
    rows: list[dict[str, Any]] = []
    for movie_id, work in by_movie.items():
        for viewing in work.item.viewings:
            day = day_of(viewing)
            if day is None and movie_id in seen:
                continue
            seen.add(movie_id)
            rows.append(
                {
                    "user_id": row.user_id,
                    "movie_id": movie_id,
                    "watched_on": day,
                    "number": viewing["number"],
                    "rewatch": viewing["rewatch"],
                    "rating": viewing["rating"],
                    "words": viewing["words"],
                    "tags": viewing["tags"][:500],
                    "import_id": row.id,
                }
            )
    for each in insert_new(Viewing, rows):
        trace = by_movie[each.movie_id].trace
        trace["viewings"] = trace.get("viewings", 0) + 1


def insert_new(model: Any, rows: Sequence[dict[str, Any]]) -> Sequence[Any]:
    """Insert rows unless a unique key already has them; return the new ones' movies."""
    if not rows:
        return []
    table = model.__table__
    statement = insert_into(table).on_conflict_do_nothing().returning(table.c.movie_id)
    return db.session.connection().execute(statement, list(rows)).all()


def settle(works: Sequence[Work]) -> None:
    """Write down what became of the items; let go of those that are left."""
    left = [work.item.id for work in works if work.is_left]
    if left:
        db.session.execute(
            update(ITEMS).where(ITEMS.c.id.in_(left)).values(written=Written.NO)
        )
    done = [
        {
            "of": work.item.id,
            "to_trace": work.trace,
            "to_remark": joined(*work.remarks) if work.remarks else work.item.remark,
            "to_written": Written.YES if work.trace else Written.PASSED,
        }
        for work in works
        if not work.is_left
    ]
    if done:
        names = ("trace", "remark", "written")
        db.session.connection().execute(
            update(ITEMS)
            .where(ITEMS.c.id == bindparam("of"))
            .values({name: bindparam(f"to_{name}") for name in names}),
            done,
        )
