"""Every kind of write that the site knows, each as the routes do it.

`@changes(...)` names the endpoints that do it. A new route that writes is named here,
or among those in `PRIVATE` that no public page shows.
"""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from flask import current_app

from app.audience import operations as audience
from app.audience.models import AudienceReview, InterestKind
from app.audience.operations import Opinion
from app.audience.operations.bursts import Burst, watch
from app.audience.operations.profiles import Showing
from app.audience.rules import SuperReviewerRule
from app.audience.rules.bursts import BurstRule
from app.core.clock import today, utcnow
from app.core.db import db
from app.critics import editions, grading
from app.critics import operations as critics
from app.critics.grade_models import GradeDecision, GradeSetting
from app.critics.models import Critic, CriticReview, Publication
from app.demo.pictures import PICTURES_PATH
from app.editorial import operations as editorial
from app.editorial.models import ArticleKind, QuoteStatus
from app.editorial.operations import pictures as editorial_pictures
from app.editorial.operations.offers import Way
from app.editorial.operations.pictures import Words
from app.editorial.operations.words import Piece
from app.editorial.rules import MovieFacts
from app.imports.commands import import_group
from app.imports.models.matching import MergeState, NameMerge
from app.imports.operations import merges, unmerging
from app.moderation import operations as moderation
from app.moderation.models import ActionKind, Appeal, AppealOutcome, ModerationAction
from app.moderation.operations import Decision
from app.movies.models import Movie, OfferKind, Photo
from app.scores import policies
from app.scores import queries as score_queries
from app.scores.rules import Verdict
from app.scores.rules.grades import Scope, Setting
from app.scores.rules.grades.settings import SettingKind
from app.screenings import operations as screenings
from tests.factories import accounts
from tests.factories import screenings as made_screenings
from tests.imports.files import as_csv, review, reviews

WRITES = []
STILL = PICTURES_PATH / "never-sorry-1-small.webp"
PRIVATE = """
    accounts: approve confirm_email_now end_other_sessions end_session invite make_token
        refuse revoke_invitation revoke_token take_new_email_now
    api: send_file
    audience: mark_notices_read
    critics: learn_grade_settings
    editorial: offer_quote
    imports.desk: decline take_back
    imports.member_exports: take_along
    imports.member_imports: commit correct discard undo upload
    moderation: appeal_from_outside end_sessions report report_profile
        reset_second_factor
    scores: preview_policy
    webhooks: create delete ping rotate send_again switch_off switch_on
"""
"""What nobody but the one who does it, or the staff, sees at once; what jobs do later
stands below by the operations that they call."""


def changes(*endpoints):
    """Note a write with the endpoints that do it."""

    def note(write):
        WRITES.append((write, endpoints))
        return write

    return note


def film() -> int:
    return db.session.scalar(db.select(Movie.id).where(Movie.slug == "asa"))


def bo() -> int:
    return db.session.scalar(
        db.select(AudienceReview.user_id).order_by(AudienceReview.id)
    )


def his_review() -> AudienceReview:
    return db.session.scalar(db.select(AudienceReview).order_by(AudienceReview.id))


def clipping() -> CriticReview:
    return db.session.scalar(db.select(CriticReview).order_by(CriticReview.id))


def mo() -> int:
    found = db.session.scalar(db.select(accounts.User.id).filter_by(name="Mo"))
    return found or accounts.mo().id


def bring(kind: str, content: bytes) -> None:
    with NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        words = [kind, file.name, "--yes"]
        result = current_app.test_cli_runner().invoke(import_group, words)
    assert result.exit_code == 0, result.output


@changes("audience.create", "api.rate")
def a_member_posts():
    ada = accounts.ada().id
    said = Opinion(rating=9, body="I stayed for the credits.")
    audience.publish(said, movie_id=film(), user_id=ada, at=utcnow())


@changes()
def a_member_corrects_it():
    said = Opinion(rating=3, body="Seen again, and liked less.")
    audience.publish(said, movie_id=film(), user_id=bo(), at=utcnow())


@changes("audience.vote_helpful")
def somebody_finds_it_helpful():
    helper = accounts.member("Helper").id
    audience.find_helpful(his_review().id, user_id=helper, at=utcnow())


@changes("audience.withdraw_helpful")
def they_take_that_back():
    helper = db.session.scalar(db.select(accounts.User.id).filter_by(name="Helper"))
    audience.withdraw_helpful(his_review().id, user_id=helper, at=utcnow())


@changes("audience.decide_interest")
def a_member_wants_to_see_it():
    kind = InterestKind.WANT_TO_SEE
    audience.decide_interest(kind, movie_id=film(), user_id=bo(), at=utcnow())


@changes("audience.choose_favourite")
def a_member_chooses_a_favourite():
    audience.choose_favourite(film(), user_id=bo(), at=utcnow())


