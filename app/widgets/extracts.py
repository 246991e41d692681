"""What a widget says today in plain words, for those who paste it and keep it."""

from collections.abc import Iterable, Sequence
from datetime import date

from flask import current_app, url_for

from app.core.addresses import canonical
from app.critics.queries import Byline, CriticReviewCard
from app.scores.queries import ScoredMovie
from app.scores.rules import Score
from app.widgets import queries
from app.widgets.queries import FramedRating, PullQuote
from app.widgets.rules import Kind, Options
from app.widgets.snippets import Extract
from app.widgets.words import Words


def of_movie(kind: Kind, scored: ScoredMovie, options: Options, day: date) -> Extract:
    """Return what a widget of a movie says on a day."""
    movie, words = scored.movie, options.words
    year = f" ({movie.year})" if movie.year else ""
    if kind is Kind.SCORE:
        lines = list(score_lines(scored, words))
    elif kind is Kind.CRITIC_REVIEWS:
        reviews = queries.critic_reviews(movie.id, options.show, options.count)
        lines = review_lines(reviews, words) or [words.no_reviews]
    elif kind is Kind.AUDIENCE_REVIEWS:
        ratings = queries.ratings(movie, options.count)
        lines = [rating_line(each, words) for each in ratings] or [words.no_ratings]
    else:
        quoted = queries.quote_of(movie, options.review)
        lines = [quote_line(quoted, words) if quoted else words.no_reviews]
    return extract(f"{movie.title}{year}", movie.url, lines, day, words)


def of_critic(critic: Byline, options: Options, day: date) -> Extract:
    """Return a critic's newest reviews in plain words."""
    words = options.words
    reviews = queries.reviews_by(critic.id, options.count)
    lines = review_lines(reviews, words, of_movie=True) or [words.no_reviews]
    title = words.reviews_by.format(name=critic.name)
    return extract(title, url_for("critics.show", slug=critic.slug), lines, day, words)


def extract(
    title: str, path: str, lines: Sequence[str], day: date, words: Words
) -> Extract:
    """Return lines with where they stand and of which day they are."""
    name = current_app.config["SETTINGS"].site_name
    as_of = words.as_of.format(day=words.day(day))
    return Extract(title, canonical(path), lines, as_of[:1].upper() + as_of[1:], name)


def score_lines(scored: ScoredMovie, words: Words) -> Iterable[str]:
    """Say the two scores with their counts."""
    critics = scored.critic_sheet().score
    audience = scored.audience_sheet().score
    verdict = f" {words.verdict(critics.verdict)}" if critics.verdict else ""
    told = percentage(critics, words, words.no_reviews)
    count = words.total_count.format(count=words.number(critics.total))
    yield f"{words.critic_score}: {told}{verdict} ({count})"
    told = percentage(audience, words, words.no_ratings)
    count = words.user_ratings.format(count=words.number(audience.total))
    yield f"{words.audience_score}: {told} ({count})"


def percentage(score: Score, words: Words, nothing: str) -> str:
    """Say a score: a per cent, a fraction, or that there is none."""
    if score.has_percentage:
        return f"{score.approval}%"
    return words.fraction_of(score) if score.total else nothing


def review_lines(
    reviews: Iterable[CriticReviewCard], words: Words, *, of_movie: bool = False
) -> list[str]:
    """Say each critic's review in a line."""
    return [
        joined(
            f"{each.movie.title}: " if of_movie and each.movie else "",
            each.quote,
            [
                None if of_movie or not each.critic else each.critic.name,
                each.publication.name if each.publication else None,
                words.verdict(each.verdict),
                f"{words.rating} {each.grade}" if each.grade else None,
            ],
        )
        for each in reviews
    ]


def rating_line(rating: FramedRating, words: Words) -> str:
    """Say a rating in a line."""
    return joined("", rating.text, [rating.name, words.stars_of(rating.half_steps)])


def quote_line(quoted: PullQuote, words: Words) -> str:
    """Say a pull quote in a line."""
    return joined(
        "",
        quoted.text,
        [
            quoted.by.name if quoted.by else None,
            quoted.publication.name if quoted.publication else None,
            words.verdict(quoted.verdict) if quoted.verdict else None,
            words.stars_of(quoted.half_steps) if quoted.half_steps else None,
        ],
    )


def joined(before: str, quote: str | None, facts: Sequence[str | None]) -> str:
    """Join a quote and who said it."""
    said = ", ".join(fact for fact in facts if fact)
    return f"{before}“{quote}” {said}" if quote else f"{before}{said}"
