"""The forms by which an editor adds and corrects a film and where it can be watched."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    Form,
    IntegerField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.core.fields import (
    FIRST_FILM_YEAR,
    at_most,
    day_of_films,
    is_blank,
    on_one_line,
    tidy,
    web_address,
)
from app.editorial import rules
from app.editorial.operations.offers import Way
from app.editorial.rules import MovieFacts, NotALine
from app.movies.models import OfferKind

LAST_YEAR = 2200
LONGEST_RUNTIME = 2000
LONGEST_TITLE, LONGEST_RATING, LONGEST_NAME = 300, 20, 200
LONGEST_SYNOPSIS, LONGEST_LIST = 10_000, 40_000
LONGEST_PROVIDER, LONGEST_ADDRESS = 120, 500
MOST_CENTS = 10_000_000
SLUG = re.compile("[a-z0-9](?:[a-z0-9-]{0,118}[a-z0-9])?")
NO_TITLE = "A film has a title."
NO_YEAR = f"Give a year from {FIRST_FILM_YEAR} to {LAST_YEAR}, or leave it empty."
NO_MINUTES = f"Give whole minutes up to {LONGEST_RUNTIME:,}, or leave it empty."
NO_SLUG = "Small letters, digits and single hyphens, such as the-lamplighter."
CHOOSE_KIND = "Choose how the film can be watched there."
NO_COUNTRY = "Give the country by its two letters, such as GB."
NO_PROVIDER = "Say who shows or sells it."
NO_OFFER_ADDRESS = "Give the address of the offer."
NO_PRICE = "Give a price such as 3.99, 0 where it is free, or leave it empty."
NO_CURRENCY = "A price has a currency of three letters, such as EUR."
KINDS = {
    OfferKind.CINEMA: "In a cinema",
    OfferKind.STREAM: "To stream",
    OfferKind.RENT: "To rent",
    OfferKind.BUY: "To buy",
}


def whole_number(lowest: int, highest: int, message: str) -> Callable[..., None]:
    """Return the check of a whole number within bounds; nothing passes."""

    def check(form: Form, field: Field) -> None:
        if is_blank(field):
            return
        if field.data is None or not lowest <= field.data <= highest:
            field.errors = []
            raise ValidationError(message)

    return check


def readable(read: Callable[[str], object]) -> Callable[..., None]:
    """Return the check that a text can be read line by line."""

    def check(form: Form, field: Field) -> None:
        try:
            read(field.data)
        except NotALine as error:
            raise ValidationError(str(error)) from error

    return check


def lines(label: str, read: Callable[[str], object]) -> TextAreaField:
    """Return a field of one thing a line."""
    return TextAreaField(
        label, filters=[tidy], validators=[at_most(LONGEST_LIST), readable(read)]
    )


class NewFilmForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What is known of a film."""

    title = StringField(
        "Title",
        filters=[on_one_line],
        validators=[InputRequired(NO_TITLE), at_most(LONGEST_TITLE)],
    )
    year = IntegerField(
        "Year", validators=[whole_number(FIRST_FILM_YEAR, LAST_YEAR, NO_YEAR)]
    )
    synopsis = TextAreaField(
        "Synopsis", filters=[tidy], validators=[at_most(LONGEST_SYNOPSIS)]
    )
    directors = lines("Directors", rules.names_of)
    writers = lines("Writers", rules.names_of)
    cast = lines("Cast", rules.cast_of)
    genres = lines("Genres", rules.genres_of)
    runtime_minutes = IntegerField(
        "Runtime in minutes", validators=[whole_number(1, LONGEST_RUNTIME, NO_MINUTES)]
    )
    rating = StringField(
        "Rating", filters=[on_one_line], validators=[at_most(LONGEST_RATING)]
    )
    released_on = DateField("Release date", validators=[day_of_films()])
    wide_release = BooleanField("In wide release")
    distributor = StringField(
        "Distributor", filters=[on_one_line], validators=[at_most(LONGEST_NAME)]
    )
    identifiers = lines("Numbers at other catalogues", rules.identifiers_of)

    def validate_title(self, field: Field) -> None:
        """Refuse a title of blanks alone."""
        if not field.data:
            raise ValidationError(NO_TITLE)

    @property
    def facts(self) -> MovieFacts:
        """What the editor says."""
        return MovieFacts(
            title=self.title.data,
            year=self.year.data,
            rating=self.rating.data or None,
            runtime_minutes=self.runtime_minutes.data,
            released_on=self.released_on.data,
            wide_release=self.wide_release.data,
            distributor=self.distributor.data or None,
            synopsis=self.synopsis.data or None,
            genres=rules.genres_of(self.genres.data),
            directors=rules.names_of(self.directors.data),
            writers=rules.names_of(self.writers.data),
            cast=rules.cast_of(self.cast.data),
            identifiers=rules.identifiers_of(self.identifiers.data),
        )


