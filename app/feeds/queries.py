"""What the feeds tell: new reviews and news, newest first, spoilers folded."""

import re
from datetime import UTC, date, datetime, time
from typing import Any

from markupsafe import Markup
from sqlalchemy import select

from app.accounts.models import User
from app.audience.models import AudienceReview, Standing
from app.core.addresses import canonical
from app.core.db import db
from app.core.markdown import has_spoilers, rendered, spoilers_folded
from app.core.pagination import EPOCH, Cursor, behind, day_cursor, moment_cursor
from app.critics import queries as critic_queries
from app.critics.models import CriticReview
from app.critics.queries import Byline, CriticReviewCard
from app.editorial.models import Article
from app.feeds.atom import Entry, Feed
from app.movies.models import Movie
from app.movies.queries import MovieSheet

STEP = 30
WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def critic_reviews(
    after: str | None,
    *,
    movie: MovieSheet | None = None,
    critic: Byline | None = None,
    publication: Byline | None = None,
) -> Feed:
    """Return critic reviews that count: of a movie, by somebody, or all of them."""
    listing = critic_queries.cards_with_movies()
    key, title, page = "critic-reviews", "Critic reviews", "/movies"
    if movie is not None:
        listing = listing.where(CriticReview.movie_id == movie.id)
        key = f"movie/{movie.id}/critic-reviews"
        title = f"Critic reviews of {movie.title}"
        page = f"{movie.url}/critic-reviews"
    elif critic is not None:
        listing = listing.where(CriticReview.critic_id == critic.id)
        key, title = f"critic/{critic.id}", f"Reviews by {critic.name}"
        page = f"/critics/{critic.slug}"
    elif publication is not None:
        listing = listing.where(CriticReview.publication_id == publication.id)
        key, title = f"publication/{publication.id}", f"Reviews in {publication.name}"
        page = f"/publications/{publication.slug}"
    found = critic_queries.page_of(listing, day_cursor(after), STEP)
    entries = [entry_of_critic(card) for card in found.items]
    return Feed(key, title, page, entries, found.after)


def audience_reviews(after: str | None, *, movie: MovieSheet | None = None) -> Feed:
    """Return audience reviews with words, of a movie or all of them."""
    listing = (
        select(
            AudienceReview.id,
            AudienceReview.rating,
            AudienceReview.body,
            AudienceReview.spoiler,
            AudienceReview.posted_at,
            AudienceReview.edited_at,
            User.name,
            Movie.title,
            Movie.year,
            Movie.slug,
        )
        .join(User, AudienceReview.user_id == User.id)
        .join(Movie, AudienceReview.movie_id == Movie.id)
        .where(AudienceReview.standing == Standing.PUBLISHED, AudienceReview.body != "")
        .order_by(AudienceReview.posted_at.desc(), AudienceReview.id.desc())
    )
    key, title, page = "audience-reviews", "Audience reviews", "/movies"
    if movie is not None:
        listing = listing.where(AudienceReview.movie_id == movie.id)
        key = f"movie/{movie.id}/audience-reviews"
        title = f"Audience reviews of {movie.title}"
        page = f"{movie.url}/audience-reviews"
    cursor = moment_cursor(after)
    if cursor is not None:
        listing = listing.where(
            behind(cursor, AudienceReview.posted_at, AudienceReview.id)
        )
    rows = db.session.execute(listing.limit(STEP + 1)).all()
    more = rows[STEP - 1] if len(rows) > STEP else None
    return Feed(
        key,
        title,
        page,
        [entry_of_member(row) for row in rows[:STEP]],
        str(Cursor(more.posted_at, more.id)) if more else None,
    )


