"""The gallery: every widget of a movie or a critic, to be chosen, seen and copied."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, current_app, render_template, request, url_for

from app.core.addresses import canonical
from app.core.clock import end_of_day, today
from app.core.errors import found_or_404
from app.core.public import public, public_answer
from app.critics import queries as critic_queries
from app.movies import queries as movie_queries
from app.scores import queries as score_queries
from app.scores.queries import ScoredMovie
from app.widgets import badges, extracts, frames, queries, rules, snippets
from app.widgets.badges import Shape
from app.widgets.blueprint import bp
from app.widgets.choices import EXPLANATIONS, Asked, quotes_of, rows_of
from app.widgets.frames import Frame
from app.widgets.routes.frames import to_present_slug
from app.widgets.rules import Kind, Options
from app.widgets.snippets import Drawing

LINE = 52
READS = {
    **rules.reads(),
    "widget": Kind.read,
    "width": rules.read_width,
    "shape": Shape.read,
}


@dataclass(frozen=True)
class Snippet:
    """Something to copy: its name, where it fits, and the text itself."""

    key: str
    label: str
    hint: str
    text: str

    @property
    def rows(self) -> int:
        """How many lines the field shows at once."""
        wrapped = sum(len(line) // LINE + 1 for line in self.text.splitlines())
        return min(max(wrapped, 3), 12)


@bp.get("/movies/<slug:slug>/widgets")
@public(reads=READS)
def gallery(slug: str) -> Response:
    """Show the widgets of a movie, and what to copy for each."""
    scored = score_queries.scored_movie(slug)
    if scored is None:
        to_present_slug(slug)
        abort(404)
    movie = scored.movie
    kinds = queries.switched_on((*rules.OF_A_MOVIE, Kind.BADGE))
    asked = chosen(url_for("widgets.gallery", slug=movie.slug), kinds)

    def make() -> str:
        context: dict[str, Any] = {}
        if asked is not None and asked.kind is Kind.BADGE:
            context = badge_context(scored, asked)
        elif asked is not None:
            frame = frames.of_movie(asked.kind, scored, asked.options, asked.width)
            extract = extracts.of_movie(asked.kind, scored, asked.options, today())
            context = frame_context(frame, extract)
        quotable = quotes_of(scored) if asked and asked.kind is Kind.QUOTE else ()
        return page(asked, kinds, movie.title, movie.url, quotable=quotable, **context)

    # The lines to paste name the day.
    return public_answer(
        make,
        *scored.stamps,
        options=(today(), kinds),
        valid_until=end_of_day(),
    )


@bp.get("/critics/<slug:slug>/widgets")
@public(reads=READS)
def critic_gallery(slug: str) -> Response:
    """Show the widget of a critic, and what to copy."""
    critic = found_or_404(critic_queries.critic(slug))
    kinds = queries.switched_on((Kind.CRITIC,))
    asked = chosen(url_for("widgets.critic_gallery", slug=slug), kinds)
    critic_url = url_for("critics.show", slug=slug)

    def make() -> str:
        context: dict[str, Any] = {}
        if asked is not None:
            frame = frames.of_critic(critic, asked.options, asked.width)
            extract = extracts.of_critic(critic, asked.options, today())
            context = frame_context(frame, extract)
        return page(asked, kinds, critic.name, critic_url, **context)

    return public_answer(
        make,
        movie_queries.site_version(),
        options=(today(), kinds),
        valid_until=end_of_day(),
    )


def chosen(page_url: str, kinds: Sequence[Kind]) -> Asked | None:
    """Return what the address chooses of the widgets that are on, if any is."""
    if not kinds:
        return None
    kind = Kind.read(request.args.get("widget"))
    kind = kind if kind in kinds else kinds[0]
    options = Options.read(request.args).only_for(kind)
    width = rules.read_width(request.args.get("width"))
    shape = Shape.read(request.args.get("shape"))
    return Asked(page_url, kind, options, width, shape)


def page(
    asked: Asked | None,
    kinds: Sequence[Kind],
    subject: str,
    url: str,
    *,
    quotable: Sequence[tuple[str, str]] = (),
    **context: Any,
) -> str:
    """Return the gallery's page."""
    return render_template(
        "widgets/gallery.html",
        asked=asked,
        explanation=EXPLANATIONS[asked.kind] if asked else "",
        rows=rows_of(asked, kinds, quotable) if asked else (),
        subject=subject,
        subject_url=url,
        canonical_url=canonical(asked.page if asked else request.path),
        **({"frame": None, "drawings": (), "snippets": ()} | context),
    )


def frame_context(frame: Frame, extract: snippets.Extract) -> dict[str, Any]:
    """Return a frame to look at, and what to copy of it."""
    loader = canonical(url_for("widgets.loader"))
    return {
        "frame": frame,
        "snippets": [
            Snippet(
                "frame",
                "Frame",
                "For plain HTML and most site builders. Nothing to load.",
                snippets.plain_frame(frame),
            ),
            Snippet(
                "script",
                "Script",
                "Fits its height by itself and follows the light of your page.",
                snippets.by_script(frame, loader),
            ),
            Snippet(
                "oembed",
                "oEmbed link",
                "Paste it on a line of its own in WordPress, Ghost or Discourse.",
                frame.src,
            ),
            Snippet(
                "html",
                "HTML",
                "Plain words as of today. It needs nothing of this site later.",
                snippets.html_block(extract),
            ),
            Snippet(
                "markdown",
                "Markdown",
                "The same words for forums, notes and read-me files.",
                snippets.markdown(extract),
            ),
        ],
    }


def badge_context(scored: ScoredMovie, asked: Asked) -> dict[str, Any]:
    """Return the badge in its shapes to look at, and what to copy of the chosen one."""
    drawings = {shape: drawing_of(shape, scored, asked.options) for shape in Shape}
    one = drawings[asked.shape]
    return {
        "drawings": [
            (shape, asked.url(shape=str(shape)), shape is asked.shape, drawing)
            for shape, drawing in drawings.items()
        ],
        "snippets": [
            Snippet(
                "badge", "Badge", "SVG, sharp at any size.", snippets.badge_html(one)
            ),
            Snippet(
                "mail",
                "Badge for mail",
                "PNG, drawn twice as fine as it is shown.",
                snippets.badge_mail(one),
            ),
            Snippet(
                "markdown",
                "Markdown",
                "For read-me files and forums.",
                snippets.badge_markdown(one),
            ),
        ],
    }


def drawing_of(shape: Shape, scored: ScoredMovie, options: Options) -> Drawing:
    """Return a badge as the pictures that stand at its addresses."""
    movie = scored.movie
    badge = badges.badge(
        shape,
        movie.title,
        scored.critic_sheet().score,
        current_app.config["SETTINGS"].site_name,
        options.words,
    )
    asked = replace(options, count=rules.DEFAULT_COUNT).asked()
    named = {} if shape is Shape.FLAT else {"shape": str(shape)}
    svg = url_for("widgets.badge", slug=movie.slug)
    png = url_for("widgets.badge_picture", slug=movie.slug)
    path = rules.address(svg, **named, **asked)
    return Drawing(
        path=path,
        svg=canonical(path),
        png=canonical(rules.address(png, **named, **asked, scale=2)),
        page=canonical(movie.url),
        width=badge.width,
        height=badge.height,
        alt=badge.title,
    )
