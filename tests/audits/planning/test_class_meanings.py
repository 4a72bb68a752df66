import pytest

from audits.planning.class_meanings import check_known, check_model_outcome
from audits.specification.document import ModelSpec


def problems_of(classes, **said):
    problems = []
    check_model_outcome(ModelSpec(**said), classes, problems)
    return [(problem.field, problem.code) for problem in problems]


@pytest.mark.parametrize(
    ("classes", "said", "found"),
    [
        (("no", "yes"), {}, [("model.favourable", "favourable_needed")]),
        (("no", "yes"), {"favourable": "yes"}, []), (("no", "yes"), {"positive": "yes"}, []),
        (("0", "1"), {}, []), (("a", "b", "c"), {}, []),
        (("no", "yes"), {"favourable": "maybe"}, [("model.favourable", "unknown_value")]),
        (("no", "yes"), {"positive": "x", "favourable": "yes"},
         [("model.positive", "unknown_value")]),
    ],
)  # fmt: skip
def test_the_models_classes_say_what_is_favourable_or_are_asked(classes, said, found):
    assert problems_of(classes, **said) == found


def test_classes_that_nobody_knows_are_not_checked_and_the_others_are_named():
    problems = []
    check_known("dataset.columns.y", None, "x", None, problems)
    assert problems == []
    check_known("dataset.columns.y", ("a", "b"), "x", "a", problems)
    assert (problems[0].field, problems[0].remedy) == (
        "dataset.columns.y.positive", "they are a, b",
    )  # fmt: skip
