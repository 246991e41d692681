"""Movies: short in lists, whole on their own."""

import marshmallow as ma
from marshmallow import fields

from app.api.schemas.base import (
    FILM,
    SITE,
    Picture,
    address,
    day,
    nested,
    text,
    told,
    truth,
    whole,
)
from app.api.schemas.scores import ShortScore
from app.movies.models import CreditRole


class ShortScores(ma.Schema):
    """The two scores of a movie in a list."""

    critic = nested(ShortScore, "What critics wrote.")
    audience = nested(ShortScore, "What members of this site gave.")


class MovieItem(ma.Schema):
    """A movie as a list shows it."""

    slug = text("The movie's name in addresses; it may change, see 308.", FILM)
    title = text("Its title.", "The Night Train to Trieste")
    year = whole("The year it came out.", 2019, null=True)
    directors = fields.List(
        fields.String(),
        metadata=told("Who directed it.", ["Ilse Varga"]),
    )
    poster = nested(Picture, "Its poster, where there is a picture.", null=True)
    scores = nested(ShortScores, "Its scores, in short.")
    url = address("Its page for people.", f"{SITE}/movies/{FILM}")
    api_url = address("The whole of it for programs.", f"{SITE}/api/v1/movies/{FILM}")


class Credit(ma.Schema):
    """What a person did in a movie."""

    role = text("What they did.", "cast", enum=[each.value for each in CreditRole])
    name = text("Who it is.", "Ruben Oort")
    character = text("Whom they play, where it is known.", "The Conductor", null=True)
    url = address("Their page.", f"{SITE}/people/ruben-oort")


class Identifier(ma.Schema):
    """A movie's number at another catalogue."""

    catalogue = text("Whose number it is.", "wikidata")
    value = text("The number.", "Q00000000")


class Photo(ma.Schema):
    """A still in two sizes."""

    number = whole("Its place in the gallery.", 1)
    small = nested(Picture, "For a gallery.")
    large = nested(Picture, "For a whole screen.")
    caption = text("What it shows.", "The dining car at dawn", null=True)
    credit = text("Who took it.", "Photo: M. Laurent", null=True)
    url = address("Its page.", f"{SITE}/movies/{FILM}/photos/1")


class Offer(ma.Schema):
    """A way to watch a movie, as it stood on the day it was checked."""

    kind = text("Cinema, Stream, Rent or Buy.", "Stream")
    country = text("Where, as ISO 3166-1 has it.", "GB")
    provider = text("Who offers it.", "Small Screen")
    url = address("Where it is offered.", "https://screen.example/night-train")
    price = text("What it costs.", "£3.99", null=True)
    checked_on = day("The day it was last looked at.", "2026-01-01")
    sample = truth("Whether it is made up, as on a demo site.", False)


class MovieLinks(ma.Schema):
    """Where more about a movie is found."""

    scores = address("How its scores stand.", f"{SITE}/api/v1/movies/{FILM}/scores")
    critic_reviews = address(
        "What critics wrote.", f"{SITE}/api/v1/movies/{FILM}/critic-reviews"
    )
    audience_reviews = address(
        "What members gave.", f"{SITE}/api/v1/movies/{FILM}/audience-reviews"
    )


class Movie(MovieItem):
    """The whole of a movie."""

    content_rating = text("For whom it is.", "PG", null=True)
    runtime_minutes = whole("How long it runs.", 104, null=True)
    released_on = day("The first day it was shown.", "2019-03-08", null=True)
    first_screened_on = day(
        "The first public screening; ratings are kept before and count from then on.",
        None,
        null=True,
    )
    ratings_open = truth("Whether ratings count already.", True)
    distributor = text("Who brings it to cinemas.", "Lantern Pictures", null=True)
    synopsis = text("What it is about.", "A sleeper crosses the Alps.", null=True)
    genres = fields.List(
        fields.String(), metadata=told("What kind of film it is.", ["Drama"])
    )
    credits = nested(Credit, "Who made it and who is seen in it.", many=True)
    identifiers = nested(Identifier, "Its numbers elsewhere.", many=True)
    photos = nested(Photo, "Its stills.", many=True)
    offers = nested(Offer, "Where it can be watched.", many=True)
    links = nested(MovieLinks, "Where more is found.")
