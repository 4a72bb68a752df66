import numpy as np
import pandas as pd
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.outcome import agreed_levels
from audits.data.reading import read_dataset
from audits.errors import Refused
from audits.probing.subject import Subject
from audits.running.catalog import find
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml
from audits.specification.roles import Kind, Role, choose_class


def scored(*columns, **stated):
    """Scores .2, missing, .5 and .9, cut at .5."""
    score = Numbers(np.array([0.2, np.nan, 0.5, 0.9]))
    return Subject(Dataset((Column("s", Role.SCORE, score, threshold=0.5, **stated), *columns)))


def test_a_threshold_without_a_label_makes_zeros_and_ones():
    subject = scored()
    assert subject.predictions.levels == ("0", "1")
    assert subject.predictions.codes.tolist() == [0, -1, 1, 1]
    assert (subject.positive, subject.favourable) == ("1", "1")


def test_the_score_may_say_who_benefits_where_nothing_else_can():
    subject = scored(positive="1", favourable="0")
    assert (subject.positive, subject.favourable) == ("1", "0")


def test_a_label_names_the_classes_of_a_cut_score():
    label = Column("y", Role.LABEL, Categories.of(["no", "yes", "no", "yes"]), favourable="yes")
    subject = scored(label)
    assert subject.predictions.levels == ("no", "yes")
    assert subject.predictions.codes.tolist() == [0, -1, 1, 1]


@pytest.mark.parametrize(
    ("labels", "answers"),
    [
        (["0", "1", "1"], ["false", "true", "false"]),
        (["yes", "no", "no"], ["Yes", "no", "No"]),
        (["yes", "no", "no"], ["YES", "NO", "NO"]),
        (["very good", "no", "no"], ["very\u00a0good", "no", "no"]),
        (["very good", "no", "no"], ["very  good", "no", "no"]),
        (["yes", "no", "no"], ["\u200byes", "no", "no"]),
        (["yes", "no", "no"], ["ｙｅｓ", "no", "no"]),
        (["high risk", "low", "low"], ["high_risk", "low", "low"]),
        (["01", "02", "02"], ["1", "02", "2"]),
        (["7", "10", "10"], ["07", "10", "10"]),
        ([">50K", "<=50K", "<=50K"], [">50K.", "<=50K.", "<=50K."]),
    ],
)
def test_answers_spelled_otherwise_are_asked_about_and_the_map_works(labels, answers):
    label = Column("y", Role.LABEL, Categories.of(labels))
    recorded = Column("p", Role.PREDICTION, Categories.of(answers))
    with pytest.raises(Refused) as refused:
        Subject(Dataset((label, recorded))).predictions  # noqa: B018 (asking is the test)
    (problem,) = refused.value.problems
    assert problem.code == "spelled_differently"
    meaning = load_yaml(problem.remedy.split("`")[1])["map"]
    mended = Categories.of([meaning.get(answer, answer) for answer in answers])
    warnings = []
    agreed_levels(Dataset((label, recorded)), mended, warnings.append)
    assert set(mended.levels) <= set(labels)
    assert warnings == []


def test_labels_of_two_spellings_are_asked_about_and_the_map_works():
    """UCI's Adult: the test rows end in a dot. As they stand right answers count as wrong."""
    labels = [">50K.", "<=50K", "<=50K.", ">50K"]
    recorded = Column("p", Role.PREDICTION, Categories.of([">50K", "<=50K", "<=50K", ">50K"]))
    label = Column("income", Role.LABEL, Categories.of(labels))
    with pytest.raises(Refused) as refused:
        agreed_levels(Dataset((label, recorded)), recorded.categories, lambda message: None)
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == ("spelled_differently", "dataset.columns.income")
    meaning = load_yaml(problem.remedy.split("`")[1])["map"]
    assert meaning == {">50K.": ">50K", "<=50K.": "<=50K"}
    mended = Column("income", Role.LABEL, Categories.of([meaning.get(one, one) for one in labels]))
    warnings = []
    agreed_levels(Dataset((mended, recorded)), recorded.categories, warnings.append)
    assert warnings == []


