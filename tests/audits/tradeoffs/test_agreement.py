"""Krippendorff's alpha: his own example, and each item and person left out by another library."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable
from audits.measurement import Estimate, Undetermined, WhyNot
from audits.specification.roles import Role
from audits.statistics.shares import Stated
from audits.tradeoffs import agreement as module
from audits.tradeoffs.agreement import agreement, alpha_of
from audits.tradeoffs.people import people_of

# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", section C: four observers.
EXAMPLE = {
    "A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "12332441251.",
}  # fmt: skip
# krippendorff 0.9.0, level nominal, without each column and each row of that table.
WITHOUT_ITEM = [
    0.7203883495145632, 0.79, 0.7131147540983607, 0.7131147540983607, 0.72, 0.8574338085539714,
    0.7008547008547009, 0.7861507128309573, 0.72, 0.7102615694164991, 0.728937728937729,
]  # fmt: skip
WITHOUT_PERSON = [0.7146739130434783, 0.7040816326530612, 0.8679245283018868, 0.6752577319587629]


def people(answers):
    columns = [
        Column(name, Role.ANNOTATION, Categories.of([None if a == "." else a for a in given]))
        for name, given in answers.items()
    ]
    return people_of(Dataset(tuple(columns)), print)


def in_order(found, rows):
    """Of items in the order of their content, those in the order of the table."""
    return [found[list(rows).index(row)] for row in range(len(rows))]


def test_the_published_example():
    alpha = alpha_of(people(EXAMPLE))
    assert round(alpha.value, 3) == 0.743  # as printed
    assert alpha.answers == 40


def test_each_item_and_each_person_left_out():
    judges = people(EXAMPLE)
    alpha = alpha_of(judges)
    answered_twice = [row for row in judges.rows if row != 11]  # the twelfth has one answer
    assert in_order(alpha.items, answered_twice) == pytest.approx(WITHOUT_ITEM, abs=1e-12)
    assert alpha.people == pytest.approx(WITHOUT_PERSON, abs=1e-12)


def test_nothing_to_compare_is_said():
    assert isinstance(alpha_of(people({"A": "12.", "B": "..1"})), WhyNot)
    assert alpha_of(people({"A": "111", "B": "111"})).reason.startswith("everybody gave the same")


def test_chance_is_about_zero_and_its_interval_holds_it():
    rng = np.random.default_rng(0)
    answers = {name: "".join(rng.choice(list("ab"), 300)) for name in "ABCDEF"}
    measured = agreement("annotator_agreement", (), people(answers), Stated(0.95, 30))
    assert isinstance(measured, Estimate)
    assert 0 in measured.interval
    assert abs(measured.value) < 0.05
    assert measured.method == "crossed-z-people (items and 6 people)"


def test_of_fewer_than_five_people_the_interval_is_about_these():
    rng = np.random.default_rng(1)
    first = rng.choice(list("ab"), 200)
    second = np.where(rng.random(200) < 0.2, "a", first)
    measured = agreement(
        "annotator_agreement", (), people({"A": "".join(first), "B": "".join(second)}),
        Stated(0.95, 30),
    )  # fmt: skip
    assert measured.method == "crossed-z (items of these people alone)"


def test_few_items_are_undetermined_with_their_value():
    measured = agreement("annotator_agreement", (), people(EXAMPLE), Stated(0.95, 30))
    assert isinstance(measured, Undetermined)
    assert measured.reason == "11 rows where 30 are needed"
    assert round(measured.raw[0], 3) == 0.743


def test_answers_that_are_names_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MOST_CELLS", 10)
    with pytest.raises(NotApplicable, match="too many to compare"):
        alpha_of(people(EXAMPLE))
