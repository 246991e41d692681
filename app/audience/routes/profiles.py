"""What members show of themselves, and the lists that they keep."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import Response, current_app, render_template, request
from flask_security import auth_required, current_user

from app.accounts import notices
from app.audience import gate as gates
from app.audience import operations, queries, rules
from app.audience.blueprint import bp
from app.audience.forms import ProfileForm
from app.audience.queries import Profile
from app.audience.rules import SuperReviewerRule
from app.config import Settings
from app.core.addresses import canonical
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import is_htmx, render_page, see_other
from app.core.pagination import cursor_text, moment_cursor
from app.core.public import public, public_answer
from app.critics import queries as critic_queries
from app.movies import queries as movie_queries
from app.scores import queries as score_queries

STEP = 20
NOTICES = 50
SAVED = "Saved"


@bp.get("/members/<name>")
@public(reads={"after": cursor_text})
def member(name: str) -> Response:
    """Show a member with what they wish to show."""
    profile = found_or_404(queries.profile(name))

    def make() -> str:
        return render_template("members/show.html", **shown_of(profile))

    return public_answer(make, movie_queries.site_version())


@bp.get("/super-reviewers")
@public
def super_reviewers() -> Response:
    """Say who is a Super Reviewer, and by which rule."""

    def make() -> str:
        return render_template(
            "members/super_reviewers.html",
            rule=rule_of_site(),
            members=queries.super_reviewers(),
            canonical_url=canonical("/super-reviewers"),
        )

    return public_answer(make, movie_queries.site_version())


@bp.get("/account/profile")
@auth_required("session")
def edit_profile() -> Response:
    """Show the form of what others see of the member."""
    form = ProfileForm(formdata=None)
    form.bio.data = current_user.bio
    form.profile.data = current_user.shows_profile
    form.ratings.data = current_user.shows_ratings
    form.favourites.data = current_user.shows_favourites
    saved = SAVED if "saved" in request.args else ""
    return profile_page(form, notice_title=saved)


@bp.post("/account/profile")
@auth_required("session")
def save_profile() -> Response:
    """Change what others see of the member."""
    form = ProfileForm()
    if not form.validate():
        return profile_page(form, status=422)
    operations.show_oneself(
        current_user.id, form.to_showing(), gates.gate_for_words(), at=utcnow()
    )
    db.session.commit()
    return see_other("/account/profile?saved=")


@bp.get("/account/watchlist")
@auth_required("session")
def watchlist() -> Response:
    """List the movies that the member wants to see."""
    after = moment_cursor(request.args.get("after"))
    page = queries.watchlist_of(current_user.id, after=after, limit=STEP)
    return render_page("members/watchlist.html", page=page)


@bp.get("/account/notices")
@auth_required("session")
def read_notices() -> Response:
    """Show what the site has told the member."""
    found = notices.latest_of(current_user.id, limit=NOTICES)
    return render_page("members/notices.html", notices=found)


@bp.post("/account/notices/read")
@auth_required("session")
def mark_notices_read() -> Response:
    """Take note that the member has read everything."""
    notices.mark_read(current_user.id, at=utcnow())
    db.session.commit()
    return see_other("/account/notices")


@bp.post("/movies/<slug:slug>/favourite")
@auth_required("session")
def choose_favourite(slug: str) -> Response:
    """Put the movie among the member's favourites."""
    movie = found_or_404(movie_queries.by_slug(slug))
    operations.choose_favourite(movie.id, user_id=current_user.id, at=utcnow())
    db.session.commit()
    return after_favourite(slug)


@bp.post("/movies/<slug:slug>/favourite/delete")
@auth_required("session")
def drop_favourite(slug: str) -> Response:
    """Take the movie from the member's favourites."""
    movie = found_or_404(movie_queries.by_slug(slug))
    operations.drop_favourite(movie.id, user_id=current_user.id)
    db.session.commit()
    return after_favourite(slug)


def after_favourite(slug: str) -> Response:
    """Return the two forms of what the member means to do, or lead to their page."""
    movie = found_or_404(movie_queries.by_slug(slug))
    if not is_htmx():
        return see_other(f"{movie.url}/review")
    return render_page(
        "audience/_interest.html",
        movie=movie,
        interest=queries.interest_of(movie.id, current_user.id),
        favourite=queries.is_favourite(movie.id, current_user.id),
        in_place=True,
    )


def shown_of(profile: Profile) -> dict[str, object]:
    """Return what a member's page shows."""
    url = f"/members/{quote(profile.name, safe='')}"
    after = moment_cursor(request.args.get("after"))
    reviews = (
        queries.reviews_by(profile.id, after=after, limit=STEP)
        if profile.shows_ratings
        else None
    )
    favourites: Sequence[object] = ()
    if profile.shows_favourites:
        policy = score_queries.policy_in_force()
        favourites = queries.favourites_of(profile.id, policy)
    critic = critic_queries.critic_of_member(profile.id) if profile.is_critic else None
    return {
        "profile": profile,
        "ink": rules.ink(profile.name),
        "critic": critic,
        "reviews": reviews,
        "favourites": favourites,
        "more_url": f"{url}?after={reviews.after}" if reviews and reviews.after else "",
        "canonical_url": canonical(url),
        "report_url": f"{url}/report",
    }


def profile_page(
    form: ProfileForm, *, status: int = 200, notice_title: str = ""
) -> Response:
    """Return the page on which a member chooses what others see."""
    return render_page(
        "members/profile.html",
        status=status,
        form=form,
        notice_title=notice_title,
        url=f"/members/{quote(current_user.name, safe='')}",
        bio_standing=current_user.bio_standing,
        favourites=queries.favourites_of(
            current_user.id, score_queries.policy_in_force()
        ),
    )


def rule_of_site() -> SuperReviewerRule:
    """Return the rule for Super Reviewers as the site has set it."""
    settings: Settings = current_app.config["SETTINGS"]
    return SuperReviewerRule(
        reviews=settings.super_reviewer_reviews,
        helpful=settings.super_reviewer_helpful,
        days=settings.super_reviewer_days,
    )