@changes("audience.save_profile")
def a_member_says_more_of_themselves():
    audience.show_oneself(
        bo(), Showing("I sit in the third row.", True, True, True), at=utcnow()
    )


@changes("audience.drop_favourite")
def a_member_drops_a_favourite():
    audience.drop_favourite(film(), user_id=bo())


@changes()
def a_badge_is_given():
    rule = SuperReviewerRule(reviews=1, helpful=0, days=0)
    audience.settle_super_reviewers(rule, {}, at=utcnow())


@changes()
def a_badge_is_taken():
    rule = SuperReviewerRule(reviews=99, helpful=9, days=9)
    audience.settle_super_reviewers(rule, {}, at=utcnow())


@changes()
def reviews_are_ranked_anew():
    audience.rank_anew(at=utcnow() + timedelta(days=30))


@changes("moderation.act")
def a_moderator_hides_a_review():
    decision = Decision(ActionKind.HIDE, "Not about the film.")
    moderation.act(his_review().id, decision, moderator_id=mo(), at=utcnow())


@changes("moderation.appeal")
def its_author_appeals():
    action = db.session.scalar(db.select(db.func.max(ModerationAction.id)))
    moderation.appeal(action, "It is.", user_id=bo(), at=utcnow())


@changes("moderation.show_held")
def a_moderator_shows_it_again():
    decision = Decision(ActionKind.RESTORE, "It is about the film.")
    moderation.act(his_review().id, decision, moderator_id=mo(), at=utcnow())


@changes()
def a_moderator_warns():
    decision = Decision(ActionKind.WARN, "Mind the tone.")
    moderation.act(his_review().id, decision, moderator_id=mo(), at=utcnow())


@changes()
def a_moderator_bans_a_member():
    decision = Decision(ActionKind.SUSPEND, "For a week.", days=7)
    moderation.act(his_review().id, decision, moderator_id=mo(), at=utcnow())


@changes("moderation.lift")
def the_suspension_is_over():
    moderation.lift_what_is_over(at=utcnow() + timedelta(days=8))


@changes()
def a_wave_is_held():
    rule = BurstRule(floor=2, opening_days=0)
    for number in range(4):
        member = accounts.member(f"Wave {number}").id
        said = Opinion(rating=1)
        audience.publish(said, movie_id=film(), user_id=member, at=utcnow())
    watch({film(): utcnow()}, rule)


@changes("moderation.decide_wave")
def the_wave_is_counted():
    burst = db.session.scalar(db.select(Burst).where(Burst.settled_at.is_(None)))
    if burst is not None:
        moderation.decide_wave(
            burst.id, ActionKind.RELEASE_WAVE, "Real.", moderator_id=mo(), at=utcnow()
        )


@changes("audience.set_first_screening")
def the_first_screening_is_to_come():
    audience.set_first_screening(film(), today() + timedelta(days=5), today=today())


@changes()
def the_first_screening_has_been():
    audience.settle_releases(today=today() + timedelta(days=9))


@changes("screenings.create")
def a_screening_is_made():
    made_screenings.screening(db.session.get_one(Movie, film()), sealed=True)


@changes("screenings.cast", "screenings.take_code")
def a_ballot_is_cast():
    found = db.session.scalars(
        db.select(screenings.Screening).order_by(screenings.Screening.id)
    ).all()
    for screening in found:
        code = made_screenings.code(screening, 2)
        screenings.cast(code, 7, "From the room.", user_id=None, at=utcnow())


@changes("screenings.open_count")
def a_count_is_opened():
    sealed = db.select(screenings.Screening).where(screenings.Screening.sealed)
    screening = db.session.scalar(sealed)
    screenings.open_count(screening.id, at=utcnow())
    screenings.count_waiting(screening.id, limit=100)


@changes("critics.desk_publish")
def an_editor_publishes_a_review():
    row = CriticReview(movie_id=film(), quote="Dim.", original_grade="2/10")
    row.critic_id, row.publication_id = clipping().critic_id, clipping().publication_id
    row.reviewed_on = date(2012, 9, 1)
    critics.publish(row, at=utcnow())


@changes("critics.desk_edit")
def an_editor_corrects_a_review():
    review = clipping()
    edition = editions.Edition(
        quote="A better line.",
        url=None,
        original_grade="A",
        reviewed_on=review.reviewed_on,
        top_critic=True,
        critic_id=review.critic_id,
        publication_id=editions.named(Publication, "The Morning Reel"),
    )
    critics.edit(review, edition, at=utcnow())


@changes("critics.desk_decide")
def an_editor_decides_a_verdict():
    critics.decide(clipping(), Verdict.ROTTEN, at=utcnow())


