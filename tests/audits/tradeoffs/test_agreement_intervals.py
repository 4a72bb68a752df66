"""Agreements as measurements: what decides nothing says why."""

import numpy as np
import pytest

from audits.measurement import Estimate, Undetermined
from audits.statistics.shares import Stated
from audits.tradeoffs.agreement_intervals import agreement_on_z

STATED = Stated(0.95, 30)


def measured(items, people=(), value=0.5):
    return agreement_on_z(
        "kappa", (), value, (np.asarray(items), np.asarray(people, dtype=float)), STATED,
        of_pairs=False,
    )  # fmt: skip


def test_what_rests_on_one_item_is_undetermined():
    items = np.full(100, 0.5)
    items[0] = 0.1
    found = measured(items)
    assert isinstance(found, Undetermined)
    assert found.reason == "what 100 items say rests on 1 of them, where 8 are needed"


def test_items_that_all_say_the_same_give_no_interval():
    assert measured(np.full(100, 0.5)).reason.startswith("what 100 items say rests on 0")
    assert measured([0.5]).reason == "1 row where 30 are needed"


def test_people_widen_it_from_five_on():
    rng = np.random.default_rng(0)
    items = 0.5 + rng.normal(0, 0.001, 400)
    people = np.linspace(0.4, 0.6, 6)
    alone, few, many = measured(items), measured(items, people[:4]), measured(items, people)
    assert all(isinstance(each, Estimate) for each in (alone, few, many))
    assert alone.interval == few.interval
    assert many.interval.lower < few.interval.lower - 0.1
    assert many.method == "crossed-z-people (items and 6 people)"
    assert alone.value == pytest.approx(0.5)
