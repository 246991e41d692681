"""Pure rules of movies: slugs, typographic posters, running times, prices."""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

LONGEST_SLUG = 100
INKS = ("ember", "harbour", "moss", "wine", "blush", "lamp")
MOTIFS = ("beam", "disc", "rows", "drape", "horizon", "leader")
PLAIN_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "œ": "oe", "Œ": "oe"}
    | {"ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "þ": "th", "Þ": "th", "ı": "i"}
)
SMALL_CURRENCIES = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}


@dataclass(frozen=True, slots=True)
class TypographicPoster:
    """How a film without a picture prints its title: a motif, an ink and a size."""

    motif: str
    ink: str
    size: str


def slugify(text: str) -> str:
    """Return a readable address for a title: "Věra's Day" becomes "veras-day"."""
    plain = unicodedata.normalize("NFKD", text.translate(PLAIN_LETTERS))
    letters = plain.encode("ascii", "ignore").decode().lower().replace("'", "")
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST_SLUG].strip("-")
    return slug or "untitled"


def title_sort(title: str) -> str:
    """Return the key by which titles stand in order: no article, no accents."""
    plain = unicodedata.normalize("NFKD", title.translate(PLAIN_LETTERS))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.sub(r"^(the|a|an)\s+", "", letters.strip())


def typographic_poster(slug: str, title: str) -> TypographicPoster:
    """Choose motif and ink by the slug, so that a film keeps its sheet for ever.

    The size follows the longest word and the whole length of the title, as a setter
    of posters would choose it.
    """
    digest = sha256(slug.encode()).digest()
    longest = max((len(word) for word in title.split()), default=0)
    if len(title) > 45:  # noqa: PLR2004  the setter's sizes
        size = "longest"
    elif longest > 9 or len(title) > 20:  # noqa: PLR2004
        size = "longer"
    elif longest > 6 or len(title) > 14:  # noqa: PLR2004
        size = "long"
    elif len(title) < 5:  # noqa: PLR2004
        size = "short"
    else:
        size = ""
    return TypographicPoster(
        motif=MOTIFS[digest[0] % len(MOTIFS)],
        ink=INKS[digest[1] % len(INKS)],
        size=size,
    )


def running_time(minutes: int | None) -> str | None:
    """Say minutes as the programme does: 91 is "1 hr. 31 min."."""
    if not minutes or minutes < 0:
        return None
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hr." if hours else "", f"{rest} min." if rest else ""]
    return " ".join(part for part in parts if part)


def price(cents: int | None, currency: str | None) -> str | None:
    """Print a price: "€9", "€3.99", "free", "12.50 CHF"; None when it is not known."""
    if cents is None:
        return None
    if cents == 0:
        return "free"
    whole, rest = divmod(cents, 100)
    amount = f"{whole}.{rest:02}" if rest else str(whole)
    sign = SMALL_CURRENCIES.get(currency or "")
    return f"{sign}{amount}" if sign else f"{amount} {currency or ''}".strip()
