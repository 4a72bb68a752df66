"""Amounts with a unit, as spreadsheets and shops write them; what they say is by hand."""

import pytest

from audits.data.reading.amounts import AmountSniffer, amount
from audits.data.reading.number_formats import Written
from audits.specification.profiles import Amounts


@pytest.mark.parametrize(
    ("cell", "unit", "number"),
    [
        ("€ 252,100", "€", "252,100"), ("$1,200.50", "$", "1,200.50"), ("1 200 kr", "kr", "1 200"),
        ("1\u202f200 kr", "kr", "1 200"), ("5 kg", "kg", "5"), ("5kg", "kg", "5"),
        ("12 %", "%", "12"), ("-$5", "$", "-5"), ("$-5", "$", "-5"), ("($5)", "$", "-5"),
        ("US$ 3", "US$", "3"), ("EUR 1.200,50", "EUR", "1.200,50"), ("Rs. 500", "Rs.", "500"),
        ("7,5 °C", "°C", "7,5"), ("80 km/h", "km/h", "80"), ("5 m", "m", "5"),
        ("30 m²", "m²", "30"),
        ("1'200 CHF", "CHF", "1'200"), ("42", "", "42"), (" .5 % ", "%", ".5"),
        ("1.559,61- EUR", "EUR", "-1.559,61"), ("1.559,61 EUR-", "EUR", "-1.559,61"),
        ("(5 kg)", "kg", "-5"), ("$1.2M", "$…M", "1.2"), ("€110.5M", "€…M", "110.5"),
        ("($3k)", "$…k", "-3"), ("£3 bn", "£…bn", "3"), ("3k", "k", "3"),
        ("3.5万", "万", "3.5"), ("¥1.2 億", "¥…億", "1.2"), ("12만", "만", "12"),
        ("1.2 Mio.", "Mio.", "1.2"),
    ],
)  # fmt: skip
def test_an_amount_is_parted_into_unit_and_number(cell, unit, number):
    assert amount(cell) == (unit, number)


@pytest.mark.parametrize(
    "cell",
    ["12A", "A12", "Q1", "SKU 120", "I10", "2020-01-05", "10-20", "(5", "-$-5", "-5-", "3b",
     "5-pack", "", "kg", "five kg", "12 Oak Street"],
)  # fmt: skip
def test_codes_dates_ranges_and_words_are_no_amounts(cell):
    assert amount(cell) is None


def sniffed(*cells):
    sniffer = AmountSniffer()
    for cell in cells:
        sniffer.see(cell)
    return sniffer.amounts


def test_one_unit_and_its_way_of_writing_are_known():
    assert sniffed("€ 252,100", "€ 1,200,000", "€ 40") == Amounts(("€",), thousands=",")
    assert sniffed("1 200,5 kr", "20 kr") == Amounts(("kr",), ",", " ")
    assert sniffed("5 kg", "7.25 kg", "8") == Amounts(("kg",))
    assert sniffed("5,5- kg", "7.250,25 kg", "8") == Amounts(("kg",), ",", ".")


def test_a_comma_that_could_be_either_is_in_doubt():
    assert sniffed("€ 252,100", "€ 40").doubtful
    assert not sniffed("€ 252.5", "€ 40").doubtful
    assert sniffed("34.063 €", "40 €") == Amounts(("€",), thousands=".", doubtful=True)
    assert not sniffed("34.063 €", "0.671 €").doubtful


@pytest.mark.parametrize(
    "cells",
    [
        ("5 kg", "300 g"),
        ("$ 5", "€ 5"),
        ("45 %", ".45"),
        ("€ 1,2.3", "€ 5"),
        ("3k", "900"),
        ("$1.2M", "$1.3M"),
        ("$1.2M", "$900"),
        ("5 Tsd.", "900"),
    ],
)
def test_what_is_not_written_alike_has_no_one_reading(cells):
    assert sniffed(*cells).is_alike is False


def test_many_units_are_streets_and_words_among_amounts_are_few():
    assert sniffed("12 Oak", "14 Elm", "15 Ash", "16 Fir") is None
    amounts = [f"{value} kg" for value in range(20)]
    assert sniffed(*amounts, "unknown") == Amounts(("kg",))
    assert sniffed(*amounts[:9], "unknown") is None
    assert sniffed(*amounts, *(f"word{c}" for c in "abcdef")) is None
    assert sniffed("12", "13") is None


@pytest.mark.parametrize(
    ("form", "cell", "number"),
    [
        (Written(unit="€", thousands=","), "€ 252,100", 252100.0),
        (Written(unit="$", thousands=","), "$1,200.50", 1200.5),
        (Written(unit="kr", thousands=" "), "1\u00a0200 kr", 1200.0),
        (Written(unit="kr", decimal=",", thousands="."), "1.200,5 kr", 1200.5),
        (Written(unit="kg"), "5 kg", 5.0), (Written(unit="kg"), "5", 5.0),
        (Written(unit="€", decimal=",", thousands="."), "1.559,61- €", -1559.61),
        (Written(unit="€", decimal=",", thousands="."), "1.559,61 €-", -1559.61),
        (Written(unit="kg"), "-5- kg", None),
        (Written(unit="kg"), "5 g", None), (Written(unit="$"), "($5.5)", -5.5),
        (Written(unit="$"), "-$5.5", -5.5), (Written(unit="$"), "($-5)", None),
        (Written(unit="No."), "No. 12", 12.0), (Written(unit="$", thousands=","), "$1,20", None),
    ],
)  # fmt: skip
def test_a_stated_unit_is_read_away(form, cell, number):
    assert form.number(cell) == number