def news(after: str | None) -> Feed:
    """Return news, interviews and features, with the movies they are about."""
    listing = (
        select(Article, Movie.title, Movie.slug)
        .join(Movie, Article.movie_id == Movie.id)
        .order_by(Article.published_on.desc(), Article.id.desc())
    )
    cursor = day_cursor(after)
    if cursor is not None:
        listing = listing.where(behind(cursor, Article.published_on, Article.id))
    rows = db.session.execute(listing.limit(STEP + 1)).all()
    more = rows[STEP - 1][0] if len(rows) > STEP else None
    return Feed(
        "news",
        "News",
        "/",
        [entry_of_article(*row) for row in rows[:STEP]],
        str(Cursor(more.published_on, more.id)) if more else None,
    )


def entry_of_critic(card: CriticReviewCard) -> Entry:
    """Return a critic's review: its quote, its grade, the way to its text."""
    verdict = str(card.verdict).capitalize()
    title = (
        f"{verdict}: {named(card.movie.title, card.movie.year)}" if card.movie else ""
    )
    writer = card.critic or card.publication
    by = " in ".join(each.name for each in (card.critic, card.publication) if each)
    said = Markup()
    if card.quote:
        said += Markup("<blockquote><p>{}</p></blockquote>").format(card.quote)
    facts = [f"{verdict}.", f"Rating: {card.grade}." if card.grade else ""]
    said += Markup("<p>{}</p>").format(" ".join(filter(None, facts)))
    full = web(card.url)
    if full:
        said += Markup('<p><a href="{}">Full Review…</a></p>').format(full)
    page = f"{card.movie.url}/critic-reviews" if card.movie else "/movies"
    return Entry(
        key=f"critic-review/{card.id}",
        title=f"{title}, by {by}" if by else title,
        url=canonical(f"{page}#critic-review-{card.id}"),
        updated=midnight(card.listed_on),
        published=midnight(card.listed_on),
        author=writer.name if writer else "",
        author_url=canonical(writer.url) if writer else None,
        content=said,
        related=full,
    )


def entry_of_member(row: Any) -> Entry:
    """Return a member's review; what is marked as a spoiler is left to the page."""
    url = canonical(f"/movies/{row.slug}/audience-reviews#review-{row.id}")
    if row.spoiler:
        said = Markup(
            '<p>This review has spoilers. <a href="{}">Read it on its page</a>.</p>'
        ).format(url)
    else:
        said = rendered(spoilers_folded(row.body))
        if has_spoilers(row.body):
            said += Markup(
                '<p>Some words are folded. <a href="{}">Read them on its page</a>.</p>'
            ).format(url)
    stars = f"{row.rating / 2:g} star{'' if row.rating == 2 else 's'}"  # noqa: PLR2004
    return Entry(
        key=f"audience-review/{row.id}",
        title=f"{stars}: {named(row.title, row.year)}, by {row.name}",
        url=url,
        updated=row.edited_at or row.posted_at,
        published=row.posted_at,
        author=row.name,
        author_url=None,
        content=said,
    )


def entry_of_article(article: Article, title: str, slug: str) -> Entry:
    """Return a piece about a movie, as it leads to the place where it was printed."""
    movie = canonical(f"/movies/{slug}")
    said = Markup("<p>{}</p>").format(article.summary) if article.summary else Markup()
    said += Markup('<p>{}, about <a href="{}">{}</a>.</p>').format(
        article.source, movie, title
    )
    return Entry(
        key=f"article/{article.id}",
        title=article.title,
        url=web(article.url) or f"{movie}/news",
        updated=midnight(article.published_on),
        published=midnight(article.published_on),
        author=article.source,
        author_url=None,
        content=said,
        related=movie,
    )


def named(title: str, year: int | None) -> str:
    """Return a movie's title with its year."""
    return f"{title} ({year})" if year else title


def midnight(day: date) -> datetime:
    """Return when a day begins; a review of unknown day counts as old."""
    return max(datetime.combine(day, time(), tzinfo=UTC), EPOCH)


def web(url: str | None) -> str | None:
    """Return an address of the web, or None for anything else."""
    return url if url and WEB.fullmatch(url) else None
