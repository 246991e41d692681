"""Make the reviews that nobody imported known to imports, so that none comes twice."""

from collections.abc import Sequence
from typing import Any

from app.core.db import db
from app.imports.models.marks import ImportedReview
from app.imports.operations.names import Bylines
from app.imports.operations.planned import Planned
from app.imports.operations.writing import insert_many
from app.imports.queries import marks as queries
from app.imports.rules.reviews import Reviews, another_of_that_day, keys_of

AT_ONCE = 5_000


class Adopter:
    """Gives marks to reviews that have none; in a preview it only notes them."""

    def __init__(
        self, critics: Bylines, publications: Bylines, planned: Planned | None
    ) -> None:
        self.critics = critics
        self.publications = publications
        self.planned = planned
        self.after = 0

    def adopt(self) -> int:
        """Adopt what came in since the last time; return how many there were."""
        adopted = 0
        while rows := db.session.execute(
            queries.unmarked_after(self.after).limit(AT_ONCE)
        ).all():
            self.after = rows[-1].id
            adopted += len(rows)
            marks = marks_of(rows, self.critics, self.publications)
            if self.planned is not None:
                self.planned.add_known(marks)
            else:
                table: Any = ImportedReview.__table__
                insert_many(table, ("review_id", "identity", "words", "content"), marks)
        return adopted

    def pass_over(self, review_id: int) -> None:
        """Leave out what has been adopted or written up to a review."""
        self.after = max(self.after, review_id)


def marks_of(
    rows: Sequence[Any], critics: Bylines, publications: Bylines
) -> list[tuple[int, int, int | None, int]]:
    """Return number, identity, words and content of reviews."""
    columns = Reviews(
        lines=[row.id for row in rows],
        rows=range(len(rows)),
        critic=[row.critic_name for row in rows],
        publication=[row.publication_name for row in rows],
        top_critic=[bool(row.top_critic) for row in rows],
        verdict=[row.verdict and str(row.verdict) for row in rows],
        grade=[row.original_grade for row in rows],
        day=[row.reviewed_on and row.reviewed_on.isoformat() for row in rows],
        url=[row.url for row in rows],
        quote=[row.quote for row in rows],
        number=[None] * len(rows),
    )
    keys = keys_of(
        columns,
        [row.movie_id for row in rows],
        critics.keys_of(columns.critic),
        publications.keys_of(columns.publication),
        {},
    )
    taken: set[int] = set()
    marks: list[tuple[int, int, int | None, int]] = []
    for number, identity, words, content in zip(
        columns.lines, keys.identity, keys.words, keys.content, strict=True
    ):
        own = identity
        if own in taken or queries.mark_of(own) is not None:
            own = another_of_that_day(own, words)
        while own in taken or queries.mark_of(own) is not None:
            own = another_of_that_day(own, number)
        taken.add(own)
        marks.append((number, own, words, content))
    return marks
