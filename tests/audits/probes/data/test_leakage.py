"""Columns that give the label away, each with its share of right answers."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Undetermined
from audits.probes.data.leakage import leakage
from audits.specification.roles import Role
from tests.subjects import Subject


def table(rows=400):
    rng = np.random.default_rng(1)
    label = rng.integers(0, 2, rows)
    wrong = rng.random(rows) < 0.2
    return Dataset(
        (
            Column("y", Role.LABEL, Categories.of([("no", "yes")[code] for code in label])),
            Column("paid_back", Role.FEATURE, Numbers(label * 3.0 + rng.random(rows))),
            Column("near", Role.NUISANCE, Categories.of([str(c) for c in label ^ wrong])),
            Column("age", Role.ID, Numbers(rng.normal(size=rows))),
            Column("same", Role.FEATURE, Numbers(np.ones(rows))),
        )
    )


def measured(data):
    subject = Subject(data)
    results = list(leakage(subject))
    numbers = {dict(m.group)["column"]: m for m in results if not isinstance(m, Exhibit)}
    return numbers, [m for m in results if isinstance(m, Exhibit)], subject.warnings


def test_each_column_has_its_share_and_the_leak_is_named():
    numbers, exhibits, warnings = measured(table())
    assert numbers["paid_back"].value == 1.0
    # Wrong in a fifth of the rows by the way it was made.
    assert 0.8 in numbers["near"].interval
    assert 0.5 in numbers["age"].interval
    assert isinstance(numbers["same"], Undetermined)
    assert exhibits[0].title == "paid_back all but equals the label."
    assert any("'paid_back' alone all but equals" in warning for warning in warnings)


def test_a_label_of_numbers_has_shares_of_variance():
    rng = np.random.default_rng(2)
    x = rng.normal(size=2000)
    data = Dataset(
        (
            Column("y", Role.LABEL, Numbers(x + rng.normal(size=2000))),
            Column("x", Role.FEATURE, Numbers(x)),
        )
    )
    numbers, exhibits, _ = measured(data)
    # Half of the variance is that of x; in 32 steps a little less is told.
    assert numbers["x"].value == pytest.approx(0.5, abs=0.06)
    assert exhibits[0].title == "No column all but equals the label."


def test_a_label_that_is_sorted_in_the_file_is_told():
    data = table()
    label = data["y"]
    ordered = data.take(np.argsort(label.categories.codes, kind="stable"))
    _, exhibits, _ = measured(ordered)
    assert exhibits[-1].title == "The label changes along the file."


def test_numbers_too_large_are_undetermined_and_nothing_to_look_at_is_not_run():
    data = table()
    age = replace(data["age"], values=Numbers(np.where(np.arange(400) == 3, 1e200, 1.0)))
    numbers, _, _ = measured(Dataset((*data.columns[:3], age)))
    assert "1e+150" in numbers["age"].reason
    with pytest.raises(NotApplicable, match="no column of numbers"):
        measured(Dataset(data.columns[:1]))
