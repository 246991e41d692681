"""What gives a plot away is folded wherever a review is shown, everywhere alike."""

import pytest
from lxml import html
from sqlalchemy import select

from app.core.db import db
from app.movies.models import Movie
from app.webhooks import messages
from tests.factories import accounts, audience
from tests.house.addresses import filled, furnish, rules_of

FOLDS = ".spoiler__text, details.fold--spoiler"
SECRETS = ("The gardener", "Her twin sister")


@pytest.fixture
def told(app):
    """One of everything, and two reviews of its film that tell the end."""
    values = furnish()
    film = db.session.scalar(select(Movie).where(Movie.slug == values[""]["slug"]))
    ada = accounts.member("Ada", shows_profile=True, shows_ratings=True)
    part = audience.review(film, ada, rating=9, body=f"Who? ||{SECRETS[0]}||, I say.")
    whole = audience.review(
        film, accounts.mo(), rating=3, body=f"{SECRETS[1]} did it.", spoiler=True
    )
    values["audience.member"] = {"name": "Ada"}
    return values, film, part, whole


def in_sight(answer) -> str:
    """Return what an answer says without anything being unfolded."""
    if not answer.mimetype.startswith("text/html") or not answer.text.strip():
        return answer.text
    root = html.document_fromstring(answer.text)
    for fold in root.cssselect(FOLDS):
        fold.drop_tree()
    return html.tostring(root, encoding="unicode")


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_address_tells_the_end_unasked(app, client, sign_in, told, signed_in):
    values, film, part, whole = told
    if signed_in:
        sign_in(client, accounts.member("Di"))
    paths = [filled(app, rule, values) for rule in rules_of(app, "GET")]
    for review in (part, whole):
        values[""]["review_id"] = review.id
        paths += [
            filled(app, rule, values)
            for rule in rules_of(app, "GET")
            if "review_id" in rule.arguments
        ]
        paths += [
            f"/embed/movies/{film.slug}/quote?audience={review.id}",
            f"/oembed?url=http://localhost/movies/{film.slug}/audience-reviews",
        ]
    paths += [f"/search?q={word}" for secret in SECRETS for word in secret.split()]
    telling, folding = [], 0
    for path in paths:
        answer = client.get(path)
        if not kind_is_text(answer.mimetype):
            continue
        seen = in_sight(answer)
        telling += [path for secret in SECRETS if secret in seen]
        folding += any(secret in answer.text for secret in SECRETS)

    assert telling == []
    # The words themselves are on several pages, folded.
    assert folding > 3


def kind_is_text(kind: str) -> bool:
    """Tell whether an answer can be read as text."""
    return kind.startswith("text/") or "json" in kind or "xml" in kind


def test_what_other_programs_are_told_is_folded_alike(told):
    _, _, part, whole = told

    def text_of(review):
        return messages.audience_part(review.id)["text"]

    assert text_of(part) == "Who? [spoiler], I say."
    assert text_of(whole) is None
