"""What the calls of a model are timed with: its inputs, the machine, and a look at what is busy."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.cost.asking import Asking
from audits.cost.busy import Yardstick
from audits.cost.drawn import differs
from audits.cost.stated import FEWEST_CALLS
from audits.cost.timing import timed
from audits.cost.tokens import TokenMeter
from audits.probing.machine import Machine
from audits.probing.subject import Subject


@dataclass
class Bench:
    """What every part needs.

    on: the machine, as its numbers name it. notes: for the exhibit. differ: whether calls of single
    rows were seen to take longer for some rows than for others.
    """

    subject: Subject
    asking: Asking
    on: str
    seconds: float
    most_tokens: int
    notes: list[tuple[str, str]] = field(default_factory=list)
    differ: bool = False

    @property
    def machine(self) -> Machine:
        return self.subject.machine

    def timed(
        self,
        batch: int,
        calls: int,
        begun: float,
        *,
        ask: Callable[[Any], object] | None = None,
        meter: TokenMeter | None = None,
    ) -> tuple[NDArray[np.float64], str | None]:
        """Seconds of each call that counts, and why they are not judged.

        Calls count that are independent of each other (`Drawn`). begun: share of the step so far.
        ask: in the place of what is usually asked. meter: looks at the tokens of each call.
        """
        yardstick, drawn = Yardstick(self.machine), self.asking.drawn(batch, calls)
        took = timed(
            ask or self.asking.ask, drawn.each, calls=drawn.calls(calls), seconds=self.seconds,
            machine=self.machine, yardstick=yardstick,
            on_progress=lambda fraction: self.subject.on_progress(begun + fraction / 4),
            after=(lambda: None) if meter is None else meter.after_call,
        )  # fmt: skip
        if batch == 1 and drawn.alike:
            self.differ = self.differ or differs(took, len(drawn.each))
        counting = drawn.counting(took, differ=self.differ)
        why = yardstick.why_busy
        if why is None and drawn.apart < FEWEST_CALLS and counting <= drawn.apart:
            why = self._few(batch, drawn.apart)
        return took[: max(1, counting)], why

    def _few(self, batch: int, apart: int) -> str:
        unit = f"{self.asking.unit}s" if batch == 1 else f"batches of {batch} {self.asking.unit}s"
        return (
            f"different {unit} that can be made of the data: {apart}, where {FEWEST_CALLS} are "
            "needed, since some take longer than others"
        )

    @property
    def meter(self) -> TokenMeter | None:
        """A new one for a model that answers in words."""
        texts = self.asking.texts
        return None if texts is None or texts.written is None else TokenMeter(self.asking.model)
