"""What can be chosen in the gallery, and the address of each choice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.scores.queries import ScoredMovie
from app.widgets import accents, queries, rules
from app.widgets.badges import Shape
from app.widgets.rules import Choice, Kind, Options, Size, Theme
from app.widgets.words import LANGUAGES

NAMES = {
    Kind.SCORE: "Scores",
    Kind.CRITIC_REVIEWS: "Critic Reviews",
    Kind.AUDIENCE_REVIEWS: "Audience Reviews",
    Kind.QUOTE: "Pull quote",
    Kind.CRITIC: "Latest reviews",
    Kind.BADGE: "Badge",
}
EXPLANATIONS = {
    Kind.SCORE: "Critic Score and Audience Score, with the counts behind them.",
    Kind.CRITIC_REVIEWS: "The newest critic reviews, with filters that work inside.",
    Kind.AUDIENCE_REVIEWS: "What the audience gave and wrote last.",
    Kind.QUOTE: "One review, set large: the newest of critics, or the one you choose.",
    Kind.CRITIC: "What this critic wrote last, with the films.",
    Kind.BADGE: "The Critic Score as a small picture, for a line of text, a margin, "
    "or a mail.",
}
COUNTS = (3, 5, 10)
MOST_QUOTED = 6


@dataclass(frozen=True)
class Asked:
    """What a visitor of the gallery has chosen; `page` is the gallery's address."""

    page: str
    kind: Kind
    options: Options
    width: int
    shape: Shape

    def url(self, **changed: Any) -> str:
        """Return the gallery's address with something else chosen."""
        values = {
            "widget": "" if self.kind is Kind.SCORE else str(self.kind),
            "shape": "" if self.shape is Shape.FLAT else str(self.shape),
            **self.options.asked(),
            "width": "" if self.width == rules.DEFAULT_WIDTH else str(self.width),
        }
        return rules.address(self.page, **(values | changed))

    def row(
        self, name: str, values: Iterable[tuple[str, str]], current: str
    ) -> Sequence[Choice]:
        """Return one choice as links; `values` are pairs of words and value."""
        return [
            Choice(words, self.url(**{name: value}), value == current)
            for words, value in values
        ]


def quotes_of(scored: ScoredMovie) -> Sequence[tuple[str, str]]:
    """Return whose reviews can be quoted, newest first, as words and value."""
    movie = scored.movie
    found = [("The newest", "")]
    for card in queries.critic_reviews(movie.id, "", MOST_QUOTED):
        names = [each.name for each in (card.critic, card.publication) if each]
        if card.quote:
            found.append((", ".join(names[:1]) or card.quote[:24], f"critic-{card.id}"))
    found += [
        (rating.name, f"audience-{rating.id}")
        for rating in queries.ratings(movie, MOST_QUOTED)
        if rating.text
    ]
    return found


def rows_of(
    asked: Asked, kinds: Sequence[Kind], quotable: Sequence[tuple[str, str]]
) -> Sequence[tuple[str, Sequence[Choice]]]:
    """Return what can be chosen for a widget, each with its name."""
    options = asked.options
    found: list[tuple[str, Sequence[Choice]]] = [
        (
            "Widget",
            [
                Choice(
                    NAMES[kind],
                    rules.address(asked.page, widget=kind),
                    kind is asked.kind,
                )
                for kind in kinds
            ],
        )
    ]
    themes = [(each.words, str(each)) for each in Theme]
    found.append(("Theme", asked.row("theme", themes, options.theme)))
    if asked.kind is Kind.QUOTE:
        current = str(options.review or "")
        found.append(("Review", asked.row("review", quotable, current)))
    if asked.kind is Kind.SCORE:
        sizes = [("Sheets", ""), ("One line each", str(Size.COMPACT))]
        found.append(("Size", asked.row("size", sizes, options.size)))
    if asked.kind in rules.WITH_COUNT:
        counts = [(str(each), str(each)) for each in COUNTS]
        found.append(("Reviews", asked.row("count", counts, str(options.count))))
    if asked.kind is not Kind.BADGE:
        widths = [(f"{each} pixels", str(each)) for each in rules.WIDTHS]
        found.append(("Width", asked.row("width", widths, str(asked.width))))
    names = {value: name for name, value in accents.NAMES.items()}
    colours = [("", "Lamp"), *((name, name.capitalize()) for name in accents.NAMES)]
    shown = [(words, name) for name, words in colours if name != "lamp"]
    accent = names.get(options.accent, options.accent)
    found.append(("Accent", asked.row("accent", shown, accent)))
    languages = [(each.name, each.language) for each in LANGUAGES.values()]
    found.append(("Language", asked.row("lang", languages, options.words.language)))
    return found
