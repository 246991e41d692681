"""The desk's pages of webhooks: who is told, and what became of each message."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, request
from flask_security import auth_required, current_user, roles_accepted

from app.config import Settings
from app.core.addresses import without_request
from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Forbidden, found_or_404
from app.core.htmx import render_page, see_other
from app.webhooks import operations, queries, sending
from app.webhooks.forms import WebhookForm
from app.webhooks.models import Webhook

bp = Blueprint("webhooks", __name__)

View = TypeVar("View", bound=Callable[..., Any])
WEEK = timedelta(days=7)
IS_OFF = (
    "Nothing is sent meanwhile. Whoever runs the site switches them on with "
    "MATINEE_WEBHOOKS=true."
)


def for_editors(view: View) -> View:
    """Let editors and administrators in, signed in by their session."""
    guarded: View = auth_required("session")(
        roles_accepted("editor", "administrator")(view)
    )
    return guarded


@bp.get("/desk/webhooks")
@for_editors
def index() -> Response:
    """List the webhooks, with the form that adds one."""
    return webhooks_page(WebhookForm(sending.policy(settings())))


@bp.post("/desk/webhooks")
@for_editors
def create() -> Response:
    """Add a webhook."""
    refuse_while_off()
    form = WebhookForm(sending.policy(settings()))
    if not form.validate():
        return webhooks_page(form, status=422)
    webhook = operations.add(
        form.url.data, form.kinds, user_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    return see_other(f"/desk/webhooks/{webhook.id}")


@bp.get("/desk/webhooks/<id:webhook_id>")
@for_editors
def show(webhook_id: int) -> Response:
    """Show a webhook, its secret, and its deliveries."""
    webhook = found_or_404(queries.webhook(webhook_id))
    return render_page(
        "desk/webhook.html",
        webhook=webhook,
        is_on=settings().webhooks,
        off_words=IS_OFF,
        both_until=(
            webhook.former_secret_until
            if len(webhook.secrets_at(utcnow())) > 1
            else None
        ),
        days=settings().webhook_days,
        deliveries=queries.deliveries_of(webhook_id, after=request.args.get("after")),
    )


@bp.post("/desk/webhooks/<id:webhook_id>/ping")
@for_editors
def ping(webhook_id: int) -> Response:
    """Send a message that only says hello."""
    refuse_while_off()
    webhook = found_or_404(queries.webhook(webhook_id))
    if not webhook.active:
        raise Forbidden("This webhook is switched off. Switch it on first.")
    delivery = operations.ping(webhook, at=utcnow(), site=without_request(settings()))
    db.session.commit()
    sending.deliver(delivery.id, settings())
    return see_other(f"/desk/webhooks/{webhook_id}#deliveries")


@bp.post("/desk/webhooks/<id:webhook_id>/secret")
@for_editors
def rotate(webhook_id: int) -> Response:
    """Give a webhook a new secret."""
    return changed(webhook_id, lambda each: operations.rotate(each, at=utcnow()))


@bp.post("/desk/webhooks/<id:webhook_id>/off")
@for_editors
def switch_off(webhook_id: int) -> Response:
    """Tell a webhook nothing more."""
    why = f"Switched off by {current_user.name}."
    return changed(
        webhook_id, lambda each: operations.switch_off(each, why, at=utcnow())
    )


@bp.post("/desk/webhooks/<id:webhook_id>/on")
@for_editors
def switch_on(webhook_id: int) -> Response:
    """Tell a webhook again."""
    refuse_while_off()
    return changed(webhook_id, operations.switch_on)


@bp.get("/desk/webhooks/<id:webhook_id>/delete")
@for_editors
def confirm_delete(webhook_id: int) -> Response:
    """Ask whether a webhook is to be removed."""
    webhook = found_or_404(queries.webhook(webhook_id))
    return render_page("desk/webhook_removal.html", webhook=webhook)


@bp.post("/desk/webhooks/<id:webhook_id>/delete")
@for_editors
def delete(webhook_id: int) -> Response:
    """Remove a webhook with its deliveries."""
    operations.remove(found_or_404(queries.webhook(webhook_id)))
    db.session.commit()
    return see_other("/desk/webhooks")


@bp.post("/desk/webhooks/<id:webhook_id>/deliveries/<id:delivery_id>/again")
@for_editors
def send_again(webhook_id: int, delivery_id: int) -> Response:
    """Send a message once more."""
    refuse_while_off()
    delivery = queries.delivery(delivery_id)
    found_or_404(delivery if delivery and delivery.webhook_id == webhook_id else None)
    operations.send_again(found_or_404(delivery), at=utcnow())
    db.session.commit()
    sending.deliver(delivery_id, settings())
    return see_other(f"/desk/webhooks/{webhook_id}#deliveries")


def webhooks_page(form: WebhookForm, *, status: int = 200) -> Response:
    """Return the list of webhooks with the form."""
    return render_page(
        "desk/webhooks.html",
        status=status,
        webhooks=queries.webhooks(),
        failures=queries.failures_since(utcnow() - WEEK),
        is_on=settings().webhooks,
        off_words=IS_OFF,
        form=form,
    )


def changed(webhook_id: int, change: Callable[[Webhook], None]) -> Response:
    """Change a webhook and go back to its page."""
    change(found_or_404(queries.webhook(webhook_id)))
    db.session.commit()
    return see_other(f"/desk/webhooks/{webhook_id}")


def refuse_while_off() -> None:
    """Raise Forbidden while the site does not let webhooks be used."""
    if not settings().webhooks:
        raise Forbidden(IS_OFF)


def settings() -> Settings:
    """Return the settings of this site."""
    found: Settings = current_app.config["SETTINGS"]
    return found
