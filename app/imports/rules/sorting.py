"""Sort rows into new, changed, same and refused by what is known of each review."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from app.imports.rules.memory import Numbers
from app.imports.rules.reviews import Keys, another_of_that_day

OWN_NUMBER_TWICE = (
    "a number of its own; the number of this review stood in the file before"
)
TWICE = "each review once; the same review stood in the file before"
SAME_WORDS = (
    "a review that is not here yet; the same review is here from elsewhere: the same "
    "film, critic and words as {review}"
)
BY_HAND = (
    "a review that an import wrote; this is {review}, which nobody imported; what "
    "people wrote here stays as they wrote it"
)


@dataclass(slots=True)
class Mark:
    """A review that is known: what it is, what it said last, and who wrote it here.

    A review that the file in hand is about to add has no number yet.
    """

    review_id: int
    identity: int
    words: int | None
    content: int
    imported: bool


PENDING = 0


@dataclass
class Sorted:
    """The places of rows by what becomes of them."""

    new: list[int] = field(default_factory=list)
    changed: list[tuple[int, Mark]] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


class Sorter:
    """Sorts batch after batch of one file; each review is claimed by one row of it.

    `find` looks up a single identity. It is asked only where a critic has two reviews
    of one film on one day, or at one address, which is rare.
    """

    def __init__(self, find: Callable[[int], Mark | None]) -> None:
        self.find = find
        self.claimed = Numbers()

    def sort(
        self, keys: Keys, by_identity: dict[int, Mark], by_words: dict[int, Mark]
    ) -> Sorted:
        """Sort the rows of a batch; an identity that two share is put right."""
        found = Sorted()
        if not by_identity and not by_words and all_differ(keys):
            found.new.extend(range(len(keys.identity)))
            return found
        words_here = set(keys.words)
        for place, (identity, words) in enumerate(
            zip(keys.identity, keys.words, strict=True)
        ):
            mark = by_identity.get(identity)
            spoken = by_words.get(words) if words is not None else None
            if mark is None and spoken is None:
                self.expect(found, place, keys, by_identity, by_words)
                continue
            if mark is None or (
                spoken is not None and spoken.identity != mark.identity
            ):
                mark = self.same_words(keys, place, spoken)
                if mark is None:
                    refuse(found, place, SAME_WORDS, spoken)
                    continue
            elif (
                words is not None
                and spoken is None
                and not keys.strong[place]
                and (self.is_claimed(mark) or mark.words in words_here)
            ):
                keys.identity[place] = another_of_that_day(identity, words)
                mark = self.find(keys.identity[place])
                if mark is None:
                    self.expect(found, place, keys, by_identity, by_words)
                    continue
            self.settle(found, place, mark, keys)
        return found

    def claim(self, review_ids: Iterable[int]) -> None:
        """Note which reviews the new rows of a batch have become."""
        self.claimed.update(review_ids)

    def expect(
        self,
        found: Sorted,
        place: int,
        keys: Keys,
        by_identity: dict[int, Mark],
        by_words: dict[int, Mark],
    ) -> None:
        """Note a row that is new, so that a second one like it is known."""
        found.new.append(place)
        own, words = keys.identity[place], keys.words[place]
        pending = Mark(PENDING, own, words, keys.content[place], imported=True)
        by_identity[own] = pending
        if words is not None:
            by_words[words] = pending

    def same_words(self, keys: Keys, place: int, spoken: Mark | None) -> Mark | None:
        """Return the review of the same words, if the row is that very review.

        That is so where a critic has two reviews of a film on one day: the second is
        known by day and words together. Else it is the same review from elsewhere.
        """
        second = another_of_that_day(keys.identity[place], keys.words[place])
        if spoken is None or keys.strong[place] or spoken.identity != second:
            return None
        keys.identity[place] = second
        return spoken

    def settle(self, found: Sorted, place: int, mark: Mark, keys: Keys) -> None:
        """Say what becomes of a row whose review is known."""
        if self.is_claimed(mark):
            reason = OWN_NUMBER_TWICE if keys.strong[place] else TWICE
            refuse(found, place, reason, mark)
            return
        self.claimed.add(mark.review_id)
        if mark.content == keys.content[place]:
            found.same.append(place)
        elif mark.imported:
            found.changed.append((place, mark))
        else:
            refuse(found, place, BY_HAND, mark)

    def is_claimed(self, mark: Mark) -> bool:
        """Tell whether a row of this file was this review already."""
        return mark.review_id <= PENDING or mark.review_id in self.claimed


def all_differ(keys: Keys) -> bool:
    """Tell whether no two rows are one review; most batches are like that."""
    spoken = [words for words in keys.words if words is not None]
    return len(set(keys.identity)) == len(keys.identity) and len(set(spoken)) == len(
        spoken
    )


def refuse(found: Sorted, place: int, reason: str, mark: Mark | None) -> None:
    """Refuse a row, and say which review it is the same as."""
    number = mark.review_id if mark is not None and mark.review_id > PENDING else None
    named = f"review {number}" if number is not None else "a row before it"
    found.refused.append((place, reason.format(review=named)))
