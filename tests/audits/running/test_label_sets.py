"""Every label is audited as its own, and the set of them beside; by scikit-learn's numbers."""

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper
from sklearn.metrics import accuracy_score, f1_score, hamming_loss

from audits.models.opening import inspect_model
from tests.audits.models.onnx.graphs import saved
from tests.labelled import LABELS, measured, people, planned, values

COLUMNS = {
    "labels": list(LABELS),
    "prediction": {name: f"said_{name}" for name in LABELS},
}
LISTS = {"labels": list(LABELS), "label": "topics", "prediction": "said"}


def expected():
    table = people()
    answers = [f"said_{name}" for name in LABELS]
    for sex in ("", "f", "m"):
        rows = table if not sex else table[table["sex"] == sex]
        truth, said = rows[list(LABELS)].to_numpy(), rows[answers].to_numpy()
        for average in ("micro", "macro"):
            yield (f"{average}_f1", "label set", sex), f1_score(truth, said, average=average)
        yield ("hamming_loss", "label set", sex), hamming_loss(truth, said)
        yield ("subset_accuracy", "label set", sex), accuracy_score(truth, said)
        for at, name in enumerate(LABELS):
            yield ("accuracy", name, sex), accuracy_score(truth[:, at], said[:, at])


@pytest.mark.parametrize("label_set", [COLUMNS, LISTS], ids=["columns", "lists"])
def test_labels_and_their_set_are_measured(tmp_path, label_set):
    plan = planned(tmp_path, label_set)
    found = values(measured(tmp_path, plan))
    for key, value in expected():
        assert found[key] == pytest.approx(value), key


def test_a_label_that_nobody_has_is_undetermined_and_named(tmp_path):
    table = people()
    table["trade"] = 0
    sent = measured(tmp_path, planned(tmp_path, COLUMNS, table=table))
    found = values(sent)
    assert ("macro_f1", "label set", "") not in found
    assert ("true_positive_rate", "trade", "") not in found
    assert ("micro_f1", "label set", "") in found
    warnings = [
        text
        for message in sent
        if message["kind"] == "step"
        for text in message["step"].get("warnings", ())
    ]
    assert any("the label 'trade' has no row" in text for text in warnings)


def test_a_label_that_nobody_has_and_nobody_is_answered_is_undetermined(tmp_path):
    table = people()
    table["trade"] = table["said_trade"] = 0
    sent = measured(tmp_path, planned(tmp_path, COLUMNS, table=table))
    found = values(sent)
    assert ("macro_f1", "label set", "") not in found
    assert ("true_positive_rate", "trade", "") not in found
    assert ("accuracy", "news", "") in found


def test_a_threshold_cuts_recorded_scores(tmp_path):
    table = people()
    score = {name: f"x{at}" for at, name in enumerate(LABELS)}
    label_set = {"labels": list(LABELS), "score": score, "threshold": {"news": 0.0, "sport": 0.0,
                                                                       "trade": 0.5}}  # fmt: skip
    found = values(measured(tmp_path, planned(tmp_path, label_set, table=table)))
    above = table["x2"] >= 0.5
    assert found["accuracy", "trade", ""] == pytest.approx((above == table["trade"]).mean())
    said = [table["x0"] >= 0, table["x1"] >= 0, above]
    truth = table[list(LABELS)].to_numpy().T
    assert found["hamming_loss", "label set", ""] == pytest.approx(
        sum((one != own).mean() for one, own in zip(said, truth, strict=True)) / 3
    )


def network(path):
    """Scores of three labels: the columns x0, x1 and x2, through a sigmoid."""
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["raw"]),
        helper.make_node("Sigmoid", ["raw"], ["y"]),
    ]
    given = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3])
    out = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])
    weights = numpy_helper.from_array(np.eye(3, dtype=np.float32), "w")
    return saved(path, nodes, [given], [out], [weights])


def test_a_model_that_answers_every_label_is_measured_as_its_recorded_answers(tmp_path):
    path = network(tmp_path / "m.onnx")
    profile = inspect_model(path, scratch=tmp_path)
    model = {"path": "m.onnx", "inputs": {"x": ["x0", "x1", "x2"]}}
    label_set = {"labels": list(LABELS), "label": "topics"}
    plan = planned(tmp_path, label_set, profile=profile, model=model)
    sent = measured(tmp_path, plan, path)
    found = values(sent)
    for key, value in expected():
        assert found[key] == pytest.approx(value), key
    (context,) = [message["context"] for message in sent if message["kind"] == "context"]
    reading = dict(map(tuple, context["reading"]))
    assert "is one probability, of '1'" in reading["sport: answer"]


def test_a_threshold_of_one_label_moves_its_answers_alone(tmp_path):
    path = network(tmp_path / "m.onnx")
    profile = inspect_model(path, scratch=tmp_path)
    model = {"path": "m.onnx", "inputs": {"x": ["x0", "x1", "x2"]}}
    label_set = {"labels": list(LABELS), "label": "topics", "threshold": {"trade": 0.8}}
    plan = planned(tmp_path, label_set, profile=profile, model=model)
    found, table = values(measured(tmp_path, plan, path)), people()
    above = 1 / (1 + np.exp(-table["x2"])) >= 0.8
    assert found["accuracy", "trade", ""] == pytest.approx((above == table["trade"]).mean())
    by_key = dict(expected())
    assert found["accuracy", "news", ""] == pytest.approx(by_key["accuracy", "news", ""])
