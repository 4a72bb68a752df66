"""Scores of exactly 0 that say that nothing was scored, and those of forests, which say 0."""

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.tree import DecisionTreeClassifier

from audits.data.dataset import Categories, Numbers
from audits.data.reading import read_dataset
from audits.data.reading.columns import Fed, PendingColumn
from audits.data.reading.failed_scores import failed_scores
from audits.data.reading.read_column import Read
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml
from audits.specification.roles import Kind, Role


def told(labels, scores):
    columns = []
    for name, role, kind, values in (
        ("y", Role.LABEL, Kind.CATEGORY, Categories.of([str(int(y)) for y in labels])),
        ("s", Role.SCORE, Kind.NUMBER, Numbers(np.asarray(scores, float))),
    ):
        columns.append(
            Read(PendingColumn(name, ColumnSpec(role=role, kind=kind), Fed.NOTHING, None), values)
        )
    return list(failed_scores(columns))


def scored(rows=1_500, failed=0.15, seed=13):
    rng = np.random.default_rng(seed)
    y = rng.random(rows) < 0.35
    s = 1 / (1 + np.exp(-(1.6 * y - 1.4 + rng.normal(0, 0.7, rows))))
    return y, s.round(5), rng.random(rows) < failed


@pytest.mark.parametrize("form", ["{}", "{:.3f}"])
def test_zeros_that_labels_contradict_are_told_and_the_key_leaves_them_out(tmp_path, form):
    y, s, failed = scored()
    assert told(y, s) == []
    path = tmp_path / "t.csv"
    cells = [form.format(0 if lost else one) for one, lost in zip(s, failed, strict=True)]
    lines = [f"{int(label)},{cell}" for label, cell in zip(y, cells, strict=True)]
    path.write_text("\n".join(["y,s", *lines]) + "\n")
    specs = {"y": ColumnSpec(role=Role.LABEL, kind=Kind.CATEGORY),
             "s": ColumnSpec(role=Role.SCORE, kind=Kind.NUMBER)}  # fmt: skip
    (note,) = [n for n in read_dataset(path, specs).notes if "nothing was scored" in n]
    assert note.startswith(f"0 stands in {failed.sum()} of 1,500 rows of column 's'")
    (key,) = [part for part in note.split("`") if part.startswith("missing")]
    specs["s"] = specs["s"].model_copy(update=load_yaml(key))
    data = read_dataset(path, specs)
    assert np.isnan(data["s"].numbers).sum() == failed.sum()
    assert not any("nothing was scored" in note for note in data.notes)


def test_zeros_whose_labels_are_those_of_the_lowest_scores_are_scores():
    y, s, _ = scored()
    assert told(y, np.where(s < np.quantile(s, 0.15), 0, s)) == []
    # A score for the other class runs the other way round.
    assert told(y, np.where(1 - s < np.quantile(1 - s, 0.15), 0, 1 - s)) == []


def test_forests_trees_and_neighbours_that_say_zero_are_not_told():
    for seed in range(24):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(500, 4))
        y = rng.random(500) < 1 / (1 + np.exp(-(x @ rng.normal(0, 1, 4)) + 1))
        for model in (
            RandomForestClassifier(10, max_depth=6, random_state=seed),
            DecisionTreeClassifier(min_samples_leaf=5, random_state=seed),
            KNeighborsClassifier(9, weights="distance"),
        ):
            chances = model.fit(x[:250], y[:250]).predict_proba(x)[:, -1]
            assert told(y[250:], chances[250:]) == []
            assert told(y, chances) == []
