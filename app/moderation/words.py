"""What moderators may do, in words, and which of it can be appealed."""

from app.audience.hold_models import RestrictionKind
from app.moderation.models import ActionKind

HIDING = (ActionKind.HIDE, ActionKind.REMOVE, ActionKind.ASK_CHANGE)
RESTRICTING = {
    ActionKind.LIMIT: RestrictionKind.LIMITED,
    ActionKind.SUSPEND: RestrictionKind.SUSPENDED,
    ActionKind.BAN: RestrictionKind.BANNED,
}
APPEALABLE = (*HIDING, ActionKind.WARN, *RESTRICTING)
UNDOING = {
    **dict.fromkeys(HIDING, ActionKind.RESTORE),
    **dict.fromkeys((ActionKind.WARN, *RESTRICTING), ActionKind.LIFT),
}
ON_REVIEW = (
    ActionKind.LEAVE,
    ActionKind.RESTORE,
    *HIDING,
    ActionKind.WARN,
    *RESTRICTING,
)
WORDS = {
    ActionKind.LEAVE: "Leave it as it is",
    ActionKind.RESTORE: "Show it",
    ActionKind.HIDE: "Hide it",
    ActionKind.REMOVE: "Remove it for good",
    ActionKind.ASK_CHANGE: "Ask for a change",
    ActionKind.WARN: "Warn the author",
    ActionKind.LIMIT: "Limit the author's posts",
    ActionKind.SUSPEND: "Suspend the author",
    ActionKind.BAN: "Ban the author",
    ActionKind.LIFT: "Lift a restriction",
    ActionKind.RELEASE_WAVE: "Count a wave of ratings",
    ActionKind.STRIKE_WAVE: "Strike a wave of ratings",
}
MEANING = {
    ActionKind.LEAVE: "It stays shown, held or hidden; reports are settled.",
    ActionKind.RESTORE: "It is shown and counted from now on.",
    ActionKind.HIDE: "Neither shown nor counted; the author may change it.",
    ActionKind.REMOVE: "As hidden, and the author can change nothing any more.",
    ActionKind.ASK_CHANGE: "Hidden until its author changes it; then it waits for you.",
    ActionKind.WARN: "A word to the author; the review stays as it is.",
    ActionKind.LIMIT: "So many posts a day, for so many days.",
    ActionKind.SUSPEND: "Signed out everywhere, and no sign-in for so many days.",
    ActionKind.BAN: "Signed out everywhere, and no sign-in any more.",
}
DONE = {
    ActionKind.LEAVE: "Left as it is",
    ActionKind.RESTORE: "Shown",
    ActionKind.HIDE: "Hidden",
    ActionKind.REMOVE: "Removed",
    ActionKind.ASK_CHANGE: "Change asked for",
    ActionKind.WARN: "Author warned",
    ActionKind.LIMIT: "Author's posts limited",
    ActionKind.SUSPEND: "Author suspended",
    ActionKind.BAN: "Author banned",
    ActionKind.LIFT: "Restriction lifted",
    ActionKind.RELEASE_WAVE: "Wave of ratings counted",
    ActionKind.STRIKE_WAVE: "Wave of ratings struck",
}
SAID = {
    ActionKind.RESTORE: "Your review of {movie} is shown",
    ActionKind.HIDE: "A moderator has hidden your review of {movie}",
    ActionKind.REMOVE: "A moderator has removed your review of {movie}",
    ActionKind.ASK_CHANGE: "A moderator asks you to change your review of {movie}",
    ActionKind.WARN: "A moderator warns you about your review of {movie}",
    ActionKind.LIMIT: "A moderator has limited how much you may post",
    ActionKind.SUSPEND: "A moderator has suspended your account",
    ActionKind.BAN: "A moderator has banned your account",
    ActionKind.LIFT: "A moderator has lifted a restriction of your account",
}
