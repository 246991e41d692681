"""The viewer's way: scan or type a code, give stars, done. No account is needed."""

from flask import Response, request
from flask_security import current_user

from app.accounts import queries as account_queries
from app.accounts import rules as account_rules
from app.audience import gate as gates
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import DomainError, NotFound, TooMany
from app.core.htmx import render_page, see_other
from app.screenings import operations, queries, rules
from app.screenings.blueprint import bp
from app.screenings.forms import BallotForm, CodeForm
from app.screenings.queries import CodeInHand

WRONG_CODES = 100
TOO_MANY = (
    "Too many wrong codes came from where you are. Wait a quarter of an hour, or ask "
    "the people at the door."
)


@bp.get("/s")
def ask_code() -> Response:
    """Show where a code is typed."""
    return render_page("screenings/code.html", form=CodeForm())


@bp.post("/s")
def take_code() -> Response:
    """Lead to the ballot of a code."""
    form = CodeForm()
    if not form.validate():
        return render_page("screenings/code.html", status=422, form=form)
    return see_other(f"/s/{rules.read_code(form.code.data)}")


@bp.get("/s/<code>")
def show_ballot(code: str) -> Response:
    """Show the stars to the holder of a code; after it was used, what it says."""
    held = code_in_hand(code)
    if held.used_at is not None and "thanks" in request.args:
        return render_page("screenings/thanks.html", held=held)
    refused = refusal(held)
    if refused is not None:
        return refused_page(refused, held)
    form = BallotForm(formdata=None)
    return render_page("screenings/ballot.html", held=held, form=form, code=code)


@bp.post("/s/<code>")
def cast(code: str) -> Response:
    """Take the ballot: once, whichever phone is first."""
    held = code_in_hand(code)
    form = BallotForm()
    if not form.validate():
        return render_page(
            "screenings/ballot.html", status=422, held=held, form=form, code=code
        )
    plain = rules.read_code(code) or ""
    try:
        operations.cast(
            plain,
            int(form.rating.data),
            form.body.data or "",
            user_id=current_user.id if current_user.is_authenticated else None,
            gate=gates.gate_for_ballot(request.remote_addr or ""),
            at=utcnow(),
        )
    except DomainError as refused:
        db.session.rollback()
        return refused_page(refused, held)
    db.session.commit()
    return see_other(f"/s/{plain}?thanks=")


def code_in_hand(text: str) -> CodeInHand:
    """Return the code of an address; wrong ones are counted, and slowed down.

    A good one always works: a hall may share an address with somebody who guesses.
    """
    plain = rules.read_code(text)
    held = queries.code(plain) if plain is not None else None
    if held is not None:
        return held
    place = account_rules.place_of(request.remote_addr)
    key = account_rules.digest(f"screening code\0{place}")
    now = utcnow()
    seconds = account_queries.seconds_to_wait(key, allowed=WRONG_CODES, at=now)
    if seconds:
        raise TooMany(TOO_MANY, seconds=seconds)
    operations.note_wrong_code(key, at=now)
    db.session.commit()
    raise NotFound(operations.UNKNOWN)


def refusal(held: CodeInHand) -> DomainError | None:
    """Return why a code no longer works, if it does not."""
    if held.used_at is not None:
        return operations.CodeUsed(operations.USED)
    if held.screening.closes_at <= utcnow():
        return operations.CodeClosed(operations.CLOSED)
    return None


def refused_page(refused: DomainError, held: CodeInHand) -> Response:
    """Say kindly why a code does not work."""
    return render_page(
        "screenings/refused.html",
        status=refused.status,
        words=str(refused),
        held=held,
        used=isinstance(refused, operations.CodeUsed),
    )
