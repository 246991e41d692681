"""Critics and publications, what a search finds, and the first page of the API."""

import marshmallow as ma

from app.api.schemas.base import SITE, address, nested, text, whole

KINDS = ("movie", "person", "critic", "publication")


class Byline(ma.Schema):
    """A critic or a publication, with the number of reviews that count."""

    slug = text("The name in addresses.", "cleo-marsh")
    name = text("The name.", "Cleo Marsh")
    review_count = whole("How many reviews count.", 64)
    fresh_count = whole("How many of them are fresh.", 47)
    url = address("The page for people.", f"{SITE}/critics/cleo-marsh")
    api_url = address("The same for programs.", f"{SITE}/api/v1/critics/cleo-marsh")
    reviews_url = address(
        "What they wrote or printed.", f"{SITE}/api/v1/critics/cleo-marsh/reviews"
    )


class SearchHit(ma.Schema):
    """Something that a search found."""

    kind = text("What it is.", "movie", enum=list(KINDS))
    title = text("What it is called.", "The Night Train to Trieste")
    year = whole("The year of a movie.", 2019, null=True)
    url = address("Its page.", f"{SITE}/movies/the-night-train-to-trieste")
    api_url = address(
        "The same for programs, where there is one.",
        f"{SITE}/api/v1/movies/the-night-train-to-trieste",
        null=True,
    )


class IndexLinks(ma.Schema):
    """Where everything is."""

    movies = address("All movies.", f"{SITE}/api/v1/movies")
    critics = address("All critics.", f"{SITE}/api/v1/critics")
    publications = address("All publications.", f"{SITE}/api/v1/publications")
    search = address("Search.", f"{SITE}/api/v1/search")
    documentation = address("This API, explained.", f"{SITE}/api/v1/docs")
    openapi = address("This API, for programs.", f"{SITE}/api/v1/openapi.json")


class IndexPage(ma.Schema):
    """The first page of the API."""

    site = text("The name of the site.", "Matinee")
    version = text("The version of the API.", "1")
    links = nested(IndexLinks, "Where everything is.")
