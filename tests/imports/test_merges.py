"""What was decided of two names can be taken back, with all that a merge moved."""

import pytest
from sqlalchemy import func, select

from app.audience import operations as audience_operations
from app.core.clock import utcnow
from app.core.db import db
from app.critics import operations as critic_operations
from app.critics.grade_models import GradeSetting, SettingStatus
from app.critics.models import Critic, CriticReview, FormerByline, Publication
from app.imports.models.matching import MergeState, NameMerge
from app.imports.operations import merges, unmerging
from app.imports.queries import merges as queries
from app.scores.rules.grades import SettingKind
from tests.factories import accounts, critics, movies
from tests.imports.files import as_csv, review

MERGES = "/desk/imports/merges"


@pytest.fixture
def edda(client, sign_in):
    user = accounts.edda()
    sign_in(client, user)
    client.id = user.id
    return client


def proposed(kind, one, other):
    merge = NameMerge(
        kind=kind, one_key=one, other_key=other, reason="x", state=MergeState.PROPOSED
    )
    db.session.add(merge)
    db.session.commit()
    return merge


def outlet(slug):
    return db.session.scalar(select(Publication.id).where(Publication.slug == slug))


def accept(client, pair, keep):
    fields = {"keep": str(keep)}
    answer = client.send(f"{MERGES}/{pair.id}/accept", fields, page=MERGES)
    assert answer.status_code == 303, answer.text


def undo(client, pair):
    # The page may show no form, of which the token would be taken.
    return client.send(f"{MERGES}/{pair.id}/undo", page="/account/import")


def everything():
    """Return all that a merge touches, row by row, but for the numbers of settings."""
    db.session.expire_all()
    tables = (
        select(Critic.id, Critic.slug, Critic.name, Critic.user_id, Critic.demo),
        select(*Publication.__table__.columns),
        select(*FormerByline.__table__.columns),
        select(
            CriticReview.id,
            CriticReview.critic_id,
            CriticReview.publication_id,
            CriticReview.standing,
            CriticReview.duplicate_of_id,
        ),
        select(*(c for c in GradeSetting.__table__.columns if c.key != "id")),
    )
    return [sorted(map(repr, db.session.execute(table).all())) for table in tables]


def test_a_merge_that_is_taken_back_leaves_all_as_it_was(
    edda, pair, scores_are_right, write, bring
):
    before = everything()
    accept(edda, pair, outlet("new-york-herald"))
    assert outlet("ny-herald") is None
    page = edda.visit(MERGES)
    assert "NY Herald is part of New York Herald" in page.text

    answer = undo(edda, pair)

    assert "The decision is taken back" in edda.visit(answer.location).text
    assert everything() == before
    scores_are_right()
    assert edda.get("/publications/ny-herald").status_code == 200
    db.session.refresh(pair)
    assert (pair.state, pair.decided_by_id) == (MergeState.PROPOSED, edda.id)
    assert pair.trace is None
    assert "NY Herald" in edda.visit("/search?q=NY+Herald").text
    rows = [review(publication="ny herald", critic="Zoe")]
    bring("critic-reviews", write(as_csv(rows)), "--yes")
    (zoe,) = db.session.scalars(select(Critic.id).where(Critic.name == "Zoe"))
    printed = select(CriticReview.publication_id).where(CriticReview.critic_id == zoe)
    assert db.session.scalar(printed) == outlet("ny-herald")


def test_it_can_be_decided_again_the_other_way(edda, pair, scores_are_right):
    accept(edda, pair, outlet("new-york-herald"))
    undo(edda, pair)

    accept(edda, pair, outlet("ny-herald"))

    assert outlet("new-york-herald") is None
    scores_are_right()
    assert undo(edda, pair).status_code == 303
    assert outlet("new-york-herald") is not None


def test_what_was_declined_can_be_taken_back(edda, pair):
    edda.send(f"{MERGES}/{pair.id}/decline", page=MERGES)
    page = edda.visit(MERGES)
    assert "New York Herald and NY Herald are two" in page.text

    undo(edda, pair)

    assert "New York Herald and NY Herald" in edda.visit(MERGES).headings


def test_member_and_settings_of_grades_come_back(edda):
    asa = accounts.member("Asa")
    gone = critics.critic("Asa Maria Lind", user_id=asa.id)
    stays = critics.critic("Asa Lind")
    db.session.add(
        GradeSetting(
            whose=f"critic:{gone.id}",
            about="fresh_from n/4",
            critic_id=gone.id,
            kind=SettingKind.FRESH_FROM,
            value="3/4",
            status=SettingStatus.ACCEPTED,
            proposed_at=utcnow(),
            decided_by_id=edda.id,
            decided_at=utcnow(),
        )
    )
    pair = proposed("critic", "asalind", "asamarialind")
    before = everything()
    accept(edda, pair, stays.id)
    assert db.session.scalar(select(func.count(GradeSetting.id))) == 0

    assert undo(edda, pair).status_code == 303

    assert everything() == before


