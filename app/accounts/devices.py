"""Devices in words: what a browser says of itself, for the list of sign-ins.

Good enough to tell one's phone from a stranger's; nothing is decided by it.
"""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Opera", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("; Cr", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
UNKNOWN = "A browser that does not say what it is"


def device(user_agent: str) -> str:
    """Return a browser and its system in words, such as "Firefox on Windows"."""
    browser = first_of(BROWSERS, user_agent)
    system = first_of(SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or (f"A browser on {system}" if system else UNKNOWN)


def first_of(known: tuple[tuple[str, str], ...], user_agent: str) -> str | None:
    """Return the word for the first mark that is there: the most telling come first."""
    return next((word for mark, word in known if mark in user_agent), None)
