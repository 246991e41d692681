"""What the desk's pages of imports say: of a run, of a decision, of a wrong choice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.imports.models.runs import REMATCH, ImportRun, RunState
from app.imports.queries.waiting import Candidate
from app.imports.rules.problems import Outcome
from app.imports.rules.reports import PROBLEMS

IMPORTS = "/desk/imports"
MOST_PROBLEMS = 50
STATES = {
    RunState.ASKED: "Waits for its turn",
    RunState.RUNNING: "At work",
    RunState.FINISHED: "Done",
    RunState.STOPPED: "Stopped before its end",
}
BECAME = {
    Outcome.NEW: ("came in", "came in"),
    Outcome.CHANGED: ("changed what was here", "changed what was here"),
    Outcome.SAME: ("was here already", "were here already"),
    Outcome.REFUSED: ("is refused", "are refused"),
    Outcome.WAITING: ("waits on", "wait on"),
}
LEFT_OUT = BECAME | {Outcome.REFUSED: ("is left out", "are left out")}


@dataclass(frozen=True)
class RunPage:
    """A run as pages show it: a file that came in, or a rematch of waiting rows."""

    run: ImportRun
    problems: Sequence[Mapping[str, str]] = ()

    @property
    def url(self) -> str:
        """Where it is shown."""
        return f"{IMPORTS}/{self.run.id}"

    @property
    def state(self) -> str:
        """How far it is, in words."""
        return STATES[self.run.state]

    @property
    def is_rematch(self) -> bool:
        """Whether it matches waiting rows again."""
        return self.run.kind == REMATCH

    @property
    def is_running(self) -> bool:
        """Whether it is still to be done, or being done."""
        return self.run.state in (RunState.ASKED, RunState.RUNNING)

    @property
    def is_stopped(self) -> bool:
        """Whether it broke off."""
        return self.run.state == RunState.STOPPED

    @property
    def rows(self) -> int:
        """How many rows have been looked at."""
        return sum(self.count(outcome) for outcome in Outcome)

    @property
    def others(self) -> int:
        """How many rows did not come in beside those that are shown."""
        left = sum(self.count(outcome) for outcome in PROBLEMS)
        shown = sum(each["outcome"] in PROBLEMS for each in self.problems)
        return max(0, left - shown)

    @property
    def became(self) -> str:
        """What became of its rows, in a line."""
        return self.said(BECAME)

    def said(self, words: Mapping[Outcome, tuple[str, str]]) -> str:
        """Say in a line what became of the rows."""
        counts = ((self.count(outcome), said) for outcome, said in words.items())
        return ", ".join(
            f"1 row {one}" if number == 1 else f"{number:,} rows {many}"
            for number, (one, many) in counts
            if number
        )

    def count(self, outcome: Outcome) -> int:
        """Return how many rows became this."""
        number: int = getattr(self.run, f"{outcome}_count")
        return number


@dataclass(frozen=True)
class WrongChoice:
    """What an editor chose for the rows of a film that will not do, and why."""

    id: int
    name: str
    message: str
    choice: str
    address: str


@dataclass(frozen=True)
class DecidedRows:
    """What became of rows when an editor said which movie they are about, if any."""

    page: RunPage
    movie: Candidate | None

    @property
    def title(self) -> str:
        """Say it in a line."""
        if self.page.is_running:
            return "The rows are being taken up"
        said = self.page.said(BECAME if self.movie else LEFT_OUT)
        return said or "Nothing was left to be done"
