import pytest

from audits.planning.class_meanings import check_known, check_model_outcome, check_outcome
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind


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


WORDS = DatasetProfile(
    "csv", 90,
    tuple(
        ColumnProfile(name, Kind.CATEGORY, None, distinct=2, missing=0, values=("no", "yes"))
        for name in ("truth", "answer")
    ),
    "0" * 64,
)  # fmt: skip


@pytest.mark.parametrize(
    ("truth", "answer", "expected"),
    [
        ({"favourable": "yes"}, {"favourable": "yes"}, []),
        ({"favourable": "yes"}, {"positive": "no"}, []),
        ({}, {"map": {"granted": "yes", "refused": "no"}, "favourable": "granted"},
         [("answer.favourable", "unknown_value")]),
        ({"favourable": ["yes", "no"]}, {"favourable": ["no", "yes"]}, []),
        ({"favourable": "yes"}, {"favourable": "maybe"},
         [("answer.favourable", "contradicts"), ("answer.favourable", "unknown_value")]),
        ({"positive": "yes"}, {"positive": "no"}, [("answer.positive", "contradicts")]),
        ({"positive": "1", "favourable": "yes"}, {},
         [("truth.positive", "unknown_value")]),
    ],
)  # fmt: skip
def test_whatever_a_column_states_is_a_class_and_two_columns_state_the_same(
    truth, answer, expected
):
    columns = {
        "truth": ColumnSpec(role="label", kind="category", **truth),
        "answer": ColumnSpec(role="prediction", kind="category", **answer),
    }
    problems = []
    check_outcome(columns, WORDS, (), problems)
    seen = [(each.field.removeprefix("dataset.columns."), each.code) for each in problems]
    assert seen == expected


DEFAULTS = DatasetProfile(
    "csv", 90,
    (
        ColumnProfile("default", Kind.CATEGORY, None, distinct=2, missing=0, values=("0", "1")),
        ColumnProfile("p", Kind.NUMBER, None, distinct=80, missing=0, values=("0.1",)),
    ),
    "0" * 64,
)  # fmt: skip


@pytest.mark.parametrize("labelled", [True, False])
@pytest.mark.parametrize(
    ("meaning", "expected"),
    [
        ({"favourable": "0"}, [("p.positive", "positive_needed")]),
        ({"favourable": ["0"]}, [("p.positive", "positive_needed")]),
        ({"favourable": "0", "positive": "1"}, []), ({"favourable": "0", "positive": "0"}, []),
        ({"favourable": "1"}, []), ({"positive": "0"}, []), ({}, []),
    ],
)  # fmt: skip
def test_a_favourable_0_does_not_say_which_class_a_score_is_of(labelled, meaning, expected):
    """A probability of default under .12 is accepted: read as one of 0, who is refused is."""
    columns = {"p": ColumnSpec(role="score", kind="number", threshold=0.12)}
    if labelled:
        columns["default"] = ColumnSpec(role="label", kind="category", **meaning)
    else:
        columns["p"] = ColumnSpec(role="score", kind="number", threshold=0.12, **meaning)
    problems = []
    check_outcome(columns, DEFAULTS, (), problems)
    seen = [(each.field.removeprefix("dataset.columns."), each.code) for each in problems]
    assert seen == expected
    if problems:
        assert problems[0].remedy.startswith('state `positive: "1"`, or `positive: "0"`')


@pytest.mark.parametrize(
    ("classes", "favourable", "asked"),
    [
        (("no", "yes"), "no", True), (("nein", "ja"), "nein", True), (("no", "yes"), "yes", False),
        (("1", "2"), "2", False), (("bad", "good"), "good", False),
        (("maybe", "no", "yes"), "no", False), (("<=0.5", ">0.5"), "<=0.5", True),
        (("<=50K", ">50K"), ">50K", False),
    ],
)  # fmt: skip
def test_a_favourable_no_says_as_little_and_of_1_and_2_nothing_is_known(classes, favourable, asked):
    columns = {
        "p": ColumnSpec(role="score", kind="number", threshold=0.12),
        "y": ColumnSpec(role="label", kind="category", favourable=favourable),
    }
    label = ColumnProfile("y", Kind.CATEGORY, None, len(classes), missing=0, values=classes)
    problems = []
    check_outcome(
        columns, DatasetProfile("csv", 90, (DEFAULTS.columns[1], label), "0" * 64), (), problems
    )
    assert [each.code for each in problems] == ["positive_needed"] * asked


def test_of_classes_that_nobody_knows_no_score_is_asked():
    columns = {
        "p": ColumnSpec(role="score", kind="number", threshold=0.12),
        "many": ColumnSpec(role="label", kind="category", favourable="approved"),
    }
    many = ColumnProfile("many", Kind.CATEGORY, None, distinct=9000, missing=0, values=("a", "b"))
    problems = []
    check_outcome(
        columns, DatasetProfile("csv", 90, (DEFAULTS.columns[1], many), "0" * 64), (), problems
    )
    assert problems == []


@pytest.mark.parametrize("positive", ["banana", "approved"])
def test_what_a_score_states_is_a_class_of_the_answers_as_they_are_read(positive):
    """Of another class than any row's every rate would be 0, and pass."""
    mapped = {"approved": "1", "denied": "0"}
    columns = {
        "default": ColumnSpec(role="label", kind="category", map=mapped, favourable="1"),
        "p": ColumnSpec(role="score", kind="number", positive=positive),
    }
    problems = []
    check_outcome(columns, DEFAULTS, (), problems)
    assert "unknown_value" in {
        one.code for one in problems if one.field.startswith("dataset.columns.p")
    }


@pytest.mark.parametrize(("values", "code"), [
    (("0.47", "0.48"), "rates_as_answers"), (("no", "yes"), "favourable_needed"),
    (("1.5", "2.5"), "favourable_needed"),
])  # fmt: skip
def test_fractions_are_no_answers_of_which_one_benefits(values, code):
    """Fairlearn's `by_group`: two rates of groups, of which one was taken for favourable."""
    columns = {"rate": ColumnSpec(role="prediction", kind="category")}
    rates = ColumnProfile("rate", Kind.NUMBER, None, 2, missing=0, values=values)
    problems = []
    check_outcome(columns, DatasetProfile("csv", 2, (rates,), "0" * 64), (), problems)
    assert [problem.code for problem in problems] == [code]
