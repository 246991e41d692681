"""Find the reviews that rows may be: in the database, and in this preview or import."""

from collections.abc import Sequence
from typing import Any

from app.imports.models.marks import ImportedReview
from app.imports.operations import indexes
from app.imports.operations.planned import Planned
from app.imports.operations.writing import PAGES
from app.imports.queries import marks as queries
from app.imports.rules.memory import Owners
from app.imports.rules.sorting import Mark

FEW_PAGES = 8 * 1024
"""Rows are only added at the end of tables while the indexes are away."""

PLACES = 1 << 22
"""Room for the keys of more than a million reviews, in 24 megabytes."""


class Marks:
    """Finds marks by the indexes of their keys, and what a preview has planned."""

    def __init__(self, planned: Planned | None) -> None:
        self.planned = planned

    pages = PAGES
    """Kibibytes of the database that are to be kept in memory."""

    @property
    def is_aside(self) -> bool:
        """Tell whether the indexes are away, for a first import."""
        return False

    def ready(self) -> None:
        """Be asked about a batch, as the one who writes."""

    def by(self, column: Any, keys: Sequence[int | None]) -> dict[int, Mark]:
        """Return what is known of keys, here and in this preview."""
        wanted = list({key for key in keys if key is not None})
        found = list(queries.marks_by(column, wanted))
        if self.planned is not None:
            found += self.planned.by(column.key, wanted)
        return {getattr(mark, column.key): mark for mark in found}

    def of(self, identity: int) -> Mark | None:
        """Return what is known of one identity."""
        return self.by(ImportedReview.identity, [identity]).get(identity)

    def add(
        self,
        reviews: Sequence[int],
        identity: Sequence[int | None],
        words: Sequence[int | None],
    ) -> None:
        """Hear of marks that were written."""


class MarksAside(Marks):
    """Finds marks while their indexes are put aside: it remembers which keys there are.

    When others write reviews too, or there are too many to remember, the indexes are
    made again and serve from then on.
    """

    def __init__(self) -> None:
        super().__init__(None)
        self.pages = FEW_PAGES
        self.owners: Owners | None = Owners(PLACES)
        self.highest = queries.highest_review()
        self.add(*queries.keys_of_all())

    @property
    def is_aside(self) -> bool:
        """Tell whether the indexes are still away."""
        return self.owners is not None

    def ready(self) -> None:
        """Go back to the indexes when what is remembered is not all there is."""
        if self.owners is None:
            return
        if self.owners.is_full or queries.highest_review() != self.highest:
            self.owners = None
            self.pages = PAGES
            indexes.restore(names=indexes.KNOWING)

    def by(self, column: Any, keys: Sequence[int | None]) -> dict[int, Mark]:
        """Return what is known of keys."""
        if self.owners is None:
            return super().by(column, keys)
        reviews = self.owners.of(keys)
        if not reviews:
            return {}
        wanted = set(keys)
        found = queries.marks_by(ImportedReview.review_id, sorted(set(reviews)))
        return {
            getattr(mark, column.key): mark
            for mark in found
            if getattr(mark, column.key) in wanted
        }

    def add(
        self,
        reviews: Sequence[int],
        identity: Sequence[int | None],
        words: Sequence[int | None],
    ) -> None:
        """Remember marks that were written; a key of None is none, or known already."""
        if self.owners is None or not reviews:
            return
        self.owners.add(reviews, identity)
        if words != identity:
            others = [
                None if mine == own else mine
                for own, mine in zip(identity, words, strict=True)
            ]
            self.owners.add(reviews, others)
        self.highest = max(self.highest, *reviews)
