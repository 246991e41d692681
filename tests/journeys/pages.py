"""The pages that every reader can open, in the demo."""

from tests.journeys.screen import FILM

PUBLIC = (
    "/",
    "/movies",
    "/critics",
    FILM,
    f"{FILM}?show=rotten",
    f"{FILM}/critic-reviews",
    f"{FILM}/audience-reviews",
    f"{FILM}/photos",
    f"{FILM}/photos/1",
    f"{FILM}/news",
    f"{FILM}/quotes",
    f"{FILM}/score",
    f"{FILM}/widgets",
    f"{FILM}/widgets?widget=badge",
    "/critics/tom-long/widgets",
    f"{FILM}/review",
    "/movies/second-projectionist",
    "/movies/twenty-ninth-of-february",
    "/people/ai-weiwei",
    "/critics/tom-long",
    "/publications/detroit-news",
    "/api/v1/docs",
    "/account/login",
    "/account/register",
)
FRAMES = (
    f"/embed{FILM}/critic-reviews",
    f"/embed{FILM}/critic-reviews?lang=ar&accent=wine",
    f"/embed{FILM}/audience-reviews",
    f"/embed{FILM}/score",
    f"/embed{FILM}/score?accent=7f7f7f&lang=de",
    f"/embed{FILM}/score?size=compact&accent=harbour",
    f"/embed{FILM}/quote",
    "/embed/critics/tom-long",
)
MISSING = "/movies/no-such-film"
MEMBERS = (FILM, f"{FILM}/review", "/account", "/account/tokens", "/")
