"""What the classes of an ONNX graph are called."""

from types import SimpleNamespace

import numpy as np
import pytest

from audits.errors import ModelFailure, Refused
from audits.models.onnx.class_names import choose_classes, own_labels
from audits.models.opening import open_model
from audits.specification.document import ModelSpec

TEXT, WHOLE = (SimpleNamespace(name="l", type=f"tensor({t})") for t in ("string", "int64"))


def graph(*labels):
    return SimpleNamespace(labels=labels, tables={}, producers={}, sources={})


@pytest.mark.parametrize(
    ("file", "metadata", "width", "expected"),
    [
        (graph("no", "yes"), {"labels": "a,b"}, 2, ("no", "yes")),
        (graph(), {"labels": "a, b"}, 2, ("a", "b")),
        (graph(), {"classes": '["a", 3]'}, 2, ("a", "3")),
        (graph(), {"id2label": '{"0": "cat", "1": "dog"}'}, 2, ("cat", "dog")),
        (graph(), {"labels": "[" * 100_000}, 2, ("[" * 100_000,)),
        (graph(), {}, 3, ("0", "1", "2")),
        (graph(), {}, 1, ("0", "1")),
        (graph(), {}, None, ()),
    ],
)
def test_the_graph_comes_before_its_metadata_and_else_classes_are_counted(
    file, metadata, width, expected
):
    assert own_labels(file, metadata, None, width) == expected


def test_numbers_below_zero_are_what_the_graph_answers_unless_it_names_its_classes():
    assert own_labels(graph(), {}, WHOLE, 1, ["-1", "1"]) == ("-1", "1")
    assert own_labels(graph("0", "1"), {}, WHOLE, 1, ["-1", "1"]) == ("0", "1")
    assert own_labels(graph(), {}, WHOLE, 1, ["3", "7"]) == ("0", "1")
    assert own_labels(graph(), {}, None, 1, ["-1", "1"]) == ("0", "1")


def test_texts_that_no_table_names_are_not_counted():
    assert own_labels(graph(), {}, TEXT, 2) == ()
    assert own_labels(graph(), {}, WHOLE, 2) == ("0", "1")


@pytest.mark.parametrize(
    ("own", "labels", "expected"),
    [
        (("0", "1"), None, (("no", "yes"), ("0", "1"))),
        ((), None, (("no", "yes"), ("no", "yes"))),
        ((), TEXT, (("no", "yes"), ("no", "yes"))),
        ((), WHOLE, (("no", "yes"), ("0", "1"))),
    ],
)
def test_the_audit_calls_classes_as_the_plan_says_and_reads_them_as_the_graph_does(
    own, labels, expected
):
    assert choose_classes(ModelSpec(labels=["no", "yes"]), own, labels) == expected
    assert choose_classes(ModelSpec(), own, labels) == (own, own)


@pytest.mark.parametrize(
    ("own", "code"),
    [(("a", "b", "c"), "wrong_labels"), (("yes", "no"), "labels_in_another_order")],
)
def test_labels_that_contradict_the_graph_are_refused(own, code):
    with pytest.raises(Refused) as refused:
        choose_classes(ModelSpec(labels=["no", "yes"]), own, None)
    assert refused.value.problems[0].code == code


def test_a_detector_of_outliers_answers_what_its_library_does(tmp_path):
    """-1 and 1 of scikit-learn, of which the file says nothing; the refusal says what to name."""
    to_onnx = pytest.importorskip("skl2onnx").to_onnx
    from sklearn.ensemble import IsolationForest

    values = np.random.default_rng(0).normal(size=(60, 2)).astype(np.float32)
    fitted = IsolationForest(n_estimators=5, contamination=0.2, random_state=0).fit(values)
    file = tmp_path / "model.onnx"
    written = to_onnx(fitted, values[:1], target_opset={"": 15, "ai.onnx.ml": 3})
    file.write_bytes(written.SerializeToString())
    columns = {"a": values[:, 0], "b": values[:, 1]}
    spec = ModelSpec(inputs={"X": ["a", "b"]})
    silent = open_model(file, spec, scratch=tmp_path)
    with pytest.raises(ModelFailure, match=r'`model: \{labels: \["-1", "1"\]\}`'):
        silent.classify(columns)
    model = open_model(file, spec.model_copy(update={"labels": ["-1", "1"]}), scratch=tmp_path)
    answers = np.array([-1, 1])[model.classify(columns).codes]
    assert answers.tolist() == fitted.predict(values).tolist()