class FilmForm(NewFilmForm):
    """A film that is here, with its address."""

    slug = StringField("Address", filters=[tidy])

    def validate_slug(self, field: Field) -> None:
        """Refuse what is no address of ours."""
        if not SLUG.fullmatch(field.data):
            raise ValidationError(NO_SLUG)

    @classmethod
    def of(cls, facts: MovieFacts, slug: str) -> "FilmForm":
        """Return the form filled with a film."""
        said = {name: getattr(facts, name) for name in MovieFacts.__dataclass_fields__}
        written = {
            "genres": ", ".join(facts.genres),
            "directors": "\n".join(facts.directors),
            "writers": "\n".join(facts.writers),
            "cast": rules.cast_lines(facts.cast),
            "identifiers": "\n".join(" ".join(each) for each in facts.identifiers),
        }
        return cls(formdata=None, data=said | written | {"slug": slug})


class OfferForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A way to watch a film."""

    kind = RadioField(
        "How",
        choices=[SelectChoice(kind.value, label) for kind, label in KINDS.items()],
        validate_choice=False,
    )
    provider = StringField(
        "Who",
        filters=[on_one_line],
        validators=[InputRequired(NO_PROVIDER), at_most(LONGEST_PROVIDER)],
    )
    country = StringField("Country", filters=[tidy])
    url = StringField(
        "Address",
        filters=[tidy],
        validators=[
            InputRequired(NO_OFFER_ADDRESS),
            at_most(LONGEST_ADDRESS),
            web_address,
        ],
    )
    price = StringField("Price", filters=[tidy])
    currency = StringField("Currency", filters=[tidy])

    def validate_kind(self, field: Field) -> None:
        """Refuse any other word."""
        if field.data not in {kind.value for kind in KINDS}:
            raise ValidationError(CHOOSE_KIND)

    def validate_provider(self, field: Field) -> None:
        """Refuse blanks alone."""
        if not field.data:
            raise ValidationError(NO_PROVIDER)

    def validate_country(self, field: Field) -> None:
        """Refuse what is no two letters."""
        if not re.fullmatch("[A-Za-z]{2}", field.data):
            raise ValidationError(NO_COUNTRY)

    def validate_price(self, field: Field) -> None:
        """Refuse what is no price."""
        if field.data and cents(field.data) is None:
            raise ValidationError(NO_PRICE)

    def validate_currency(self, field: Field) -> None:
        """Ask for a currency where there is a price."""
        if not (self.price.data or field.data):
            return
        if not re.fullmatch("[A-Za-z]{3}", field.data):
            raise ValidationError(NO_CURRENCY)

    @property
    def way(self) -> Way:
        """The offer that the editor enters."""
        price = cents(self.price.data) if self.price.data else None
        return Way(
            kind=OfferKind(self.kind.data),
            country=self.country.data.upper(),
            provider=self.provider.data,
            url=self.url.data,
            price_cents=price,
            currency=None if price is None else self.currency.data.upper(),
        )

    @classmethod
    def of(cls, way: Way) -> "OfferForm":
        """Return the form filled with an offer."""
        price = "" if way.price_cents is None else f"{Decimal(way.price_cents) / 100}"
        said: dict[str, Any] = {
            "kind": way.kind.value,
            "provider": way.provider,
            "url": way.url,
            "country": way.country,
            "price": price,
            "currency": way.currency or "",
        }
        return cls(formdata=None, data=said)


def cents(text: str) -> int | None:
    """Return a price in the smallest coins; None for what is no price.

    >>> cents("3.99"), cents("0"), cents("3,5"), cents("dear")
    (399, 0, 350, None)
    """
    try:
        price = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not price.is_finite() or not 0 <= price <= MOST_CENTS / 100:
        return None
    whole = price * 100
    return int(whole) if whole == int(whole) else None
