"""Fit what asks a model again and again into the time that an audit may take.

The pace is known once every row has been answered. What the policy judges is fitted first, then
what counts over rows, then explanations, the cheapest first: whole, with fewer samples by a short
ladder, or not at all. What steps leave over is shared again among those that were cut. Paces are
rounded up to a grid, so that a machine which is a little faster seldom gives other numbers.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, log

from audits.errors import AuditError, NotApplicable
from audits.measurement import Estimate, Exhibit, Measurement
from audits.planning.steps import Step
from audits.specification.durations import about, spelled

# Of the time left, what is given away; the rest is for what takes longer than its passes.
GIVEN = 0.85
# Paces stand on the powers of this; times spent before, on such shares of the budget.
GRID, SHARE = 1.25, 0.05
KEY = "settings.budget"


class NoRoom(NotApplicable):
    """A step does not fit the time that is left; later there may be more of it."""


class OutOfTime(AuditError):
    """The budget ended while a step ran."""

    code = "out_of_time"


@dataclass(frozen=True)
class StepLadder:
    """A step as planned, with ever fewer samples behind it. turn: smaller ones are served first."""

    rungs: tuple[Step, ...]
    turn: int = 0

    @property
    def index(self) -> int:
        return self.rungs[0].index

    @property
    def least(self) -> int:
        return self.rungs[-1].passes


def allot(ladders: Sequence[StepLadder], passes: float) -> dict[int, int]:
    """Index of a step -> its rung; steps that do not fit are not in it.

    Turn by turn: first all that fit with their fewest samples, the cheap before the dear; then
    what is left over makes them whole again, in the same order; the rest is the next turn's.
    """
    taken: dict[int, int] = {}
    for turn in sorted({ladder.turn for ladder in ladders}):
        order = sorted(
            (ladder for ladder in ladders if ladder.turn == turn),
            key=lambda ladder: (ladder.least, ladder.index),
        )
        for ladder in order:
            if ladder.least <= passes:
                passes -= ladder.least
                taken[ladder.index] = len(ladder.rungs) - 1
        for ladder in order:
            while (rung := taken.get(ladder.index, 0)) > 0:
                more = ladder.rungs[rung - 1].passes - ladder.rungs[rung].passes
                if more > passes:
                    break
                passes -= more
                taken[ladder.index] = rung - 1
    return taken


@dataclass
class Budget:
    """The time of one audit.

    seconds: in all, counted from `started` on `clock`. limited: whether that is less than the
    plan's, since the machine's own limit is near.
    """

    seconds: float
    clock: Callable[[], float]
    started: float
    limited: bool = False
    pace: float | None = None  # seconds a pass; None until rows were answered
    spent: float = 0.0
    allotted: dict[int, tuple[Step, ...]] | None = None
    whole: dict[int, int] = field(default_factory=dict)
    passed: int = 0  # passes of the steps that ran, as they were told
    took: float = 0.0  # their seconds

    @property
    def elapsed(self) -> float:
        return self.clock() - self.started

    @property
    def left(self) -> float:
        return self.seconds - self.elapsed

    @property
    def moment(self) -> float:
        """Seconds that may go into finding out the pace."""
        return SHARE * max(0.0, self.left)

    def fits(self, passes: float, pace: float) -> bool:
        """Whether so many passes at this pace need none of the care below."""
        return passes * on_grid(pace) <= GIVEN * self.left

    def share_out(self, ladders: Sequence[StepLadder], pace: float) -> None:
        """Decide for every step that asks again. pace: seconds a pass."""
        self.pace = on_grid(pace)
        self.spent = self._on_shares(self.elapsed)
        self.whole = {ladder.index: ladder.rungs[0].passes for ladder in ladders}
        self.allotted = self._allotted(ladders, self.seconds - self.spent)

    def share_again(self, ladders: Sequence[StepLadder]) -> None:
        """Give what steps have left over to those that were cut.

        ladders: of the steps that did not run yet. The pace is that of all steps so far with one
        power of the grid to spare, where that is less than was reckoned. Nobody is given less than
        before, and all is rounded as it was, so that a small difference of pace rarely changes
        anything.
        """
        if self.allotted is None or self.pace is None:
            return
        if self.passed:
            self.pace = min(self.pace, GRID * on_grid(self.took / self.passed))
        left = self.seconds - self._on_shares(self.elapsed)
        before = {ladder.index: len(self.allotted.get(ladder.index, ())) for ladder in ladders}
        shared = self._allotted(ladders, left)
        if all(len(shared.get(index, ())) >= rungs for index, rungs in before.items()):
            self.allotted |= shared

    def _allotted(
        self, ladders: Sequence[StepLadder], seconds: float
    ) -> dict[int, tuple[Step, ...]]:
        """Index of a step -> the rungs that it may run at, the largest first."""
        assert self.pace is not None
        taken = allot(ladders, GIVEN * max(0.0, seconds) / self.pace)
        return {
            ladder.index: ladder.rungs[taken[ladder.index] :]
            for ladder in ladders
            if ladder.index in taken
        }

    def _on_shares(self, seconds: float) -> float:
        """The next whole share of the budget, upwards."""
        share_seconds = SHARE * self.seconds
        return share_seconds * ceil(max(0.0, seconds) / share_seconds)

    def step(self, planned: Step) -> Step:
        """The step as it may run. Raises `NoRoom` where there is no time for it."""
        if self.allotted is None or self.pace is None:
            if self.left <= 0:
                raise self._no_room(planned)
            return planned
        for rung in self.allotted.get(planned.index, ()):
            if rung.passes * self.pace <= self.left:
                return rung
        raise self._no_room(planned)

    def guard(self, on_progress: Callable[[float], None]) -> Callable[[float], None]:
        """Progress that ends a step which runs past the budget."""

        def guarded(fraction: float) -> None:
            if self.left <= 0:
                raise OutOfTime(f"the budget of {spelled(self.seconds)} ended while it ran")
            on_progress(fraction)

        return guarded

    def took_longer(self, step: Step, seconds: float) -> None:
        """What a step took corrects the pace of those after it, upwards at once."""
        self.passed += step.passes
        self.took += seconds if step.passes else 0.0
        if self.pace is not None and step.passes and seconds > self.pace * step.passes:
            self.pace = seconds / step.passes

    def stopped(self, error: OutOfTime) -> NotApplicable:
        """A step that was ended on the way."""
        return NotApplicable(str(error), self._remedy())

    def sampled(self, planned: Step, run: Step) -> str | None:
        """What was asked less than planned, as a warning; None where it ran whole."""
        if run.parameters == planned.parameters or self.pace is None:
            return None
        cost = about(self.whole[planned.index] * self.pace)
        return (
            f"{planned.probe} ran with {fewer(planned, run)} to fit the budget of "
            f"{spelled(self.seconds)}: whole it would take about {cost}. How many samples fit "
            f"depends on this machine's pace ({_each(self.pace)} a row); {self._remedy()}"
        )

    def _no_room(self, planned: Step) -> NoRoom:
        passes, pace = self.whole.get(planned.index, planned.passes), self.pace
        need = f"it would ask the model about {passes:,} rows again"
        if pace is not None:
            need += f", about {about(passes * pace)} at this machine's {_each(pace)} a row"
        return NoRoom(
            f"{need}; that does not fit the budget of {spelled(self.seconds)}", self._remedy()
        )

    def _remedy(self) -> str:
        """The key, with a value that would hold everything."""
        needed = 2 * self.seconds
        if self.pace is not None:
            # A step of the grid more, since another run is a little slower as often as faster.
            asked = sum(self.whole.values()) * self.pace * GRID
            needed = max(needed, (asked / GIVEN + self.spent) / (1 - SHARE))
        remedy = f"set `{KEY}: {_rounded(needed)}` to have all of it whole"
        if self.limited:
            remedy += ", where the limit of an audit (EVENHAND_AUDIT_SECONDS) is longer still"
        return remedy


def on_grid(pace: float) -> float:
    """The next power of GRID, upwards."""
    return float(GRID ** ceil(log(max(pace, 1e-9), GRID) - 1e-9))


def fewer(planned: Step, run: Step) -> str:
    """`how_many 3 and samples 500`: the parameters that were lowered."""
    words = [
        f"{name} {value}"
        for name, value in run.parameters.items()
        if planned.parameters.get(name) != value
    ]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def noted(
    items: Iterator[Measurement | Exhibit], planned: Step, run: Step
) -> Iterator[Measurement | Exhibit]:
    """Each estimate says in its method that it rests on fewer samples than planned."""
    if run.parameters == planned.parameters:
        yield from items
        return
    note = f" ({fewer(planned, run)}, for the budget)"
    for item in items:
        if isinstance(item, Estimate):
            item = replace(item, method=f"{item.method}{note}")
        yield item


def _each(pace: float) -> str:
    return f"{pace * 1000:.2g} ms" if pace < 1 else f"{pace:.2g} s"


def _rounded(seconds: float) -> str:
    """Upwards, to minutes up to ten hours and then to hours."""
    return f"{ceil(seconds / 60)}m" if seconds < 36_000 else f"{ceil(seconds / 3600)}h"


def effective(planned: float, limit: float | None) -> tuple[float, bool]:
    """The budget's seconds under a limit at which everything is cut, and whether that is less."""
    if limit is None or planned <= GIVEN * limit:
        return planned, False
    return GIVEN * limit, True
