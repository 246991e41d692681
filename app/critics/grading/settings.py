"""Learn and propose settings of grades, accept them, and apply them to what is here."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update

from app.core.db import db
from app.core.errors import Conflict, NotFound
from app.core.long_lists import parts
from app.critics import operations, queries
from app.critics.grade_models import (
    GradeLearning,
    GradeSetting,
    SettingStatus,
    about,
    whose,
)
from app.critics.models import CriticReview
from app.critics.queries import effects
from app.critics.queries import settings as setting_queries
from app.critics.queries.effects import Effect
from app.critics.rules import Standing
from app.scores import operations as score_operations
from app.scores.rules import CriticTally, Verdict, VerdictSource, grades
from app.scores.rules.grades import Proposal, Scope, Setting, asked_for, learn, suggest

LEAST_SHARE = grades.LEAST_SHARE


def ask_to_learn(*, asked_by_id: int | None, at: datetime) -> GradeLearning:
    """Write down that somebody wants to learn from the labelled reviews."""
    learning = GradeLearning(asked_by_id=asked_by_id, asked_at=at)
    db.session.add(learning)
    db.session.flush()
    return learning


def learn_from_reviews(
    learning: GradeLearning, *, least_share: int = LEAST_SHARE, at: datetime
) -> None:
    """Learn from all labelled reviews and propose what follows."""
    labelled = tuple(setting_queries.labelled_grades())
    proposals = learn(labelled, least_share)
    learning.reviews = sum(each.count for each in labelled)
    learning.proposals = propose(proposals, at=at)
    learning.finished_at = at
    db.session.flush()


def propose(proposals: Iterable[Proposal], *, at: datetime) -> int:
    """Replace the open proposals by these; return how many there are.

    What is in force already, or was declined, is not proposed again.
    """
    rows = db.session.scalars(
        select(GradeSetting).where(GradeSetting.status != SettingStatus.RETIRED)
    ).all()
    known = {(row.whose, row.about, row.status): row for row in rows}
    kept = set()
    for proposal in proposals:
        setting = proposal.setting
        owner, topic = whose(setting.scope, setting.subject), about(setting)
        answered = (
            known.get((owner, topic, status))
            for status in (SettingStatus.ACCEPTED, SettingStatus.DECLINED)
        )
        if any(row is not None and row.as_rule() == setting for row in answered):
            continue
        row = known.get((owner, topic, SettingStatus.PROPOSED))
        if row is None:
            row = new_row(setting, SettingStatus.PROPOSED, at=at)
            db.session.add(row)
        row.value, row.verdict = setting.value, setting.verdict
        row.agreeing, row.evidence = proposal.agreeing, proposal.evidence
        row.proposed_at = at
        kept.add((owner, topic))
    for (owner, topic, status), row in known.items():
        if status == SettingStatus.PROPOSED and (owner, topic) not in kept:
            db.session.delete(row)
    db.session.flush()
    return len(kept)


def new_row(setting: Setting, status: SettingStatus, *, at: datetime) -> GradeSetting:
    """Return the row of a setting whose subject is a number."""
    number = int(setting.subject) if setting.subject else None
    return GradeSetting(
        whose=whose(setting.scope, setting.subject),
        about=about(setting),
        critic_id=number if setting.scope is Scope.CRITIC else None,
        publication_id=number if setting.scope is Scope.PUBLICATION else None,
        kind=setting.kind,
        value=setting.value,
        verdict=setting.verdict,
        status=status,
        proposed_at=at,
    )


def set_by_hand(setting: Setting, *, editor_id: int | None, at: datetime) -> Effect:
    """Put a setting in force that an editor wrote; return what it decided."""
    return accept_rows(
        [new_row(setting, SettingStatus.PROPOSED, at=at)], editor_id=editor_id, at=at
    )


def accept(
    setting_ids: Sequence[int], *, editor_id: int | None, at: datetime
) -> Effect:
    """Put proposals in force and apply them; raises NotFound or Conflict."""
    rows = settings_held(setting_ids, SettingStatus.PROPOSED, SettingStatus.DECLINED)
    return accept_rows(rows, editor_id=editor_id, at=at)


def accept_rows(
    rows: Sequence[GradeSetting], *, editor_id: int | None, at: datetime
) -> Effect:
    """Put settings in force in place of those on the same, and apply them."""
    for row in rows:
        same = (GradeSetting.whose == row.whose, GradeSetting.about == row.about)
        db.session.execute(
            update(GradeSetting)
            .where(*same, GradeSetting.status == SettingStatus.ACCEPTED)
            .values(status=SettingStatus.RETIRED)
        )
        row.status = SettingStatus.ACCEPTED
        row.decided_by_id, row.decided_at = editor_id, at
        db.session.add(row)
        db.session.flush()
    return apply_settings(rows, at=at)


def decline(setting_ids: Sequence[int], *, editor_id: int | None, at: datetime) -> int:
    """Decline proposals; they are not proposed again. Return how many there were."""
    rows = settings_held(setting_ids, SettingStatus.PROPOSED)
    for row in rows:
        db.session.execute(
            update(GradeSetting)
            .where(
                GradeSetting.whose == row.whose,
                GradeSetting.about == row.about,
                GradeSetting.status == SettingStatus.DECLINED,
            )
            .values(status=SettingStatus.RETIRED)
        )
        row.status = SettingStatus.DECLINED
        row.decided_by_id, row.decided_at = editor_id, at
        db.session.flush()
    return len(rows)


def take_back(setting_id: int, *, editor_id: int | None, at: datetime) -> Effect:
    """Put a setting out of force; what it alone had decided waits again."""
    rows = settings_held([setting_id], SettingStatus.ACCEPTED)
    for row in rows:
        row.status = SettingStatus.RETIRED
        row.decided_by_id, row.decided_at = editor_id, at
    db.session.flush()
    return apply_settings(rows, at=at)


def settings_held(
    setting_ids: Sequence[int], *statuses: SettingStatus
) -> Sequence[GradeSetting]:
    """Return settings, locked and read anew; raises NotFound or Conflict."""
    # The first write takes SQLite's lock, so that what is read stays true.
    chosen = GradeSetting.id.in_(setting_ids)
    db.session.execute(update(GradeSetting).where(chosen).values(id=GradeSetting.id))
    rows = db.session.scalars(
        select(GradeSetting)
        .where(chosen)
        .order_by(GradeSetting.id)
        .with_for_update(of=GradeSetting)
        .execution_options(populate_existing=True)
    ).all()
    gone = sorted(set(setting_ids) - {row.id for row in rows})
    if gone:
        these = ", ".join(map(str, gone))
        raise NotFound(f"No longer there: proposal {these}; something newer may be.")
    late = [row for row in rows if row.status not in statuses]
    if late:
        raise Conflict(
            f"Somebody has decided in the meantime about setting {late[0].id}, "
            f"{late[0].name}: {late[0].sentence}."
        )
    return rows


def apply_settings(rows: Sequence[GradeSetting], *, at: datetime) -> Effect:
    """Read the grades anew that some settings speak for; count what that changes."""
    if not rows:
        return Effect()
    book = setting_queries.book()
    moved: dict[tuple[Verdict | None, VerdictSource | None, int | None], list[int]] = {}
    fresh = rotten = waiting = read_anew = 0
    for review in db.session.execute(effects.reviews_to_read(rows)):
        suggestion = suggest(
            review.original_grade,
            *asked_for(
                book, *setting_queries.subjects(review.critic_id, review.publication_id)
            ),
        )
        now = (review.verdict, review.verdict_from, review.normalised_grade)
        verdict, source = review.verdict, review.verdict_from
        if effects.follows_the_grade(verdict, source):
            verdict, source = suggestion.verdict, operations.source_of(suggestion)
        then = (verdict, source, suggestion.normalised)
        if then == now:
            continue
        moved.setdefault(then, []).append(review.id)
        if verdict == review.verdict:
            read_anew += suggestion.normalised != review.normalised_grade
        else:
            fresh += verdict == Verdict.FRESH
            rotten += verdict == Verdict.ROTTEN
            waiting += verdict is None
    write(moved, at=at)
    return Effect(fresh, rotten, waiting, read_anew)


def write(
    moved: dict[tuple[Verdict | None, VerdictSource | None, int | None], list[int]],
    *,
    at: datetime,
) -> None:
    """Write verdicts and values, and move standings and tallies by the difference."""
    changes: dict[int, CriticTally] = {}
    by_rule = queries.standing_by_rule(at)
    for (verdict, source, normalised), review_ids in moved.items():
        for part in parts(review_ids):
            these = CriticReview.id.in_(part)
            operations.add_to(changes, queries.recounted(these), sign=-1)
            # The standing follows from the verdict, so it is asked after it, and
            # nothing may count that has none.
            db.session.execute(
                update(CriticReview)
                .where(these)
                .values(
                    verdict=verdict,
                    verdict_from=source,
                    normalised_grade=normalised,
                    standing=Standing.UNSURE,
                )
                .execution_options(synchronize_session=False)
            )
            db.session.execute(
                update(CriticReview)
                .where(these)
                .values(standing=by_rule)
                .execution_options(synchronize_session=False)
            )
            operations.add_to(changes, queries.recounted(these), sign=1)
    if moved:
        db.session.expire_all()
        score_operations.count_critics_of(changes, at=at)
