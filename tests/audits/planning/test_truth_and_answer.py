"""The truth and the answer are told apart by their names, in whatever order they stand."""

import pytest

from tests.audits.planning.invented_columns import column, roles


@pytest.mark.parametrize(
    "truth", ["y_true", "observed", "real", "réel", "reference", "Istwert", "y", "outcome"]
)
@pytest.mark.parametrize("other", ["y_pred_v1", "prediction_old"])
def test_another_models_answer_is_no_truth_wherever_it_stands(truth, other):
    """`y_pred_v1` beside `y_pred` passed an odds rule that the truth fails by 27 points."""
    binary = ("0", "1")
    for names in ((truth, other, "y_pred"), (other, "y_pred", truth)):
        found = roles(column("region", ("n", "s", "w")), *(column(name, binary) for name in names))
        assert found[truth] == "label"


def test_an_outcome_in_other_words_is_the_truth_before_a_feature_in_the_answers_words():
    words, codes = ("no", "yes"), ("0", "1")
    found = roles(
        column("owns_home", words), column("predicted_repaid", words), column("repaid", codes)
    )
    assert (found["repaid"], found.get("owns_home")) == ("label", None)


@pytest.mark.parametrize(
    ("answer", "truth"),
    [
        ("ai_decision", "final_decision"), ("model_flag", "analyst_verdict"),
        ("KI_Vorschlag", "Arztdiagnose"), ("recommandation_IA", "décision_finale"),
        ("machine_grade_pass", "teacher_grade_pass"), ("system_alert", "confirmed_case"),
        ("recomendacion_ia", "decision_comite"), ("MI_javaslat", "végső_döntés"),
        ("triage_model", "clinician_decision"), ("chatgpt_label", "human_label"),
        ("gpt4", "gold_annotation"), ("predicted_label", "annotator_label"),
        ("Empfehlung Modell", "Urteil Gutachten"), ("Model result", "Recruiter recommendation"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_first", [True, False])
def test_what_a_machine_says_is_the_answer_and_what_people_say_the_truth(answer, truth, is_first):
    """Turned round, an odds rule passed of a model that fails against the final decision."""
    names = (answer, truth) if is_first else (truth, answer)
    found = roles(column("gender", ("m", "f")), *(column(name, ("0", "1")) for name in names))
    assert (found[truth], found[answer]) == ("label", "prediction")


def test_where_an_outcome_stands_a_colleagues_decision_is_no_truth():
    """Agreement with the underwriter, .93, passed where the model is wrong of defaults."""
    words = ("Approve", "Decline")
    found = roles(
        column("gender", ("m", "f")), column("Model decision", words),
        column("Underwriter decision", words), column("Defaulted", ("No", "Yes")),
    )  # fmt: skip
    assert (found["Defaulted"], found["Model decision"]) == ("label", "prediction")
    assert "Underwriter decision" not in found
