"""oEmbed: from the address of a page to the widget that shows it on another site."""

from urllib.parse import quote

from flask import Blueprint

from app.core.addresses import canonical

bp = Blueprint("oembed", __name__)


@bp.app_template_global("oembed_url")
def discovery_url(url: str, form: str) -> str:
    """Return the address that answers for a page: endpoint, url, format, no more."""
    return canonical(f"/oembed?url={quote(url, safe='')}&format={form}")
