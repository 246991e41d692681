"""Security headers per route, and what no request may do.

A page allows nothing but our own files. A widget may stand in anybody's frame, unless
the site lists whose; everything else may stand in none.
"""

from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, request
from flask_login import current_user
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings
from app.core.bodies import forget
from app.core.public import encoding_in

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; manifest-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WIDGET_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
MEDIA_POLICY = "default-src 'none'; sandbox"
POLICIES = {
    "movies.media": MEDIA_POLICY,
    "widgets.badge": MEDIA_POLICY,
    "widgets.badge_picture": MEDIA_POLICY,
    "widgets.loader": MEDIA_POLICY,
}
SHOWN_ELSEWHERE = {"sharing.movie_picture", "sharing.site_picture"}
FIRST_ERROR = 400
LONGEST_FORM = 8 * 1024**2
"""Longer than what somebody pastes; more than that is no person's."""

OF_PAGES = "headers of pages"
HALF_YEAR = 182 * 24 * 3600
REFERRER_POLICY = "strict-origin-when-cross-origin"
PERMISSIONS = "camera=(), microphone=(), geolocation=(), browsing-topics=()"


def init_app(app: Flask, settings: Settings) -> None:
    """Put headers on every answer and refuse requests that cannot be ours."""
    app.config["MAX_CONTENT_LENGTH"] = settings.request_limit
    app.config["MAX_FORM_MEMORY_SIZE"] = settings.request_limit
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    app.before_request(refuse_foreign_writes)

    firm = {"Permissions-Policy": PERMISSIONS, **lasting(settings)}
    by_default = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": REFERRER_POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    to_all = {"Cross-Origin-Resource-Policy": "cross-origin"}
    widget = Besides(
        {
            **firm,
            **to_all,
            "Content-Security-Policy": widget_policy(settings),
            # An opaque opener cannot be kept apart from its frame.
            "Cross-Origin-Opener-Policy": "unsafe-none",
        },
        by_default,
    )
    files = {
        endpoint: Besides(
            firm | to_all, {**by_default, "Content-Security-Policy": policy}
        )
        for endpoint, policy in POLICIES.items()
    }
    in_no_frame = {
        **firm,
        "Content-Security-Policy": PAGE_POLICY,
        "X-Frame-Options": "DENY",
    }
    elsewhere = Besides(in_no_frame | to_all, by_default)
    page = Besides(
        {**in_no_frame, "Cross-Origin-Resource-Policy": "same-origin"}, by_default
    )

    app.extensions[OF_PAGES] = page

    @app.after_request
    def add_headers(response: Response) -> Response:
        endpoint = request.endpoint or ""
        if is_widget():
            besides = widget
        elif endpoint in files and response.status_code < FIRST_ERROR:
            besides = files[endpoint]
        else:
            besides = elsewhere if endpoint in SHOWN_ELSEWHERE else page
        cast(Answer, response).besides = besides
        return response


def headers_of_pages(app: Flask) -> "Besides":
    """Return what every page carries that stands in nobody's frame."""
    found: Besides = app.extensions[OF_PAGES]
    return found


