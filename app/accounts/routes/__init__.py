"""Pages of accounts that the library lacks."""

from app.accounts.blueprint import bp
from app.accounts.routes import addresses, gate, pages, sessions

__all__ = ["addresses", "bp", "gate", "pages", "sessions"]
