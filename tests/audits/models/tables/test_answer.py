import pytest

from audits.errors import Refused
from audits.models.tables.answer import Answer, settled
from audits.specification.document import ModelSpec

SHARE = Answer("number", is_share=True)


@pytest.mark.parametrize(
    ("answer", "stated", "form", "classes"),
    [
        (Answer("probabilities"), {}, "probabilities", ("0", "1")),
        (Answer("probabilities"), {"labels": ["no", "yes"]}, "probabilities", ("no", "yes")),
        (Answer("probabilities", 3, ("a", "b", "c")), {}, "probabilities", ("a", "b", "c")),
        (Answer("logits", 3), {}, "logits", ("0", "1", "2")),
        (Answer("number"), {}, "number", ()),
        (Answer("number"), {"output": {"meaning": "logit"}}, "logits", ("0", "1")),
        (Answer("number"), {"output": {"name": "prediction", "meaning": "probability"}},
         "probabilities", ("0", "1")),
        (Answer("probabilities"), {"task": "regression"}, "number", ()),
        (SHARE, {}, "probabilities", ("0", "1")),
        (SHARE, {"task": "regression"}, "number", ()),
        (SHARE, {"output": {"meaning": "number"}}, "number", ()),
    ],
)  # fmt: skip
def test_what_the_document_says_goes_before_the_file(answer, stated, form, classes):
    found, names = settled(answer, ModelSpec(**stated))
    assert (found.form, names) == (form, classes)


def test_labels_alone_leave_probabilities_aside():
    assert settled(Answer("probabilities"), ModelSpec(output="label"))[0].is_bare


@pytest.mark.parametrize(
    ("answer", "stated", "field", "code"),
    [
        (Answer("number"), {"output": {"name": "y"}}, "model.output.name", "unknown_output"),
        (Answer("number"), {"task": "translation"}, "model.task", "unsupported_task"),
        (Answer("number"), {"labels": ["no", "yes"]}, "model.task", "numbers_or_scores"),
        (Answer("logits", 3), {"task": "regression"}, "model.task", "wrong_task"),
        (Answer("labels"), {"task": "regression"}, "model.task", "wrong_task"),
        (Answer("logits", 3), {"labels": ["a", "b"]}, "model.labels", "wrong_labels"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_field(answer, stated, field, code):
    with pytest.raises(Refused) as refusal:
        settled(answer, ModelSpec(**stated))
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert problem.remedy
