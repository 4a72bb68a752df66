"""The probe: how many items are open, counted, and the checklist to look at."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.second_rows import SecondRows
from audits.measurement import Estimate, WhyNot
from audits.planning.documented import Documented
from audits.probes.reproducibility.checklist import checklist
from audits.specification.reproducibility_statements import statements_of
from audits.specification.roles import Role
from tests.askable import LinearTable, people
from tests.subjects import Subject

WEIGHTS = {"x0": 1.0, "x1": -1.0}


def filled(subject):
    estimate, exhibit = checklist(subject)
    assert isinstance(estimate, Estimate)
    items = {item["key"]: item for item in exhibit.content["items"]}
    return estimate, items


def test_open_items_are_counted_whole_with_all_21_as_n():
    estimate, items = filled(Subject(people(), LinearTable(WEIGHTS)))
    assert (estimate.metric, estimate.value, estimate.sample_size) == ("open_items", 17, 21)
    assert estimate.method == "counted"
    assert (estimate.interval.lower, estimate.interval.upper) == (17, 17)
    assert items["data_statistics"]["known"].startswith(f"audited: {len(people()):,} rows")


def test_what_is_stated_is_open_no_longer():
    statements = statements_of({"training_code": "train.py"})
    estimate, items = filled(
        Subject(people(), LinearTable(WEIGHTS), documented=Documented(statements=statements))
    )
    assert estimate.value == 16
    assert items["training_code"]["stated"] == "train.py"


def split(*levels):
    rows = np.arange(10) % len(levels)
    return Dataset((
        Column("answer", Role.PREDICTION, Categories.of(["a", "b"] * 5)),
        Column("x", Role.FEATURE, Numbers(np.arange(10.0))),
        Column("part", Role.SPLIT, Categories.of([levels[code] for code in rows])),
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("levels", "standing"),
    [(("Train", "test"), "answered"), (("one", "two"), "open"), (("train",), "open")],
)
def test_a_split_counts_with_a_training_part_and_another(levels, standing):
    _, items = filled(Subject(split(*levels)))
    assert items["data_splits"]["standing"] == standing
    rows = 10 // len(levels)
    assert f"{levels[0]} {rows} rows" in items["data_splits"]["known"]


def test_every_part_is_counted_where_one_is_measured():
    whole = split("train", "test")
    _, items = filled(Subject(whole.take(np.arange(5) * 2 + 1), whole=whole))
    assert "test 5 rows, train 5 rows" in items["data_splits"]["known"]
    assert items["data_statistics"]["known"].startswith("audited: 5 rows")


def test_members_that_cannot_be_read_answer_nothing():
    model = LinearTable(WEIGHTS)
    _, items = filled(Subject(people(), model, members=SecondRows(people())))
    assert items["data_splits"]["standing"] == "answered"
    _, items = filled(Subject(people(), model, members=SecondRows(WhyNot("gone"))))
    assert items["data_splits"]["standing"] == "open"


def test_of_data_alone_nothing_was_trained():
    data = Dataset(tuple(split("train", "test"))[1:])
    estimate, items = filled(Subject(data))
    assert items["trained_model"]["standing"] == "not applicable"
    assert estimate.value == 5
