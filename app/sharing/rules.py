"""Pure rules of what is said of a movie elsewhere: a description, an excerpt."""

from app.scores.rules import Score

LONGEST_DESCRIPTION = 300
LONGEST_EXCERPT = 200
SHORTEST_SYNOPSIS = 40


def description(
    title: str, critics: Score, audience: Score, synopsis: str | None
) -> str:
    """Say in a few lines what a card shows: both scores, then what the film is about.

    Worked example: "98% of 81 critics: Fresh. 76% of 5,518 ratings are positive. An
    artist and his city." A score without a percentage is left out; a synopsis is cut
    between two words.
    """
    parts = scores(critics, audience)
    room = LONGEST_DESCRIPTION - sum(len(part) + 1 for part in parts)
    words = " ".join((synopsis or "").split())
    if words and room > SHORTEST_SYNOPSIS:
        parts.append(words if len(words) <= room else f"{excerpt(words, room - 1)}…")
    return " ".join(parts) or f"What critics wrote and audiences say of {title}."


def scores(critics: Score, audience: Score) -> list[str]:
    """Say each score in a sentence; one without a percentage is left out."""
    parts = []
    if critics.verdict is not None:
        verdict = str(critics.verdict).capitalize()
        parts.append(f"{critics.approval}% of {critics.total:,} critics: {verdict}.")
    if audience.approval is not None:
        parts.append(
            f"{audience.approval}% of {audience.total:,} ratings are positive."
        )
    return parts


def excerpt(text: str, longest: int = LONGEST_EXCERPT) -> str:
    """Return the beginning of a text, cut between two words, nothing added.

    What search engines are told of a quote stands word for word on the page.
    """
    if len(text) <= longest:
        return text
    cut = text.rfind(" ", 0, longest + 1)
    return text[: cut if cut > 0 else longest].rstrip(" ,;:–—-")
