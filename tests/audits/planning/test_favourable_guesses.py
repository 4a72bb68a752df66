"""Which of two answers benefits the person."""

import pytest

from audits.planning.favourable_guesses import better_of, favourable_guess, likely_map
from tests.audits.planning.invented_columns import column


@pytest.mark.parametrize(
    ("values", "good"),
    [(("0", "1"), "1"), (("denied", "approved"), "approved"), (("x", "y2"), None),
     (("nein", "ja"), "ja"), (("alive", "dead"), "alive"), (("ill", "well"), "well")],
)  # fmt: skip
def test_which_answer_most_likely_benefits(values, good):
    assert favourable_guess(column("decision", values)) == good


def test_yes_to_a_harm_benefits_nobody():
    assert favourable_guess(column("deny", ("no", "yes"))) == "no"
    assert favourable_guess(column("two_year_recid", ("0", "1"))) == "0"
    assert favourable_guess(column("default", ("good", "bad"))) == "good"
    assert favourable_guess(column("deny_reason", ("a", "b"))) is None
    # The name of the truth, where that of the answers says nothing.
    assert favourable_guess(column("predict", ("0", "1")), ["default", "predict"]) == "0"
    assert favourable_guess(column("predict", ("0", "1")), ["survived", "predict"]) == "1"


def test_the_better_of_two_answers_by_their_own_words():
    assert better_of(["abgelehnt", "bewilligt"]) == "bewilligt"
    assert better_of(["yes", "no"]) == "yes"
    assert better_of(["a", "b"]) is None


@pytest.mark.parametrize(
    ("answers", "labels", "meant"),
    [
        (("approve", "deny"), ("no", "yes"), {"approve": "yes", "deny": "no"}),
        (("abgelehnt", "bewilligt"), ("0", "1"), {"abgelehnt": "0", "bewilligt": "1"}),
        (("a", "b"), ("no", "yes"), {}),
        (("approve", "deny", "ask"), ("no", "yes"), {}),
        (("approve", "deny"), ("low", "middle"), {}),
    ],
)
def test_answers_mean_the_labels_that_their_words_say(answers, labels, meant):
    assert likely_map(answers, labels) == meant


@pytest.mark.parametrize(
    ("names", "means"),
    [
        (("Model decision", "Repaid"), {"Approve": "Yes", "Decline": "No"}),
        (("Model decision", "Defaulted"), {"Approve": "No", "Decline": "Yes"}),
    ],
)
def test_an_approval_means_no_of_a_harm(names, means):
    """Turned round, right answers counted as wrong ones."""
    assert likely_map(("Approve", "Decline"), ("No", "Yes"), names) == means


@pytest.mark.parametrize(
    ("answered", "truth", "yes"),
    [
        ("prediction", "defaulted", "yes"), ("y_pred", "Churned", "yes"),
        ("model_output", "readmitted", "yes"), ("predicted_default", "default", "yes"),
        ("prediction", "repaid", "yes"), ("approved", "defaulted", "no"),
        ("denied", "repaid", "no"),
    ],
)  # fmt: skip
def test_a_yes_foretells_the_yes_of_the_label_unless_the_answer_is_another_thing(
    answered, truth, yes
):
    """An approval is no default foretold; a prediction of defaults is."""
    means = likely_map(("0", "1"), ("no", "yes"), (answered, truth))
    assert means["1"] == yes
