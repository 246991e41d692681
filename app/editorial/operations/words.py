"""Write the critics' consensus, and the pieces about a film."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, select, update

from app.core.db import db, insert_unless_there
from app.core.errors import NotFound
from app.editorial.models import Article, ArticleKind, Consensus
from app.movies import operations as movie_operations


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece about a film as an editor enters it; `minutes` is how long it reads."""

    kind: ArticleKind
    title: str
    source: str
    url: str
    published_on: date
    summary: str | None = None
    minutes: int | None = None


def write_consensus(movie_id: int, body: str, *, signed_by: str, on: date) -> None:
    """Say in a sentence what the critics agree on; without a body take it away.

    A sentence that is still the same keeps its day.
    """
    if not body:
        db.session.execute(delete(Consensus).where(Consensus.movie_id == movie_id))
    elif not insert_unless_there(
        Consensus, movie_id=movie_id, body=body, signed_by=signed_by, written_on=on
    ):
        was = db.session.scalar(
            select(Consensus.body).where(Consensus.movie_id == movie_id)
        )
        values = {"body": body, "signed_by": signed_by}
        db.session.execute(
            update(Consensus)
            .where(Consensus.movie_id == movie_id)
            .values(values if was == body else values | {"written_on": on})
        )
    movie_operations.touch(movie_id)


def add_article(movie_id: int, piece: Piece) -> Article:
    """Put a piece on a film's page and into the feed of news."""
    article = Article(movie_id=movie_id, **values_of(piece))
    db.session.add(article)
    db.session.flush()
    movie_operations.touch(movie_id)
    return article


def correct_article(article_id: int, piece: Piece) -> None:
    """Change a piece. Raises NotFound."""
    article = article_of(article_id)
    for name, value in values_of(piece).items():
        setattr(article, name, value)
    db.session.flush()
    movie_operations.touch(article.movie_id)


def remove_article(article_id: int) -> None:
    """Take a piece away. Raises NotFound."""
    article = article_of(article_id)
    movie_id = article.movie_id
    db.session.delete(article)
    db.session.flush()
    movie_operations.touch(movie_id)


def article_of(article_id: int) -> Article:
    """Return the row of a piece, locked. Raises NotFound."""
    article = db.session.scalar(
        select(Article).where(Article.id == article_id).with_for_update()
    )
    if article is None:
        raise NotFound("This piece is no longer here.")
    return article


def values_of(piece: Piece) -> dict[str, object]:
    """Return a piece by the names of its columns."""
    return {name: getattr(piece, name) for name in Piece.__dataclass_fields__}
