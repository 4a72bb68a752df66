"""Answers of another unit, all or one group's, and answers whose type ended before their labels."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeRegressor

from audits.data.dataset import Categories, Numbers
from audits.data.reading.columns import Fed, PendingColumn
from audits.data.reading.read_column import Read
from audits.data.reading.units_apart import units_apart
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role
from tests.reading import read_planned

NUMBERS = {"y": ColumnSpec(role="label", kind="number"), "p": ColumnSpec(role="prediction")}


def notes(tmp_path, y, p, roles):
    path = tmp_path / "t.csv"
    pd.DataFrame({"y": y, "p": p}).to_csv(path, index=False)
    return [note for note in read_planned(path, roles).notes if "'p'" in note]


@pytest.mark.parametrize("times", [100, 1 / 1000])
def test_answers_of_another_unit_are_told(tmp_path, times):
    rng = np.random.default_rng(13)
    y = rng.uniform(0.1, 1, 100).round(3)
    p = (y + rng.normal(0, 0.01, 100)).round(4)
    assert notes(tmp_path, y, p, NUMBERS) == []
    (note,) = notes(tmp_path, y, p * times, NUMBERS)
    ratio = np.median(np.abs(p)) / np.median(y) * times
    larger, smaller = ("p", "y") if times > 1 else ("y", "p")
    shown = f"{max(ratio, 1 / ratio):,.0f}"
    assert note.startswith(f"values of column '{larger}' are about {shown} times those of")
    assert f"those of '{smaller}'" in note


@pytest.mark.parametrize(("times", "shown"), [(1 / 12, "12.0"), (2.2046, "2.2")])
def test_a_month_beside_a_year_and_pounds_beside_kilograms_are_told(tmp_path, times, shown):
    rng = np.random.default_rng(13)
    y = rng.lognormal(10, 0.4, 500).round(2)
    p = y * np.exp(rng.normal(0, 0.05, 500))
    (note,) = notes(tmp_path, y, p * times, NUMBERS)
    assert f"are about {shown} times those of" in note
    # A sum added to each, and answers that know nothing of the labels, are of no other unit.
    for answer in (p + 2 * np.median(y), p[::-1] * times):
        assert not any("times those of" in note for note in notes(tmp_path, y, answer, NUMBERS))


def test_logarithms_beside_amounts_are_told(tmp_path):
    rng = np.random.default_rng(13)
    y = rng.lognormal(10, 0.3, 100)
    (note,) = notes(tmp_path, y, np.log(y), NUMBERS)
    assert "logarithms beside amounts" in note


def told(y, p, group=None):
    def read(name, role, values):
        spec = ColumnSpec(role=role, kind=Kind.NUMBER)
        return Read(PendingColumn(name, spec, Fed.NOTHING, None), values)

    columns = [
        read("y", Role.LABEL, Numbers(np.asarray(y, float))),
        read("p", Role.PREDICTION, Numbers(np.asarray(p, float))),
    ]
    if group is not None:
        columns.append(read("g", Role.PROTECTED, Categories.of(list(map(str, group)))))
    return list(units_apart(columns))


def salaries(rows=900, seed=13):
    rng = np.random.default_rng(seed)
    y = rng.lognormal(10.8, 0.5, rows).round()
    p = (y * np.exp(rng.normal(0, 0.08, rows))).round()
    return y, p, rng.choice(["a", "b", "c"], rows)


@pytest.mark.parametrize("times", [1 / 1000, 1 / 12, 0.1, 2.2046, 100])
def test_one_group_of_another_unit_is_told(times):
    y, p, group = salaries()
    own = group == "c"
    (note,) = told(y, np.where(own, p * times, p), group)
    ratio = np.median(p[own]) / np.median(y[own]) * times
    size = max(ratio, 1 / ratio)
    shown = f"{size:,.0f}" if size >= 20 else f"{size:.1f}"
    assert f"about {shown} times " in note
    assert "where 'g' is 'c', and of the labels' size elsewhere" in note
    assert ("smaller than" in note) is (times < 1)


def test_a_group_that_is_answered_too_low_is_of_the_same_unit():
    y, p, group = salaries()
    assert told(y, np.where(group == "c", 0.6 * p, p), group) == []


@pytest.mark.parametrize("top", [32_767, 65_535, 99_999, 2_147_483_647])
def test_answers_that_are_cut_off_are_told_with_their_rows(top):
    y, p, _ = salaries()
    y, p = y * top / 60_000, p * top / 60_000
    cut = np.minimum(p, top)
    (note,) = told(y, cut)
    rows = int((p >= top).sum())
    above = int((y[p >= top] > top).sum())
    assert note.startswith(f"{top:,} is the largest value of column 'p' and stands in {rows} rows")
    assert f"of which {above} have a larger label" in note


def test_answers_that_began_again_behind_32767_are_told():
    y, p, _ = salaries()
    (note,) = told(y, p.astype(np.int64).astype(np.int16))
    assert "lie about a multiple of 65,536 from their labels" in note
    (note,) = told(y / 400, (1.02 * y / 400).astype(np.int64).astype(np.uint8))
    assert "multiple of 256 " in note


def test_a_largest_answer_that_no_label_exceeds_is_an_end_of_the_scale():
    rng = np.random.default_rng(13)
    y = np.clip(rng.normal(80, 20, 600), 0, 100)
    assert told(y, np.clip(y + rng.normal(0, 5, 600), 0, 100)) == []


def test_innocent_models_are_not_told():
    """Two models of each of 60 tables: amounts, counts, grades, and groups with other means."""
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x, group = rng.normal(size=(400, 3)), rng.integers(0, 3, 400)
        eta = x @ rng.normal(0, 0.5, 3) + 0.4 * (group == 2)
        y = (
            np.exp(10 + eta + rng.normal(0, 0.6, 400)), rng.poisson(np.exp(1 + eta / 2)),
            np.clip(np.rint(5 + 2 * eta + rng.normal(0, 1, 400)), 1, 10),
        )[seed % 3].astype(float)  # fmt: skip
        for model in (LinearRegression(), DecisionTreeRegressor(max_depth=3, random_state=0)):
            p = model.fit(x[:200], y[:200]).predict(x[200:])
            for answers in (p, np.rint(p), np.clip(p, y[:200].min(), y[:200].max())):
                assert told(y[200:], answers, group[200:].astype(str)) == []
