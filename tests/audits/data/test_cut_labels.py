"""A score of one class among many, cut by a threshold: scikit-learn's digits say what is right."""

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, recall_score

from audits.data.cut_labels import cut_labels
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import Refused
from audits.planning.plan import make_plan
from audits.running.run import run
from audits.specification.parsing import parse_document
from audits.specification.roles import Role
from tests.tables import profile


def digits(favourable: str | tuple[str, ...] | None = "8") -> Dataset:
    """1,797 rows of ten classes, and a poor score of the class 8: the ink in the middle."""
    images, digit = load_digits(return_X_y=True)
    score = images.reshape(-1, 8, 8)[:, 3:5, 3:5].mean(axis=(1, 2)) / 16
    label = Categories.of([str(each) for each in digit])
    columns = (
        Column("true", Role.LABEL, label, positive="8", favourable=favourable),
        Column("proba_8", Role.SCORE, Numbers(score), threshold=0.8),
    )
    return Dataset(columns)


def test_right_is_who_is_the_class_or_is_not_as_answered() -> None:
    data = digits()
    answered = data["proba_8"].numbers >= 0.8
    truth = data["true"].categories.equals("8")
    columns = {
        "true": {"role": "label", "kind": "category", "positive": "8"},
        "proba_8": {"role": "score", "kind": "number", "threshold": 0.8},
    }
    document = parse_document(
        {
            "dataset": {"path": "digits.csv", "columns": columns},
            "probes": ["fairness.error_rates", "imbalance.accuracy_against_majority"],
        }
    )
    plan = make_plan(document, dataset=profile(data))
    results = list(run(plan, data))
    rates = {each.metric: each.value for result in results for each in result.measurements
             if not each.group}  # fmt: skip
    assert rates["accuracy"] == pytest.approx(accuracy_score(truth, answered))
    assert rates["true_positive_rate"] == pytest.approx(recall_score(truth, answered))
    assert rates["majority_share"] == pytest.approx(1 - truth.mean())
    warnings = [warning for result in results for warning in result.warnings]
    assert "the score is cut into '8' and 'not 8'" in warnings[0]
    assert not any("is no label's value" in warning for warning in warnings)


def test_all_other_classes_may_be_what_is_favourable() -> None:
    others = tuple(str(digit) for digit in range(10) if digit != 8)
    assert cut_labels(digits(others), lambda message: None)["true"].favourable == "not 8"


def test_a_favourable_answer_that_the_cut_does_not_tell_is_refused() -> None:
    with pytest.raises(Refused, match=r"true\.favourable: the score is cut into '8' and 'not 8'"):
        cut_labels(digits("3"), lambda message: None)


@pytest.mark.parametrize(
    "further", [(), (Column("said", Role.PREDICTION, Categories.of(["a", "b", "c", None])),)]
)
def test_what_is_not_cut_into_two_stays_as_it_is(further: tuple[Column, ...]) -> None:
    levels = ["a", "b", "c", None] if further else ["a", "b", "a", None]
    data = Dataset(
        (
            Column("t", Role.LABEL, Categories.of(levels), positive="a"),
            Column("s", Role.SCORE, Numbers(np.linspace(0, 1, 4)), threshold=0.5),
            *further,
        )
    )
    assert cut_labels(data, lambda message: None) is data
