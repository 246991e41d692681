"""Security headers per route, and what no request may do.

A page allows nothing but our own files. A widget may stand in anybody's frame, unless
the site lists whose; everything else may stand in none.
"""

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from app.config import Settings

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
SHOWN_ELSEWHERE = {"sharing.movie_picture", "sharing.site_picture"}
HALF_YEAR = 182 * 24 * 3600


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

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        if is_widget():
            headers["Content-Security-Policy"] = widget_policy(settings)
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
            # An opaque opener cannot be kept apart from its frame.
            headers["Cross-Origin-Opener-Policy"] = "unsafe-none"
        elif request.endpoint == "movies.media":
            headers["Content-Security-Policy"] = MEDIA_POLICY
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        else:
            headers["Content-Security-Policy"] = PAGE_POLICY
            headers["X-Frame-Options"] = "DENY"
            elsewhere = request.endpoint in SHOWN_ELSEWHERE
            headers["Cross-Origin-Resource-Policy"] = (
                "cross-origin" if elsewhere else "same-origin"
            )
        headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), browsing-topics=()"
        )
        if settings.secure_cookies:
            headers["Strict-Transport-Security"] = f"max-age={HALF_YEAR}"
        headers.setdefault("Cache-Control", "no-store")
        return response


def is_widget() -> bool:
    """Tell whether the request is for something that stands in other sites' frames."""
    return request.blueprint == "widgets" and request.path.startswith("/embed/")


def widget_policy(settings: Settings) -> str:
    """Return the policy of a widget; `*` would keep out pages opened from a file."""
    if not settings.embed_sites:
        return WIDGET_POLICY
    sites = " ".join(("'self'", *settings.embed_sites))
    return f"{WIDGET_POLICY}; frame-ancestors {sites}"


def refuse_foreign_writes() -> None:
    """Refuse a write from another site, one with files, one with a key said twice."""
    if request.method in SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        abort(403, "This form was sent from another site.")
    if request.files:
        abort(400, "No form of this site takes files.")
    for key, values in request.form.lists():
        if len(values) > 1:
            abort(400, f"The field {key[:40]!r} was sent more than once.")
