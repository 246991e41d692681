"""The desk's pages of the critics' consensus and of pieces about a film."""

from flask import Response, request
from flask_security import auth_required, current_user, roles_accepted

from app.core.clock import today
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import render_page, see_other
from app.editorial import operations, queries
from app.editorial.blueprint import EDITORS, bp
from app.editorial.forms import ArticleForm, ConsensusForm
from app.editorial.models import ArticleKind
from app.editorial.operations import Piece
from app.movies import queries as movie_queries
from app.movies.queries import MovieSheet

SAVED = "Saved"


@bp.get("/desk/movies/<slug:slug>/consensus")
@auth_required("session")
@roles_accepted(*EDITORS)
def consensus(slug: str) -> Response:
    """Show the sentence of what the critics agree on, to be written."""
    movie = found_or_404(movie_queries.by_slug(slug))
    signed = queries.words_on(movie.id).consensus
    form = ConsensusForm(
        formdata=None,
        data={
            "body": signed.body if signed else "",
            "signed_by": signed.signed_by if signed else current_user.name,
        },
    )
    return consensus_page(movie, form)


@bp.post("/desk/movies/<slug:slug>/consensus")
@auth_required("session")
@roles_accepted(*EDITORS)
def write_consensus(slug: str) -> Response:
    """Write the consensus; an empty one is taken away."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = ConsensusForm()
    if not form.validate():
        return consensus_page(movie, form, status=422)
    operations.write_consensus(
        movie.id, form.body.data, signed_by=form.signed_by.data, on=today()
    )
    db.session.commit()
    return see_other(f"/desk/movies/{slug}/consensus?saved=")


@bp.get("/desk/movies/<slug:slug>/articles")
@auth_required("session")
@roles_accepted(*EDITORS)
def articles(slug: str) -> Response:
    """List the pieces about a film, with the form of a new one."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = ArticleForm(
        formdata=None,
        data={"kind": ArticleKind.NEWS.value, "published_on": today()},
    )
    return articles_page(movie, form)


@bp.post("/desk/movies/<slug:slug>/articles")
@auth_required("session")
@roles_accepted(*EDITORS)
def add_article(slug: str) -> Response:
    """Put a piece on a film's page."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = ArticleForm()
    if not form.validate():
        return articles_page(movie, form, status=422)
    operations.add_article(movie.id, form.piece)
    db.session.commit()
    return see_other(f"/desk/movies/{slug}/articles?saved=")


@bp.get("/desk/articles/<id:article_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def article(article_id: int) -> Response:
    """Show a piece, to be corrected or removed."""
    row = found_or_404(queries.article(article_id))
    said = {name: getattr(row, name) for name in Piece.__dataclass_fields__}
    return article_page(article_id, ArticleForm.of(Piece(**said)))


@bp.post("/desk/articles/<id:article_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def correct_article(article_id: int) -> Response:
    """Correct a piece."""
    movie = found_or_404(queries.movie_of_article(article_id))
    form = ArticleForm()
    if not form.validate():
        return article_page(article_id, form, status=422)
    operations.correct_article(article_id, form.piece)
    db.session.commit()
    return see_other(f"/desk/movies/{movie.slug}/articles?saved=")


@bp.post("/desk/articles/<id:article_id>/delete")
@auth_required("session")
@roles_accepted(*EDITORS)
def remove_article(article_id: int) -> Response:
    """Take a piece away."""
    movie = found_or_404(queries.movie_of_article(article_id))
    operations.remove_article(article_id)
    db.session.commit()
    return see_other(f"/desk/movies/{movie.slug}/articles?saved=")


def consensus_page(
    movie: MovieSheet, form: ConsensusForm, *, status: int = 200
) -> Response:
    """Return the page of a film's consensus."""
    return render_page(
        "desk/consensus.html",
        status=status,
        movie=movie,
        form=form,
        signed=queries.words_on(movie.id).consensus,
        notice_title=saved(),
    )


def articles_page(
    movie: MovieSheet, form: ArticleForm, *, status: int = 200
) -> Response:
    """Return the page of all pieces about a film."""
    found = queries.words_on(movie.id)
    return render_page(
        "desk/articles.html",
        status=status,
        movie=movie,
        form=form,
        articles=[*found.news, *found.features],
        notice_title=saved(),
    )


def article_page(article_id: int, form: ArticleForm, *, status: int = 200) -> Response:
    """Return the page of one piece."""
    movie = found_or_404(queries.movie_of_article(article_id))
    return render_page(
        "desk/article.html",
        status=status,
        movie=movie,
        form=form,
        article_id=article_id,
    )


def saved() -> str:
    """Return the notice after a write."""
    return SAVED if "saved" in request.args else ""
