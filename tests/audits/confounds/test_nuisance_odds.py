"""Odds of the positive answer at one value of a nuisance over another."""

from math import log

import numpy as np
import pytest

from audits.confounds.nuisance_odds import odds_ratios
from audits.data.dataset import Categories, Column, Dataset
from audits.measurement import Estimate, Undetermined
from audits.specification.roles import Role
from audits.statistics.share_measurements import Stated
from tests.audits.confounds.simulated import category, number
from tests.subjects import Subject

STATED = Stated(0.95, 30)


def rows(*cells):
    """Label, nuisance and answer of so many rows each."""
    return [np.repeat([cell[place] for cell in cells], [cell[3] for cell in cells])
            for place in range(3)]  # fmt: skip


def measured(label, nuisance, answer, reason=None):
    data = Dataset(
        (Column("y", Role.LABEL, Categories.of(list(label)), positive="1"),
         Column("a", Role.PREDICTION, Categories.of(list(answer)))),
    )  # fmt: skip
    subject = Subject(data)
    found = list(odds_ratios(subject, "dept", category(label), category(answer),
                             category(nuisance), reason, STATED))  # fmt: skip
    return found, subject


STRATA = (
    ("0", "a", "1", 40), ("0", "a", "0", 60), ("0", "b", "1", 30), ("0", "b", "0", 90),
    ("1", "a", "1", 80), ("1", "a", "0", 20), ("1", "b", "1", 60), ("1", "b", "0", 30),
)  # fmt: skip


def test_it_is_the_mantel_haenszel_ratio_over_the_most_frequent_value():
    (found,), _ = measured(*rows(*STRATA))
    # Robins, Breslow & Greenland's estimator by hand: sum(ad/n) / sum(bc/n), b the more frequent.
    expected = (40 * 90 / 220 + 80 * 30 / 190) / (60 * 30 / 220 + 20 * 60 / 190)
    assert found.value == pytest.approx(expected)
    assert found.evidence[0] == pytest.approx(log(expected))
    assert found.group == (("nuisance", "dept"),)
    assert found.reference == (("nuisance", "dept"), ("term", "b"))
    assert found.sample_size == (200, 210)
    assert found.method.startswith("mantel-haenszel")


def test_an_answer_that_never_occurs_gets_half_a_row_in_every_cell():
    (found,), _ = measured(*rows(("0", "a", "1", 40), ("0", "b", "0", 50)))
    assert found.value == pytest.approx((40.5 * 50.5) / (0.5 * 0.5))
    assert "half a row added to every cell" in found.method


def test_strata_that_differ_are_warned_of():
    _, subject = measured(*rows(
        ("0", "a", "1", 90), ("0", "a", "0", 10), ("0", "b", "1", 10), ("0", "b", "0", 90),
        ("1", "a", "1", 10), ("1", "a", "0", 90), ("1", "b", "1", 90), ("1", "b", "0", 11),
    ))  # fmt: skip
    assert any("differs between the label's classes" in str(w) for w in subject.warnings)


def test_few_rows_and_answers_without_both_classes_are_undetermined():
    (small,), _ = measured(*rows(("0", "a", "1", 10), ("0", "b", "0", 40), ("0", "b", "1", 4)))
    assert isinstance(small, Undetermined)
    assert "10 rows where 30 are needed" in small.reason
    (silent,), _ = measured(*rows(("0", "a", "1", 40), ("0", "b", "1", 40), ("1", "a", "0", 40),
                                  ("1", "b", "0", 45)))  # fmt: skip
    assert silent.reason == "in no class of the label does the model give both answers"


def test_three_values_have_two_ratios_with_their_terms():
    found, _ = measured(*rows(*STRATA, ("0", "c", "1", 20), ("0", "c", "0", 20)))
    assert [m.group[-1] for m in found] == [("term", "a"), ("term", "c")]
    assert all(isinstance(m, Estimate) for m in found)


def test_a_number_has_no_values_to_compare_and_a_reason_is_passed_on():
    subject = Subject(Dataset(()))
    answer = category(["0", "1"])
    assert not list(odds_ratios(subject, "n", answer, answer, number([1.0, 2.0]), None, STATED))
    (found,) = odds_ratios(subject, "n", answer, answer, answer, "it is constant", STATED)
    assert found.reason == "it is constant"
