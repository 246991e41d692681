"""The words that are posted: as long as reviews are, and no two alike."""

SENTENCES = (
    "I went in knowing nothing and came out wanting to tell somebody.",
    "The pictures do the talking and they have a lot to say.",
    "Some of it is lovely and some of it is long.",
    "We talked about it through the whole of dinner.",
)


def text(client: int, place: int) -> str:
    """Return a made-up review of some two hundred characters."""
    turned = SENTENCES[place % 4 :] + SENTENCES[: place % 4]
    return f"Made up for trials, {client}.{place}. " + " ".join(turned[:3])
