"""Drift against an earlier dataset, the training rows of a split, and along a stream."""

import time

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.second_rows import SecondRows
from audits.errors import NotApplicable
from audits.measurement import Exhibit, WhyNot
from audits.probes.data.drift import drift
from audits.specification.roles import Role
from tests.askable import LinearTable
from tests.subjects import Subject

SHIFTED = ("column", "x7")


def table(rng, rows, moved=0.0, columns=50, **more):
    """Numbers, of which every fifth is cut into four values; x7 may be moved."""
    made = []
    for at in range(columns):
        values = rng.normal(size=rows) + (moved if at == 7 else 0.0)
        if at % 5 == 4:
            codes = np.digitize(values, [-1, 0, 1]).astype(np.int8)
            made.append(Column(f"x{at}", Role.FEATURE, Categories(codes, ("a", "b", "c", "d"))))
        else:
            made.append(Column(f"x{at}", Role.FEATURE, Numbers(values)))
    made += [Column(name, role, values) for name, (role, values) in more.items()]
    return Dataset(tuple(made))


def measured(subject, **parameters):
    found = list(drift(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    return numbers, [m for m in found if isinstance(m, Exhibit)]


def test_a_shift_of_one_column_in_fifty_is_named_and_no_other():
    rng = np.random.default_rng(1)
    subject = Subject(table(rng, 1500, moved=0.3), earlier=SecondRows(table(rng, 1500)))
    numbers, exhibits = measured(subject)
    small = {group for (metric, group), m in numbers.items()
             if metric == "drift_p_value" and m.value <= 0.05}  # fmt: skip
    assert small == {(), (SHIFTED,)}
    # Two normals .3 apart: at most 2 Phi(.15) - 1 = .119 between their shares.
    assert 0.1192 in numbers["drift_distance", (SHIFTED,)].interval
    assert exhibits[0].title == "Of another kind than before: x7."


def test_halves_of_one_set_seldom_differ_at_all():
    """The whole probe, joint test included: of 40 splits .05 may."""
    rng, alarms = np.random.default_rng(2), 0
    whole = table(rng, 400, columns=4)
    for _ in range(40):
        rows = rng.permutation(400)
        subject = Subject(whole.take(rows[:200]), earlier=SecondRows(whole.take(rows[200:])))
        numbers, _ = measured(subject)
        alarms += numbers["drift_p_value", ()].value <= 0.05
    assert alarms <= 5  # more have odds of 1 in 70


def test_the_shift_that_goes_with_a_changed_number_is_shown():
    """The answer follows x1 alone; x1 moves, and so does who is selected."""
    rng = np.random.default_rng(3)

    def applicants(rows, by):
        x = rng.normal(by, 1, rows), rng.normal(0, 1, rows)
        told = Categories((x[0] > 0).astype(np.int8), ("no", "yes"))
        return Dataset(
            (
                Column("x1", Role.FEATURE, Numbers(x[0])),
                Column("x2", Role.FEATURE, Numbers(x[1])),
                Column("told", Role.PREDICTION, told, favourable="yes"),
            )
        )

    subject = Subject(applicants(2000, 0.5), earlier=SecondRows(applicants(2000, 0.0)))
    numbers, exhibits = measured(subject)
    assert numbers["drift_p_value", (("column", "told"),)].value < 0.001
    (shown,) = [e for e in exhibits if e.title.startswith("Numbers that changed")]
    (row,) = shown.content["rows"]
    assert row[0] == "selection_rate"
    assert row[5] == "x1"
    # Phi(.5) - .5 = .191; tenths of before blur it a little.
    assert row[3] == pytest.approx(0.191, abs=0.03)
    assert row[6] == pytest.approx(row[3], abs=0.03)


def test_a_model_is_asked_about_the_rows_of_before_too():
    rng = np.random.default_rng(4)

    def of(by):
        return Dataset((Column("x0", Role.FEATURE, Numbers(rng.normal(by, 1, 400))),))

    model = LinearTable({"x0": 2.0})
    numbers, _ = measured(Subject(of(1.0), model, earlier=SecondRows(of(0.0))))
    assert numbers["drift_p_value", (("column", "answer"),)].value < 1e-6


def test_without_an_earlier_dataset_the_training_rows_of_a_split_are_before():
    rng = np.random.default_rng(5)
    part = Categories(np.repeat([1, 0], 400), ("test", "train"))
    data = table(rng, 800, columns=3, part=(Role.SPLIT, part))
    numbers, _ = measured(Subject(data))
    assert numbers["drift_distance", ()].sample_size == (400, 400)
    assert numbers["drift_p_value", ()].value > 0.05


@pytest.mark.parametrize("moved", [0.0, 1.0])
def test_a_stream_is_held_against_its_own_first_periods(moved):
    rng = np.random.default_rng(6)
    day = np.repeat(np.arange(90), 30)
    values = rng.normal(size=len(day))
    values[day >= 60] += moved
    data = Dataset(
        (Column("x", Role.FEATURE, Numbers(values)),
         Column("day", Role.TIME, Numbers(day.astype(float))))
    )  # fmt: skip
    numbers, exhibits = measured(Subject(data))
    found = numbers["stream_drift_distance", (("column", "x"),)]
    assert found.sample_size == (1800, 900)
    assert (found.interval.lower > 0) == bool(moved)
    assert exhibits[0].content["tone"] == ("flag" if moved else "clear")
    # What one day asks for alone is not there: that would err on every day anew.
    assert not [key for key in numbers if key[0] == "drift_p_value"]


def test_rows_without_a_time_are_told_and_too_few_periods_say_what_would_help():
    rng = np.random.default_rng(7)
    day = np.repeat(np.arange(40.0), 10)
    day[:5] = np.nan
    data = Dataset(
        (Column("x", Role.FEATURE, Numbers(rng.normal(size=400))),
         Column("day", Role.TIME, Numbers(day)))
    )  # fmt: skip
    subject = Subject(data)
    measured(subject)
    assert any("5 rows have no time" in warning for warning in subject.warnings)
    with pytest.raises(NotApplicable, match="the stream has 40 periods") as refusal:
        measured(Subject(data), reference_periods=60)
    assert "reference_periods" in refusal.value.remedy


def test_nothing_to_hold_them_against_is_not_run_with_the_remedy():
    data = table(np.random.default_rng(8), 50, columns=2)
    with pytest.raises(NotApplicable, match="held against") as refusal:
        measured(Subject(data))
    assert "earlier: {path" in refusal.value.remedy
    gone = SecondRows(WhyNot("the earlier dataset is not stored any more"))
    with pytest.raises(NotApplicable, match="not stored any more"):
        measured(Subject(data, earlier=gone))
    other = Dataset((Column("z", Role.FEATURE, Numbers(np.arange(50.0))),))
    with pytest.raises(NotApplicable, match="no column in common"):
        measured(Subject(data, earlier=SecondRows(other)))


@pytest.mark.long
def test_a_million_rows_of_fifty_columns_take_twenty_seconds_of_a_core():
    rng = np.random.default_rng(9)
    subject = Subject(table(rng, 1_000_000, 0.3), earlier=SecondRows(table(rng, 1_000_000)))
    started = time.process_time()
    numbers, _ = measured(subject)
    assert time.process_time() - started <= 20
    assert numbers["drift_p_value", (SHIFTED,)].value < 1e-6
