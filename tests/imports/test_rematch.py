"""Rows that waited and come in later are treated as if they came in at once."""

from app.imports.queries.merges import proposed
from tests.factories import movies
from tests.imports.files import as_csv, review


def test_names_of_reviews_that_waited_are_proposed_as_merges(
    app, write, bring, scores_are_right
):
    rows = [
        review(critic=name, url=f"https://reel.example/{place}", quote=f"Warm {place}.")
        for place, name in enumerate(("Chris Hewitt", "Chris Hewitt (UK)"))
    ]
    bring("critic-reviews", write(as_csv(rows)), "--yes")
    assert proposed() == []
    movies.movie("The Lamplighter")

    result = bring("rematch")

    assert "2 new" in result.output
    (pair,) = proposed()
    assert {pair.one.name, pair.other.name} == {"Chris Hewitt", "Chris Hewitt (UK)"}
    scores_are_right()
