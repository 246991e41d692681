"""The form by which a webhook is added."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, ValidationError

from app.core.events import EventKind
from app.webhooks import outgoing

URL_MISSING = "Write the address that is to be told."
KIND_MISSING = "Choose at least one thing to be told of."


class WebhookForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """An address, and what it is told of."""

    url = StringField(
        "Address",
        filters=[lambda text: (text or "").strip()],
        validators=[InputRequired(URL_MISSING)],
    )
    score_changed = BooleanField("A score changed")
    review_published = BooleanField("A review was published")

    def __init__(self, policy: outgoing.Policy, **options: Any) -> None:
        super().__init__(**options)
        self.policy = policy

    def validate_url(self, field: StringField) -> None:
        """Refuse an address that nothing would ever be sent to."""
        try:
            outgoing.checked(field.data, self.policy)
        except outgoing.Refused as refusal:
            raise ValidationError(str(refusal)) from None

    def validate_score_changed(self, field: BooleanField) -> None:
        """Want one kind at least."""
        if not self.kinds:
            raise ValidationError(KIND_MISSING)

    @property
    def kinds(self) -> list[EventKind]:
        """The kinds that were chosen."""
        chosen = {
            EventKind.SCORE_CHANGED: self.score_changed.data,
            EventKind.REVIEW_PUBLISHED: self.review_published.data,
        }
        return [kind for kind, is_chosen in chosen.items() if is_chosen]