class Besides:
    """Headers that an answer carries besides its own, made once for many answers.

    `firm` ones hold whatever a view says; the others where it says nothing.
    """

    def __init__(
        self, firm: Mapping[str, str], by_default: Mapping[str, str] | None = None
    ) -> None:
        self.firm = frozenset(map(str.lower, firm))
        self.headers = [
            (name.lower(), (name, value))
            for name, value in {**(by_default or {}), **firm}.items()
        ]

    def joined(self, own: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return all headers of an answer that says some itself."""
        said = {name.lower() for name, _ in own}
        if not said.isdisjoint(self.firm):
            own = [pair for pair in own if pair[0].lower() not in self.firm]
            said -= self.firm
        return own + [pair for name, pair in self.headers if name not in said]


class Answer(Response):
    """An answer with headers `besides` its own, and `links`."""

    besides = Besides({})
    links: Sequence[tuple[str, str]] = ()

    def get_wsgi_response(
        self, environ: "WSGIEnvironment"
    ) -> tuple[Iterable[bytes], str, list[tuple[str, str]]]:
        """Return body, status and all headers."""
        body, status, headers = super().get_wsgi_response(environ)
        return body, status, self.besides.joined([*headers, *self.links])


def lasting(settings: Settings) -> dict[str, str]:
    """Return what keeps readers at https, where the site is served so."""
    if not settings.secure_cookies:
        return {}
    return {"Strict-Transport-Security": f"max-age={HALF_YEAR}"}


class FileHeaders:
    """Adds what they lack to answers that are given in front of Flask: our files.

    A file as it is, one that has not changed (304) and a method that it does not know
    (405) all carry the same. What Flask answers has its headers already, so that for
    all that is not under the prefix of the files `others` is asked at once. The files
    are told the one encoding that the reader likes best: they would overlook a `q=0`.
    """

    def __init__(
        self, files: Any, others: Any, prefix: str, settings: Settings
    ) -> None:
        self.files = files
        self.others = others
        self.prefix = prefix
        self.headers = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": REFERRER_POLICY,
            "Content-Security-Policy": MEDIA_POLICY,
            # A frame in a sandbox gets no style otherwise.
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": PERMISSIONS,
            **lasting(settings),
        }

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer as the applications do; a file with the headers that are missing."""
        answer: Iterable[bytes]
        if not environ.get("PATH_INFO", "").startswith(self.prefix):
            answer = self.others(environ, start_response)
            return answer

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            there = {name.lower() for name, _ in headers}
            missing = [
                (name, value)
                for name, value in self.headers.items()
                if name.lower() not in there
            ]
            return start_response(status, [*headers, *missing], *more)

        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        environ["HTTP_ACCEPT_ENCODING"] = encoding_in(accepted)
        answer = self.files(environ, start)
        return answer


def policy_of_drawing(sheet: str) -> str:
    """Return the policy of an SVG that holds one style sheet: that one, nothing else.

    >>> policy_of_drawing("a{}")[:57]
    "default-src 'none'; style-src 'sha256-X1RutGBrXCt9KkSaXMK"
    """
    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; sandbox"


def is_widget() -> bool:
    """Tell whether the request is for something that stands in other sites' frames."""
    ours = request.endpoint is None or request.blueprint == "widgets"
    return ours and request.path.startswith("/embed/")


def widget_policy(settings: Settings) -> str:
    """Return the policy of a widget; `*` would keep out pages opened from a file."""
    if not settings.embed_sites:
        return WIDGET_POLICY
    sites = " ".join(("'self'", *settings.embed_sites))
    return f"{WIDGET_POLICY}; frame-ancestors {sites}"


def takes_files(*, largest: int) -> Callable[[View], View]:
    """Mark a view that takes files from members, with room for `largest` bytes.

    It stands above `auth_required`. What the files hold is for the view to judge.
    """

    def mark(view: View) -> View:
        view.largest_upload = largest  # type: ignore[attr-defined]
        return view

    return mark


def takes_body(view: View) -> View:
    """Mark a view that reads a whole file as the body, up to `import_limit` bytes.

    Nothing of it is read before the view has seen who asks.
    """
    view.takes_body = True  # type: ignore[attr-defined]
    return view


def largest_upload() -> int:
    """Return how many bytes of files the view that is asked takes: mostly none."""
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "largest_upload", 0)


def refuse_foreign_writes() -> None:
    """Refuse a write from another site, one with files, one with a key said twice."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403, "This form was sent from another site.")
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_body", False):
        request.max_content_length = current_app.config["SETTINGS"].import_limit
        return
    largest = largest_upload()
    if largest:
        make_room(largest)
    elif has_files():
        abort(400, "No form of this site takes files.")
    for fields in (request.form, request.files):
        for key, values in fields.lists():
            if len(values) > 1:
                abort(400, f"The field {key[:40]!r} was sent more than once.")


def has_files() -> bool:
    """Tell whether a form came with files; one that is too long is read out."""
    try:
        return bool(request.files)
    except RequestEntityTooLarge:
        forget(request, LONGEST_FORM)
        raise


def make_room(largest: int) -> None:
    """Let a member's request be as large as the files that the view takes."""
    if not current_user.is_authenticated:
        # Before anything is kept: strangers shall not fill our disk.
        forget(request)
        abort(401, "Sign in first, then send the file again.")
    request.max_content_length = largest + current_app.config["MAX_CONTENT_LENGTH"]
    try:
        _ = request.files
    except RequestEntityTooLarge:
        forget(request)
        abort(413, f"A file may have {largest // 1024**2} MB here. Nothing was kept.")
