"""The forms of the editors' desk."""

from app.editorial.forms.films import FilmForm, NewFilmForm, OfferForm
from app.editorial.forms.quotes import QuoteDecisionForm, QuoteForm
from app.editorial.forms.words import ArticleForm, ConsensusForm

__all__ = [
    "ArticleForm",
    "ConsensusForm",
    "FilmForm",
    "NewFilmForm",
    "OfferForm",
    "QuoteDecisionForm",
    "QuoteForm",
]