def test_who_has_left_is_not_named_again_by_whoever_has_their_number(edda):
    asa = accounts.member("Asa")
    gone = critics.critic("Asa Maria Lind", user_id=asa.id)
    stays = critics.critic("Asa Lind")
    number, slug = asa.id, gone.slug
    pair = proposed("critic", "asalind", "asamarialind")
    accept(edda, pair, stays.id)
    audience_operations.leave(number, reviews_stay=True, at=utcnow())
    db.session.commit()
    accounts.member("Somebody Else", id=number)

    assert undo(edda, pair).status_code == 303

    back = db.session.scalar(select(Critic).where(Critic.slug == slug))
    assert back is not None
    assert back.user_id is None


def test_an_outlet_that_is_not_approved_is_so_again(edda, pair, scores_are_right):
    critic_operations.disapprove(outlet("ny-herald"), at=utcnow())
    db.session.commit()
    before = everything()
    accept(edda, pair, outlet("new-york-herald"))

    undo(edda, pair)

    assert everything() == before
    scores_are_right()


def test_what_somebody_changed_since_stays(edda, pair, scores_are_right):
    accept(edda, pair, outlet("new-york-herald"))
    third = critics.publication("The Third")
    copy = db.session.scalars(
        select(CriticReview).where(CriticReview.duplicate_of_id.is_not(None))
    ).one()
    critic_operations.mark_duplicate(copy, None, at=utcnow())
    first = db.session.scalar(
        select(func.min(CriticReview.id)).where(
            CriticReview.quote == "Same words.", CriticReview.id != copy.id
        )
    )
    db.session.get(CriticReview, first).publication_id = third.id
    db.session.commit()

    undo(edda, pair)

    db.session.expire_all()
    assert db.session.get(CriticReview, first).publication_id == third.id
    assert outlet("ny-herald") is not None
    scores_are_right()


def test_merges_of_merges_are_taken_back_the_last_one_first(edda, scores_are_right):
    film = movies.movie("The Lamplighter")
    one, two, three = (critics.critic(f"Asa {end} Lind") for end in "ABC")
    for each in (one, two, three):
        critics.review(film, critic_id=each.id, quote=f"Said {each.name}.")
    first, second = (
        proposed("critic", "asaalind", "asablind"),
        proposed("critic", "asablind", "asaclind"),
    )
    before = everything()
    accept(edda, first, two.id)
    accept(edda, second, three.id)

    refused = undo(edda, first)

    assert refused.status_code == 409
    assert "take that back first" in refused.text
    assert undo(edda, second).status_code == 303
    assert undo(edda, first).status_code == 303
    assert everything() == before
    scores_are_right()


def test_an_address_that_is_anothers_by_now_is_no_longer_free(edda, pair):
    accept(edda, pair, outlet("new-york-herald"))
    critics.publication("Another", slug="ny-herald")
    before = everything()

    refused = undo(edda, pair)

    assert refused.status_code == 409
    assert "/publications/ny-herald, is another" in refused.text
    assert everything() == before
    db.session.refresh(pair)
    assert pair.state == MergeState.ACCEPTED


def test_a_merge_of_which_nothing_was_kept_stays(edda, pair):
    accept(edda, pair, outlet("new-york-herald"))
    pair.trace = None
    db.session.commit()

    assert queries.past() == []
    refused = undo(edda, pair)

    assert refused.status_code == 409
    assert "they stay one" in refused.text


def test_taking_back_twice_says_that_nothing_is_decided(edda, pair):
    accept(edda, pair, outlet("new-york-herald"))
    undo(edda, pair)

    again = undo(edda, pair)

    assert again.status_code == 409
    assert undo(edda, NameMerge(id=4711)).status_code == 404


def test_a_number_that_another_has_by_now_is_not_taken_twice(app):
    film = movies.movie("The Lamplighter")
    stays, gone = critics.critic("Asa Lind"), critics.critic("Asa M. Lind")
    clipping = critics.review(film, critic_id=gone.id)
    pair = proposed("critic", "asalind", "asamlind")
    editor_id = accounts.edda().id
    merges.accept(pair.id, stays.id, editor_id=editor_id, at=utcnow())
    number = pair.trace["gone"]["id"]
    other = critics.critic("Bo Vik", id=number)

    unmerging.take_back(pair.id, editor_id=editor_id, at=utcnow())

    db.session.expire_all()
    back = db.session.get(CriticReview, clipping.id).critic
    assert (back.name, back.id != number) == ("Asa M. Lind", True)
    assert db.session.get(Critic, other.id).name == "Bo Vik"
