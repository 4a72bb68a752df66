"""What columns are for by their names, in several languages."""

import pytest

from audits.planning.guesses_by_name import FEWEST_CLUSTERS, guess_by_name
from audits.planning.role_guesses import guess_roles
from audits.specification.profiles import DatasetProfile
from audits.specification.roles import Role
from tests.audits.planning.invented_columns import column, roles


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


def test_counts_of_things_are_no_frequencies_and_weights_of_bodies_no_weights():
    found = roles(
        column("priors_count", numbers=(0.0, 38.0)),
        column("birth_weight", numbers=(1.0, 5.0)),
        column("count", numbers=(1.0, 90.0)),
        column("outcome"),
    )
    assert found == {"count": Role.COUNT, "outcome": Role.LABEL}


def test_a_percentage_that_people_named_is_no_score():
    label = column("y", ("0", "1"))
    assert roles(column("prob", numbers=(0.0, 1.0)), label)["prob"] is Role.SCORE
    assert "disaster_prob" not in roles(column("disaster_prob", numbers=(0.0, 100.0)), label)


def test_row_names_that_r_and_pandas_wrote_are_ids():
    for name in ("rownames", "Unnamed: 0", "seqn"):
        numbers = column(name, numbers=(3.0, 99_000.0), distinct=1000)
        assert roles(numbers, column("outcome"))[name] is Role.ID


@pytest.mark.parametrize("name", ["patient", "USUBJID", "SUBJID", "PTID"])
@pytest.mark.parametrize(
    ("distinct", "role"),
    [(FEWEST_CLUSTERS - 1, None), (FEWEST_CLUSTERS, Role.CLUSTER), (1000, Role.ID)],
)
def test_a_patient_in_several_rows_is_a_cluster_and_one_a_row_names_the_rows(name, distinct, role):
    guess = guess_by_name(column(name, distinct=distinct), 1000)
    assert (guess and guess.role) == role


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


@pytest.mark.parametrize("name", ["$R-Default", "$C-Default", "$XF-Default"])
def test_what_spss_modeler_writes_is_the_answer(name):
    """`$RC-Default` beside it says how sure it is, and is none."""
    binary = ("0", "1")
    found = roles(column("Default", binary), column(name, binary),
                  column(name.replace("-", "C-", 1), numbers=(0.5, 1.0)))  # fmt: skip
    assert {key: found[key] for key in ("Default", name)} == {
        "Default": Role.LABEL, name: Role.PREDICTION,
    }  # fmt: skip
    assert found.get(name.replace("-", "C-", 1)) is not Role.PREDICTION


@pytest.mark.parametrize(
    "name",
    [
        "design_weight", "survey_weight", "sampling_wgt", "weight_final", "person_weight",
        "finalwt", "PERWT", "PWGTP", "pspwght", "WTFINL", "weight",
    ],
)  # fmt: skip
def test_weights_of_surveys_are_known_by_their_names(name):
    """IPUMS, ACS, ESS and CPS; a `weight` about 1 is no body's. Untold, .395 passed as .99."""
    weights = column(name, numbers=(0.2, 6.5), distinct=300)
    assert roles(weights, column("outcome"))[name] is Role.WEIGHT


@pytest.mark.parametrize("name", ["weight", "birth_weight", "body_weight", "weight_kg"])
def test_weights_of_bodies_are_none(name):
    assert name not in roles(column(name, numbers=(3.0, 140.0), distinct=300), column("outcome"))
