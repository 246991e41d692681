"""oEmbed: from the address of a page to the widget that shows it on another site.

The specification's status codes are kept: 404 for what we have no widget for, 501 for a
format that we do not speak. Every other argument that cannot be read is ignored.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

from flask import Blueprint, Flask, Response, abort, current_app, request
from flask.blueprints import BlueprintSetupState

from app.core.addresses import canonical, site_url
from app.core.errors import answer_under
from app.core.limits import limited
from app.core.public import TRAVELLING, public, public_answer, verbatim
from app.core.security import Answer
from app.core.xml import Element, add, document, xml_text
from app.critics import queries as critic_queries
from app.critics.queries import Byline
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet, Picture
from app.scores import queries as score_queries
from app.scores.queries import ScoredMovie
from app.widgets import frames, queries, rules, targets
from app.widgets.frames import Frame
from app.widgets.rules import Kind, Options, Size
from app.widgets.snippets import quoted_frame
from app.widgets.targets import Target

bp = Blueprint("oembed", __name__)

FORMS = {"json": "application/json", "xml": "text/xml"}
DISCOVERY = {"json": "application/json+oembed", "xml": "text/xml+oembed"}
KIND_OF_PAGE = {
    "movies.show": Kind.SCORE,
    "movies.critic_reviews": Kind.CRITIC_REVIEWS,
    "movies.audience_reviews": Kind.AUDIENCE_REVIEWS,
    "critics.show": Kind.CRITIC,
}
WIDE, NARROW = 600, 320
HIGHEST = 1000
"""WordPress cuts a frame that is higher."""

CACHE_AGE = 60
UNKNOWN = (
    "Nothing here can be shown for this url. It must be the address of a movie, of its "
    "critic or audience reviews, of a critic, or of a widget on this site."
)
MISSING = "Name the page to show: /oembed?url=<address of a page of this site>"
NOT_SPOKEN = "This endpoint speaks json and xml."
NOT_SHOWN = "This review is not shown here, or not any more. Choose another one."
REMOVED = "The owner of this site has switched this widget off."


@dataclass(frozen=True)
class Room:
    """How much room the other site has; None is as much as we like."""

    width: int | None
    height: int | None

    @classmethod
    def asked(cls) -> "Room":
        """Return the room that the request names; nonsense names none."""
        return cls(targets.size(request.args.get("maxwidth")), asked_height())

    @property
    def frame_width(self) -> int:
        """The width of a frame: the wide one where it fits, else the narrow one.

        The narrow one fits on a phone, too, where the other site cannot make frames
        smaller: WordPress lets no style through, and asks for 500 pixels by default.
        """
        if self.width is None or self.width >= WIDE:
            return WIDE
        return min(NARROW, self.width)

    @property
    def frame_height(self) -> int:
        """The height that a frame may have."""
        return min(self.height or HIGHEST, HIGHEST)

    def holds(self, picture: Picture) -> bool:
        """Tell whether a picture fits."""
        return picture.width <= (self.width or picture.width) and picture.height <= (
            self.height or picture.height
        )


def asked_height() -> int | None:
    """Return the height that the request names."""
    return targets.size(request.args.get("maxheight"))


@bp.get("/oembed")
@public(
    reads={
        "url": targets.spelled,
        "format": verbatim,
        "maxwidth": targets.size,
        "maxheight": targets.size,
    }
)
@limited("oembed")
def answer() -> Response:
    """Say how a page of ours is shown on another site."""
    form = request.args.get("format", "json")
    if form not in FORMS:
        abort(501, NOT_SPOKEN)
    url = request.args.get("url")
    if not url:
        abort(404, MISSING)
    target = targets.read(url, site_url())
    if target is None:
        abort(404, UNKNOWN)
    if not queries.is_on(target.kind):
        abort(404, REMOVED)
    make, *versions = described(target, Room.asked())

    def write() -> str | bytes:
        values = {
            name: xml_text(value) if isinstance(value, str) else value
            for name, value in make().items()
        }
        return as_xml(values) if form == "xml" else json.dumps(values)

    response = public_answer(write, *versions, mimetype=FORMS[form], caching=TRAVELLING)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def described(target: Target, room: Room) -> tuple[Any, ...]:
    """Return what makes the answer for a target, and the versions it depends on."""
    options = Options.read(target.asked)
    if target.kind is Kind.CRITIC:
        critic = critic_queries.critic(target.slug)
        if critic is None:
            abort(404, UNKNOWN)
        version = movie_queries.site_version()
        return (lambda: of_critic(critic, options, room)), version
    slug = movie_queries.present_slug(target.slug) or target.slug
    scored = score_queries.scored_movie(slug)
    if scored is None:
        abort(404, UNKNOWN)
    chosen = options.review if target.kind is Kind.QUOTE else None
    if chosen is not None and queries.quote_of(scored.movie, chosen) is None:
        abort(404, NOT_SHOWN)
    return (lambda: of_movie(target.kind, scored, options, room)), *scored.stamps


def of_movie(
    kind: Kind, scored: ScoredMovie, options: Options, room: Room
) -> dict[str, Any]:
    """Return the answer for a page or a widget of a movie."""
    movie, width = scored.movie, room.frame_width
    frame = fitted(
        lambda options: frames.of_movie(kind, scored, options, width), options, room
    )
    answer = answered(frame, author=site_name(), author_url=canonical("/"))
    picture = next(filter(room.holds, pictures(movie, scored.policy.version)), None)
    if picture is not None:
        answer["thumbnail_url"] = canonical(picture.url)
        answer["thumbnail_width"] = picture.width
        answer["thumbnail_height"] = picture.height
    return answer


def of_critic(critic: Byline, options: Options, room: Room) -> dict[str, Any]:
    """Return the answer for the page or the widget of a critic."""
    frame = fitted(
        lambda options: frames.of_critic(critic, options, room.frame_width),
        options,
        room,
    )
    return answered(frame, author=critic.name, author_url=frame.page)


def fitted(make: Callable[[Options], Frame], options: Options, room: Room) -> Frame:
    """Return a frame that is no higher than its room.

    A score becomes its compact form, a list gets shorter; what is still too high is
    cut, as the other site wished.
    """
    frame = make(options)
    highest = room.frame_height
    if frame.height > highest and frame.kind is Kind.SCORE:
        frame = make(replace(options, size=Size.COMPACT))
    while (
        frame.height > highest
        and frame.kind in rules.WITH_COUNT
        and frame.options.count > 1
    ):
        frame = make(replace(options, count=frame.options.count - 1))
    return replace(frame, height=min(frame.height, highest))


def answered(frame: Frame, *, author: str, author_url: str) -> dict[str, Any]:
    """Return what the specification asks for, of a frame."""
    return {
        "version": "1.0",
        "type": "rich",
        "title": frame.title,
        "author_name": author,
        "author_url": author_url,
        "provider_name": site_name(),
        "provider_url": canonical("/"),
        "cache_age": CACHE_AGE,
        "width": frame.width,
        "height": frame.height,
        "html": quoted_frame(frame, site_name()),
    }


def pictures(movie: MovieSheet, policy_version: int) -> list[Picture]:
    """Return the pictures of a movie: the one that is drawn, and the poster."""
    version = f"{movie.version}-{policy_version}"
    drawn = Picture(f"/sharing{movie.url}.jpg?v={version}", 1200, 630, "")
    poster = movie.poster.image
    return [drawn, *([poster] if poster is not None else [])]


def as_xml(values: dict[str, Any]) -> bytes:
    """Return an answer as XML: an element for each value."""
    root = Element("oembed")
    for name, value in values.items():
        add(root, name, str(value))
    return document(root)


def site_name() -> str:
    """Return what the site is called."""
    return str(current_app.config["SETTINGS"].site_name)


@bp.app_template_global("oembed_links")
def discovery_links(url: str, kind: str) -> list[tuple[str, str]]:
    """Return type and address of each form of a page's answer, unless it is off.

    The address is endpoint, url and format, and no more: consumers add the rest.
    """
    if not queries.is_on(Kind(kind)):
        return []
    return addresses_of(url, canonical("/oembed"))


@lru_cache(maxsize=512)
def addresses_of(url: str, ours: str) -> list[tuple[str, str]]:
    """Return type and address of each form of a page's answer; nobody changes it."""
    page = quote(url, safe="")
    return [
        (mimetype, f"{ours}?url={page}&format={form}")
        for form, mimetype in DISCOVERY.items()
    ]


@bp.after_app_request
def tell_in_headers(response: Response) -> Response:
    """Name the same addresses in headers, for those who do not read the page."""
    kind = KIND_OF_PAGE.get(request.endpoint or "")
    if kind is None or response.status_code != 200:  # noqa: PLR2004
        return response
    if queries.is_on(Kind(kind)):
        ours = canonical("")
        cast(Answer, response).links = links_of(f"{ours}{request.path}", ours)
    return response


@lru_cache(maxsize=512)
def links_of(url: str, ours: str) -> Sequence[tuple[str, str]]:
    """Return a header for each form of a page's answer."""
    return tuple(
        ("Link", f'<{href}>; rel="alternate"; type="{mimetype}"')
        for mimetype, href in addresses_of(url, f"{ours}/oembed")
    )


@bp.record_once
def answer_errors_plainly(state: BlueprintSetupState) -> None:
    """Let errors be a line of text: no reader sees them, but a programmer does."""

    def make(status: int, advice: str | None) -> Response:
        words = advice or MISSING
        return Response(
            f"{words}\n",
            status,
            mimetype="text/plain",
            headers={"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"},
        )

    answer_under(cast(Flask, state.app), "/oembed", make)
