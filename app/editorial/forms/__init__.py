"""The forms of the editors' desk."""

from app.editorial.forms.quotes import QuoteDecisionForm, QuoteForm

__all__ = ["QuoteDecisionForm", "QuoteForm"]
