"""What moderators may do, in words, and which of it can be appealed."""

from app.audience.hold_models import RestrictionKind
from app.moderation.models import ActionKind

HIDING = (ActionKind.HIDE, ActionKind.REMOVE, ActionKind.ASK_CHANGE)
RESTRICTING = {
    ActionKind.LIMIT: RestrictionKind.LIMITED,
    ActionKind.SUSPEND: RestrictionKind.SUSPENDED,
    ActionKind.BAN: RestrictionKind.BANNED,
}
APPEALABLE = (*HIDING, ActionKind.HIDE_BIO, ActionKind.WARN, *RESTRICTING)
UNDOING = {
    **dict.fromkeys(HIDING, ActionKind.RESTORE),
    ActionKind.HIDE_BIO: ActionKind.SHOW_BIO,
    **dict.fromkeys((ActionKind.WARN, *RESTRICTING), ActionKind.LIFT),
}
ON_REVIEW = (
    ActionKind.LEAVE,
    ActionKind.RESTORE,
    *HIDING,
    ActionKind.WARN,
    *RESTRICTING,
)
ON_MEMBER = (
    ActionKind.LEAVE,
    ActionKind.SHOW_BIO,
    ActionKind.HIDE_BIO,
    ActionKind.WARN,
    *RESTRICTING,
)
ABOUT_ACCOUNT = (
    ActionKind.GIVE_ROLE,
    ActionKind.TAKE_ROLE,
    ActionKind.END_SESSIONS,
    ActionKind.RESET_FACTOR,
    ActionKind.LINK_CRITIC,
    ActionKind.UNLINK_CRITIC,
)
"""What administrators do to accounts; it is nobody's business outside."""
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
WORDS_ON_MEMBER = {
    ActionKind.LEAVE: "Leave it as it is",
    ActionKind.SHOW_BIO: "Show what they say of themselves",
    ActionKind.HIDE_BIO: "Hide what they say of themselves",
    ActionKind.WARN: "Warn the member",
    ActionKind.LIMIT: "Limit the member's posts",
    ActionKind.SUSPEND: "Suspend the member",
    ActionKind.BAN: "Ban the member",
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
MEANING_ON_MEMBER = {
    **MEANING,
    ActionKind.LEAVE: "What they say stays shown or hidden; reports are settled.",
    ActionKind.SHOW_BIO: "It stands on their page from now on.",
    ActionKind.HIDE_BIO: "Nobody sees it; once they change it, it waits for you.",
    ActionKind.WARN: "A word to the member; nothing else changes.",
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
    ActionKind.SHOW_HELD: "Held reviews shown",
    ActionKind.HIDE_BIO: "Words about a member hidden",
    ActionKind.SHOW_BIO: "Words about a member shown",
    ActionKind.GIVE_ROLE: "Role given",
    ActionKind.TAKE_ROLE: "Role taken",
    ActionKind.END_SESSIONS: "Sign-ins ended",
    ActionKind.RESET_FACTOR: "Second factor reset",
    ActionKind.LINK_CRITIC: "Critic's page linked",
    ActionKind.UNLINK_CRITIC: "Critic's page unlinked",
}
SAID = {
    ActionKind.LEAVE: "A moderator has looked at your review of {movie} and left it",
    ActionKind.RESTORE: "Your review of {movie} is shown",
    ActionKind.HIDE: "A moderator has hidden your review of {movie}",
    ActionKind.REMOVE: "A moderator has removed your review of {movie}",
    ActionKind.ASK_CHANGE: "A moderator asks you to change your review of {movie}",
    ActionKind.WARN: "A moderator warns you about your review of {movie}",
    ActionKind.LIMIT: "A moderator has limited how much you may post",
    ActionKind.SUSPEND: "A moderator has suspended your account",
    ActionKind.BAN: "A moderator has banned your account",
    ActionKind.LIFT: "A moderator has lifted a restriction of your account",
    ActionKind.SHOW_HELD: "Your reviews that were held are shown",
    ActionKind.HIDE_BIO: "A moderator has hidden what you say of yourself",
    ActionKind.SHOW_BIO: "What you say of yourself is shown",
    ActionKind.GIVE_ROLE: "You were given a role",
    ActionKind.TAKE_ROLE: "A role was taken from you",
    ActionKind.END_SESSIONS: "You were signed out everywhere",
    ActionKind.RESET_FACTOR: "Your second factor was reset",
    ActionKind.LINK_CRITIC: "Your account belongs to a critic's page now",
    ActionKind.UNLINK_CRITIC: "Your account belongs to no critic's page any more",
}
SAID_OF_MEMBER = {
    ActionKind.LEAVE: "A moderator has looked at what you say of yourself and left it",
    ActionKind.WARN: "A moderator warns you",
}


def said(kind: ActionKind, movie: str) -> str:
    """Return what a member is told of a decision; without a movie it was about them."""
    if not movie and kind in SAID_OF_MEMBER:
        return SAID_OF_MEMBER[kind]
    return SAID[kind].format(movie=movie or "a movie")
