"""Explanations name what the model uses, where that is known."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.explanations.kernel_shap import KernelShap
from audits.explanations.lime import Lime
from audits.explanations.occlusion import Occlusion
from audits.explanations.prediction_difference import PredictionDifference
from audits.explanations.replacers import replacer_for
from audits.explanations.subject_to_explain import ExplanationTask
from audits.measurement import Estimate, Exhibit
from audits.running.catalog import catalog
from audits.specification.roles import Role
from tests.askable import LinearTable, LinearText, people, texts
from tests.subjects import Subject


def methods(task):
    replacer = replacer_for(task, samples=50, conditional=False, window=None, step=None)
    return {
        "continuous": Lime(3000, table=task.table),
        "discretised": Lime(3000, discretised=True, table=task.table),
        "kernel_shap": KernelShap(1024),
        "occlusion": Occlusion(),
        "prediction_difference": PredictionDifference(replacer),
    }


@pytest.mark.parametrize("name", ["continuous", "discretised", "kernel_shap", "occlusion",
                                  "prediction_difference"])  # fmt: skip
def test_sparse_linear_tables_are_recalled_with_their_signs(name):
    """40 columns, 10 of them used; another row's value says which way each must push.

    A column whose value lies near the average pushes nowhere, so rows are taken whose used
    columns lie at least half a standard deviation away from it.
    """
    rng = np.random.default_rng(3)
    recalled = signs = total = by_chance = 0
    for number in range(10):
        names = [f"x{at}" for at in range(40)]
        values = rng.normal(size=(200, 40))
        used = rng.choice(40, 10, replace=False)
        values[0, used] = rng.choice([-1, 1], 10) * rng.uniform(0.5, 2.0, 10)
        weights = dict.fromkeys(names, 0.0)
        weights |= {names[at]: rng.choice([-1, 1]) * rng.uniform(0.3, 1.0) for at in used}
        columns = [Column(n, Role.FEATURE, Numbers(values[:, at])) for at, n in enumerate(names)]
        task = ExplanationTask(Subject(Dataset(tuple(columns)), LinearTable(weights), seed=number))
        method = methods(task)[name]
        found = method.prepare(task.asker(), np.random.default_rng(number))(task.instance(0), 1)
        # A slope's strength is its own; other methods weigh the value too.
        strength = found.weights if name == "continuous" else found.signed_weights
        strongest = np.argsort(-np.abs(strength))[:10]
        recalled += len(set(strongest.tolist()) & set(used.tolist()))
        by_chance += len(set(rng.choice(40, 10, replace=False).tolist()) & set(used.tolist()))
        away = {at: weights[names[at]] * values[0, at] for at in used.tolist()}
        signs += sum(
            np.sign(found.signed_weights[at]) == np.sign(push) for at, push in away.items()
        )
        total += 10
    assert recalled / total >= 0.95
    assert signs / total >= 0.95
    assert by_chance / total <= 0.35


def audit(subject, **parameters):
    found = list(catalog()["explanations.lime"](subject, **parameters))
    shown = [m for m in found if isinstance(m, Exhibit)]
    return {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}, shown


def mistaken(rows=120):
    """People of two groups, each with a row that is far from its label."""
    data = people(rows=rows, columns=4)
    x0 = data["x0"].values.values
    sex = ["f"] * (rows // 2) + ["m"] * (rows // 2)
    label = ["yes" if value > 0 else "no" for value in x0]
    for half in (range(rows // 2), range(rows // 2, rows)):
        worst = max(half, key=lambda row: abs(x0[row]))
        label[worst] = "no" if label[worst] == "yes" else "yes"
    columns = [data[f"x{at}"] for at in range(4)]
    columns += [Column("sex", Role.PROTECTED, Categories.of(sex)),
                Column("label", Role.LABEL, Categories.of(label))]  # fmt: skip
    return Dataset(tuple(columns))


def test_the_mixture_of_rows_is_stated_with_its_picks():
    subject = Subject(mistaken(), LinearTable({"x0": 2.0, "x1": 0.2, "x2": 0.1, "x3": 0.0}))
    _, shown = audit(subject, samples=300)
    why = [e.content["why"] for e in shown if e.kind == "signed_bars"]
    assert len(why) == 8
    assert {"typical", "most uncertain", "sub-modular pick"} <= set(why)
    assert {"most wrong (sex f)", "most wrong (sex m)"} <= set(why)


def test_global_importance_has_its_interval_over_rows():
    subject = Subject(mistaken(), LinearTable({"x0": 2.0, "x1": 0.2, "x2": 0.1, "x3": 0.0}))
    measured, _ = audit(subject, samples=2000)
    found = {group[0][1]: m for (name, group), m in measured.items() if name == "lime_importance"}
    assert set(found) == {"x0", "x1", "x2", "x3"}
    assert all(isinstance(m, Estimate) and m.sample_size == 100 for m in found.values())
    assert all("over rows" in m.method for m in found.values())
    # The first column alone decides; intervals keep it apart from the rest.
    assert found["x0"].interval.lower > max(m.interval.upper for n, m in found.items() if n != "x0")


def test_the_discretised_estimator_and_masked_words_have_their_cards():
    subject = Subject(mistaken(), LinearTable({"x0": 2.0, "x1": 0.2, "x2": 0.1, "x3": 0.0}))
    measured, _ = audit(subject, estimator="discretised", samples=2000)
    assert isinstance(measured["explanation_fidelity", ()], Estimate)
    said = ["a good film", "a bad film", "good film with a bad end", "no end of good"]
    model = LinearText({"good": 2.0, "bad": -1.5})
    masked, shown = audit(Subject(texts(said), model), words="mask")
    assert isinstance(masked["explanation_fidelity", ()], Estimate)
    tokens = [t for e in shown if e.kind == "highlighted_text" for t in e.content["tokens"]]
    heavy = {t["text"] for t in tokens if abs(t["weight"]) > 0.1}
    assert heavy == {"good", "bad"}
