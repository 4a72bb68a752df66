"""Tokens are counted call by call, off the model's own count."""

import numpy as np
import pytest

from audits.cost.tokens import (
    FIRST,
    NOT_COUNTED,
    READ,
    WRITTEN,
    TokenMeter,
    of_first_tokens,
    written_a_second,
)
from audits.models import TokenCount
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)


class Counting:
    """Reads ten tokens a call, and writes one more each time."""

    reads, fingerprint = (), "0" * 64

    def __init__(self):
        self.calls = 0

    @property
    def tokens(self):
        return TokenCount(10 * self.calls, self.calls * (self.calls + 1) // 2)


class Silent:
    reads, fingerprint, calls = (), "0" * 64, 0


def metered(model, calls):
    model.calls += 3  # before
    meter = TokenMeter(model)
    for _ in range(calls):
        model.calls += 1
        meter.after_call()
    return meter


def test_each_call_has_its_own_tokens_and_what_was_before_counts_nowhere():
    meter = metered(Counting(), 5)
    assert meter.written(4).tolist() == [5, 6, 7, 8]
    assert meter.read(4).tolist() == [10] * 4


def test_tokens_a_second_by_hand():
    """Calls of two seconds write 6, 7, ... 24 tokens: the median is 15, by two.

    Where each writes more than the last they are no sample of calls, and decide nothing.
    """
    meter = metered(Counting(), 21)
    found = written_a_second((), np.full(19, 2.0), meter, "here", STATED, None)
    assert found.metric == WRITTEN
    assert found.raw[0] == pytest.approx(7.5)
    assert "as long as those before" in found.reason
    first, read = of_first_tokens(np.full(20, 0.5), meter, "here", STATED, "it was busy")
    assert (first.metric, first.raw[0], first.reason) == (FIRST, 500, "it was busy")
    assert (read.metric, read.raw[0], read.reason) == (READ, 20, "it was busy")


def test_a_model_that_counts_none_has_a_reason_and_no_number():
    meter = metered(Silent(), 8)
    assert meter.written(8) is None
    assert written_a_second((), np.ones(8), meter, "here", STATED, None).reason == NOT_COUNTED
    first, read = of_first_tokens(np.ones(8), meter, "here", STATED, None)
    assert first.value == 1000
    assert read.reason == NOT_COUNTED
