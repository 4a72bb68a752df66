"""What columns of real tables are taken for: their names, values and places."""

import pytest

from audits.planning.role_guesses import guess_roles, proposed_roles
from audits.specification.profiles import ColumnProfile, DatasetProfile, InputProfile, ModelProfile
from audits.specification.roles import Kind, Role
from tests.audits.planning.invented_columns import column, roles


def test_f_and_m_are_sexes_only_where_nothing_else_is():
    assert roles(column("x", ("F", "M")), column("outcome"))["x"] is Role.PROTECTED
    found = roles(column("sex"), column("charge", ("F", "M")), column("outcome"))
    assert "charge" not in found


def test_of_several_scores_the_plainest_name_is_taken_and_told_unsure():
    table = DatasetProfile(
        "csv",
        1000,
        (
            column("v_score", numbers=(0.0, 1.0)),
            column("score", numbers=(0.0, 1.0)),
            column("outcome"),
        ),
        "d" * 64,
    )
    guess = guess_roles(table)["score"]
    assert guess.role is Role.SCORE
    assert not guess.is_sure
    assert "as those of v_score do" in guess.reason


def test_the_last_column_of_few_values_is_the_truth_unless_it_says_when():
    assert roles(column("species"), column("mass", numbers=(1.0, 9.0)))["species"] is Role.LABEL
    found = roles(column("kind"), column("year", ("2007", "2008"), numbers=(2007.0, 2008.0)))
    assert found == {"kind": Role.LABEL}


def test_the_models_classes_point_at_the_truth():
    model = ModelProfile(
        "onnx", "classification", (InputProfile("x", None, "float32", (None, 1)),), (),
        ("left", "right"), ("Classifier",), True, "m" * 64,
    )  # fmt: skip
    found = roles(column("side", ("left", "right")), column("x"), column("z"), model=model)
    assert found["side"] is Role.LABEL


def test_a_column_of_decisions_beside_the_truth_is_what_was_answered():
    truth, decided = column("outcome", ("0", "1")), column("decision", ("0", "1"))
    assert roles(decided, truth) == {"decision": Role.PREDICTION, "outcome": Role.LABEL}
    assert "decision" not in roles(column("decision", ("a", "b")), truth)
    assert "decision" not in roles(decided, truth, column("y_pred", ("0", "1")))


def test_a_class_of_tickets_is_no_outcome_beside_one():
    """Titanic, as three packages spell it."""
    rest = column("sex", ("female", "male")), column("fare", numbers=(0.0, 512.0), distinct=280)
    kinds = ("1", "2", "3")
    for table in (
        (column("class", kinds), *rest, column("survived", ("0", "1"))),
        (rest[0], column("class", kinds), rest[1], column("survived", ("0", "1"))),
        (column("survived", ("0", "1")), *rest, column("passengerClass", kinds)),
    ):
        first = table[0].name == "class"  # at an end it may well be the label of the table
        assert roles(*table)["class" if first else "survived"] is Role.LABEL
    assert roles(*rest, column("class", kinds))["class"] is Role.LABEL
    assert roles(*rest, column("targetClass", kinds), column("income"))["targetClass"] is Role.LABEL


def test_a_language_is_one_of_texts():
    spoken = column("language", ("English", "French"))
    assert "language" not in roles(spoken, column("outcome"))
    text = ColumnProfile("sentence", Kind.TEXT, None, 900, 0, ("O egy apolo.",), None, None)
    assert roles(spoken, text, column("translation"))["language"] is Role.LANGUAGE


def test_an_answer_in_other_words_than_the_label_is_found_beside_a_score():
    columns = [
        column("antragsnummer", numbers=(1000, 3000), distinct=1000),
        column("zurueckgezahlt", ("ja", "nein")),
        column("entscheidung", ("abgelehnt", "bewilligt")),
        column("p", numbers=(0.0, 1.0), distinct=900),
    ]
    assert roles(*columns) == {
        "antragsnummer": "id", "zurueckgezahlt": "label", "entscheidung": "prediction",
        "p": "score",
    }  # fmt: skip


def test_of_two_columns_with_the_same_values_the_one_that_tells_of_answers_is_no_truth():
    assert roles(column("dringend", ("ja", "nein")), column("urteil", ("ja", "nein")),
                 column("p", numbers=(0.0, 1.0), distinct=900)) == {
        "dringend": "label", "urteil": "prediction", "p": "score",
    }  # fmt: skip


def test_what_was_decided_is_known_by_its_name_where_nothing_is_true_yet():
    region = column("region", ("n", "s", "w"))
    guessed = roles(region, column("rueck", ("ja", "nein")), column("entscheidung", ("x", "y")),
                    column("state", ("a", "b")))  # fmt: skip
    assert guessed["entscheidung"] == "prediction"


