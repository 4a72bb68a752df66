"""Tokens a second: read of a prompt, and written, while a model that answers in words is timed."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.cost.stated import quantile_of
from audits.measurement import Group, Measurement, Undetermined
from audits.models import CountsTokens, Model
from audits.statistics.shares import Stated

READ, WRITTEN, FIRST = (
    "prompt_tokens_per_second", "generated_tokens_per_second", "first_token_latency",
)  # fmt: skip
NOT_COUNTED = "the model does not count its tokens"
NO_FIRST = "the model cannot be asked for one token alone, so reading is not told from writing"


class TokenMeter:
    """The tokens of each call, off the model's own count, which is looked at between the calls."""

    def __init__(self, model: Model) -> None:
        self._model = model if isinstance(model, CountsTokens) else None
        self._before = None if self._model is None else self._model.tokens
        self._read: list[int] = []
        self._written: list[int] = []

    def after_call(self) -> None:
        """Behind each call, and not while the clock runs."""
        if self._model is None or self._before is None:
            return
        now = self._model.tokens
        self._read.append(now.read - self._before.read)
        self._written.append(now.written - self._before.written)
        self._before = now

    def read(self, calls: int) -> NDArray[np.float64] | None:
        """Of the last so many calls, shape (calls,); None where the model counts none."""
        return None if self._model is None else np.array(self._read[-calls:], dtype=np.float64)

    def written(self, calls: int) -> NDArray[np.float64] | None:
        """As `read`, of the tokens that were added."""
        return None if self._model is None else np.array(self._written[-calls:], dtype=np.float64)


def written_a_second(
    group: Group,
    took: NDArray[np.float64],
    meter: TokenMeter,
    machine: str,
    stated: Stated,
    busy: str | None,
) -> Measurement:
    """Tokens that a call writes a second, its prompt's time included; the median of calls.

    took: seconds of each call, shape (calls,), measured while the meter looked on.
    """
    written = meter.written(len(took))
    if written is None:
        return Undetermined(WRITTEN, group, NOT_COUNTED, 0)
    return quantile_of(WRITTEN, group, written / took, 0.5, machine, stated, busy)


def of_first_tokens(
    took: NDArray[np.float64],
    meter: TokenMeter,
    machine: str,
    stated: Stated,
    busy: str | None,
) -> Iterator[Measurement]:
    """Of calls that wrote one token each: how long that takes, and tokens read a second until then.

    took: seconds of each call, shape (calls,), measured while the meter looked on.
    """
    yield quantile_of(FIRST, (), 1000 * took, 0.5, machine, stated, busy)
    read = meter.read(len(took))
    if read is None:
        yield Undetermined(READ, (), NOT_COUNTED, 0)
    else:
        yield quantile_of(READ, (), read / took, 0.5, machine, stated, busy)


def tokens_in_words(meter: TokenMeter | None, calls: int) -> str:
    """The middle call, in words; nothing where no tokens are counted."""
    read, written = (None, None) if meter is None else (meter.read(calls), meter.written(calls))
    if read is None or written is None:
        return ""
    return f"; {np.median(read):,.0f} tokens read and {np.median(written):,.0f} written, the median"
