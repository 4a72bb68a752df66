import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.robustness.recorded_certificates import recorded
from tests.audits.probes.robustness.test_certified import recorded as table


def test_rows_without_a_label_are_left_out_and_abstentions_have_no_class():
    data = table([0.3, 0.2, 0.1], ["a", "Abstain", "b"], ["a", "b", None])
    rows, held = recorded(Subject(data))
    assert len(rows) == 2
    assert held.codes.tolist() == [0, -1]
    assert held.hold(rows.labels, 0.25).tolist() == [True, False]


def test_a_missing_radius_is_none():
    data = table([np.nan, 0.2], ["a", "b"], ["a", "b"])
    _, held = recorded(Subject(data))
    assert held.radii.tolist() == [0.0, 0.2]


def test_it_needs_three_columns():
    with pytest.raises(NotApplicable, match="certificates"):
        recorded(Subject(type(data := table([1.0], ["a"], ["a"]))(data.columns[:1])))
