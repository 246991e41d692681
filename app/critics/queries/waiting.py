"""Reviews whose grade says nothing, as the desk shows them, and the outlet's habits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, func, literal_column, select, true

from app.core.db import db
from app.critics.grade_models import GradeDecision
from app.critics.models import Critic, CriticReview, Publication
from app.critics.queries.lists import Link, MovieLink
from app.critics.queries.settings import LABELLED, settings_for
from app.critics.rules import Standing
from app.movies.models import Movie
from app.scores.rules import Verdict
from app.scores.rules.grades import Grade, GradeSettings, read, suggest

# Written into the statement, so that the partial index serves.
WAITS = CriticReview.standing == literal_column("'unsure'")
MOST_TOGETHER = 200
MOST_GROUPS = 40


@dataclass(frozen=True, slots=True)
class Waiting:
    """A review that waits for a verdict, and why the rule gives it none."""

    id: int
    movie: MovieLink
    critic: Link | None
    publication: Link | None
    quote: str | None
    url: str | None
    grade: str | None
    reviewed_on: date | None
    reason: str
    value: str | None
    canonical: str | None
    together_url: str | None


@dataclass(frozen=True, slots=True)
class Habit:
    """How often a grade went with Fresh and with Rotten."""

    grade: str
    fresh: int
    rotten: int
    is_asked: bool = False

    @property
    def total(self) -> int:
        """How many labelled reviews there are."""
        return self.fresh + self.rotten


@dataclass(frozen=True, slots=True)
class Habits:
    """What somebody's labelled reviews tell: this grade, and the others beside it."""

    whose: str
    this: Habit
    ladder: Sequence[Habit]


@dataclass(frozen=True, slots=True)
class Group:
    """Waiting reviews of one grade at one outlet."""

    publication: Link
    grade: str
    count: int
    url: str


def waiting_count() -> int:
    """Count all reviews that wait for a verdict."""
    return db.session.scalar(select(func.count(CriticReview.id)).where(WAITS)) or 0


def latest_decision(editor_id: int) -> int:
    """Return the number of what an editor decided last, 0 for nothing."""
    found = select(func.max(GradeDecision.id)).where(
        GradeDecision.decided_by_id == editor_id
    )
    return db.session.scalar(found) or 0


def next_waiting(after: int = 0) -> Waiting | None:
    """Return the review that waits behind another one; after the last comes the first.

    The review itself comes again only when it is the only one.
    """
    for behind in (CriticReview.id > after, true()):
        row = db.session.execute(
            waiting().where(behind).order_by(CriticReview.id).limit(1)
        ).one_or_none()
        if row is not None:
            return waiting_of(row)
    return None


def waiting_together(slug: str, canonical: str) -> tuple[Link | None, list[Waiting]]:
    """Return an outlet, and its reviews of one grade that wait, the first hundreds."""
    outlet = db.session.scalar(select(Publication).where(Publication.slug == slug))
    if outlet is None:
        return None, []
    mine = CriticReview.publication_id == outlet.id
    printed = db.session.scalars(
        select(CriticReview.original_grade).where(WAITS, mine).distinct()
    )
    alike = [each for each in printed if label_of(each) == canonical]
    rows = db.session.execute(
        waiting()
        .where(mine, CriticReview.original_grade.in_(alike))
        .order_by(CriticReview.id)
        .limit(MOST_TOGETHER)
    )
    asked: dict[int | None, tuple[GradeSettings, ...]] = {}
    found = [waiting_of(row, asked) for row in rows]
    return Link(outlet.name, f"/publications/{outlet.slug}"), found


def groups() -> list[Group]:
    """Return where several reviews of one grade wait at one outlet, the most first."""
    rows = db.session.execute(
        select(
            Publication.slug,
            Publication.name,
            CriticReview.original_grade,
            func.count(CriticReview.id),
        )
        .join(Publication, CriticReview.publication_id == Publication.id)
        .where(WAITS)
        .group_by(Publication.slug, Publication.name, CriticReview.original_grade)
    )
    counts: dict[tuple[str, str, str], int] = {}
    for slug, name, grade, count in rows:
        key = (slug, name, label_of(grade))
        counts[key] = counts.get(key, 0) + count
    several = [(key, count) for key, count in counts.items() if count > 1 and key[2]]
    several.sort(key=lambda each: (-each[1], each[0]))
    return [
        Group(Link(name, f"/publications/{slug}"), grade, count, address(slug, grade))
        for (slug, name, grade), count in several[:MOST_GROUPS]
    ]


def habits_of(review_id: int) -> list[Habits]:
    """Return the habits of a review's outlet and of its critic."""
    row = db.session.execute(
        select(
            CriticReview.original_grade,
            CriticReview.publication_id,
            CriticReview.critic_id,
            Publication.name.label("publication"),
            Critic.name.label("critic"),
        )
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .where(CriticReview.id == review_id)
    ).one()
    asked = (
        (row.publication, CriticReview.publication_id == row.publication_id),
        (row.critic, CriticReview.critic_id == row.critic_id),
    )
    scale = scale_of(settings_for(row.critic_id, row.publication_id))
    grade = row.original_grade or ""
    return [habits(whose, grade, scale, mine) for whose, mine in asked if whose]