def test_predictions_that_no_label_is_are_told_in_few_sentences():
    answers = Categories.of(["a", *(f"Rs {number}" for number in range(30)), "b"])
    label = Categories.of(["a", "b"] * 16)
    told: list[str] = []
    columns = (Column("y", Role.LABEL, label), Column("p", Role.PREDICTION, answers))
    agreed_levels(Dataset(columns), answers, told.append)
    assert sum("is no label's value, so it counts as wrong" in note for note in told) == 8
    assert "22 predictions more count as wrong: no label's value either" in told


def test_a_score_that_runs_backwards_is_told():
    rng = np.random.default_rng(0)
    truth = rng.random(400) < 0.5
    label = Column("y", Role.LABEL, Categories.of([str(int(one)) for one in truth]))
    for sign, told in ((1, False), (-1, True)):
        score = Numbers(0.5 + sign * 0.2 * (truth - 0.5) + rng.normal(0, 0.1, 400))
        subject = Subject(Dataset((label, Column("s", Role.SCORE, score))))
        list(find("fairness.ranking")(subject))
        assert any("runs backwards" in warning for warning in subject.warnings) is told


@pytest.mark.parametrize(
    ("levels", "taken"),
    [
        (["0", "1"], "1"), (["false", "true"], "true"), (["-1", "1"], "1"), (["1"], "1"),
        (["1", "2"], None), (["1", "no"], None), (["no", "yes"], None), (["0", "1", "2"], None),
    ],
)  # fmt: skip
def test_one_is_yes_beside_nought_alone(levels, taken):
    """Of classes 1 and 2, as scikit-learn sorts them, the second is the one that scores are of."""
    assert choose_class(levels, None, None) == taken


def test_a_class_of_more_digits_than_an_integer_may_have_is_asked_about():
    label = Column("y", Role.LABEL, Categories.of(["9" * 5000, "1"]))
    recorded = Column("p", Role.PREDICTION, Categories.of(["0" + "9" * 5000, "1"]))
    with pytest.raises(Refused) as refused:
        Subject(Dataset((label, recorded))).predictions  # noqa: B018 (asking is the test)
    assert refused.value.problems[0].code == "spelled_differently"


@pytest.mark.parametrize(
    ("labels", "told"),
    [
        (["0", "1", "-1"], "'-1' (1 row) is a label that no prediction is, so its rows"),
        (["0", "1", "-1", "-2"], "'-1' (1 row), '-2' (1 row) are labels that no prediction is"),
        (["0", "1", "1"], ""),
    ],
)
def test_a_label_that_no_answer_is_is_told(labels, told):
    """Of two classes it is the model that does nothing, which the scores tell."""
    label = Column("y", Role.LABEL, Categories.of(labels))
    recorded = Column("p", Role.PREDICTION, Categories.of(["0", "1", "0", "1"][: len(labels)]))
    subject = Subject(Dataset((label, recorded)))
    subject.predictions  # noqa: B018 (asking is the test)
    warnings = [warning for warning in subject.warnings if "no prediction is" in warning]
    assert len(warnings) == bool(told)
    assert all(warning.startswith(told) for warning in warnings)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_rounded_answers_that_are_minus_nought_are_right(tmp_path, ending):
    """-0.4 and -0.1 are rounded to -0.0, which equals 0."""
    frame = pd.DataFrame({"y": [0, 0, 1, 1], "p": np.round([-0.4, -0.1, 1.2, 0.3])})
    path = tmp_path / f"t.{ending}"
    frame.to_csv(path, index=False) if ending == "csv" else frame.to_parquet(path)
    kinds = {"kind": Kind.CATEGORY}
    specs = {
        "y": ColumnSpec(role=Role.LABEL, **kinds), "p": ColumnSpec(role=Role.PREDICTION, **kinds)
    }  # fmt: skip
    subject = Subject(read_dataset(path, specs))
    assert subject.warnings == []
    assert subject.predictions.equals("0").tolist() == [True, True, False, True]
