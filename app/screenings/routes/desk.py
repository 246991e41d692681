"""The organiser's pages: make a screening, print its codes, open the count."""

from datetime import UTC, datetime, time, timedelta

from flask import Response, current_app, make_response, request
from flask_security import auth_required, current_user, roles_accepted

from app.config import Settings
from app.core.addresses import site_url
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict, found_or_404
from app.core.htmx import render_page, see_other
from app.movies import queries as movie_queries
from app.screenings import jobs, operations, queries, rules, sheets
from app.screenings.blueprint import bp
from app.screenings.forms import WHICH_MOVIE, ScreeningForm
from app.screenings.queries import Sheet
from app.screenings.sheets import Heading, Slip

ORGANISERS = ("editor", "administrator")
# The last day lasts until it has ended everywhere.
NOT_AGAIN = (
    "The secret key of this site was changed since these codes were made. The slips "
    "that were printed still work, but they cannot be printed again."
)
END_OF_DAY = timedelta(days=1, hours=12)


@bp.get("/desk/screenings")
@auth_required("session")
@roles_accepted(*ORGANISERS)
def index() -> Response:
    """List the screenings, with the form for a new one."""
    form = ScreeningForm(formdata=None, movie=request.args.get("movie", ""))
    return desk_page(form)


@bp.post("/desk/screenings")
@auth_required("session")
@roles_accepted(*ORGANISERS)
def create() -> Response:
    """Make a screening with its codes."""
    form = ScreeningForm()
    if not form.validate():
        return desk_page(form, status=422)
    movie = movie_queries.by_slug(form.movie.data.strip("/").split("/")[-1])
    if movie is None:
        form.movie.errors = [WHICH_MOVIE]
        return desk_page(form, status=422)
    closes = datetime.combine(form.closes_on.data, time(), UTC) + END_OF_DAY
    screening = operations.make_screening(
        movie.id,
        place=form.place.data,
        held_on=form.held_on.data,
        closes_at=closes,
        code_count=form.code_count.data,
        sealed=form.sealed.data,
        made_by_id=current_user.id,
        secret=site_secret(),
        at=utcnow(),
    )
    db.session.commit()
    return see_other(f"/desk/screenings/{screening.id}")


@bp.get("/desk/screenings/<id:screening_id>")
@auth_required("session")
@roles_accepted(*ORGANISERS)
def show(screening_id: int) -> Response:
    """Show a screening: its codes to print, the turnout, the count."""
    screening = found_or_404(queries.screening(screening_id))
    return render_page(
        "desk/screening.html",
        screening=screening,
        count=queries.count(screening.id, screening.code_count),
    )


@bp.get("/desk/screenings/<id:screening_id>/codes.pdf")
@auth_required("session")
@roles_accepted(*ORGANISERS)
def codes_pdf(screening_id: int) -> Response:
    """Send the slips to be printed."""
    screening = found_or_404(queries.screening(screening_id))
    heading = Heading(
        title=screening.title,
        place=f"{screening.place}, {words_of(screening.held_on)}",
        until=words_of((screening.closes_at - END_OF_DAY).date()),
        site=settings().site_name,
        door=f"{site_url().partition('://')[2]}/s",
    )
    return download(
        sheets.as_pdf(heading, slips_of(screening)), "application/pdf", "codes.pdf"
    )


@bp.get("/desk/screenings/<id:screening_id>/codes.csv")
@auth_required("session")
@roles_accepted(*ORGANISERS)
def codes_csv(screening_id: int) -> Response:
    """Send the codes as a table."""
    screening = found_or_404(queries.screening(screening_id))
    body = sheets.as_csv(slips_of(screening)).encode()
    return download(body, "text/csv", "codes.csv")


@bp.post("/desk/screenings/<id:screening_id>/opening")
@auth_required("session")
@roles_accepted(*ORGANISERS)
def open_count(screening_id: int) -> Response:
    """Open a sealed count."""
    found_or_404(queries.screening(screening_id))
    operations.open_count(screening_id, at=utcnow())
    jobs.count_ballots.later(screening_id)
    db.session.commit()
    return see_other(f"/desk/screenings/{screening_id}")


def desk_page(form: ScreeningForm, *, status: int = 200) -> Response:
    """Return the organiser's list with its form."""
    return render_page(
        "desk/screenings.html",
        status=status,
        form=form,
        screenings=queries.screenings(),
    )


def slips_of(screening: Sheet) -> list[Slip]:
    """Return every slip of a screening."""
    base = site_url()
    slips = []
    for number in range(1, screening.code_count + 1):
        code = rules.code_of(site_secret(), screening.seed, number)
        if number == 1 and queries.code(code) is None:
            raise Conflict(NOT_AGAIN)
        slips.append(
            Slip(
                number=number,
                code=rules.grouped(code),
                address=f"{base}/s/{code}",
                fingerprint=rules.fingerprint(rules.hash_of(code)),
            )
        )
    return slips


def download(body: bytes, mimetype: str, name: str) -> Response:
    """Return a file that nobody else may keep."""
    response = make_response(body)
    response.mimetype = mimetype
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def words_of(day: object) -> str:
    """Return a day as the site prints it."""
    return f"{day:%b} {day.day}, {day.year}"  # type: ignore[attr-defined]


def settings() -> Settings:
    """Return the settings of the site."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def site_secret() -> str:
    """Return the secret that codes are made with."""
    return str(current_app.config["SECRET_KEY"])
