"""What the page of an import shows: words, counts, lists; and its report as CSV."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import url_for

from app.imports.models.member_imports import ImportItem, ImportState, MemberImport
from app.imports.operations.member_imports import EFFECTIVE
from app.imports.queries import member_imports as queries
from app.imports.rules import cells
from app.imports.rules.own_outcomes import MATCHED, Outcome, Written

ON_A_PAGE = 50
SOURCES = {
    "letterboxd": "Letterboxd",
    "imdb": "IMDb",
    "matinee": "a site like this one",
}
STATES = {
    ImportState.UPLOADED: "Waiting to be read",
    ImportState.READING: "Being read",
    ImportState.PREVIEW: "Ready for you to look at",
    ImportState.COMMITTING: "Being brought in",
    ImportState.DONE: "Brought in",
    ImportState.UNDOING: "Being taken back",
    ImportState.UNDONE: "Taken back",
    ImportState.FAILED: "Refused",
}
OUTCOMES = {
    Outcome.NEW: "New",
    Outcome.CHANGED: "Changed",
    Outcome.SAME: "The same",
    Outcome.UNMATCHED: "No such film here",
    Outcome.AMBIGUOUS: "Not certain",
    Outcome.LEFT_OUT: "Left out",
    Outcome.REFUSED: "Refused",
}
EXPLAINED = {
    Outcome.NEW: "You have said nothing about these films here yet.",
    Outcome.CHANGED: "Here you have given other stars, or written other words.",
    Outcome.SAME: "The file says what you have said here. Nothing changes.",
    Outcome.UNMATCHED: "No film of this site was found by number, or by title and "
    "year. If one is here under another title, choose it.",
    Outcome.AMBIGUOUS: "More than one film could be meant, or the year differs. Choose "
    "the one that you mean; what you do not choose is left out.",
    Outcome.LEFT_OUT: "You left these out.",
    Outcome.REFUSED: "These lines could not be read. Everything else was.",
}
EXPLAINED_SINCE = {
    Outcome.NEW: "When the file came, you had said nothing about these films here.",
    Outcome.CHANGED: "When the file came, you had given other stars here, or written "
    "other words.",
    Outcome.SAME: "The file said what you had said here. Nothing changed.",
    Outcome.UNMATCHED: "No film of this site was found by number, or by title and "
    "year. These lines were left out.",
    Outcome.AMBIGUOUS: "More than one film could be meant, or the year differs. What "
    "you did not choose was left out.",
}
HELD = "Held until a moderator has looked at it."
WRITTEN = {
    Written.NO: "not brought in",
    Written.YES: "brought in",
    Written.PASSED: "nothing to do",
    Written.UNDONE: "taken back",
    Written.KEPT: "not taken back",
}
WHAT = ("file", "line", "title", "year", "outcome", "written", "film", "stars")
REPORT = (*WHAT, "column", "value", "remark")


@dataclass(frozen=True)
class Tab:
    """A link to the items of one outcome."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class ImportPage:
    """An import as its page shows it."""

    row: MemberImport
    counts: Mapping[str, int]
    written: Mapping[str, int]
    show: Outcome
    items: Sequence[ImportItem]
    films: Mapping[int, queries.FilmChoice]
    held: Collection[int]
    next_url: str | None

    @property
    def is_running(self) -> bool:
        """Whether work is going on."""
        return self.row.state in queries.RUNNING

    @property
    def state(self) -> str:
        """How far it is, in words."""
        return STATES[self.row.state]

    @property
    def source(self) -> str:
        """Where the file comes from, in words."""
        return SOURCES.get(self.row.source, "")

    @property
    def explained(self) -> str:
        """What the list in view holds, or held when it was decided about."""
        is_past = self.row.state != ImportState.PREVIEW
        return (is_past and EXPLAINED_SINCE.get(self.show)) or EXPLAINED[self.show]

    @property
    def heading(self) -> str:
        """What the list in view is called."""
        return OUTCOMES[self.show]

    @property
    def to_write(self) -> int:
        """How many films a commit would write."""
        return self.counts.get(Outcome.NEW, 0) + self.counts.get(Outcome.CHANGED, 0)

    @property
    def changed(self) -> int:
        """How many films have another rating here."""
        return self.counts.get(Outcome.CHANGED, 0)

    @property
    def results(self) -> Sequence[str]:
        """What became of the films, in words."""
        words = (
            (Written.YES, "{} brought in."),
            (Written.UNDONE, "{} taken back."),
            (Written.KEPT, "{} not taken back."),
            (Written.PASSED, "{} with nothing to do."),
        )
        if self.row.state == ImportState.PREVIEW:
            return []
        return [
            sentence.format(f"{self.written[key]:,}")
            for key, sentence in words
            if self.written.get(key)
        ]

    @property
    def waiting(self) -> int:
        """How many films are not found for certain."""
        return self.counts.get(Outcome.UNMATCHED, 0) + self.counts.get(
            Outcome.AMBIGUOUS, 0
        )

    @property
    def can_correct(self) -> bool:
        """Whether films may be chosen for lines now."""
        return self.row.state == ImportState.PREVIEW and self.show != Outcome.REFUSED

    @property
    def can_discard(self) -> bool:
        """Whether it can be thrown away."""
        return self.row.state in (ImportState.PREVIEW, ImportState.FAILED) and (
            not self.undoable
        )

    @property
    def undoable(self) -> int:
        """How many films could be taken back."""
        if self.row.state in (ImportState.DONE, ImportState.FAILED):
            return self.written.get(Written.YES, 0)
        return 0

    @property
    def tabs(self) -> Sequence[Tab]:
        """Links to every list that holds something."""
        return [
            Tab(
                f"{label} ({self.counts[outcome]:,})",
                url_for(
                    "imports.member_imports.show",
                    import_id=self.row.id,
                    show=str(outcome),
                ),
                outcome == self.show,
            )
            for outcome, label in OUTCOMES.items()
            if self.counts.get(outcome)
        ]

    def film(self, item: ImportItem) -> queries.FilmChoice | None:
        """Return the film that an item is matched with."""
        return self.films.get(item.movie_id or 0)

    def remark(self, item: ImportItem) -> str:
        """Say of an item what became of it, and what there is to be known."""
        remark = remark_of(item, self.held)
        if self.row.state == ImportState.PREVIEW or item.outcome not in EFFECTIVE:
            return remark
        return f"{WRITTEN[item.written].capitalize()}. {remark}".strip()