@changes("critics.desk_embargo")
def a_review_is_under_embargo():
    critics.embargo(clipping(), utcnow() + timedelta(days=1), at=utcnow())


@changes()
def the_embargo_ends():
    critics.lift_embargoes(at=utcnow() + timedelta(days=2))


@changes("critics.desk_withdraw")
def a_critic_withdraws():
    critics.withdraw(clipping(), at=utcnow())


@changes("critics.desk_restore")
def a_critic_stands_by_it_again():
    critics.restore(clipping(), at=utcnow())


@changes("critics.desk_disclose")
def a_tie_is_disclosed():
    critics.disclose_interest(clipping(), "Wrote the film.", at=utcnow())


@changes("critics.desk_disapprove")
def an_outlet_is_not_approved():
    critics.disapprove(clipping().publication_id, at=utcnow())


@changes("critics.desk_approve")
def an_outlet_is_approved():
    critics.approve(clipping().publication_id, at=utcnow())


@changes("critics.write_grade_setting", "critics.decide_chosen_settings")
def a_grade_is_set_by_hand():
    setting = Setting(Scope.SITE, "", SettingKind.COUNTS_AS, "2/10", Verdict.FRESH)
    grading.set_by_hand(setting, editor_id=None, at=utcnow())


@changes("critics.decide_grade_setting")
def that_is_taken_back():
    newest = db.session.scalar(db.select(db.func.max(GradeSetting.id)))
    grading.take_back(newest, editor_id=None, at=utcnow())


@changes("critics.decide_grade")
def a_grade_is_decided():
    row = CriticReview(
        movie_id=film(), quote="Hm.", original_grade="lamp", listed_on=today()
    )
    critics.publish(row, at=utcnow())
    grading.decide(row.id, Verdict.FRESH, editor_id=None, at=utcnow())


@changes("critics.undo_grade")
def it_is_put_back():
    newest = db.session.scalar(db.select(db.func.max(CriticReview.id)))
    grading.put_back(newest, editor_id=None, at=utcnow())


@changes("critics.decide_together")
def grades_are_decided_together():
    newest = db.session.scalar(db.select(db.func.max(CriticReview.id)))
    grading.decide_together([newest], Verdict.FRESH, editor_id=mo(), at=utcnow())


@changes("critics.undo_together")
def they_are_put_back_together():
    last = db.session.scalar(db.select(db.func.max(GradeDecision.id)))
    grading.put_back_together(last, editor_id=mo(), at=utcnow())


@changes("critics.desk_mark_duplicate")
def a_review_repeats_another():
    newest = db.session.scalar(db.select(db.func.max(CriticReview.id)))
    repeated = db.session.get_one(CriticReview, newest)
    critics.mark_duplicate(repeated, clipping().id, at=utcnow())


@changes("critics.desk_remove")
def a_review_is_removed():
    newest = db.session.scalar(db.select(db.func.max(CriticReview.id)))
    critics.remove(db.session.get_one(CriticReview, newest), at=utcnow())


@changes("scores.put_policy_in_force")
def a_policy_comes_into_force():
    now = score_queries.policy_in_force()
    policies.put_in_force(
        replace(now, critic_minimum=1, audience_minimum=1),
        replacing=now.version,
        note="For small sites.",
        made_by_id=None,
        at=utcnow(),
    )


@changes("editorial.decide_quote")
def a_quote_is_approved():
    quote = editorial.offer_quote(
        movie_id=film(), line="Light it.", speaker=None, user_id=bo(), at=utcnow()
    )
    editorial.decide_quote(quote.id, QuoteStatus.APPROVED, editor_id=mo(), at=utcnow())


@changes("editorial.write_consensus")
def a_consensus_is_written():
    words = "Everybody likes the lamps."
    editorial.write_consensus(film(), words, signed_by="Edda", on=today())


@changes(
    "editorial.add_article", "editorial.correct_article", "editorial.remove_article"
)
def a_piece_comes_and_goes():
    piece = Piece(
        ArticleKind.NEWS, "Lamps lit", "The Reel", "https://reel.example/", today()
    )
    article = editorial.add_article(film(), piece)
    editorial.correct_article(article.id, replace(piece, title="Lamps out"))


@changes("editorial.add_offer", "editorial.correct_offer", "editorial.remove_offer")
def an_offer_comes():
    way = Way(OfferKind.STREAM, "GB", "Small Screen", "https://screen.example/asa")
    offer = editorial.add_offer(film(), way, on=today())
    editorial.correct_offer(offer.id, replace(way, provider="Big Screen"), on=today())


@changes("editorial.give_poster")
def another_poster_hangs():
    folder = Path(current_app.config["MEDIA_PATH"])
    editorial_pictures.give_poster(film(), STILL, alt="A street", folder=folder)
    editorial_pictures.give_poster(film(), None, alt="A long street", folder=folder)


