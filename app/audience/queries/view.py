"""Which audience reviews are shown, and in which order: what an address asks for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from urllib.parse import urlencode

from app.scores.rules import AudienceTally

ONE_STAR = 2
STARS = {f"{step / 2:g}": step for step in range(1, 11)}


class Order(StrEnum):
    """The orders of audience reviews."""

    NEWEST = "newest"
    HELPFUL = "helpful"
    HIGHEST = "highest"
    LOWEST = "lowest"


class Only(StrEnum):
    """Which of them are shown, apart from their stars."""

    ALL = "all"
    WORDS = "words"
    VERIFIED = "verified"
    SUPER = "super"


ORDER_LABELS = {
    Order.NEWEST: "Newest",
    Order.HELPFUL: "Most helpful",
    Order.HIGHEST: "Highest",
    Order.LOWEST: "Lowest",
}
ORDERS = {each.value: each for each in Order}
ONLY = {each.value: each for each in Only}
ONLY_LABELS = {
    Only.ALL: "All",
    Only.WORDS: "With text",
    Only.VERIFIED: "Verified viewers",
    Only.SUPER: "Super Reviewers",
}


@dataclass(frozen=True)
class View:
    """One way to look at a movie's audience reviews; `half_steps` None is any stars."""

    order: Order = Order.NEWEST
    only: Only = Only.ALL
    half_steps: int | None = None

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> "View":
        """Return what the words of an address ask for; unknown ones ask for nothing."""
        if not arguments:
            return EVERYTHING
        return cls(
            order=ORDERS.get(arguments.get("sort", ""), Order.NEWEST),
            only=ONLY.get(arguments.get("only", ""), Only.ALL),
            half_steps=STARS.get(arguments.get("stars", "")),
        )

    @classmethod
    def reads(cls) -> dict[str, Callable[[str], object]]:
        """Return what reads each word of an address by itself."""
        return {
            "sort": lambda text: cls.read({"sort": text}).order,
            "only": lambda text: cls.read({"only": text}).only,
            "stars": lambda text: text if text in STARS else None,
        }

    @property
    def query(self) -> str:
        """The view in the words of an address; the first view needs none."""
        return query_of(self)

    @property
    def label(self) -> str:
        """What is shown, said aloud after it has changed."""
        parts = [ORDER_LABELS[self.order], ONLY_LABELS[self.only], self.stars]
        return ", ".join(filter(None, parts))

    @property
    def stars(self) -> str:
        """The stars that alone are shown, in words; nothing for any."""
        if self.half_steps is None:
            return ""
        plural = "" if self.half_steps == ONE_STAR else "s"
        return f"{self.half_steps / 2:g} star{plural}"

    def address(self, url: str, **more: str) -> str:
        """Return an address that shows this view."""
        query = "&".join(filter(None, (self.query, urlencode(more))))
        return f"{url}?{query}" if query else url


@cache
def query_of(view: View) -> str:
    """Return the words of an address that ask for a view; there are some dozens."""
    words = {}
    if view.order is not Order.NEWEST:
        words["sort"] = str(view.order)
    if view.only is not Only.ALL:
        words["only"] = str(view.only)
    if view.half_steps is not None:
        words["stars"] = f"{view.half_steps / 2:g}"
    return urlencode(words)


EVERYTHING = View()


@dataclass(frozen=True, slots=True)
class ViewLink:
    """A link to another view; `fragment` serves where a script swaps."""

    id: str
    label: str
    current: bool
    href: str
    fragment: str = ""


@dataclass(frozen=True)
class ViewLinks:
    """All the ways from one view to others, for the controls above the list.

    `stars` is the way back to all stars, where only some are shown; `several` tells
    whether there is enough to sort.
    """

    orders: Sequence[ViewLink]
    only: Sequence[ViewLink]
    stars: ViewLink | None
    several: bool


@lru_cache(maxsize=512)
def links_from(view: View, tally: AudienceTally, movie_url: str) -> ViewLinks:
    """Return where a reader can go from a view.

    The number of ratings stands beside the filters whose count the tally knows.
    """
    counts = {Only.ALL: tally.rating_count, Only.VERIFIED: tally.verified_count}

    def link(to: View, name: str, label: str) -> ViewLink:
        return link_to(to, view, movie_url, name=name, label=label)

    only: list[ViewLink] = []
    for each, label in ONLY_LABELS.items():
        counted = f" ({counts[each]:,})" if each in counts else ""
        if each is Only.VERIFIED and not counts[each]:
            continue
        plain = counted if view.half_steps is None else ""
        only.append(link(replace(view, only=each), f"only-{each}", label + plain))
    return ViewLinks(
        orders=tuple(
            link(replace(view, order=each), f"sort-{each}", label)
            for each, label in ORDER_LABELS.items()
        ),
        only=tuple(only),
        stars=(
            link(replace(view, half_steps=None), "stars-all", "All stars")
            if view.half_steps is not None
            else None
        ),
        several=tally.rating_count > 1,
    )


def more_of(view: View, after: str | None, movie_url: str) -> ViewLink | None:
    """Return the link to the next step of a list, if there is one."""
    if after is None:
        return None
    return ViewLink(
        id="more-audience-reviews",
        label="More reviews",
        current=False,
        href=view.address(f"{movie_url}/audience-reviews", after=after),
        fragment=view.address(f"/fragments{movie_url}/audience-reviews", after=after),
    )


def link_to(
    to: View, current: View, movie_url: str, *, name: str, label: str = ""
) -> ViewLink:
    """Return the link to a view of a movie's audience reviews."""
    return ViewLink(
        id=f"audience-{name}",
        label=label,
        current=to == current,
        href=to.address(f"{movie_url}/audience-reviews"),
        fragment=to.address(f"/fragments{movie_url}/audience-reviews"),
    )
