"""The editors' desk, and the way for readers to offer it a quote."""

from app.editorial.blueprint import bp
from app.editorial.routes import desk, films, offers, pictures, quotes, words

__all__ = ["bp", "desk", "films", "offers", "pictures", "quotes", "words"]
