"""What the calls of a model are timed with: its inputs, the machine, and a look at what is busy."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.cost.asking import Asking
from audits.cost.busy import Yardstick
from audits.cost.timing import timed
from audits.cost.tokens import TokenMeter
from audits.probing.machine import Machine
from audits.probing.subject import Subject


@dataclass
class Bench:
    """What every part needs. on: the machine, as its numbers name it. notes: for the exhibit."""

    subject: Subject
    asking: Asking
    on: str
    seconds: float
    most_tokens: int
    notes: list[tuple[str, str]] = field(default_factory=list)

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
        """Seconds of each call, and why they are not judged.

        begun: share of the step so far. ask: in the place of what is usually asked. meter: looks at
        the tokens of each call.
        """
        yardstick = Yardstick(self.machine)
        took = timed(
            ask or self.asking.ask, self.asking.inputs(batch), calls=calls, seconds=self.seconds,
            machine=self.machine, yardstick=yardstick,
            on_progress=lambda fraction: self.subject.on_progress(begun + fraction / 4),
            after=(lambda: None) if meter is None else meter.after_call,
        )  # fmt: skip
        return took, yardstick.why_busy

    @property
    def meter(self) -> TokenMeter | None:
        """A new one for a model that answers in words."""
        texts = self.asking.texts
        return None if texts is None or texts.written is None else TokenMeter(self.asking.model)
