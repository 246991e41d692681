"""What search engines, browsers and sharing sites ask for."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from app.config import Settings
from app.core.addresses import canonical
from app.core.assets import Assets
from app.core.clock import end_of_day, today
from app.core.errors import found_or_404
from app.core.public import FURTHER, TRAVELLING, is_further, public, public_answer
from app.core.versions import Version
from app.core.xml import Element, add, document
from app.movies import queries as movie_queries
from app.scores import queries as score_queries
from app.sharing import picture, queries, sitemap
from app.sharing.lettering import Lettering

bp = Blueprint("sharing", __name__)

NOT_TO_BE_READ = ("/account", "/desk", "/moderation", "/fragments", "/search?")
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
LONGEST_SHORT_NAME = 16
PAPER = "#f3f5f2"


bp.add_app_template_global(queries.card_of, "movie_card")
bp.add_app_template_global(queries.description_of, "movie_description")


@bp.after_app_request
def keep_later_pages_out(response: Response) -> Response:
    """Ask search engines to follow the further pages of a list, not to list them."""
    if is_further(request.args, response.mimetype):
        response.headers.set(*FURTHER)
    return response


@bp.get("/sharing/movies/<slug:slug>.jpg")
@public
def movie_picture(slug: str) -> AnyResponse:
    """Send the picture of a movie, drawn when this version is first asked for."""
    scored = score_queries.scored_movie(slug)
    if scored is None:
        present = found_or_404(movie_queries.present_slug(slug))
        return redirect(url_for("sharing.movie_picture", slug=present), 301)

    settings: Settings = current_app.config["SETTINGS"]

    def make() -> bytes:
        return picture.drawn(
            queries.subject_of(
                scored,
                movie_queries.credits_of(scored.movie.id),
                media=Path(current_app.config["MEDIA_PATH"]),
                site_name=settings.site_name,
                font=settings.picture_font,
            )
        )

    return public_answer(
        make,
        *scored.stamps,
        options=(settings.picture_font,),
        mimetype="image/jpeg",
        caching=TRAVELLING,
    )


@bp.get("/sharing/site.jpg")
@public
def site_picture() -> Response:
    """Send the picture of pages that have none of their own."""
    settings: Settings = current_app.config["SETTINGS"]

    def make() -> bytes:
        lettering = Lettering.with_font(settings.picture_font)
        return picture.drawn_site(settings.site_name, lettering)

    return public_answer(
        make,
        options=(settings.picture_font,),
        mimetype="image/jpeg",
        caching=TRAVELLING,
    )


@bp.get("/sitemap.xml")
@public
def sitemap_index() -> Response:
    """List the parts of the sitemap."""
    return xml_answer(
        lambda: sitemap.index(queries.parts(today())),
        movie_queries.site_version(),
        options=(today(),),
        valid_until=end_of_day(),
    )


@bp.get(
    "/sitemaps/<any(pages, movies, critics, publications, people):kind>-<id:number>.xml"
)
@public
def sitemap_part(kind: str, number: int) -> Response:
    """List the pages of one part, with the days they were changed."""

    def make() -> bytes:
        places = queries.places(kind, number, today())
        if not places:
            abort(404)
        return sitemap.urlset(places)

    return xml_answer(
        make,
        movie_queries.site_version(),
        options=(today(),),
        valid_until=end_of_day(),
    )


@bp.get("/robots.txt")
@public
def robots() -> Response:
    """Say what search engines may read, and where the sitemap is."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in NOT_TO_BE_READ),
        "",
        f"Sitemap: {canonical(url_for('sharing.sitemap_index'))}",
        "",
    ]
    return public_answer(
        lambda: "\n".join(lines), mimetype="text/plain", caching=TRAVELLING
    )


@bp.get("/opensearch.xml")
@public
def opensearch() -> Response:
    """Let a browser search this site from its address bar."""
    name = current_app.config["SETTINGS"].site_name

    def make() -> bytes:
        root = Element("OpenSearchDescription", {"xmlns": OPENSEARCH})
        add(root, "ShortName", name[:LONGEST_SHORT_NAME].strip())
        add(root, "Description", f"Search the movies of {name}")
        add(root, "InputEncoding", "UTF-8")
        icon = canonical(asset("img/favicon.ico"))
        add(root, "Image", icon, width="32", height="32", type="image/x-icon")
        for kind, path in (
            ("text/html", "/search?q={searchTerms}"),
            ("application/x-suggestions+json", "/search/suggestions?q={searchTerms}"),
        ):
            add(root, "Url", type=kind, template=canonical(path))
        return document(root)

    return xml_answer(make, mimetype="application/opensearchdescription+xml")


@bp.get("/site.webmanifest")
@public
def manifest() -> Response:
    """Describe the site to a device that puts it among its programs."""
    name = current_app.config["SETTINGS"].site_name
    described = {
        "name": name,
        "short_name": name,
        "description": "What critics wrote and what audiences say about movies.",
        "lang": "en",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "id": "/",
        "display": "browser",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {
                "src": asset(f"img/{file}"),
                "sizes": size,
                "type": kind,
                "purpose": use,
            }
            for file, size, kind, use in (
                ("favicon.svg", "any", "image/svg+xml", "any"),
                ("icon-192.png", "192x192", "image/png", "any"),
                ("icon-512.png", "512x512", "image/png", "any"),
                ("icon-maskable-192.png", "192x192", "image/png", "maskable"),
                ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
            )
        ],
    }
    return public_answer(
        lambda: json.dumps(described, ensure_ascii=False),
        mimetype="application/manifest+json",
        caching=TRAVELLING,
    )


@bp.get("/favicon.ico")
@public
def favicon() -> AnyResponse:
    """Lead those who ask for an icon without reading the page to it."""
    icon = asset("img/favicon.ico")
    response = redirect(icon, 302)
    response.headers["Cache-Control"] = TRAVELLING
    return response


def xml_answer(
    make: Callable[[], bytes],
    *versions: Version,
    options: tuple[object, ...] = (),
    valid_until: datetime | None = None,
    mimetype: str = "application/xml",
) -> Response:
    """Return a public XML document that may travel."""
    return public_answer(
        make,
        *versions,
        options=options,
        valid_until=valid_until,
        mimetype=mimetype,
        caching=TRAVELLING,
    )


def asset(name: str) -> str:
    """Return the address of a static file."""
    assets: Assets = current_app.config["ASSETS"]
    return assets.urls[name]
