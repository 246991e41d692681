"""What the demo holds: the films written down in `films/`, one file for each.

A file says word for word what stands on the film's page, and under `fill` how many
further rows are drawn for it (see `generate.py`). Nothing here touches the database.
"""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from app.editorial.models import ArticleKind
from app.movies import rules as movie_rules
from app.movies.models import CreditRole, OfferKind
from app.scores.rules import Verdict

FILMS_PATH = Path(__file__).parent / "films"


class Content(BaseModel):
    """Base of everything that is read; an unknown name in a file is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DemoCredit(Content):
    """A person's part in a film."""

    name: str
    role: CreditRole
    character: str = ""


class DemoPoster(Content):
    """A drawn poster; a film without one prints its title."""

    file: str
    alt: str


class DemoPhoto(Content):
    """A still in two files."""

    small: str
    large: str
    alt: str
    caption: str
    credit: str


class DemoOffer(Content):
    """A sample of a way to watch a film."""

    kind: OfferKind
    country: str = Field(pattern="^[A-Z]{2}$")
    provider: str
    url: str
    price_cents: int | None = None
    currency: str | None = None
    checked_on: date


class DemoArticle(Content):
    """A sample of a piece about a film."""

    kind: ArticleKind
    title: str
    summary: str | None = None
    source: str
    url: str
    published_on: date
    minutes: int | None = None


class DemoConsensus(Content):
    """What the critics agree on, signed and dated."""

    body: str
    signed_by: str
    written_on: date


class DemoQuote(Content):
    """A line of a film; one that is not approved waits at the desk."""

    line: str
    speaker: str | None = None
    approved: bool = True
    offered_on: date


class DemoCriticReview(Content):
    """A critic review that stands on the page as written."""

    quote: str | None = None
    reviewed_on: date
    grade: str | None = None
    url: str | None = None
    critic: str | None = None
    publication: str | None = None
    verdict: Verdict
    top_critic: bool = False


class DemoAudienceReview(Content):
    """An audience review that stands on the page as written."""

    name: str
    posted_on: date
    half_steps: int = Field(ge=1, le=10)
    body: str
    spoiler: bool = False
    super_reviewer: bool = False
    helpful: int = 0


class CriticFill(Content):
    """How many critic reviews are drawn, and between which days.

    `fresh` and `rotten` are those of critics who are not top critics.
    """

    fresh: int = 0
    rotten: int = 0
    top_fresh: int = 0
    top_rotten: int = 0
    without_quote: int = 0
    first_day: date
    last_day: date


class AudienceFill(Content):
    """How many ratings are drawn; `shares` are parts of the ten half-steps."""

    ratings: int
    shares: tuple[int, int, int, int, int, int, int, int, int, int]
    verified: int = 0
    texts: int = 0
    spoilers: int = 0
    long_texts: int = 0
    first_day: date
    last_day: date


class Fill(Content):
    """The rows that are drawn for a film."""

    critics: CriticFill | None = None
    audience: AudienceFill | None = None


class Film(Content):
    """A film with all that its page shows. Reviews stand in the page's order."""

    slug: str
    title: str
    year: int | None = None
    rating: str | None = None
    runtime_minutes: int | None = None
    synopsis: str | None = None
    released_on: date | None = None
    distributor: str | None = None
    genres: tuple[str, ...] = ()
    poster: DemoPoster | None = None
    consensus: DemoConsensus | None = None
    credits: tuple[DemoCredit, ...] = ()
    photos: tuple[DemoPhoto, ...] = ()
    offers: tuple[DemoOffer, ...] = ()
    articles: tuple[DemoArticle, ...] = ()
    quotes: tuple[DemoQuote, ...] = ()
    critic_reviews: tuple[DemoCriticReview, ...] = ()
    audience_reviews: tuple[DemoAudienceReview, ...] = ()
    fill: Fill = Fill()

    @property
    def title_sort(self) -> str:
        """The key by which the title stands in order."""
        return movie_rules.title_sort(self.title)


@cache
def films() -> tuple[Film, ...]:
    """Return the films of the demo in the order of their addresses."""
    return tuple(read(path) for path in sorted(FILMS_PATH.glob("*.toml")))


def read(path: Path) -> Film:
    """Return the film of a file; the file's name is its address."""
    return Film(slug=path.stem, **tomllib.loads(path.read_text(encoding="utf-8")))
