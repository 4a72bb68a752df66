"""Roles by name: of the columns that tutorials and data sets of the field call so."""

import pytest

from audits.specification.role_names import (
    aggregated,
    plain,
    role_of_name,
    without_y,
    words_of_name,
)
from audits.specification.roles import Role


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("y_true", None), ("y", Role.LABEL), ("y_pred", Role.PREDICTION), ("y_score", Role.SCORE),
        ("target", Role.LABEL), ("TrueLabel", Role.LABEL), ("applicant_sex", Role.PROTECTED),
        ("Age", Role.PROTECTED), ("sample_weight", Role.WEIGHT), ("loanId", Role.ID),
        ("uuid", Role.ID), ("lang", Role.LANGUAGE), ("cv_fold", Role.SPLIT), ("income", None),
        ("", None), ("42", None), ("agent", None), ("score_of_sex", Role.PROTECTED),
        ("Count of ID", Role.COUNT), ("Nombre d'ID", Role.COUNT), ("Sum of ID", None),
        ("Count of income", Role.COUNT), ("Sum of income", None), ("Nombre", None),
    ],
)  # fmt: skip
def test_the_last_known_word_of_a_name_says_what_the_column_is_for(name, role):
    assert role_of_name(name) is role


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("applicantSex", ["applicant", "sex"]), ("y_pred", ["y", "pred"]), ("", []),
        ("Staatsangehörigkeit", ["staatsangehoerigkeit"]), ("É_tat civil", ["e", "tat", "civil"]),
        ("label2", ["label2"]), ("性别", ["性别"]),
    ],
)  # fmt: skip
def test_a_name_is_cut_into_words_without_accents(name, words):
    assert words_of_name(name) == words


def test_letters_of_other_spellings_become_plain():
    assert [plain(text) for text in (" Äpfel", "Straße", "naïve", "Łódź")] == [
        "aepfel", "strasse", "naive", "łodz",
    ]  # fmt: skip


def test_a_y_before_another_word_says_nothing_of_its_own():
    assert without_y(["y", "score"]) == ["score"]
    assert (without_y(["y"]), without_y([])) == (["y"], [])


@pytest.mark.parametrize(
    ("name", "is_count", "words"),
    [
        ("Count of ID", True, ("id",)), ("Count of customer_id", True, ("customer", "id")),
        ("Anzahl von ID", True, ("id",)), ("Nombre de X", True, ("x",)),
        ("Mennyiség / id", True, ("id",)), ("Määrä / id", True, ("id",)),
        ("Distinct Count", None, ()), ("Count (Distinct) of ID", True, ("id",)),
        ("CNT(Candidate Id)", True, ("candidate", "id")), ("CNTD(Id)", True, ("id",)),
        ("count(distinct id)", True, ("id",)), ("COUNT_DISTINCT(id)", True, ("id",)),
        ("Distinct count of Candidate Id", True, ("candidate", "id")),
        ("SUM(Number of Records)", False, ("number", "records")), ("COUNT(*)", None, ()),
        ("MAX(id)", None, ()), ("log(income)", None, ()),
        ("Sum of n", False, ("n",)), ("Summe von n", False, ("n",)), ("Összeg / n", False, ("n",)),
        ("Count", None, ()), ("Anzahl Personen", None, ()), ("count_id", None, ()), ("", None, ()),
        ("Freq of visits", None, ()),
    ],
)  # fmt: skip
def test_names_that_tools_give_to_what_they_counted(name, is_count, words):
    """As Power BI, Looker and Excel's pivots in six languages write them."""
    made = aggregated(name)
    assert (None if made is None else made.is_count) is is_count
    assert (() if made is None else made.words) == words
