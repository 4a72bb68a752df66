import pytest

from audits.measurement import Estimate, Undetermined
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

STATED = Stated(0.95, 30)
# Wilson 1927 at 7 of 10, 95 %: (0.3968, 0.8922), as in any textbook's table.
WILSON_7_OF_10 = (0.3968, 0.8922)


def test_enough_rows_make_an_estimate_with_the_interval_of_its_evidence():
    found = stated_value("rate", (), 0.7, "wilson", (7.0, 10.0), 10, None, STATED)
    assert isinstance(found, Estimate)
    assert (found.interval.lower, found.interval.upper) == pytest.approx(WILSON_7_OF_10, abs=5e-5)


def test_too_few_rows_decide_nothing_and_keep_what_was_seen():
    group, reference = (("sex", "f"),), (("sex", "m"),)
    found = stated_value("rate", group, 0.7, "wilson", (7.0, 10.0), (10, 40), "10 rows where 30 "
                         "are needed", STATED, reference=reference)  # fmt: skip
    assert isinstance(found, Undetermined)
    assert found.reference == reference
    assert found.raw is not None
    assert found.raw[0] == 0.7
    assert (found.raw[1].lower, found.raw[1].upper) == pytest.approx(WILSON_7_OF_10, abs=5e-5)
