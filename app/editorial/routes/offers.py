"""The desk's pages of where a film can be watched."""

from flask import Response, request
from flask_security import auth_required, roles_accepted

from app.core.clock import today
from app.core.db import db
from app.core.errors import found_or_404
from app.core.htmx import render_page, see_other
from app.editorial import operations, queries
from app.editorial.blueprint import EDITORS, bp
from app.editorial.forms import OfferForm
from app.editorial.operations import Way
from app.movies import queries as movie_queries
from app.movies.models import OfferKind
from app.movies.queries import MovieSheet


@bp.get("/desk/movies/<slug:slug>/offers")
@auth_required("session")
@roles_accepted(*EDITORS)
def offers(slug: str) -> Response:
    """List where a film can be watched, with the form of a new offer."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = OfferForm(formdata=None, data={"kind": OfferKind.CINEMA.value})
    return offers_page(movie, form)


@bp.post("/desk/movies/<slug:slug>/offers")
@auth_required("session")
@roles_accepted(*EDITORS)
def add_offer(slug: str) -> Response:
    """Add a way to watch a film."""
    movie = found_or_404(movie_queries.by_slug(slug))
    form = OfferForm()
    if not form.validate():
        return offers_page(movie, form, status=422)
    operations.add_offer(movie.id, form.way, on=today())
    db.session.commit()
    return see_other(f"/desk/movies/{slug}/offers?saved=")


@bp.get("/desk/offers/<id:offer_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def offer(offer_id: int) -> Response:
    """Show an offer, to be corrected, looked at anew or removed."""
    row = found_or_404(queries.offer(offer_id))
    way = Way(
        OfferKind(row.kind),
        row.country,
        row.provider,
        row.url,
        row.price_cents,
        row.currency,
    )
    return offer_page(offer_id, OfferForm.of(way))


@bp.post("/desk/offers/<id:offer_id>")
@auth_required("session")
@roles_accepted(*EDITORS)
def correct_offer(offer_id: int) -> Response:
    """Correct an offer, or say that it holds today."""
    movie = found_or_404(queries.movie_of_offer(offer_id))
    form = OfferForm()
    if not form.validate():
        return offer_page(offer_id, form, status=422)
    operations.correct_offer(offer_id, form.way, on=today())
    db.session.commit()
    return see_other(f"/desk/movies/{movie.slug}/offers?saved=")


@bp.post("/desk/offers/<id:offer_id>/delete")
@auth_required("session")
@roles_accepted(*EDITORS)
def remove_offer(offer_id: int) -> Response:
    """Take an offer away."""
    movie = found_or_404(queries.movie_of_offer(offer_id))
    operations.remove_offer(offer_id)
    db.session.commit()
    return see_other(f"/desk/movies/{movie.slug}/offers?saved=")


def offers_page(movie: MovieSheet, form: OfferForm, *, status: int = 200) -> Response:
    """Return the page of all offers of a film."""
    return render_page(
        "desk/offers.html",
        status=status,
        movie=movie,
        form=form,
        offers=queries.offers_to_check(movie.id),
        notice_title="Saved" if "saved" in request.args else "",
    )


def offer_page(offer_id: int, form: OfferForm, *, status: int = 200) -> Response:
    """Return the page of one offer."""
    movie = found_or_404(queries.movie_of_offer(offer_id))
    return render_page(
        "desk/offer.html", status=status, movie=movie, form=form, offer_id=offer_id
    )
