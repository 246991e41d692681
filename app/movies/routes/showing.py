"""What the movie page and its lists show, gathered from every room.

Rows are read here; what is made of them waits until a part of a page wants to show it.
"""

from typing import Any

from flask import render_template

from app.audience import queries as audience_queries
from app.audience.queries import View
from app.core.addresses import canonical
from app.core.pagination import day_cursor
from app.core.parts import Section, looked_at
from app.core.quick import Words
from app.core.telling import told
from app.critics import queries as critic_queries
from app.critics.queries import Show
from app.editorial import queries as editorial_queries
from app.movies import queries
from app.scores import queries as score_queries
from app.scores.queries import ScoredMovie

FIRST_CRITICS = 10
NEXT = 10
WHOLE_LIST = 30
CATALOGUE = ("credits", "genres", "identifiers", "photos", "offers")
WORDS = ("consensus", "news", "features")
FRAME = Section(
    "movies/show.html",
    *("page", "movie", "critics", "audience", "credits", "genres"),
    *("reviews", "canonical_url"),
)
BILL = (
    Section(
        "movies/_bill.html",
        *("movie", "credits", "genres", "consensus", "critics", "audience", "wave"),
    ),
)
SECTIONS = (
    Section("movies/_your_rating.html", "movie"),
    Section("movies/_watch.html", "offers"),
    Section("movies/_photos.html", "movie", "photos"),
    Section("movies/_info.html", "movie", "credits", "genres", "identifiers"),
    Section("movies/_news.html", "movie", "news"),
    Section(
        "movies/_critic_reviews.html",
        *("movie", "show", "filters", "critic_reviews", "appended", "announcement"),
    ),
    Section(
        "movies/_audience_reviews.html",
        *("movie", "view", "views", "audience_reviews", "audience_more"),
        *("appended", "audience_announcement"),
    ),
    Section("movies/_quotes.html", "movie", "quotes"),
    Section("movies/_features.html", "features"),
)
"""The sections below the bill, in reading order; the lists are answered alone, too."""


def whole_list(template: str, url: str, context: dict[str, Any]) -> str:
    """Draw a page that is nothing but a list."""
    given = {name: looked_at(value) for name, value in context.items()}
    return render_template(template, canonical_url=canonical(url), **given)


def page_of(scored: ScoredMovie, asked: Words) -> dict[str, Any]:
    """Gather all that the movie page shows, in its order.

    Of what its parts show only the rows are read; the parts make the rest of them.
    """
    movie = scored.movie
    marks = critic_queries.latest_verdicts(movie.id, score_queries.MOST_MARKS)
    listed = critics_of(scored, asked, limit=FIRST_CRITICS, announced=False)
    words = editorial_queries.words_told(movie.id)
    return {
        "page": movie,
        **queries.catalogue_told(movie).each(*CATALOGUE),
        **words.each(*WORDS),
        "quotes": words.of("first_quotes"),
        "critics": scored.critics_told(marks),
        "audience": scored.audience_told,
        "wave": audience_queries.wave_on(movie.id) if movie.ratings_held else None,
        **listed,
        "reviews": listed["critic_reviews"].of("items"),
        **audience_of(
            scored, asked, limit=audience_queries.ON_MOVIE_PAGE, announced=False
        ),
        "canonical_url": canonical(movie.url),
    }


def critics_of(
    scored: ScoredMovie,
    asked: Words,
    *,
    limit: int,
    step: int = 0,
    alone: bool = False,
    announced: bool = True,
) -> dict[str, Any]:
    """Return what the critics' list shows under the filter that the address asks for.

    `limit` reviews stand at first, `step` come with each "More reviews"; without a
    step the cursor of the address is not asked. On a page of its own (`alone`) the
    filters are plain links.
    """
    movie = scored.movie
    show = Show.read(asked.get("show"))
    after = day_cursor(asked.get("after")) if step else None
    page = critic_queries.reviews_told(
        movie.id, show, after=after, limit=step if after else limit
    )
    counts, list_url = scored.critics, f"{movie.url}/critic-reviews"
    filters = (
        told(critic_queries.filters_of_list, counts, show, list_url)
        if alone
        else told(critic_queries.filters_on_page, counts, show, movie.url)
    )
    current = next(each for each in filters.value if each.current)
    plural = "" if current.count == 1 else "s"
    return {
        "movie": scored.sheet,
        "show": show,
        "filters": filters,
        "critic_reviews": page,
        "appended": after is not None,
        "announcement": (
            f"{current.label}: {current.count:,} review{plural}"
            if announced and after is None
            else ""
        ),
    }


def audience_of(
    scored: ScoredMovie,
    asked: Words,
    *,
    limit: int,
    step: int = 0,
    announced: bool = True,
) -> dict[str, Any]:
    """Return what the audience's list shows in the view that the address asks for."""
    movie = scored.movie
    view = View.read(asked)
    after = audience_queries.cursor_in(view, asked.get("after")) if step else None
    page = audience_queries.reviews_told(
        movie.id, view=view, after=after, limit=step if after else limit
    )
    return {
        "movie": scored.sheet,
        "view": view,
        "views": told(audience_queries.links_from, view, scored.audience, movie.url),
        "audience_reviews": page,
        "audience_more": told(
            audience_queries.more_of, view, page.value.after, movie.url
        ),
        "audience_announcement": view.label if announced and after is None else "",
        "appended": after is not None,
    }
