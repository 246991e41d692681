"""The desk's policies: the versions there were, a new one, its preview, its start."""

from flask import Blueprint, Response, request
from flask_security import auth_required, current_user, roles_accepted

from app.core.clock import utcnow
from app.core.db import db
from app.core.errors import Conflict
from app.core.htmx import render_page, see_other
from app.scores import policies, queries, rules
from app.scores.forms import PolicyForm
from app.scores.policies import REPLACED, Preview

bp = Blueprint("scores", __name__)

POLICIES = "/desk/policies"
EDITORS = ("editor", "administrator")
SHOWN = 200
PRESETS = {"small": rules.SMALL, "large": rules.LARGE}


@bp.get("/desk/policies")
@auth_required("session")
@roles_accepted(*EDITORS)
def desk_policies() -> Response:
    """Show the versions, and the form from a preset or the policy in force."""
    start = PRESETS.get(request.args.get("from", ""), queries.policy_in_force())
    form = PolicyForm(formdata=None, obj=start)
    form.replacing.data = str(queries.policy_in_force().version)
    return policies_page(form)


@bp.post("/desk/policies/preview")
@auth_required("session")
@roles_accepted(*EDITORS)
def preview_policy() -> Response:
    """Show which films a policy would change; change nothing."""
    form = PolicyForm()
    if not form.validate():
        return policies_page(form, status=422)
    if form.replaced != queries.policy_in_force().version:
        raise Conflict(REPLACED)
    found = policies.preview(form.to_policy(), limit=SHOWN)
    return policies_page(form, preview=found)


@bp.post("/desk/policies")
@auth_required("session")
@roles_accepted(*EDITORS)
def put_policy_in_force() -> Response:
    """Put a policy in force, with every seal that it gives or takes."""
    form = PolicyForm()
    if not form.validate():
        return policies_page(form, status=422)
    policies.put_in_force(
        form.to_policy(),
        replacing=form.replaced,
        note=form.note.data or None,
        made_by_id=current_user.id,
        at=utcnow(),
    )
    db.session.commit()
    return see_other(f"{POLICIES}?done={form.replaced + 1}")


def policies_page(
    form: PolicyForm, *, preview: Preview | None = None, status: int = 200
) -> Response:
    """Return the page of policies."""
    versions = policies.versions()
    in_force = versions[0]
    return render_page(
        "desk/policies.html",
        status=status,
        form=form,
        preview=preview,
        versions=versions,
        in_force=in_force,
        done=request.args.get("done", "") == str(in_force.policy.version),
    )
