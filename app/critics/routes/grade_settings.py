"""The desk's settings of grades: what is proposed, what is in force, and by hand."""

from flask import Response, abort, request
from flask_security import auth_required, current_user, roles_accepted

from app.core.clock import utcnow
from app.core.db import db
from app.core.htmx import render_page, see_other
from app.core.pagination import Page, number_cursor
from app.critics import grading, jobs
from app.critics.blueprint import bp
from app.critics.grade_forms import SettingForm
from app.critics.grade_models import GradeSetting, SettingStatus
from app.critics.queries import effects
from app.critics.queries import settings as queries
from app.critics.queries.effects import Effect
from app.critics.routes.grades import EDITORS, number

SETTINGS = "/desk/grades/settings"
STEP = 25


@bp.get("/desk/grades/settings")
@auth_required("session")
@roles_accepted(*EDITORS)
def grade_settings() -> Response:
    """List proposals with evidence and effect, and the settings in force."""
    return settings_page(SettingForm(formdata=None))


@bp.post("/desk/grades/settings")
@auth_required("session")
@roles_accepted(*EDITORS)
def write_grade_setting() -> Response:
    """Put a setting in force that the editor wrote."""
    form = SettingForm()
    if not form.validate():
        return settings_page(form, status=422)
    effect = grading.set_by_hand(
        form.to_setting(), editor_id=current_user.id, at=utcnow()
    )
    db.session.commit()
    return done("accepted", 1, effect)


@bp.post("/desk/grades/settings/learn")
@auth_required("session")
@roles_accepted(*EDITORS)
def learn_grade_settings() -> Response:
    """Learn from the labelled reviews, after this answer."""
    learning = grading.ask_to_learn(asked_by_id=current_user.id, at=utcnow())
    jobs.learn_grades.later(learning.id)
    db.session.commit()
    return see_other(f"{SETTINGS}#learning")


@bp.post("/desk/grades/settings/chosen/<verb>")
@auth_required("session")
@roles_accepted(*EDITORS)
def decide_chosen_settings(verb: str) -> Response:
    """Accept or decline the proposals that were ticked."""
    return decided(chosen_ids(), verb)


@bp.post("/desk/grades/settings/<id:setting_id>/<verb>")
@auth_required("session")
@roles_accepted(*EDITORS)
def decide_grade_setting(setting_id: int, verb: str) -> Response:
    """Accept or decline one proposal, or take a setting back."""
    if verb == "take-back":
        effect = grading.take_back(setting_id, editor_id=current_user.id, at=utcnow())
        db.session.commit()
        return done("taken-back", 1, effect)
    return decided([setting_id], verb)


def decided(setting_ids: list[int], verb: str) -> Response:
    """Accept or decline proposals, and say what that did."""
    if verb not in ("accept", "decline"):
        abort(404)
    if not setting_ids:
        return settings_page(
            SettingForm(formdata=None), status=422, problem="Tick a proposal first."
        )
    if verb == "decline":
        grading.decline(setting_ids, editor_id=current_user.id, at=utcnow())
        effect = Effect()
    else:
        effect = grading.accept(setting_ids, editor_id=current_user.id, at=utcnow())
    db.session.commit()
    return done(
        "accepted" if verb == "accept" else "declined", len(setting_ids), effect
    )


def done(what: str, count: int, effect: Effect) -> Response:
    """Lead back to the list, with the numbers of what was done."""
    return see_other(
        f"{SETTINGS}?done={what}&settings={count}&fresh={effect.fresh}"
        f"&rotten={effect.rotten}&waiting={effect.waiting}&anew={effect.read_anew}"
    )


def chosen_ids() -> list[int]:
    """Return the proposals whose box is ticked."""
    found = []
    for name in request.form:
        word, _, text = name.partition("-")
        if word == "setting" and text.isascii() and text.isdigit():
            found.append(min(int(text[:12]), 2**31 - 1))
    return found


def settings_page(
    form: SettingForm, *, status: int = 200, problem: str = ""
) -> Response:
    """Return the page of settings."""
    proposals = listed(SettingStatus.PROPOSED, "after")
    in_force = listed(SettingStatus.ACCEPTED, "from")
    effect = Effect(
        number("fresh"), number("rotten"), number("waiting"), number("anew")
    )
    return render_page(
        "desk/grade_settings.html",
        status=status,
        form=form,
        problem=problem,
        proposals=proposals.items,
        effects=effects.effects(proposals.items),
        total=queries.settings_count(SettingStatus.PROPOSED),
        more_url=further(proposals, "after"),
        in_force=in_force.items,
        accepted=queries.settings_count(SettingStatus.ACCEPTED),
        more_in_force_url=further(in_force, "from", "#in-force"),
        declined=queries.settings_listed(SettingStatus.DECLINED, limit=STEP),
        learning=queries.last_learning(),
        done=request.args.get("done", ""),
        settings_done=number("settings"),
        effect=effect,
    )


def listed(status: SettingStatus, name: str) -> Page[GradeSetting]:
    """Return settings of a status from where the address says by a name."""
    return queries.settings_from(status, number_cursor(request.args.get(name)), STEP)


def further(page: Page[GradeSetting], name: str, place: str = "") -> str | None:
    """Return where a list goes on, if it does."""
    return f"{SETTINGS}?{name}={page.after}{place}" if page.after else None
