import pytest

from audits.report.number_format import (
    between,
    interval_text,
    limit,
    listed,
    lower_first,
    near,
    plain,
    probability,
    significant,
    sizes,
    with_unit,
)  # fmt: skip

NB = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "scale", "shown"),
    [
        (0.23454301075268819, "share", f"23.5{NB}%"),
        (0.2139, "share difference", f"+21.4{NB}points"),
        (-0.1968, "share difference", f"−19.7{NB}points"),
        (-0.0000001, "share difference", f"0.0{NB}points"),
        (0.6334, "ratio", "0.63"),
        (0.7021, "unit", "0.702"),
        (-1234.5, "number", "−1,234"),
        (9.87e14, "number", "987,000,000,000,000"),
        (-1.23456e15, "number", "−1.235e15"),
        (4e120, "ratio", "4.000e120"),
        (2e15, "difference", "+2.000e15"),
        (25_610_152, "count", "25,610,152"),
        (98_994, "bytes", f"0.099{NB}MB"),
        (1_310_000_000, "bytes", f"1,310{NB}MB"),
        (0.1964, "milliseconds", f"0.196{NB}ms"),
        (11_345.4, "per second", f"11,345{NB}a second"),
        (0.00067, "joules", f"0.670{NB}mJ"),
        (274.8, "kilowatt hours", f"274.8{NB}kWh"),
    ],
)
def test_a_number_carries_its_unit(value, scale, shown):
    assert with_unit(value, scale) == shown


def test_an_open_side_is_infinity_and_not_nothing():
    assert between([None, 0.05], "share difference") == "[−∞ to +5.0]"
    assert between([0.4, None], "ratio") == "[0.40 to ∞]"


@pytest.mark.parametrize(("p", "shown"), [(1e-9, f"<{NB}0.001"), (0.0241, "0.024"), (1.0, "1")])
def test_a_p_value_is_never_zero(p, shown):
    assert probability(p) == shown


def test_a_limit_has_only_the_digits_that_were_written():
    assert limit(0.05, "share difference") == f"5{NB}points"
    assert limit(0.8, "ratio") == "0.80"
    assert limit(0.9, "share") == f"90{NB}%"
    assert limit(20, "milliseconds") == f"20{NB}ms"
    assert limit(1_000_000, "bytes") == f"1{NB}MB"
    assert limit(10_000, "count") == "10,000"


def test_a_planned_size_claims_two_digits():
    assert near(908) == "910"
    assert near(23_812) == "24,000"
    assert near(30) == "30"


def test_words_are_joined_as_people_do():
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert sizes([1795, 1488]) == "1,795 against 1,488"
    assert plain(-0.0, 1) == "0.0"


def test_a_narrow_interval_does_not_look_like_a_point():
    assert between([0.9962, 1.0], "ratio") == "[0.996 to 1.000]"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0.000"),
        (0.0125, "0.013"),
        (0.00012, "1.2e−4"),
        (-0.00012, "−1.2e−4"),
        (1234, "1,234"),
    ],
)
def test_a_number_of_unknown_size_never_reads_as_nothing(value, shown):
    assert significant(value) == shown


@pytest.mark.parametrize(
    ("words", "said"),
    [("Share of rows.", "share of rows."), ("A share", "a share"), ("F1 of male", "F1 of male"),
     ("ROC AUC", "ROC AUC"), ("R² of numbers", "R² of numbers"), ("", "")],
)  # fmt: skip
def test_names_keep_their_capitals_inside_a_sentence(words, said):
    assert lower_first(words) == said


def test_the_highest_groups_own_ratio_is_no_interval_without_width():
    """Its ratio is 1 by definition where no other can be the highest; else its interval tells."""
    highest = {"value": 1.0, "interval": [1.0, 1.0], "group": {"g": "a"}, "reference": {"g": "a"}}
    assert interval_text(highest, "ratio") == "the reference"
    assert interval_text({**highest, "interval": [0.9, 1.0]}, "ratio") == "[0.90 to 1.00]"
    assert interval_text({**highest, "reference": {"g": "b"}}, "ratio") == "[1.000 to 1.000]"
    raw = {"undetermined": "few", "raw": {"value": 1.0, "interval": [1.0, 1.0]}}
    assert interval_text({**raw, "group": {}, "reference": {"g": "a"}}, "ratio").startswith("[")


def test_what_was_counted_has_no_interval_in_numbers():
    assert between([78_426, 78_426], "count") == "[counted]"
    assert between([131.2e6, 131.2e6], "bytes") == "[counted]"
    assert between([1.0, 1.0], "ratio") == "[1.000 to 1.000]"
