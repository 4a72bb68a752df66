"""How numbers of a machine are said."""

from math import inf

import numpy as np
import pytest

from audits.cost.stated import FEWEST_CALLS, counted, on, quantile_of
from audits.measurement import Estimate, Undetermined
from audits.statistics.shares import Stated

STATED = Stated(0.95, 30)


@pytest.mark.parametrize(
    ("processor", "said"),
    [
        ("Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz", "Intel Xeon Platinum 8370C"),
        ("AMD EPYC 7763 64-Core Processor", "AMD EPYC 7763 64-Core Processor"),
    ],
)
def test_the_machine_in_a_few_words(processor, said):
    words = on({"processor": processor, "cores": "2"}, "onnxruntime 1.32.0 on CPU, 1 thread")
    assert words == f"{said}, 2 cores; onnxruntime 1.32.0 on CPU, 1 thread"


def test_a_median_of_twenty_calls_has_the_limits_of_the_sign_test():
    """The 6th and the 15th of 20 (Conover 1999, table A3)."""
    mixed = 1.0 + 7 * np.arange(20) % 20
    measured = quantile_of("latency", (), mixed, 0.5, "here", STATED, None)
    assert isinstance(measured, Estimate)
    assert (measured.value, measured.interval.lower, measured.interval.upper) == (10, 6, 15)
    assert (measured.sample_size, measured.method) == (20, "order-statistic (here)")


def test_calls_that_follow_each_other_alike_are_worth_fewer():
    """Of 400 in pauses of ten the limits are those of so many fewer; of a trend none is left."""
    rng = np.random.default_rng(4)
    own = rng.lognormal(0, 0.1, 400)
    paused = np.where(np.repeat(rng.random(40) < 0.3, 10), 3 * own, own)
    whole, few = (
        quantile_of("latency", (), times, 0.95, "here", STATED, None) for times in (own, paused)
    )
    assert isinstance(whole, Estimate)
    assert isinstance(few, Estimate)
    assert few.evidence[1] < 72 < whole.evidence[1] == 400
    assert few.sample_size == 400
    # .95 ** 72 is the first under 2.5 %: fewer leave the 95th percentile open above.
    assert few.interval.upper == inf
    trend = quantile_of("latency", (), np.arange(1.0, 401), 0.5, "here", STATED, None)
    assert isinstance(trend, Undetermined)
    assert trend.reason.startswith("calls take as long as those before them: 400 are worth ")


def test_too_few_calls_and_a_busy_machine_are_undetermined_with_what_was_measured():
    few = quantile_of("latency", (), np.arange(5.0), 0.5, "here", STATED, None)
    assert few.reason == f"5 calls where {FEWEST_CALLS} are needed"
    busy = quantile_of("latency", (), np.arange(1.0, 21), 0.5, "here", STATED, "it was busy")
    assert isinstance(busy, Undetermined)
    assert (busy.reason, busy.raw[0]) == ("it was busy", 10)


def test_fewest_calls_are_those_that_close_the_interval_of_a_median():
    """.5 ** 6 on either side is 3.1 %; with five it is 6.3 %."""
    for calls, is_closed in ((FEWEST_CALLS, True), (FEWEST_CALLS - 1, False)):
        busy = quantile_of("latency", (), np.arange(1.0, calls + 1), 0.5, "h", STATED, "busy")
        assert (busy.raw[1].upper < inf) is is_closed


def test_a_count_is_its_own_interval():
    measured = counted("parameters", (), 78_426, STATED)
    assert (measured.value, measured.interval.lower, measured.interval.upper) == (78_426,) * 3
    assert measured.method == "counted"
    assert counted("peak_memory", (), 5, STATED, machine="here").method == "counted (here)"
