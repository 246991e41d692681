"""Very many posts at once are what the same posts are one after the other."""

from datetime import timedelta

import pytest

from app.audience import operations
from app.audience.hold_models import Burst, Hold
from app.audience.models import AudienceReview, AudienceRevision
from app.audience.operations import Gate, Opinion, Post
from app.audience.rules.bursts import BurstRule
from app.audience.rules.holds import HoldRule, Sent, Sieve
from app.core.clock import utcnow
from app.core.db import db
from app.core.events import Event, EventKind, want
from app.ledger.queries import differences
from app.scores import queries as score_queries
from tests.factories import accounts, audience, movies
from tests.support.statements import count_queries

NOW = utcnow()
LONG_AGO = NOW - timedelta(days=90)
RULE = BurstRule(floor=3)


def told(film, user):
    """All that is kept of a member's review of a film."""
    db.session.expire_all()
    row = db.session.scalar(
        db.select(AudienceReview).filter_by(movie_id=film.id, user_id=user.id)
    )
    revisions = db.session.scalars(
        db.select(AudienceRevision).filter_by(review_id=row.id)
    )
    holds = db.session.scalars(db.select(Hold).filter_by(review_id=row.id))
    events = db.session.scalars(db.select(Event).filter_by(movie_id=film.id))
    said = ("rating", "body", "spoiler", "verified", "standing", "standing_before")
    moments = ("posted_at", "edited_at", "withdrawn_at", "helpful_rank")
    return (
        {name: getattr(row, name) for name in (*said, *moments)},
        [(each.rating, each.body, each.replaced_at) for each in revisions],
        [(each.kind, each.reasons, each.placed_at) for each in holds],
        sorted(each.kind for each in events),
        score_queries.audience_tally(score_queries.tally_row(film.id)),
        film.version,
        film.ratings_held,
    )


def stands(film, user):
    audience.review(film, user, at=LONG_AGO)


def closes(film, user):
    film.ratings_open = False
    db.session.commit()


def is_busy(film, user):
    for number in range(RULE.floor):
        audience.review(film, accounts.member(f"{film.slug} {number}"), at=NOW)


CASES = {
    "new, with words": ((), Opinion(7, "Warm.\r\n\r\n\r\n\r\nSlow.", True), ()),
    "new, stars alone": ((), Opinion(1), ()),
    "before the first screening": ((closes,), Opinion(9, "Soon."), ()),
    "held": ((), Opinion(9, "Casino."), ((HoldRule.WORDS, "Blocked words: casino"),)),
    "changed": ((stands,), Opinion(2, "No."), ()),
    "changed, and held": ((stands,), Opinion(2, "No."), ((HoldRule.LINKS, "3"),)),
    "the same again": ((stands,), Opinion(8, "Saw it twice."), ()),
    "the same, and a reason": (
        (stands,),
        Opinion(8, "Saw it twice."),
        ((HoldRule.LINKS, "3"),),
    ),
    "the last of a wave": ((is_busy,), Opinion(8, "Great."), ()),
}


class Fixed(Sieve):
    """Rules that hold for reasons that are given."""

    def reasons(self, text, author, sent):
        return self.words


@pytest.mark.parametrize("case", CASES)
def test_a_post_among_many_becomes_what_it_becomes_alone(app, case):
    steps, opinion, reasons = CASES[case]
    ada = accounts.ada()
    want([EventKind.SCORE_CHANGED, EventKind.REVIEW_PUBLISHED])
    alone, among = (
        movies.movie(name, released_on=LONG_AGO.date()) for name in ("Dust", "Salt")
    )
    for step in steps:
        step(alone, ada)
        step(among, ada)

    operations.publish(
        opinion,
        movie_id=alone.id,
        user_id=ada.id,
        at=NOW,
        gate=Gate(Fixed(words=reasons), RULE, Sent(by_form=False), limited=False),
    )
    others = [movies.movie(f"Film {number}") for number in range(3)]
    posts = [Post(film.id, ada.id, Opinion(5), NOW) for film in others]
    post = Post(among.id, ada.id, opinion, NOW, reasons=reasons)
    posted = operations.publish_many([*posts, post], waves=RULE)

    assert told(among, ada) == told(alone, ada)
    assert set(posted) == {each.pair for each in (*posts, post)}
    assert posted[post.pair].standing == told(alone, ada)[0]["standing"]
    assert differences() == []


def test_a_wave_is_looked_for_where_there_can_be_one(app):
    film = movies.movie("Dust", released_on=LONG_AGO.date())
    posts = [
        Post(film.id, accounts.member(f"Member {number}").id, Opinion(10), NOW)
        for number in range(RULE.floor + 1)
    ]

    posted = operations.publish_many(posts, waves=RULE)

    assert {each.standing for each in posted.values()} == {"held"}
    assert db.session.scalars(db.select(Burst.arrived)).all() == [len(posts)]
    assert differences() == []


@pytest.mark.parametrize("standing", ["hidden", "held", "withdrawn"])
def test_what_does_not_stand_is_left_as_it_is(app, standing):
    film, ada = movies.movie("Dust"), accounts.ada()
    row = audience.review(film, ada)
    if standing == "withdrawn":
        operations.withdraw(movie_id=film.id, user_id=ada.id, at=NOW)
    else:
        operations.set_standing(row.id, standing)
    before = told(film, ada)

    assert operations.publish_many([Post(film.id, ada.id, Opinion(1), NOW)]) == {}
    assert told(film, ada) == before


def test_more_posts_take_no_more_statements(app):
    ada = accounts.ada()
    films = [movies.movie(f"Film {number}") for number in range(60)]

    posts = [Post(film.id, ada.id, Opinion(5, "Fine."), NOW) for film in films]

    def taken(part):
        db.session.commit()
        with count_queries() as statements:
            operations.publish_many(part, waves=RULE)
        return [each[:40] for each in statements]

    assert taken(posts[:40]) == taken(posts[40:])
