"""Verbs of the editors and of readers who offer them something."""

from app.editorial.operations.quotes import decide_quote, offer_quote

__all__ = ["decide_quote", "offer_quote"]
