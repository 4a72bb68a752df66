"""What is read of a model and as what, in words."""

from types import SimpleNamespace

import pytest

from audits.models import output_reading as reading
from audits.specification.document import ModelSpec, OutputSpec


def outputs(**more):
    given = {"labels": None, "scores": "y", "single": False, "form": None, "ending": ""}
    return SimpleNamespace(**{**given, **more})


@pytest.mark.parametrize(
    ("given", "form", "spec", "expected"),
    [
        (outputs(labels="l"), "probabilities", ModelSpec(),
         "output 'l' is the label; output 'y' holds probabilities, one a class (its numbers lie "
         "between 0 and 1 and sum to 1 in each row, rounding apart)"),
        (outputs(single=True), "logits", ModelSpec(),
         "output 'y' is one logit; its sigmoid is the probability of 'b' (its numbers leave 0 to "
         "1)"),
        (outputs(form="logits", ending="LogSoftmax"), "logits", ModelSpec(),
         "output 'y' holds logits, made probabilities by softmax (the graph ends in LogSoftmax)"),
        (outputs(), "probabilities", ModelSpec(output=OutputSpec(name="y", meaning="probability")),
         "output 'y' holds probabilities, one a class (as the document says)"),
        (outputs(scores=None, labels="l"), None, ModelSpec(threshold=0.3),
         "output 'l' is the label; 'b' from a probability of 0.3 on"),
    ],
)  # fmt: skip
def test_an_answer_is_told_with_its_reason(given, form, spec, expected):
    (_, answer), (_, classes) = reading.told_answer(given, form, ("a", "b"), spec)
    assert answer == expected
    assert classes == "a, b"


def test_one_decision_value_and_its_negative_are_told():
    (_, answer), _ = reading.told_answer(outputs(), "logits", "ab", ModelSpec(), mirrored=True)
    assert "one decision value and its negative" in answer


def test_many_classes_and_columns_are_counted():
    assert reading.told_classes([str(k) for k in range(14)]).endswith("10, 11 and 2 more")
    feeds = {f"in{k}": [f"c{k}"] for k in range(8)}
    ((_, words),) = reading.told_columns({**feeds, "same": ["same"], "wide": ["a", "b"]})
    assert words.startswith("input 'in0' takes 'c0', ")
    assert words.endswith("'c5' and 2 more")
    assert reading.told_columns({"same": ["same"]}) == ()
    assert reading.told_of(()) == ()


def test_a_preparation_of_pictures_is_told():
    processor = SimpleNamespace(size={"height": 224}, do_rescale=True, rescale_factor=1 / 255,
                                do_normalize=True, image_mean=[0.5], image_std=[0.25])  # fmt: skip
    assert reading.told_processor(processor) == (
        "SimpleNamespace, size height 224, values times 0.00392157, mean [0.5], std [0.25], RGB"
    )
    flipped = SimpleNamespace(do_flip_channel_order=True)
    assert reading.told_processor(flipped, rounded=True).startswith(
        "SimpleNamespace, BGR, pictures"
    )


def test_outputs_that_are_passed_over_are_named():
    from audits.models.output_reading import told_unread

    assert told_unread(()) == ()
    ((what, how),) = told_unread(("age", "kind"))
    assert what == "not read"
    assert how.startswith("'age', 'kind' could be answers too and are passed over")
