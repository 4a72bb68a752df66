"""Columns of probabilities that are named after classes."""

import time

import pytest

from audits.planning.class_columns import check_score_class, class_columns
from audits.planning.role_guesses import guess_roles
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role


def table(answers, values, shares, high=0.98):
    answer = ColumnProfile(answers, Kind.CATEGORY, None, len(values), 0, tuple(values))
    numbers = [ColumnProfile(n, Kind.NUMBER, None, 180, 0, (), 0.01, high) for n in shares]
    return DatasetProfile("csv", 200, (answer, *numbers), "0" * 64)


@pytest.mark.parametrize(
    ("values", "names"),
    [
        (("No", "Yes"), (".pred_No", ".pred_Yes")),  # tidymodels
        (("No", "Yes"), ("No", "Yes")),  # caret
        (("0", "1"), ("p0", "p1")),  # H2O
        (("no", "yes"), ("confidence(no)", "confidence(yes)")),  # RapidMiner
        (("no", "yes"), ("P (target=no)", "P (target=yes)")),  # KNIME
        (("high", "low", "mid"), (".pred_high", ".pred_low", ".pred_mid")),
    ],
)
def test_shares_called_after_every_class_are_its_probabilities(values, names):
    assert class_columns(table(".pred_class", values, names)) == dict(
        zip(names, values, strict=True)
    )


@pytest.mark.parametrize("names", [(".pred_No", "prob_Yes"), (".pred_No", "x"), ("p_Yes", "p_Yep")])
def test_of_one_beginning_every_class_has_a_column(names):
    assert class_columns(table("answer", ("No", "Yes"), names)) == {}


def test_amounts_are_no_probabilities():
    assert class_columns(table("side", ("a", "b"), ("cost_a", "cost_b"), high=80.0)) == {}


def test_the_class_is_the_answer_and_not_the_probability_of_one():
    guesses = guess_roles(table(".pred_class", ("No", "Yes"), (".pred_Yes", ".pred_No")))
    assert guesses[".pred_class"].role is Role.PREDICTION
    assert not {".pred_Yes", ".pred_No"} & guesses.keys()
    assert "No" not in guess_roles(table("obs", ("No", "Yes"), ("No", "Yes")))


def test_a_wide_table_is_looked_through_at_once():
    """Nine thousand columns of classes beside as many shares would take minutes."""
    shares = [f"x{number}" for number in range(3000)]
    table_of_numbers = table("y", ("0", "1"), shares)
    answers = [
        ColumnProfile(f"c{number}", Kind.CATEGORY, None, 2, 0, ("0", "1")) for number in range(3000)
    ]
    wide = DatasetProfile("csv", 200, (*table_of_numbers.columns, *answers), "0" * 64)
    started = time.process_time()
    assert class_columns(wide) == {}
    assert time.process_time() - started < 5


CLASSES, SHARES = ("bcc", "melanoma", "nevus"), ("prob_melanoma", "prob_nevus", "prob_bcc")


def test_of_three_probabilities_none_is_proposed_as_the_score():
    guesses = guess_roles(table("y_true", CLASSES, SHARES))
    assert Role.SCORE not in {guess.role for guess in guesses.values()}


@pytest.mark.parametrize(
    ("score", "positive", "instead"),
    [
        ("prob_bcc", "melanoma", "give 'prob_melanoma' the role score in its place"),
        ("prob_melanoma", "melanoma", None), ("prob_melanoma", None, None),
    ],
)  # fmt: skip
def test_a_score_of_another_class_than_the_positive_one_is_asked_about(score, positive, instead):
    columns = {
        "y_true": ColumnSpec(role="label", positive=positive), score: ColumnSpec(role="score")
    }  # fmt: skip
    found = list(check_score_class(columns, table("y_true", CLASSES, SHARES), positive))
    assert [problem.remedy.partition(", or ")[0] for problem in found] == [instead] * bool(instead)


def test_numbers_behind_two_scores_may_be_of_two_models():
    columns = {"y": ColumnSpec(role="label"), "q0": ColumnSpec(role="score")}
    assert list(check_score_class(columns, table("y", ("0", "1"), ("q0", "q1")), "1")) == []


def test_a_map_says_what_a_probability_is_of():
    """`.pred_No` is of what the map makes of No."""
    columns = {
        "y": ColumnSpec(role="label", map={"No": "good", "Yes": "bad"}),
        ".pred_No": ColumnSpec(role="score"),
    }
    data = table("y", ("No", "Yes"), (".pred_No", ".pred_Yes"))
    assert list(check_score_class(columns, data, "good")) == []
    assert len(list(check_score_class(columns, data, "bad"))) == 1