@changes("editorial.add_photo", "editorial.correct_photo")
def a_photo_comes_and_is_named_anew():
    folder = Path(current_app.config["MEDIA_PATH"])
    words = Words(alt="A lamp", caption=None, credit=None)
    photo = editorial_pictures.add_photo(film(), STILL, words, folder=folder)
    editorial_pictures.correct_photo(photo.id, replace(words, caption="At night"))


@changes("editorial.remove_photo")
def it_is_taken_away():
    newest = db.session.scalar(db.select(db.func.max(Photo.id)))
    editorial_pictures.remove_photo(newest)


@changes("editorial.remove_poster")
def the_poster_is_taken_away():
    editorial_pictures.remove_poster(film())


@changes("editorial.add_film")
def a_film_is_added():
    editorial.add_film(MovieFacts("Second Film", 2013, directors=("Asa Lind",)))


@changes("editorial.correct_film")
def a_film_is_corrected():
    facts = MovieFacts("Asa, again", 2012, genres=("Drama",), directors=("Asa Lind",))
    editorial.correct_film(film(), facts, slug="asa", at=utcnow())


@changes("editorial.remove_film")
def a_film_is_removed():
    second = db.session.scalar(db.select(Movie.id).where(Movie.slug != "asa"))
    editorial.remove_film(second)


@changes("moderation.change_role", "moderation.link_critic")
def a_critic_gets_their_page():
    moderation.give_role(bo(), "critic", "Writes.", by_id=None, at=utcnow())
    slug = db.session.scalar(db.select(Critic.slug).order_by(Critic.id))
    moderation.link_critic(bo(), slug, "It is theirs.", by_id=None, at=utcnow())


@changes()
def and_is_none_any_more():
    moderation.unlink_critic(bo(), "It is not.", by_id=None, at=utcnow())
    moderation.take_role(bo(), "critic", "Rests.", by_id=None, at=utcnow())


@changes("moderation.decide_member")
def a_members_words_are_hidden():
    decision = Decision(ActionKind.HIDE_BIO, "Not kind.")
    moderation.decide_member(bo(), decision, moderator_id=mo(), at=utcnow())


@changes("moderation.decide_appeal")
def a_review_is_removed_and_the_appeal_upheld():
    decision = Decision(ActionKind.REMOVE, "Copied.")
    action = moderation.act(his_review().id, decision, moderator_id=mo(), at=utcnow())
    moderation.appeal(action.id, "Mine.", user_id=bo(), at=utcnow())
    appeal = db.session.scalar(db.select(db.func.max(Appeal.id)))
    moderation.decide_appeal(
        appeal,
        AppealOutcome.UPHELD,
        "It is.",
        moderator_id=accounts.member("Mia", roles=("moderator",)).id,
        at=utcnow(),
    )


@changes("imports.desk.match_again", "imports.desk.decide")
def films_and_reviews_are_imported():
    lamp = {"title": "The Lamplighter", "year": "2012", "directors": "Asa Lind"}
    bring("movies", as_csv([lamp], tuple(lamp)))
    bring("critic-reviews", as_csv([*reviews(3), review(title="Asa, again")]))


@changes("imports.desk.accept")
def two_critics_become_one():
    one, other = db.session.scalars(db.select(Critic.id).order_by(Critic.id).limit(2))
    names = {"kind": "critic", "reason": "one letter apart", "one_key": "x"}
    pair = NameMerge(**names, other_key="y", state=MergeState.ACCEPTED)
    pair.trace = merges.move("critic", gone=other, keep=one, at=utcnow())
    db.session.add(pair)


@changes("imports.desk.undo_merge")
def they_are_two_again():
    pair = db.session.scalar(db.select(NameMerge.id))
    unmerging.take_back(pair, editor_id=mo(), at=utcnow())


@changes("audience.withdraw", "api.withdraw_rating")
def a_member_withdraws():
    audience.withdraw(movie_id=film(), user_id=bo(), at=utcnow())


@changes("audience.restore")
def they_bring_it_back():
    audience.restore(movie_id=film(), user_id=bo(), at=utcnow())


@changes()
def a_profile_is_made_private():
    audience.show_oneself(bo(), Showing("", False, False, False), at=utcnow())


@changes("audience.leave_now")
def a_member_leaves_and_their_reviews_stay():
    audience.leave(bo(), reviews_stay=True, at=utcnow())


@changes()
def a_member_leaves_with_everything():
    ada = db.session.scalar(db.select(accounts.User.id).filter_by(name="Ada"))
    audience.leave(ada, reviews_stay=False, at=utcnow())


@changes()
def a_member_without_reviews_leaves():
    audience.leave(mo(), reviews_stay=True, at=utcnow())
