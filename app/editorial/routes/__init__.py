"""The editors' desk, and the way for readers to offer it a quote."""

from app.editorial.blueprint import bp
from app.editorial.routes import desk, quotes

__all__ = ["bp", "desk", "quotes"]
