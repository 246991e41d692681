"""Known words, and those among them that a mistyped one may mean.

Worked example: nobody ever wrote "hrad". A stroke in its first two letters makes it
"had", "rad", "hard" and others, which are looked up. A stroke behind them leaves "hr":
of the few words that begin so, none goes on as it should.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.search.rules import spelling

MOST_MEANT = 1000
"""Of how many mistyped words it is kept what they may mean."""

MOST_SPELLINGS = 6

LAST_SIGN = "\U0010ffff"
LINE = b"\n"
BLOCK = 256
"""How many bytes lie between two words that are found at once."""


@dataclass(frozen=True)
class Vocabulary:
    """Known words, sorted, each between two ends of lines.

    Every few of them one is a signpost: `posts` are these words, and `places` the ends
    of lines before them.
    """

    text: bytes
    posts: Sequence[bytes]
    places: Sequence[int]
    meant: dict[tuple[str, bool], Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: str) -> "Vocabulary":
        """Return the vocabulary of a text, a word a line."""
        text = LINE + words.encode() + LINE
        posts, places = [], []
        place, last = 0, len(text) - 1
        while place < last:
            places.append(place)
            posts.append(text[place + 1 : text.find(LINE, place + 1)])
            place = text.find(LINE, min(place + BLOCK, last))
        return cls(text, posts, places)

    def spellings_of(self, word: str, *, beginning: bool) -> Sequence[str]:
        """Return the word, if it is known, or the known words that are closest to it.

        Whoever types on asks the same of the words that are there already.
        """
        asked = word, beginning
        found = self.meant.get(asked)
        if found is None:
            found = self.closest_to(word, beginning=beginning)
            if len(self.meant) < MOST_MEANT:
                self.meant[asked] = found
        return found

    def closest_to(self, word: str, *, beginning: bool) -> Sequence[str]:
        """Return what `spellings_of` does, found anew."""
        if self.knows(word, beginning=beginning):
            return [word]
        strokes = spelling.strokes_forgiven(word)
        if not strokes:
            return []
        if strokes == 1:
            near = self.one_stroke_off(word, beginning=beginning)
            near.sort(key=lambda each: (abs(len(each) - len(word)), each))
            return near[:MOST_SPELLINGS]
        known: dict[str, None] = {}
        for start in starts_of(word):
            known |= dict.fromkeys(self.alike(word, strokes, start))
        return spelling.nearest(word, list(known), beginning=beginning)[:MOST_SPELLINGS]

    def knows(self, word: str, *, beginning: bool) -> bool:
        """Tell whether there is a word, or one that begins so."""
        sought = word.encode()
        line = LINE + sought if beginning else LINE + sought + LINE
        low, high = self.around(sought)
        return self.text.find(line, low, high + len(line)) >= 0

    def one_stroke_off(self, word: str, *, beginning: bool) -> list[str]:
        """Return the words that a stroke makes of one, and begin as `starts_of` says.

        With `beginning` also those whose first letters, as many as the word has, are
        what a stroke makes of it; of these that begin alike the shortest few.
        """
        found: set[str] = set()
        for other in with_another_start(word):
            is_head = beginning and len(other) == len(word)
            if (
                self.knows(other, beginning=is_head)
                and spelling.strokes_between(word, other, 1) == 1
            ):
                found.update(self.beginning_with(other) if is_head else [other])
        for place in range(2, len(word) + 1):
            low, high = self.range_of(word[:place])
            if high - low <= len(LINE):
                break
            found.update(self.parting_at(word, place, low, high, beginning=beginning))
        return list(found)

    def parting_at(
        self, word: str, place: int, low: int, high: int, *, beginning: bool
    ) -> Iterator[str]:
        """Return the words that part from another at a place, and are alike behind it.

        Between `low` and `high` all begin as the word does up to there.
        """
        head, rest = word[:place], word[place:]
        yield from self.with_a_letter(head, rest, low, high, beginning=False)
        if not rest:
            return
        yield from self.with_a_letter(head, rest[1:], low, high, beginning=beginning)
        left_out = head + rest[1:]
        if self.knows(left_out, beginning=False):
            yield left_out
        if len(rest) > 1:
            turned = head + rest[1] + rest[0] + rest[2:]
            if self.knows(turned, beginning=beginning):
                yield from self.beginning_with(turned) if beginning else [turned]

    def with_a_letter(
        self, head: str, rest: str, low: int, high: int, *, beginning: bool
    ) -> Iterator[str]:
        """Return the words with any letter between two parts of them.

        With `beginning` anything may follow.
        """
        text, skipped = self.text, len(head.encode())
        if beginning and not rest:
            words = [each.decode() for each in text[low + 1 : high - 1].split(LINE)]
            yield from shortest(each for each in words if len(each) > len(head))
            return
        sought = rest.encode() if beginning else rest.encode() + LINE
        found = text.find(sought, low + 1 + skipped, high)
        while found >= 0:
            begin = text.rfind(LINE, low, found) + 1
            between = text[begin + skipped : found]
            if len(between) == 1 or (between and len(between.decode()) == 1):
                yield text[begin : text.find(LINE, found)].decode()
            found = text.find(sought, found + 1, high)

    def beginning_with(self, start: str) -> Sequence[str]:
        """Return the shortest words that begin so."""
        low, high = self.range_of(start)
        return shortest(self.text[low + 1 : high - 1].decode().split("\n"))

    def alike(self, word: str, most: int, start: str) -> Iterator[str]:
        """Return words that begin so and may be as few strokes away from another.

        A beginning that both share is left aside. Of a word that is much longer only as
        many letters count: what moves a part of them takes a stroke there and one back.
        """
        shared = len(start) if word.startswith(start) else 0
        low, high = self.range_of(start)
        text, reach = self.text, most if word.isascii() else len(word) * 4
        longest, reach_of_longer = len(word) + most, most // 2
        for place, piece in spelling.pieces(word[shared:], most):
            sought = piece.encode()
            found = text.find(sought, low, high)
            while found >= 0:
                begin = text.rfind(LINE, 0, found) + 1
                moved = abs(found - begin - shared - place)
                further = found + 1
                if moved <= reach:
                    end = text.find(LINE, found)
                    known = text[begin:end]
                    if (
                        moved <= reach_of_longer
                        or len(known) <= longest
                        or not (word.isascii() and known.isascii())
                    ):
                        yield known.decode()
                        further = end
                found = text.find(sought, further, high)

    def range_of(self, start: str) -> tuple[int, int]:
        """Return between what words stand that begin so, with both ends of lines."""
        return self.place_of(start), self.place_of(start + LAST_SIGN) + 1

    def place_of(self, start: str) -> int:
        """Return the end of the line before the first word that is not below this."""
        sought, text = start.encode(), self.text
        low, high = self.around(sought)
        while low < high:
            begin = text.rfind(LINE, 0, (low + high) // 2 + 1)
            end = text.find(LINE, begin + 1)
            if text[begin + 1 : end] < sought:
                low = end
            else:
                high = begin
        return low

    def around(self, sought: bytes) -> tuple[int, int]:
        """Return between which ends of lines the place of a word is."""
        post = bisect_left(self.posts, sought)
        return (
            self.places[post - 1] if post else 0,
            self.places[post] if post < len(self.places) else len(self.text) - 1,
        )


def with_another_start(word: str) -> set[str]:
    """Return all that a stroke in the first two letters may make of a word."""
    starts = [start for start in starts_of(word) if start != word[:2]]
    made = {start + word[further:] for start in starts for further in (1, 2, 3)}
    return made | {word[0] + word[2] + word[1] + word[3:]}


def shortest(words: Iterator[str] | Sequence[str]) -> Sequence[str]:
    """Return the shortest few of words that are sorted."""
    return sorted(words, key=len)[:MOST_SPELLINGS]


def starts_of(word: str) -> list[str]:
    """Return how words may begin that one is meant for: one stroke off at most."""
    return sorted({word[:2], word[1:2] + word[:1], word[:1] + word[2:3], word[1:3]})
