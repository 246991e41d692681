"""The forms of the editors' desk."""

from app.editorial.forms.films import FilmForm, NewFilmForm, OfferForm
from app.editorial.forms.pictures import NewPhotoForm, PhotoForm, PosterForm
from app.editorial.forms.quotes import QuoteDecisionForm, QuoteForm
from app.editorial.forms.words import ArticleForm, ConsensusForm

__all__ = [
    "ArticleForm",
    "ConsensusForm",
    "FilmForm",
    "NewFilmForm",
    "NewPhotoForm",
    "OfferForm",
    "PhotoForm",
    "PosterForm",
    "QuoteDecisionForm",
    "QuoteForm",
]
