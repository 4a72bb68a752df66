"""What columns of real tables are taken for: their names, values and places."""

import pytest

from audits.planning.role_guesses import better_of, favourable_guess, guess_roles, likely_map
from audits.specification.profiles import (
    ColumnProfile,
    DatasetProfile,
    InputProfile,
    ModelProfile,
)
from audits.specification.roles import Kind, Role


def column(name, values=("a", "b"), *, numbers=None, distinct=None):
    kind = Kind.CATEGORY if numbers is None else Kind.NUMBER
    low, high = numbers or (None, None)
    return ColumnProfile(name, kind, None, distinct or len(values), 0, tuple(values), low, high)


def roles(*columns, rows=1000, model=None):
    table = DatasetProfile("csv", rows, columns, "d" * 64)
    return {name: guess.role for name, guess in guess_roles(table, model).items()}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Sex", Role.PROTECTED), ("Geschlecht", Role.PROTECTED), ("género", Role.PROTECTED),
        ("race_ethnicity", Role.PROTECTED), ("kor", Role.PROTECTED), ("возраст", Role.PROTECTED),
        ("y_pred", Role.PREDICTION), ("ground_truth", Role.LABEL), ("targetClass", Role.LABEL),
        ("split", Role.SPLIT), ("predicted_label", Role.PREDICTION), ("y_hat", Role.PREDICTION),
        ("true_label", Role.LABEL),
    ],
)  # fmt: skip
def test_names_in_several_languages(name, role):
    assert roles(column(name), column("z", ("p", "q", "r")))[name] is role


def test_values_say_whom_a_column_is_about():
    found = roles(
        column("q7", ("male", "female")),
        column("q8", ("African-American", "Caucasian", "Hispanic")),
        column("q9", ("train", "test")),
        column("outcome"),
    )
    assert found == {
        "q7": Role.PROTECTED, "q8": Role.PROTECTED, "q9": Role.SPLIT, "outcome": Role.LABEL,
    }  # fmt: skip


def test_f_and_m_are_sexes_only_where_nothing_else_is():
    assert roles(column("x", ("F", "M")), column("outcome"))["x"] is Role.PROTECTED
    found = roles(column("sex"), column("charge", ("F", "M")), column("outcome"))
    assert "charge" not in found


def test_counts_of_things_are_no_frequencies_and_weights_of_bodies_no_weights():
    found = roles(
        column("priors_count", numbers=(0.0, 38.0)),
        column("birth_weight", numbers=(1.0, 5.0)),
        column("count", numbers=(1.0, 90.0)),
        column("outcome"),
    )
    assert found == {"count": Role.COUNT, "outcome": Role.LABEL}


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


def test_a_column_that_counts_the_rows_is_an_id():
    found = roles(column("Unnamed", numbers=(0.0, 999.0), distinct=1000), column("outcome"))
    assert found["Unnamed"] is Role.ID


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


def test_a_column_of_decisions_beside_the_truth_is_what_was_answered():
    truth, decided = column("outcome", ("0", "1")), column("decision", ("0", "1"))
    assert roles(decided, truth) == {"decision": Role.PREDICTION, "outcome": Role.LABEL}
    assert "decision" not in roles(column("decision", ("a", "b")), truth)
    assert "decision" not in roles(decided, truth, column("y_pred", ("0", "1")))


def test_a_percentage_that_people_named_is_no_score():
    label = column("y", ("0", "1"))
    assert roles(column("prob", numbers=(0.0, 1.0)), label)["prob"] is Role.SCORE
    assert "disaster_prob" not in roles(column("disaster_prob", numbers=(0.0, 100.0)), label)


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


def test_row_names_that_r_and_pandas_wrote_are_ids():
    for name in ("rownames", "Unnamed: 0", "seqn"):
        numbers = column(name, numbers=(3.0, 99_000.0), distinct=1000)
        assert roles(numbers, column("outcome"))[name] is Role.ID


def test_a_language_is_one_of_texts():
    spoken = column("language", ("English", "French"))
    assert "language" not in roles(spoken, column("outcome"))
    text = ColumnProfile("sentence", Kind.TEXT, None, 900, 0, ("O egy apolo.",), None, None)
    assert roles(spoken, text, column("translation"))["language"] is Role.LANGUAGE


def test_the_better_of_two_answers_by_their_own_words():
    assert better_of(["abgelehnt", "bewilligt"]) == "bewilligt"
    assert better_of(["yes", "no"]) == "yes"
    assert better_of(["a", "b"]) is None


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


DAYS = tuple(f"19{year}-02-0{day}" for year in range(50, 80) for day in (1, 2))


@pytest.mark.parametrize(
    "name",
    ["dob", "DateOfBirth", "birth_date", "born", "Geburtsdatum", "geboren_am", "date_naissance",
     "fecha_nacimiento", "data_nascimento", "data di nascita", "geboortedatum", "födelsedatum",
     "fødselsdato", "data_urodzenia", "született", "születési idő", "syntymäaika", "doğum_tarihi",
     "дата рождения", "出生日期"],
)  # fmt: skip
def test_a_date_of_birth_is_an_age(name):
    table = DatasetProfile(
        "csv", 1000, (column(name, DAYS, distinct=900), column("z", ("p", "q"))), "d" * 64
    )
    guess = guess_roles(table)[name]
    assert guess.role is Role.PROTECTED
    assert guess.reason.endswith("a date of birth is an age")


def test_a_year_of_birth_is_an_age_and_what_else_is_of_a_birth_is_none():
    found = roles(
        column("birth_year", numbers=(1931.0, 2004.0), distinct=70),
        column("birth_weight", numbers=(709.0, 4990.0), distinct=130),
        column("birthplace", ("Graz", "Linz", "Wien")),
        column("hired_on", DAYS, distinct=900),
        column("outcome"),
    )
    assert found == {"birth_year": Role.PROTECTED, "outcome": Role.LABEL}


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
