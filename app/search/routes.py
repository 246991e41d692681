"""The search page, the list that comes while one types, and what browsers suggest."""

import json
from typing import Any
from urllib.parse import quote_plus

from flask import Blueprint, Response, current_app, render_template, request, url_for

from app.core.addresses import canonical
from app.core.limits import limited
from app.core.public import as_typed, public, public_answer
from app.core.quick import Recipe, Words, quick
from app.movies import queries as movie_queries
from app.scores import queries as score_queries
from app.scores.rules import Policy
from app.search import queries
from app.search.models import Kind
from app.search.queries import MOST_HITS, Hit, Results
from app.search.rules import LONGEST_QUERY

bp = Blueprint("search", __name__)

FIRST = 12
STEP = 48
SUGGESTED = 8
SUGGESTIONS = "search/_suggestions.html"
ALL = "/search"
HEADINGS = {
    Kind.MOVIE: "Movies",
    Kind.PERSON: "People",
    Kind.CRITIC: "Critics",
    Kind.PUBLICATION: "Publications",
}
NOTES = {
    Kind.PERSON: "Film-maker",
    Kind.CRITIC: "Critic",
    Kind.PUBLICATION: "Publication",
}


def on_one_line(text: str) -> str:
    """Return what was typed as far as it is read, on one line."""
    return " ".join(text.replace("\0", " ").split())[:LONGEST_QUERY].rstrip()


def kind_named(text: str | None) -> Kind | None:
    """Return the kind of that name."""
    return next((each for each in Kind if each == text), None)


@bp.get("/search")
@public(reads={"q": on_one_line, "kind": kind_named, "after": as_typed})
@limited("search")
def index() -> Response:
    """Show what was found, all kinds together or one of them step by step."""
    text = typed(request.args)
    kind = kind_named(request.args.get("kind"))
    policy = score_queries.policy_in_force()

    def make() -> str:
        kinds = tuple(Kind) if kind is None else (kind,)
        after = request.args.get("after") if kind else None
        # Of all kinds together, each shows its best.
        found = {
            each: queries.find(
                text, kinds=[each], limit=STEP if kind else FIRST, after=after
            )
            for each in kinds
        }
        first = found[kinds[0]]
        return render_template(
            "search/index.html",
            text=text,
            longest=LONGEST_QUERY,
            kinds=kind_links(text, kind, first),
            sections=[
                section(text, each, results, policy, alone=kind is not None)
                for each, results in found.items()
                if results.items
            ],
            count=sum(first.counts.values()),
            nearly=first.nearly and any(first.counts.values()),
            cut=any(count >= MOST_HITS for count in first.counts.values()),
            most=MOST_HITS,
            canonical_url=canonical(url_for("search.index")),
        )

    return public_answer(
        make, movie_queries.site_version(), score_queries.stamp_of(policy)
    )


@bp.get("/fragments/search")
@public(reads={"q": on_one_line})
@limited("search")
@quick
def suggestions_fragment(words: Words) -> Recipe:
    """Return the list that comes while somebody types."""
    text = typed(words)

    def make() -> str:
        hits = [
            (number, hit.url, hit.title, note_of(hit))
            for number, hit in enumerate(queries.suggest(text, SUGGESTED), 1)
        ]
        # The macro alone is a fifth of the work: no page's values are put together.
        drawn: Any = current_app.jinja_env.get_template(SUGGESTIONS).module
        return str(drawn.suggestions(text, hits, f"{ALL}?q={quote_plus(text)}"))

    return Recipe(make, (movie_queries.site_version(),))


@bp.get("/search/suggestions")
@public(reads={"q": on_one_line})
@limited("search")
def suggestions() -> Response:
    """Return what a browser's own search field suggests, as OpenSearch wants it."""
    text = typed(request.args)

    def make() -> str:
        hits = queries.suggest(text, SUGGESTED)
        return json.dumps(
            [
                text,
                [hit.title for hit in hits],
                [note_of(hit) for hit in hits],
                [canonical(hit.url) for hit in hits],
            ],
            ensure_ascii=False,
        )

    return public_answer(
        make, movie_queries.site_version(), mimetype="application/x-suggestions+json"
    )


def typed(words: Words) -> str:
    """Return what was typed, as far as it is read."""
    return on_one_line(words.get("q", ""))


def note_of(hit: Hit) -> str:
    """Say beside a name what it is: the year of a film, or the kind."""
    return NOTES.get(hit.kind) or str(hit.year or "")


def kind_links(
    text: str, current: Kind | None, results: Results
) -> list[dict[str, Any]]:
    """Return the kinds as links with their counts; a kind without hits is left out."""

    def link(kind: Kind | None, label: str, count: int) -> dict[str, Any]:
        more = "+" if count >= MOST_HITS else ""
        return {
            "label": f"{label} ({count:,}{more})",
            "url": url_for("search.index", q=text, kind=kind),
            "current": kind is current,
        }

    counts = results.counts
    return [
        link(None, "All", sum(counts.values())),
        *(
            link(kind, heading, counts[kind])
            for kind, heading in HEADINGS.items()
            if counts[kind] or kind is current
        ),
    ]


def section(
    text: str, kind: Kind, results: Results, policy: Policy, *, alone: bool
) -> dict[str, Any]:
    """Return what the page shows of one kind, and the way to more of it."""
    count = results.counts[kind]
    more_url = more_label = None
    if results.after and alone:
        more_url = url_for("search.index", q=text, kind=kind, after=results.after)
        more_label = "More hits"
    elif results.after:
        more_url = url_for("search.index", q=text, kind=kind)
        more_label = f"All {count:,} {HEADINGS[kind].lower()}"
    films = queries.film_cards(results.items, policy) if kind is Kind.MOVIE else []
    return {
        "id": f"found-{kind}",
        "heading": HEADINGS[kind],
        "films": films,
        "names": [] if films else results.items,
        "more_url": more_url,
        "more_label": more_label,
    }
