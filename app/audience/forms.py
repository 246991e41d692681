"""The forms of the audience: a review, a question, an interest."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired

from app.audience import rules
from app.audience.models import InterestKind
from app.audience.operations import Opinion, Showing
from app.audience.queries import OwnReview
from app.core.fields import LightForm, day_of_films

CHOOSE_STARS = "Choose half a star to five stars."
TOO_LONG = "{length:,} characters. Please cut it to {longest:,}."
LONGEST_BIO = 500
STEPS = [str(step) for step in range(1, 11)]
UNCHECKED = {"", "false"}
UNKNOWN_INTEREST = "Say whether you want to see it or are not interested."


class AudienceReviewForm(LightForm):
    """Half a star to five stars, and words if the member likes.

    What a newcomer's form carries besides is read in gate.py.
    """

    longest_review = rules.LONGEST_REVIEW

    rating = RadioField(
        "Your rating",
        choices=STEPS,
        validators=[InputRequired(CHOOSE_STARS)],
        validate_choice=False,
    )
    body = TextAreaField("Your review")
    spoiler = BooleanField("Contains spoilers")

    def validate_rating(self, field: Field) -> None:
        """Refuse everything but the ten half-steps."""
        if field.data not in field.choices:
            raise ValidationError(CHOOSE_STARS)

    def validate_body(self, field: Field) -> None:
        """Refuse more than a review may hold."""
        length = rules.length(field.data or "")
        if length > rules.LONGEST_REVIEW:
            raise ValidationError(
                TOO_LONG.format(length=length, longest=rules.LONGEST_REVIEW)
            )

    def to_opinion(self) -> Opinion:
        """Return what the member says."""
        return Opinion(
            rating=int(self.rating.data),
            body=self.body.data or "",
            spoiler=bool(self.spoiler.data),
        )

    @staticmethod
    def read(sent: Mapping[str, str]) -> Opinion | None:
        """Return what a form says that is in order, as nearly all are.

        It takes a tenth of the time in which the library makes and checks a form; that
        is for those in which something has to be put right.
        """
        rating, body = sent.get("rating"), sent.get("body", "")
        if rating not in STEPS or rules.length(body) > rules.LONGEST_REVIEW:
            return None
        return Opinion(
            rating=int(rating),
            body=body,
            spoiler=sent.get("spoiler", "") not in UNCHECKED,
        )

    def to_draft(self) -> dict[str, str]:
        """Return what was typed, to be kept through a sign-in."""
        return {
            "rating": self.rating.data or "",
            "body": self.body.data or "",
            "spoiler": "y" if self.spoiler.data else "",
        }

    def fill_from_draft(self, draft: dict[str, str]) -> None:
        """Put back what was typed."""
        self.rating.data = draft.get("rating") or None
        self.body.data = draft.get("body", "")
        self.spoiler.data = bool(draft.get("spoiler"))

    def fill_from_review(self, review: OwnReview) -> None:
        """Show what the member posted."""
        self.rating.data = str(review.rating)
        self.body.data = review.body
        self.spoiler.data = review.spoiler


class FirstScreeningForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """The day on which a movie is first shown in public; none counts at once."""

    day = DateField("First public screening", validators=[day_of_films()])


class ProfileForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What a member shows of themselves."""

    longest_bio = LONGEST_BIO

    bio = TextAreaField("About you")
    profile = BooleanField("A page of my own, for everybody")
    ratings = BooleanField("My ratings and reviews on it")
    favourites = BooleanField("My favourite movies on it")

    def validate_bio(self, field: Field) -> None:
        """Refuse more than the page has room for."""
        length = rules.length(field.data or "")
        if length > LONGEST_BIO:
            raise ValidationError(TOO_LONG.format(length=length, longest=LONGEST_BIO))

    def to_showing(self) -> Showing:
        """Return what the member wishes."""
        return Showing(
            bio=self.bio.data or "",
            profile=bool(self.profile.data),
            ratings=bool(self.ratings.data),
            favourites=bool(self.favourites.data),
        )


class InterestForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Want to see, not interested, or neither."""

    kind = StringField("Interest")

    def validate_kind(self, field: Field) -> None:
        """Refuse what is no interest."""
        if field.data and field.data not in list(InterestKind):
            raise ValidationError(UNKNOWN_INTEREST)

    def to_interest(self) -> InterestKind | None:
        """Return what the member means to do."""
        return InterestKind(self.kind.data) if self.kind.data else None