def test_of_several_clusters_the_one_of_fewest_values_is_proposed():
    """A search log has an id of the object and one of the person: one column can be the cluster."""
    names = {"patient_id": 40, "household": 25, "member": 90}
    columns = [ColumnProfile(name, Kind.CATEGORY, None, n, 0, ("a",)) for name, n in names.items()]
    table = DatasetProfile("csv", 1000, tuple(columns), "d" * 64)
    assert {guess.role for guess in guess_roles(table).values()} == {Role.CLUSTER}
    ((name, guess),) = proposed_roles(table).items()
    assert (name, guess.role, guess.is_sure) == ("household", Role.CLUSTER, False)
    assert "as those of patient_id, member do" in guess.reason


@pytest.mark.parametrize(
    ("truth", "answer"),
    [
        ("reference.answer", "outputs.answer"),
        ("reference_outputs.answer", "outputs.answer"), ("expected_answer", "answer"),
        ("answer_key", "answer"), ("golden_answer", "answer"), ("correct_answer", "model_output"),
        ("answer", "response"), ("income", "Scored Labels"), ("reference", "hypothesis"),
        ("label", "prediction"), ("gold", "label"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("is_first", [True, False])
def test_the_truth_and_the_answer_are_told_apart_by_their_names(truth, answer, is_first):
    """Wherever they stand: a swap turns true positive rates into precisions."""
    names = (truth, answer) if is_first else (answer, truth)
    assert roles(column("region", ("n", "s", "w")), *(column(n, ("yes", "no")) for n in names)) == {
        truth: "label", answer: "prediction",
    }  # fmt: skip


def test_how_sure_an_answer_is_is_no_answer():
    """KNIME's predictor writes both, in this order."""
    columns = (
        column("income", ("<=50K", ">50K")), column("Prediction (income)", ("<=50K", ">50K")),
        column("Prediction (income) (Confidence)", numbers=(0.5, 1.0), distinct=900),
    )  # fmt: skip
    found = roles(*columns)
    assert (found["income"], found["Prediction (income)"]) == ("label", "prediction")
    assert "Prediction (income) (Confidence)" not in found


@pytest.mark.parametrize("truth", ["y_test", "y_true"])
def test_of_the_probabilities_of_0_and_1_that_of_1_is_the_score(truth):
    """scikit-learn's `predict_proba`, beside its split's names."""
    columns = (
        column(truth, ("0", "1")), column("proba_0", numbers=(0.0, 1.0), distinct=900),
        column("proba_1", numbers=(0.0, 1.0), distinct=900),
    )  # fmt: skip
    assert roles(*columns) == {truth: "label", "proba_1": "score"}


def test_where_several_people_judged_an_item_the_item_is_the_cluster():
    names = {"comment_id": 300, "annotator_id": 50}
    columns = [ColumnProfile(name, Kind.CATEGORY, None, n, 0, ("a",)) for name, n in names.items()]
    table = DatasetProfile("csv", 1000, tuple(columns), "d" * 64)
    assert {name: guess.role for name, guess in proposed_roles(table).items()} == {
        "comment_id": Role.CLUSTER
    }


@pytest.mark.parametrize(
    ("feature", "outcome"),
    [("owns_car", "response"), ("washing_machine", "repaid"), ("manual", "sold"),
     ("expert", "defaulted")],
)  # fmt: skip
def test_a_feature_of_yes_and_no_beside_an_outcome_is_neither_truth_nor_answer(feature, outcome):
    found = roles(*(column(name, ("yes", "no")) for name in (feature, outcome)))
    assert found == {outcome: "label"}


def test_an_experts_decision_is_no_truth_beside_what_came():
    found = roles(*(column(n, ("yes", "no")) for n in ("expert_decision", "repaid")))
    assert found == {"repaid": "label", "expert_decision": "prediction"}


@pytest.mark.parametrize(
    ("told_about", "truth"),
    [
        ("target_hash", "target"), ("label_agent", "label"),
        ("obs_ci_upper", None), ("lang", None), ("similarity", None),
    ],
)  # fmt: skip
def test_what_tells_about_another_column_is_no_truth_wherever_it_stands(told_about, truth):
    """Argilla's `prediction_agent`, statsmodels' `obs_ci_upper`: they stand last, too."""
    known = [column(truth, ("0", "1"))] if truth else [column("region", ("n", "s", "w"))]
    found = roles(*known, column("mass", numbers=(1.0, 9.0)), column(told_about, ("a", "b")))
    assert told_about not in found
    assert truth is None or found[truth] is Role.LABEL


def test_long_numbers_of_pupils_are_no_truth_and_grades_of_two_are_told_apart():
    grades = ("1", "2", "3", "4", "5")
    pupil = column("Schueler-Nr.", numbers=(7.1e10, 7.9e10), distinct=1000)
    for truth, answer in (("Tanári jegy", "AI jegy"), ("grade", "ai_grade")):
        for names in ((truth, answer), (answer, truth)):
            found = roles(pupil, *(column(name, grades) for name in names))
            assert (found[truth], found[answer]) == ("label", "prediction")
            assert found.get("Schueler-Nr.") is not Role.LABEL
