"""What heads cost each other is found where it was planted, and for whom."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.tradeoffs.interference import interference
from audits.specification.roles import Role
from tests.subjects import Subject

ACCURACY, GAP = "accuracy_lost_to_sharing", "accuracy_lost_to_sharing_difference"
ERROR = "error_added_by_sharing"
FEMALE, MALE = (("sex", "f"),), (("sex", "m"),)


def answers(rows, seed, *, lost=0.15):
    """A model alone is right in .9; the head loses `lost` of the right answers about women."""
    rng = np.random.default_rng(seed)
    female = np.arange(rows) % 2 == 0
    label = rng.integers(0, 2, rows)
    alone = rng.random(rows) < 0.9
    head = alone & ~(female & (rng.random(rows) < lost))
    return Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(list(np.where(female, "f", "m"))),
                   reference="m"),
            Column("y", Role.LABEL, two(label), positive="yes"),
            Column("head", Role.PREDICTION, two(np.where(head, label, 1 - label))),
            Column("alone", Role.SINGLE_TASK, two(np.where(alone, label, 1 - label))),
        )
    )  # fmt: skip


def two(codes):
    return Categories(codes.astype(np.int8), ("no", "yes"))


def measured(data):
    subject = Subject(data)
    found = list(interference(subject))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    return numbers, [m for m in found if isinstance(m, Exhibit)], subject.warnings


def test_a_planted_cost_is_found_for_whom_it_was_planted():
    numbers, (table,), warnings = measured(answers(4000, 1))
    assert 0.135 in numbers[ACCURACY, FEMALE].interval  # .9 times .15
    assert numbers[ACCURACY, FEMALE].interval.lower > 0.1
    assert numbers[ACCURACY, MALE].value == 0
    assert 0.0675 in numbers[ACCURACY, ()].interval
    assert 0.135 in numbers[GAP, FEMALE].interval
    assert numbers[GAP, FEMALE].reference == MALE
    verdicts = {row[0]: row[-1] for row in table.content["rows"]}
    assert verdicts == {"everyone": "pays", "f": "pays", "m": "not shown"}
    assert not warnings


def test_without_a_cost_it_is_seldom_said_that_somebody_pays():
    """Two models that err by chance: of 200 tables with three lines 5 % may say so, by Holm."""
    said = 0
    for seed in range(200):
        data = answers(200, seed, lost=0.0)
        label = data["y"].categories.codes
        rng = np.random.default_rng(1000 + seed)
        head = np.where(rng.random(200) < 0.9, label, 1 - label)
        *others, alone = (data["sex"], data["y"], Column("h", Role.PREDICTION, two(head)),
                          data["alone"])  # fmt: skip
        _, tables, _ = measured(Dataset((*others, alone)))
        said += any(row[-1] != "not shown" for row in tables[0].content["rows"])
    assert said <= 18  # of a true 5 % the chance of 19 or more is one in a hundred


def test_numbers_are_held_by_how_far_they_are_off():
    rng = np.random.default_rng(8)
    female = np.arange(6000) % 2 == 0
    label = rng.normal(0, 5, 6000)
    alone, more = rng.normal(0, 1, 6000), np.where(female, 1.5, 1.0)
    data = Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(list(np.where(female, "f", "m"))),
                   reference="m"),
            Column("y", Role.LABEL, Numbers(label)),
            Column("head", Role.PREDICTION, Numbers(label + more * rng.normal(0, 1, 6000))),
            Column("alone", Role.SINGLE_TASK, Numbers(label + alone)),
        )
    )  # fmt: skip
    numbers, (table,), _ = measured(data)
    # The mean size of a normal error is sqrt(2 / pi) times its deviation.
    assert 0.5 * np.sqrt(2 / np.pi) in numbers[ERROR, FEMALE].interval
    assert 0.0 in numbers[ERROR, MALE].interval
    assert isinstance(numbers[ERROR, ()], Estimate)
    assert {row[0]: row[-1] for row in table.content["rows"]}["f"] == "pays"


def test_rows_without_an_answer_of_both_are_left_out_and_told():
    data = answers(400, 2)
    codes = data["alone"].categories.codes.copy()
    codes[:100] = -1
    *others, alone = data.columns
    column = Column("alone", alone.role, Categories(codes, alone.categories.levels))
    numbers, _, warnings = measured(Dataset((*others, column)))
    assert numbers[ACCURACY, ()].sample_size == 300
    assert any("100 of 400 rows lack" in text for text in warnings)


def test_small_groups_are_undetermined_and_not_left_out():
    numbers, _, _ = measured(answers(40, 4))
    for group in (FEMALE, MALE):
        assert isinstance(numbers[ACCURACY, group], Undetermined)
        assert "20 rows where 30 are needed" in numbers[ACCURACY, group].reason


def test_two_kinds_are_not_compared():
    data = answers(100, 5)
    *others, _ = data.columns
    with pytest.raises(NotApplicable, match="two kinds"):
        measured(Dataset((*others, Column("alone", Role.SINGLE_TASK, Numbers(np.zeros(100))))))
