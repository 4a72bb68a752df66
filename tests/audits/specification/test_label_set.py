import pytest

from audits.errors import Refused
from audits.specification.label_set import LabelSetSpec
from audits.specification.parsing import parse_document


def parsed(label_set):
    return parse_document({"dataset": {"path": "d.csv"}, "label_set": label_set})


def test_what_is_said_of_one_label():
    spec = LabelSetSpec(labels=["a", "b"], threshold={"a": 0.3}, prediction="said")
    assert spec.of_label("threshold", "a") == 0.3
    assert spec.of_label("threshold", "b") is None
    assert spec.of_label("prediction", "b") == "said"
    assert LabelSetSpec(labels=["a", "b"], threshold=0.4).of_label("threshold", "b") == 0.4


@pytest.mark.parametrize(
    ("label_set", "field", "words"),
    [
        ({"labels": ["a"]}, "labels", "2"),
        ({"labels": ["a", "a"]}, "labels", "twice"),
        ({"labels": ["a", "label set"]}, "labels", "rename"),
        ({"labels": [f"l{at}" for at in range(21)]}, "labels", "20"),
        ({"labels": ["a", "b"], "answer": "x"}, "answer", ""),
        ({"labels": ["a", "b"], "threshold": "high"}, "threshold", ""),
    ],
)
def test_what_does_not_fit_is_told_with_its_field(label_set, field, words):
    with pytest.raises(Refused) as refusal:
        parsed(label_set)
    problem = refusal.value.problems[0]
    assert problem.field.startswith("label_set")
    assert field in problem.field
    assert words in f"{problem.reason} {problem.remedy}"
