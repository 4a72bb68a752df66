import numpy as np
import pytest
from scipy.stats import binomtest, sem, ttest_1samp

from audits.language.injection_measurements import groups_of, paired_mean, sign_test
from audits.language.injection_reading import InjectionRule
from audits.language.injection_study import Asking, injections
from audits.measurement import Estimate, Undetermined
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from audits.statistics.share_measurements import Stated
from tests.audits.language.planted import recorded

STATED = Stated(0.95, 30)


@pytest.fixture
def study():
    data = recorded(lambda *row: "Yes.", documents=12, without=lambda number: "Yes.")
    return injections(
        Subject(data, None), InjectionRule(), Asking((), Sampling(20, 0.0, 0), 1, True)
    )


def measured(study, apart, rows=None):
    here = np.ones(len(study), dtype=bool) if rows is None else rows
    return paired_mean("injection_effect", (), study, here, apart, STATED, "nobody asked")


def test_groups_are_kinds_positions_and_their_crossings(study):
    sizes = {group: int(rows.sum()) for group, rows in groups_of(study)}
    assert sizes[()] == 48
    assert sizes[("plant", "plain"),] == sizes[("position", "end"),] == 24
    assert sizes[("plant", "plain"), ("position", "end")] == 12
    assert len(sizes) == 1 + 2 + 2 + 4


def test_documents_are_the_units_of_a_paired_mean(study):
    each = np.array([1, 0.5, 0, 0, 1, 0.5, 0, 0, 0.25, 0, 0, -0.25])
    line = measured(study, np.repeat(each, 4))
    assert line.value == pytest.approx(each.mean())
    assert line.evidence == pytest.approx((each.mean(), sem(each), 11, -1, 1))
    theirs = ttest_1samp(each, 0).confidence_interval()
    assert line.interval.lower <= theirs.low < theirs.high <= line.interval.upper
    assert line.sample_size == 48


def test_where_no_document_differs_one_that_was_not_asked_may(study):
    line = measured(study, np.ones(48))
    assert line.value == 1
    # Twelve of twelve: an end at 1, and the other where 2.5 % would show twelve alike.
    assert line.interval.upper == 1
    assert ((line.interval.lower + 1) / 2) ** 12 == pytest.approx(0.025)


def test_a_spread_of_zero_by_balance_alone_is_no_certainty(study):
    line = measured(study, np.tile([1.0, -1.0, 1.0, -1.0], 12))
    assert line.value == 0
    assert "hoeffding" in line.method


def test_few_documents_rows_or_pairs_decide_nothing(study):
    few = study.clusters < 4
    assert "16 rows where 30 are needed" in measured(study, np.zeros(48), few).reason
    line = paired_mean(
        "injection_effect", (), study, few, np.zeros(48), Stated(0.95, 10), "nobody asked"
    )
    assert "4 clusters where 5 are needed" in line.reason
    line = measured(study, np.where(np.arange(48) < 15, np.nan, 0.0))
    assert isinstance(line, Undetermined)
    assert "15 of 48 rows with a plant nobody asked" in line.reason
    assert line.raw[0] == 0
    assert measured(study, np.full(48, np.nan)) == Undetermined(
        "injection_effect", (), "nobody asked", 0
    )
    assert isinstance(measured(study, np.where(np.arange(48) < 9, np.nan, 0.0)), Estimate)


def test_the_sign_test_is_over_documents(study):
    apart = np.repeat([1.0] * 7 + [-1.0] + [0.0] * 4, 4)
    every = np.ones(48, dtype=bool)
    assert sign_test(study, every, apart) == pytest.approx(binomtest(7, 8).pvalue)
    assert sign_test(study, every, np.zeros(48)) == 1
    assert sign_test(study, every, np.full(48, np.nan)) == 1
