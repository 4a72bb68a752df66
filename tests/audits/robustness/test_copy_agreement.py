"""A copy whose answers are written down: shares and gaps by hand."""

from dataclasses import dataclass

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.measurement import Undetermined
from audits.probing.subject import Subject
from audits.robustness import copy_agreement
from audits.robustness.row_measuring import rows_of
from audits.robustness.stealing import Round
from audits.specification.roles import Role
from audits.statistics.shares import Stated
from tests import askable


@dataclass
class Copy:
    """Answers 1 where the input is above 0."""

    def scores(self, encoded):
        return np.stack([-encoded, encoded], axis=1)


class Thief:
    def encoded(self, inputs):
        return inputs


def people():
    """Women: 30 of 40 answered alike. Men: 20 of 40; five more rows have no answer."""
    sex = ["f"] * 40 + ["m"] * 45
    data = Dataset(
        (
            Column("x0", Role.FEATURE, Numbers(np.zeros(85))),
            Column("y", Role.LABEL, Categories.of(["yes"] * 85)),
            Column("sex", Role.PROTECTED, Categories.of(sex), reference="m"),
        )
    )
    subject = Subject(data, askable.LinearTable({"x0": 1.0}))
    codes = np.array([1] * 80 + [-1] * 5)
    inputs = np.array([1.0] * 30 + [-1.0] * 10 + [1.0] * 20 + [-1.0] * 20 + [1.0] * 5)
    judged = rows_of(data, np.arange(85), np.ones(85, dtype=np.intp), codes)
    return subject, Round(Copy(), 500), Thief(), inputs, judged


def test_rows_without_an_answer_are_in_no_share():
    _, made, thief, inputs, judged = people()
    measured = copy_agreement.overall(made, thief, inputs, judged, Stated(0.95, 30))
    assert measured.value == 50 / 80
    assert measured.sample_size == 80
    assert "a copy of 500 answers" in measured.method


def test_by_group_and_the_gap():
    subject, *given = people()
    measured = {
        (m.metric, m.group): m for m in copy_agreement.by_group(subject, *given, Stated(0.95, 30))
    }
    women, men = (measured["substitute_agreement", (("sex", one),)] for one in "fm")
    assert (women.value, men.value) == (0.75, 0.5)
    gap = measured["substitute_agreement_difference", (("sex", "f"),)]
    assert gap.value == pytest.approx(0.25)
    assert gap.reference == (("sex", "m"),)
    # Newcombe's hybrid score of 30/40 and 20/40.
    assert (gap.interval.lower, gap.interval.upper) == pytest.approx((0.0379, 0.4333), abs=1e-4)


def test_a_small_group_is_undetermined():
    subject, *given = people()
    measured = list(copy_agreement.by_group(subject, *given, Stated(0.95, 41)))
    assert all(isinstance(one, Undetermined) for one in measured)
