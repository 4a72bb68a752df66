import numpy as np
import pytest

from audits.language.association_exhibits import associations_table
from audits.language.association_measurements import effect
from audits.measurement import Estimate, Undetermined
from audits.statistics.share_measurements import Stated

NAMES = ("a", "b", "x", "y")


def measured(first, second, reason=None, name="t", assumes_normal=True):
    sides = [np.array(first, dtype=float), np.array(second, dtype=float)]
    return effect(
        "m", (("set", name),), reason, sides, (len(first), len(second)),
        np.random.default_rng(0), Stated(0.95, 1), draws=999, names=NAMES, missing=1,
        assumes_normal=assumes_normal,
    )  # fmt: skip


APART, ALIKE = ([1, 2, 3, 4, 6], [7, 8, 9, 10, 12]), ([1, 2, 3, 4, 5], [1.5, 2.5, 3.5, 4.5, 0])


def test_a_test_has_its_effect_its_interval_and_its_p():
    line = measured(*APART)
    assert isinstance(line.measurement, Estimate)
    assert line.measurement.p_value == pytest.approx(2 / 252)  # one of ten over five
    assert line.measurement.sample_size == (5, 5)
    assert line.measurement.method.startswith("noncentral-t-union (exact permutation test")


@pytest.mark.parametrize(
    ("first", "second", "reason", "expected"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4, 5], None, "4 words of a list where 5 are needed"),
        ([1] * 5, [2] * 5, None, "no variation"),
        (*APART, "words are missing", "words are missing"),
    ],
)
def test_what_tells_nothing_is_undetermined_without_a_value(first, second, reason, expected):
    line = measured(first, second, reason)
    assert isinstance(line.measurement, Undetermined)
    assert expected in line.measurement.reason
    assert line.measurement.raw is None


def test_p_is_corrected_over_all_tests_of_the_table():
    lines = [measured(*APART, name="one"), measured(*ALIKE, name="two"),
             measured(*APART, "missing", name="three")]  # fmt: skip
    rows = associations_table(lines).content["rows"]
    assert [row[0] for row in rows] == ["one", "two", "three"]
    p = [line.permuted.two_sided for line in lines[:2]]
    # Holm 1979: the smaller times two, the larger as it is.
    assert [row[6] for row in rows] == [pytest.approx(2 * p[0]), pytest.approx(p[1]), None]
    assert rows[2][7] == "missing"


def test_an_effect_rests_on_what_was_stated_of_the_associations():
    unsaid = measured(*APART, assumes_normal=False)
    assert isinstance(unsaid.measurement, Undetermined)
    assert "`assumes: normal`" in unsaid.measurement.reason
    assert unsaid.measurement.raw[0] == measured(*APART).measurement.value
    assert unsaid.permuted.two_sided == pytest.approx(2 / 252)
    far = measured([1, 2, 3, 4, 5, 6, 7, 90], [1, 2, 3, 4, 5, 6, 7, 8])
    assert "`assumes: normal` was stated, and the associations are not" in far.measurement.reason


@pytest.mark.parametrize("words", [8, 25])
def test_normal_associations_are_judged_rightly(words):
    """d of two normal lists, one deviation apart: 1 / sqrt(1 + 1 / 4)."""
    rng, truth, misses, judged = np.random.default_rng(words), 1 / 1.25**0.5, 0, 0
    for _ in range(300):
        first, second = rng.normal(1, 1, words), rng.normal(0, 1, words)
        effect = measured(first, second).measurement
        if isinstance(effect, Estimate):
            judged += 1
            misses += truth not in effect.interval
    assert judged > 0.95 * 300
    assert misses <= 0.05 * 300 + 8
