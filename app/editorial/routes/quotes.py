"""Quotes: the way for readers to offer one, and the desk where they are decided."""

from typing import Any

from flask import Response, abort, request
from flask_security import auth_required, current_user, roles_accepted

from app.audience.gate import allowance_for
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import TooMany, found_or_404
from app.core.htmx import render_page, see_other
from app.core.pagination import number_cursor
from app.editorial import operations, queries
from app.editorial.blueprint import EDITORS, bp
from app.editorial.forms import QuoteDecisionForm, QuoteForm
from app.editorial.models import QuoteStatus
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet

THANKS = "Thank you. An editor reads it before it is shown."
DECISIONS = {"approve": QuoteStatus.APPROVED, "decline": QuoteStatus.DECLINED}


@bp.get("/movies/<slug:slug>/quotes/new")
@auth_required("session")
def new_quote(slug: str) -> Response:
    """Show the form by which a quote is offered."""
    return quotes_page(found_or_404(movie_queries.by_slug(slug)), form=QuoteForm())


@bp.post("/movies/<slug:slug>/quotes")
@auth_required("session")
def offer_quote(slug: str) -> Response:
    """Take a quote in for the editors."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = QuoteForm()
    if not form.validate():
        return quotes_page(movie, form=form, status=422)
    try:
        operations.offer_quote(
            movie_id=movie.id,
            line=form.line.data,
            speaker=form.speaker.data or None,
            user_id=current_user.id,
            at=utcnow(),
            allowance=allowance_for("quotes"),
        )
    except TooMany as refused:
        db.session.rollback()
        form.form_errors = [str(refused)]
        response = quotes_page(movie, form=form, status=429)
        response.headers["Retry-After"] = str(refused.seconds)
        return response
    db.session.commit()
    return see_other(f"{movie.url}/quotes/offered")


@bp.get("/movies/<slug:slug>/quotes/offered")
@auth_required("session")
def quote_offered(slug: str) -> Response:
    """Say that the quote has arrived."""
    return quotes_page(
        found_or_404(movie_queries.by_slug(slug)), form=None, notice_title=THANKS
    )


@bp.get("/desk/quotes")
@auth_required("session")
@roles_accepted(*EDITORS)
def quotes() -> Response:
    """List the quotes that wait for a decision."""
    return desk_quotes_page()


@bp.post("/desk/quotes/<id:quote_id>/<decision>")
@auth_required("session")
@roles_accepted(*EDITORS)
def decide_quote(quote_id: int, decision: str) -> Response:
    """Approve a quote, corrected if need be, or decline it, with a word back."""
    if decision not in DECISIONS:
        abort(404)
    form = QuoteDecisionForm()
    if not form.validate():
        return desk_quotes_page(refused=(quote_id, form))
    operations.decide_quote(
        quote_id,
        DECISIONS[decision],
        editor_id=current_user.id,
        at=utcnow(),
        corrected=(form.line.data, form.speaker.data or None),
        word_back=form.word_back.data,
    )
    db.session.commit()
    return see_other("/desk/quotes")


def desk_quotes_page(
    refused: tuple[int, QuoteDecisionForm] | None = None,
) -> Response:
    """Return the quotes to decide, each with its form; one may have been refused.

    The page begins with the one that was refused, however long the list is.
    """
    cursor = number_cursor(request.args.get("after"))
    after = 0 if cursor is None else cursor.id
    page = queries.quotes_to_decide(after if refused is None else refused[0] - 1)
    waiting = []
    for quote in page.items:
        form = QuoteDecisionForm(formdata=None)
        form.line.data, form.speaker.data = quote.line, quote.speaker
        if refused is not None and refused[0] == quote.id:
            form = refused[1]
        for field in form:
            field.id = f"{field.name}-{quote.id}"
        waiting.append((quote, form))
    return render_page(
        "desk/quotes.html",
        status=200 if refused is None else 422,
        waiting=waiting,
        after=page.after,
    )


def quotes_page(
    movie: MovieSheet, *, form: QuoteForm | None, status: int = 200, **context: Any
) -> Response:
    """Return the page of a movie's quotes with the form."""
    return render_page(
        "movies/quotes.html",
        status=status,
        movie=movie,
        quotes=queries.words_on(movie.id).quotes,
        form=form,
        canonical_url=f"{movie.url}/quotes",
        **{"notice_title": "", "notice_text": "", **context},
    )