def habits(
    whose: str, printed: str, scale: str | None, condition: ColumnElement[bool]
) -> Habits:
    """Count the verdicts that came with the grades of one scale."""
    rows = db.session.execute(
        select(
            CriticReview.original_grade,
            CriticReview.verdict,
            func.count(CriticReview.id),
        )
        .where(
            condition,
            LABELLED,
            CriticReview.verdict.is_not(None),
            CriticReview.original_grade.is_not(None),
            CriticReview.standing != Standing.DUPLICATE,
        )
        .group_by(CriticReview.original_grade, CriticReview.verdict)
    )
    read_so = [(read(grade, scale), verdict, count) for grade, verdict, count in rows]
    return ladder(whose, read(printed, scale), read_so)


def ladder(
    whose: str, asked: Grade, counted: Iterable[tuple[Grade, Any, int]]
) -> Habits:
    """Put counted grades of the asked one's scale into order, the best first."""
    sums: dict[str, list[int]] = {}
    worth: dict[str, int] = {}
    name = asked.canonical or asked.original.strip()
    for grade, verdict, count in counted:
        other = grade.canonical or grade.original.strip()
        if other != name and (grade.scale is None or grade.scale != asked.scale):
            continue
        numbers = sums.setdefault(other, [0, 0])
        numbers[verdict != Verdict.FRESH] += count
        worth[other] = grade.normalised or 0
    steps = [
        Habit(each, sums[each][0], sums[each][1], is_asked=each == name)
        for each in sorted(sums, key=lambda each: (-worth[each], each))
    ]
    this = next((step for step in steps if step.is_asked), Habit(name, 0, 0, True))
    return Habits(whose, this, steps)


def waiting() -> Select[*tuple[Any, ...]]:
    """Select the reviews that wait, with all that the desk shows of them."""
    return (
        select(
            CriticReview.id,
            CriticReview.quote,
            CriticReview.url,
            CriticReview.original_grade,
            CriticReview.reviewed_on,
            CriticReview.critic_id,
            CriticReview.publication_id,
            Movie.title,
            Movie.year,
            Movie.slug.label("movie_slug"),
            Critic.name.label("critic_name"),
            Critic.slug.label("critic_slug"),
            Publication.name.label("publication_name"),
            Publication.slug.label("publication_slug"),
        )
        .join(Movie, CriticReview.movie_id == Movie.id)
        .outerjoin(Critic, CriticReview.critic_id == Critic.id)
        .outerjoin(Publication, CriticReview.publication_id == Publication.id)
        .where(WAITS)
    )


def waiting_of(
    row: Any, asked: dict[int | None, tuple[GradeSettings, ...]] | None = None
) -> Waiting:
    """Return a row of `waiting` with what the rule says of it now.

    `asked` remembers the settings by critic where many rows are of one outlet.
    """
    known = {} if asked is None else asked
    if row.critic_id not in known:
        known[row.critic_id] = settings_for(row.critic_id, row.publication_id)
    suggestion = suggest(row.original_grade, *known[row.critic_id])
    label = label_of(row.original_grade)
    slug = row.publication_slug
    return Waiting(
        id=row.id,
        movie=MovieLink(row.title, row.year, f"/movies/{row.movie_slug}"),
        critic=link(row.critic_name, row.critic_slug, "critics"),
        publication=link(row.publication_name, slug, "publications"),
        quote=row.quote,
        url=row.url,
        grade=row.original_grade,
        reviewed_on=row.reviewed_on,
        reason=suggestion.reason,
        value=in_per_cent(suggestion.normalised),
        canonical=read(row.original_grade).canonical,
        together_url=address(slug, label) if slug and label else None,
    )


def link(name: str | None, slug: str | None, room: str) -> Link | None:
    """Return a link to somebody's page, or None."""
    return Link(name, f"/{room}/{slug}") if name and slug else None


def address(slug: str, grade: str) -> str:
    """Return where an outlet's reviews of one grade are decided together."""
    return f"/desk/grades/together?{urlencode({'publication': slug, 'grade': grade})}"


def label_of(printed: str | None) -> str:
    """Return one spelling for a grade: the canonical one, or what was printed."""
    return read(printed).canonical or (printed or "").strip()


def scale_of(settings: Sequence[GradeSettings]) -> str | None:
    """Return how the first of some settings reads numbers that stand alone."""
    return next((each.scale for each in settings if each.scale), None)


def in_per_cent(normalised: int | None) -> str | None:
    """Return hundredths of a per cent in per cent: 6250 is "62.5"."""
    if normalised is None:
        return None
    return f"{normalised // 100}.{normalised % 100:02}".rstrip("0").rstrip(".")
