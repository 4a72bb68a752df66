"""The smallest change of a row of numbers and categories, against every row there could be."""

from dataclasses import dataclass, field
from itertools import product
from math import inf

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.models import Answers
from audits.robustness.row_changes import Goal, Searcher, away_from, one_of, other_than, toward
from audits.robustness.row_domains import Feasible, domains_of
from audits.specification.roles import Role

WEIGHTS = {"children": -0.7, "hours": 0.11, "years": 0.35}
JOBS = {"clerk": 0.0, "driver": -0.8, "nurse": 0.9}


@dataclass
class Score:
    """yes where a weighted sum of whole numbers and of a category's worth is above 0."""

    bias: float = -8.0
    reads: tuple = ("children", "hours", "years", "job")
    classes: tuple = ("no", "yes")
    fingerprint: str = "0" * 64
    asked: list = field(default_factory=list)

    def total(self, row):
        return sum(WEIGHTS[n] * row[n] for n in WEIGHTS) + JOBS[row["job"]] + self.bias

    def classify(self, features):
        rows = [
            dict(zip(features, values, strict=True))
            for values in zip(*features.values(), strict=True)
        ]
        self.asked += rows
        totals = np.array([self.total(row) for row in rows])
        positive = 1 / (1 + np.exp(-totals))
        return Answers((totals > 0).astype(np.intp), np.stack([1 - positive, positive], axis=1))


def people(rows=80):
    rng = np.random.default_rng(2)
    columns = {
        "children": rng.integers(0, 5, rows), "hours": rng.integers(20, 26, rows) * 2,
        "years": rng.integers(8, 14, rows),
    }  # fmt: skip
    return Dataset(
        (
            *(Column(n, Role.FEATURE, Numbers(v.astype(float))) for n, v in columns.items()),
            Column("job", Role.FEATURE, Categories.of(list(rng.choice(list(JOBS), rows)))),
        )
    )


def rank(values, value):
    return (np.sum(values < value) + np.sum(values == value) / 2) / len(values)


def brute_force(model, data, row, most_columns, up):
    """The least cost over all rows made of values that the table has."""
    own = {name: part[0] for name, part in data.features(model.reads, np.array([row])).items()}
    all_values = data.features(model.reads, slice(None))
    best, before = inf, model.total(own) > 0
    for values in product(*(sorted({*all_values[name].tolist()}) for name in model.reads)):
        other = dict(zip(model.reads, values, strict=True))
        changed = [name for name in model.reads if other[name] != own[name]]
        barred = len(changed) > most_columns or any(other[name] < own[name] for name in up)
        if not barred and (model.total(other) > 0) != before:
            cost = sum(
                1.0 if name == "job"
                else abs(rank(all_values[name], other[name]) - rank(all_values[name], own[name]))
                for name in changed
            )  # fmt: skip
            best = min(best, cost)
    return best


@pytest.mark.parametrize(("most_columns", "up"), [(1, ()), (2, ("years",)), (3, ())])
def test_it_is_the_optimum_and_nobody_is_a_fraction(most_columns, up):
    model, data = Score(), people()
    domains = domains_of(data, model.reads, np.arange(len(data)), Feasible(only_up=up), "p")
    searcher = Searcher(model, domains, most_columns, 10**6)
    found = 0
    for row in range(0, 80, 16):
        fed = data.features(model.reads, np.array([row]))
        code = int(model.classify(fed).codes[0])
        model.asked.clear()
        change = searcher.search(row, fed, other_than(code), away_from(code))
        expected = brute_force(model, data, row, most_columns, up)
        assert change.cost == pytest.approx(expected)
        assert change.complete
        found += change.is_turned
        assert (change.code == 1 - code) == change.is_turned
        assert all(float(r[n]).is_integer() for r in model.asked for n in WEIGHTS)
        if up:
            assert min(r["years"] for r in model.asked) >= fed["years"][0]
    assert found


def test_a_change_is_moved_back_over_values_that_were_not_listed():
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(101.0))),))

    class Above:
        reads, classes, fingerprint = ("x",), ("no", "yes"), "0" * 64

        def classify(self, features):
            return Answers((features["x"] > 62).astype(np.intp), None)

    domains = domains_of(data, ("x",), np.arange(101), Feasible(values=5), "p")
    searcher = Searcher(Above(), domains, 1, 1000)
    favoured = np.array([1])
    change = searcher.search(3, {"x": np.array([3.0])}, one_of(favoured), toward(favoured))
    (cell,) = change.cells
    assert (cell.column, cell.before, cell.after) == ("x", 3.0, 63.0)
    assert change.cost == pytest.approx(60 / 101)
    assert cell.description == "x 3 to 63"


def test_rows_are_searched_one_by_one_each_for_its_own_goal():
    data, model, shares = people(20), Score(), []
    domains = domains_of(data, model.reads, np.arange(20), Feasible(), "p")
    searcher = Searcher(model, domains, 2, 5000)
    goals = [Goal(other_than(0), away_from(0)), Goal(one_of([1]), toward([1]))]
    changes = searcher.search_each(data, [(7, goals[0]), (3, goals[1])], shares.append)
    assert changes == [
        searcher.search(row, data.features(model.reads, np.array([row])), goal.turned, goal.near)
        for row, goal in zip((7, 3), goals, strict=True)
    ]
    assert shares == [0.5, 1.0]
