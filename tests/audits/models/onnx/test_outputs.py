"""Which output of an ONNX graph is the label and which the score."""

from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from audits.errors import Refused
from audits.models.onnx.outputs import is_label, is_score, read_outputs, refuse_choices
from audits.specification.document import ModelSpec, OutputSpec


def graph(producers=None):
    """A graph of which no more is known than what makes its outputs."""
    return SimpleNamespace(producers=producers or {}, sources={}, tables={}, labels=())


@dataclass
class Port:
    name: str
    shape: tuple = (None, 2)
    type: str = "tensor(float)"


@dataclass
class Runtime:
    outputs: list
    file: object = field(default_factory=lambda: graph())
    metadata: dict = field(default_factory=dict)


def ends_in(operator, *ports):
    return Runtime(list(ports), graph({port.name: operator for port in ports}))


LABEL = Port("label", (None,), "tensor(int64)")


def test_a_label_and_its_scores_are_a_classification():
    found = read_outputs(Runtime([LABEL, Port("probabilities")]), ModelSpec())
    assert (found.task, found.labels, found.scores) == (
        "classification", "label", "probabilities",
    )  # fmt: skip
    assert not found.single
    assert found.choices == ()


@pytest.mark.parametrize(
    ("operator", "shape", "task", "others", "form"),
    [
        ("Softmax", (None, 3), "classification", (), "probabilities"),
        ("Sigmoid", (None, 1), "classification", ("regression",), "probabilities"),
        ("TreeEnsembleRegressor", (None, 1), "regression", (), None),
        ("Gemm", (None, 1), "regression", ("classification",), None),
        ("Gemm", (None, 3), "classification", (), None),
        ("LogSoftmax", (None, 2), "classification", (), "logits"),
    ],
)
def test_what_is_not_said_is_read_from_the_graphs_end(operator, shape, task, others, form):
    found = read_outputs(ends_in(operator, Port("output", shape)), ModelSpec())
    assert (found.task, found.alternatives) == (task, others)
    assert found.form == (form if task == "classification" else None)


def refused(runtime, **spec):
    with pytest.raises(Refused) as error:
        read_outputs(runtime, ModelSpec(**spec))
    return error.value.problems[0].code


def test_what_is_no_answer_is_refused_by_name():
    assert refused(Runtime([Port("x", (None, 4, 4))])) == "no_answer"
    assert refused(Runtime([Port("boxes", (None, 100, 4))])) == "detector"
    assert refused(ends_in("Sigmoid", Port("y", (None, 5)))) == "multi_label"
    assert refused(Runtime([Port("y")]), output=OutputSpec(name="z")) == "unknown_output"
    assert refused(Runtime([Port("y")]), task="translation") == "unsupported_task"
    assert refused(Runtime([Port("y", (None, 3))]), task="regression") == "wrong_task"


def test_several_outputs_are_asked_about_and_a_plain_name_decides():
    several = Runtime([Port("first"), Port("second")])
    found = read_outputs(several, ModelSpec())
    assert found.choices == ("first", "second")
    with pytest.raises(Refused) as error:
        refuse_choices(several, found.choices)
    assert "'first' (float, n x 2), 'second' (float, n x 2)" in error.value.problems[0].reason
    refuse_choices(several, ())
    assert read_outputs(Runtime([Port("first"), Port("logits")]), ModelSpec()).scores == "logits"


@pytest.mark.parametrize(
    ("port", "label", "score"),
    [
        (LABEL, True, False),
        (Port("x", (None, 1), "tensor(string)"), True, False),
        (Port("x", (None, 2), "tensor(int64)"), False, False),
        (Port("x"), False, True),
        (Port("x", (None, 2, 1, 1)), False, True),
        (Port("x", (None, 2, 7)), False, False),
        (Port("x", (), "seq(map(int64,tensor(float)))"), False, True),
    ],
)
def test_shapes_and_types_say_what_an_output_can_be(port, label, score):
    assert (is_label(port), is_score(port)) == (label, score)


def test_an_output_that_is_passed_over_for_a_plainly_named_one_is_not_forgotten():
    found = read_outputs(Runtime([Port("age", (None, 5)), Port("logits", (None, 3))]), ModelSpec())
    assert found.scores == "logits"
    assert found.unread == ("age",)
    named = ModelSpec(output=OutputSpec(name="logits"))
    assert read_outputs(Runtime([Port("age", (None, 5)), Port("logits")]), named).unread == ()


def test_names_of_classes_of_another_output_are_not_this_ones():
    """The file's metadata name two classes; the output that is chosen has three."""
    runtime = Runtime([Port("sick"), Port("kind", (None, 3))], metadata={"classes": "no,yes"})
    kind = read_outputs(runtime, ModelSpec(output=OutputSpec(name="kind")))
    assert kind.classes == ("0", "1", "2")
    sick = read_outputs(runtime, ModelSpec(output=OutputSpec(name="sick")))
    assert sick.classes == ("no", "yes")
    stated = ModelSpec(output=OutputSpec(name="kind"), labels=["cat", "dog", "owl"])
    assert read_outputs(runtime, stated).classes == ("cat", "dog", "owl")
