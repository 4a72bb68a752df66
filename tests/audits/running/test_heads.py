"""Every head is measured by its own label; what comes out is what a calculation by hand gives."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, mean_absolute_error

from audits.data.dataset import Categories, Column, Dataset
from audits.running.heads import rows_of
from audits.specification.roles import Role
from tests.lazily import lazily
from tests.three_heads import HEADS, audited, people, planned, steps_of

lazily("onnxruntime")


def measured(sent):
    return {
        (m["metric"], tuple(m["group"].items())): m["value"] if "value" in m else m["raw"]["value"]
        for step in steps_of(sent)
        for m in step["measurements"]
        if "value" in m or "raw" in m
    }


def test_each_head_is_held_against_its_own_label(tmp_path):
    _, sent = audited(tmp_path)
    found, table = measured(sent), people()
    a, b = table["a"], table["b"]
    kinds = np.array(["cat", "dog", "owl"])[np.column_stack([a, b, 0 * a]).argmax(axis=1)]
    for sex, rows in table.groupby("sex"):
        where = rows.index
        by_hand = {
            ("accuracy", "left"): accuracy_score(rows["has_left"], a[where] > 0),
            ("accuracy", "kind"): accuracy_score(rows["true_kind"], kinds[where]),
            ("selection_rate", "kind"): np.mean(kinds[where] == "owl"),
            ("mean_absolute_error", "years"): mean_absolute_error(
                rows["true_years"], (a + b)[where]
            ),
        }
        for (metric, head), value in by_hand.items():
            assert found[metric, (("head", head), ("sex", sex))] == pytest.approx(value, abs=1e-6)
    assert found["accuracy", (("head", "left"),)] != found["accuracy", (("head", "kind"),)]


def test_no_number_is_without_its_head_and_each_step_names_it(tmp_path):
    plan, sent = audited(tmp_path, heads={**HEADS, "left": None})
    steps = steps_of(sent)
    assert len(steps) == len(plan.steps)
    for step in steps:
        assert step["head"] in HEADS
        for m in step["measurements"]:
            groups = [m["group"], *([m["reference"]] if "reference" in m else [])]
            assert all(group["head"] == step["head"] for group in groups)
    assert {s["status"] for s in steps if s["head"] == "left"} == {"not_run"}
    assert "error" not in {s["status"] for s in steps}


def test_the_reading_says_which_output_each_head_is(tmp_path):
    _, sent = audited(tmp_path)
    (context,) = [message["context"] for message in sent if message["kind"] == "context"]
    reading = dict(map(tuple, context["reading"]))
    assert "output 'left'" in reading["left: answer"]
    assert "output 'kind'" in reading["kind: answer"]
    assert reading["kind: classes"] == "cat, dog, owl"
    assert "output 'years' is the number" in reading["years: answer"]


def test_recorded_answers_of_several_heads_are_measured_as_a_models(tmp_path):
    from audits.data.reading import profile_dataset
    from audits.planning.plan import make_plan
    from audits.specification.parsing import parse_document
    from tests.three_heads import document
    from workers.measuring import measure

    table = people()
    table["answer"] = (table["a"] > 0).astype(int)
    table["number"] = table["a"] + table["b"]
    file = tmp_path / "people.csv"
    table.to_csv(file, index=False)
    heads = {
        "left": {"label": "has_left", "prediction": "answer"},
        "years": {"label": "true_years", "prediction": "number"},
    }
    columns = {"sex": {"role": "protected", "reference": "m"}}
    given = document(heads=heads, model=None, dataset={"path": "p.csv", "columns": columns})
    plan = make_plan(parse_document(given), dataset=profile_dataset(file))
    sent = []
    measure(
        {"plan": plan.to_json(), "dataset": str(file), "scratch": str(tmp_path), "done": [],
         "answers": None, "limit": 60.0},
        sent.append,
    )  # fmt: skip
    recorded = measured(sent)
    of_model = measured(audited(tmp_path)[1])
    assert recorded
    for key, value in recorded.items():
        assert of_model[key] == pytest.approx(value, abs=1e-6), key


def test_a_heads_rows_have_no_label_of_another(tmp_path):
    plan = planned(tmp_path)
    values = Categories.of(["a", "b"])
    names = ("sex", "has_left", "true_kind", "true_years")
    data = Dataset(tuple(Column(name, Role.LABEL, values, source=name) for name in names))
    own = rows_of(data, plan.of_head("kind"))
    assert [column.name for column in own.columns] == ["sex", "true_kind"]