def remark_of(item: ImportItem, held: Collection[int]) -> str:
    """Return what there is to be known of an item; `held` are films of held reviews.

    Whether one is held is as it is now, whatever was written down when it came in.
    """
    remark = " ".join(item.remark.replace(HELD, "").split())
    stands = item.written in (Written.YES, Written.KEPT) and "review" in item.trace
    return f"{remark} {HELD}".strip() if stands and item.movie_id in held else remark


def shown_outcome(name: str | None) -> Outcome | None:
    """Return the list that an address asks for, if there is such a one."""
    return Outcome(name) if name in list(Outcome) else None


def page_of_import(
    row: MemberImport, *, show: Outcome | None, after: str
) -> ImportPage:
    """Gather what the page of an import shows."""
    counts = {} if row.state in queries.RUNNING else queries.counts(row.id)
    first = next((each for each in OUTCOMES if counts.get(each)), Outcome.NEW)
    show = show or first
    place = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0  # noqa: PLR2004  no longer number is a row's
    items = queries.items(row.id, show, after=place, limit=ON_A_PAGE + 1)
    more = len(items) > ON_A_PAGE
    items = items[:ON_A_PAGE]
    movie_ids = [item.movie_id for item in items if item.movie_id is not None]
    next_url = None
    if more:
        next_url = url_for(
            "imports.member_imports.show",
            import_id=row.id,
            show=str(show),
            after=items[-1].id,
        )
    return ImportPage(
        row=row,
        counts=counts,
        written=queries.written_counts(row.id),
        show=show,
        items=items,
        films={film.id: film for film in queries.film_choices(movie_ids)},
        held=queries.held_movies(row.user_id, movie_ids),
        next_url=next_url,
    )


def report_of(row: MemberImport) -> Iterator[str]:
    """Yield the lines of a report: what became of every line, and why."""
    yield cells.line(REPORT)
    import_id, held = row.id, queries.held_movies(row.user_id)
    for item in queries.report_rows(import_id):
        yield cells.line(
            (
                item.file,
                item.line,
                item.title,
                item.year,
                OUTCOMES[Outcome(item.outcome)],
                WRITTEN[Written(item.written)],
                item.movie_id if item.outcome in MATCHED else None,
                None if item.rating is None else item.rating / 2,
                item.refused_column,
                item.refused_value,
                remark_of(item, held),
            )
        )
