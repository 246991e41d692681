"""The forms of moderation: a report, decisions, an appeal and its answer."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    AnyOf,
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
)

from app.accounts.rules import ROLES
from app.core.fields import tidy
from app.moderation.models import ActionKind, AppealOutcome
from app.moderation.operations import Decision
from app.moderation.queries import REASON_WORDS, MemberRecord, ReviewFile
from app.moderation.words import (
    MEANING,
    MEANING_ON_MEMBER,
    ON_MEMBER,
    ON_REVIEW,
    WORDS,
    WORDS_ON_MEMBER,
)

MOST_DAYS = 3650
MOST_POSTS = 1000
NEEDS_DAYS = (ActionKind.LIMIT, ActionKind.SUSPEND)
LONGEST_APPEAL = 4000
CHOOSE_ACTION = "Choose what is to be done."
CHOOSE_ROLE = "Choose a role."
NO_CRITIC = "Give the address of a critic's page, such as ada-lind."
DAYS_MISSING = "Say for how many days."
DAYS_RANGE = f"A whole number of days, 1 to {MOST_DAYS:,}."
POSTS_MISSING = "Say how many posts a day."
POSTS_RANGE = f"A whole number of posts, 1 to {MOST_POSTS:,}."
SAY_APPEAL = "Say why it should be decided otherwise."
APPEAL_LONG = f"At most {LONGEST_APPEAL:,} characters."
SAY_ANSWER = "Write a word to the member; they read it."
LONGEST_NOTE = 1000
CHOOSE_REASON = "Choose a reason."
SAY_WHY = "Say why; it stands in the log."
TOO_LONG = f"At most {LONGEST_NOTE} characters."


class ReportForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Why a reader reports a review."""

    reason = RadioField(
        "What is wrong with it?",
        choices=[
            SelectChoice(str(reason), words) for reason, words in REASON_WORDS.items()
        ],
        validators=[InputRequired(CHOOSE_REASON)],
    )
    note = TextAreaField(
        "A word to the moderators",
        filters=[tidy],
        validators=[Length(max=LONGEST_NOTE, message=TOO_LONG)],
    )


class ReasonedForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """A decision with its reason."""

    reason = TextAreaField(
        "Reason",
        filters=[tidy],
        validators=[DataRequired(SAY_WHY), Length(max=LONGEST_NOTE, message=TOO_LONG)],
    )


class DecisionForm(ReasonedForm):
    """What a moderator does about a review or its author, and why."""

    kind = RadioField(
        "What is to be done?",
        choices=[SelectChoice(str(kind), WORDS[kind]) for kind in ON_REVIEW],
        validators=[InputRequired(CHOOSE_ACTION)],
    )
    days = IntegerField(
        "Days",
        validators=[Optional(), NumberRange(1, MOST_DAYS, DAYS_RANGE)],
    )
    posts_per_day = IntegerField(
        "Posts a day",
        validators=[Optional(), NumberRange(1, MOST_POSTS, POSTS_RANGE)],
    )

    @property
    def meanings(self) -> dict[str, str]:
        """What each choice comes to."""
        return {str(kind): words for kind, words in MEANING.items()}

    def offer(self, file: ReviewFile) -> None:
        """Leave out what would change nothing about a review as it stands."""
        dropped = ActionKind.RESTORE if file.is_shown else None
        self.kind.choices = [
            choice for choice in self.kind.choices if choice.value != dropped
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for the terms that a limit and a suspension need."""
        valid = bool(super().validate(extra_validators))
        if self.kind.data in NEEDS_DAYS and not self.days.data:
            self.days.errors = [DAYS_MISSING]
            valid = False
        if self.kind.data == ActionKind.LIMIT and not self.posts_per_day.data:
            self.posts_per_day.errors = [POSTS_MISSING]
            valid = False
        return valid

    def to_decision(self) -> Decision:
        """Return what the moderator has decided; only the terms that belong to it."""
        kind = ActionKind(self.kind.data)
        return Decision(
            kind=kind,
            reason=self.reason.data,
            days=self.days.data if kind in NEEDS_DAYS else None,
            posts_per_day=(
                self.posts_per_day.data if kind is ActionKind.LIMIT else None
            ),
        )


class MemberDecisionForm(DecisionForm):
    """What a moderator does about a member or their words, and why."""

    kind = RadioField(
        "What is to be done?",
        choices=[SelectChoice(str(kind), WORDS_ON_MEMBER[kind]) for kind in ON_MEMBER],
        validators=[InputRequired(CHOOSE_ACTION)],
    )

    @property
    def meanings(self) -> dict[str, str]:
        """What each choice comes to."""
        return {str(kind): words for kind, words in MEANING_ON_MEMBER.items()}

    def offer(self, record: MemberRecord) -> None:  # type: ignore[override]  # of a member
        """Leave out what would change nothing about a member's words."""
        dropped = {
            ActionKind.SHOW_BIO: not record.bio or record.bio_standing == "shown",
            ActionKind.HIDE_BIO: not record.bio or record.bio_standing == "hidden",
        }
        self.kind.choices = [
            choice
            for choice in self.kind.choices
            if not dropped.get(ActionKind(choice.value))
        ]


class RoleForm(ReasonedForm):
    """Give a member a role or take it, and why."""

    role = RadioField(
        "Role",
        choices=[SelectChoice(name, name.capitalize()) for name in ROLES],
        validators=[InputRequired(CHOOSE_ROLE)],
    )
    verb = StringField("What", validators=[AnyOf(["give", "take"], CHOOSE_ACTION)])

    @property
    def is_given(self) -> bool:
        """Whether the role is given, not taken."""
        return bool(self.verb.data == "give")


class FactorForm(ReasonedForm):
    """Reset a second factor, and why."""

    passkeys = BooleanField("Remove the passkeys, too")


class CriticForm(ReasonedForm):
    """Link an account to a critic's page, or to none, and why."""

    slug = StringField(
        "Address of the critic's page", validators=[Length(max=200, message=NO_CRITIC)]
    )

    @property
    def wanted(self) -> str:
        """The critic's slug, from whatever part of the address was typed."""
        return str(self.slug.data or "").strip().strip("/").split("/")[-1]


class LiftForm(ReasonedForm):
    """Why a restriction ends before its time."""


class WaveForm(ReasonedForm):
    """Whether a wave of ratings is counted or struck, and why."""

    kind = StringField(
        "Decision",
        validators=[
            AnyOf([ActionKind.RELEASE_WAVE, ActionKind.STRIKE_WAVE], CHOOSE_ACTION)
        ],
    )


class AppealForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """Why a member asks that a decision be looked at again."""

    words = TextAreaField(
        "Why should it be decided otherwise?",
        filters=[tidy],
        validators=[InputRequired(SAY_APPEAL), Length(1, LONGEST_APPEAL, APPEAL_LONG)],
    )


class AppealAnswerForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What a moderator answers to an appeal."""

    outcome = StringField(
        "Answer", validators=[AnyOf(list(AppealOutcome), CHOOSE_ACTION)]
    )
    answer = TextAreaField(
        "A word to the member",
        filters=[tidy],
        validators=[InputRequired(SAY_ANSWER), Length(1, LONGEST_NOTE, TOO_LONG)],
    )
