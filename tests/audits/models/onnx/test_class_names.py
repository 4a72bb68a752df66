"""What the classes of an ONNX graph are called."""

from types import SimpleNamespace

import pytest

from audits.errors import Refused
from audits.models.onnx.class_names import choose_classes, own_labels
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
