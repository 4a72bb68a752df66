"""What is shown of people: curves of the half that judges, and a table that adds up."""

import numpy as np
import pytest

from audits.tradeoffs.beside_people import beside_people
from audits.tradeoffs.deferral import choose_deferral
from audits.tradeoffs.people import people_of
from audits.tradeoffs.people_report import MOST_NAMED, MOST_POINTS, shown
from tests.audits.tradeoffs.judged import judged
from tests.subjects import Subject


def exhibits(people=3, *, sure=True):
    data = judged(300, people, np.random.default_rng(0))
    subject = Subject(data)
    beside = beside_people(subject, people_of(data, print))
    sureness = np.random.default_rng(1).random(300) if sure else None
    deferral = choose_deferral(beside, sureness, np.random.default_rng(2))
    groups = [((), np.ones(300) == 1), ((("sex", "f"),), np.arange(300) < 100)]
    return list(shown(beside, sureness, deferral, groups)), beside


def test_the_curves_are_of_shares_and_short():
    (together, risk, _), beside = exhibits()
    (line,) = together.content["series"]
    assert len(line["points"]) <= MOST_POINTS
    assert line["points"][0][0] == 0
    assert line["points"][-1][0] == 1
    assert together.content["note"].startswith("On the 150 items")
    assert [one["name"] for one in risk.content["series"]] == ["everyone", "sex f"]
    assert risk.content["series"][0]["points"][-1][1] == pytest.approx(1 - beside.by_model.mean())


def test_each_person_stands_beside_the_model_on_the_same_items():
    (*_, table), beside = exhibits()
    name, items, right, model, only_model, only_person = table.content["rows"][1]
    assert (name, items) == ("person01", "300")
    own = beside.right(1).right
    assert right == f"{own.mean():.1%}"
    assert model == f"{beside.by_model.mean():.1%}"
    gap = int(beside.by_model.sum()) - int(own.sum())
    assert int(only_model) - int(only_person) == gap


def test_many_people_are_not_all_named_and_that_is_told():
    (*_, table), _ = exhibits(people=MOST_NAMED + 4)
    assert len(table.content["rows"]) == MOST_NAMED
    assert table.content["left_out"] == 4


def test_without_sureness_the_people_alone():
    found, _ = exhibits(sure=False)
    assert [exhibit.kind for exhibit in found] == ["sentences"]
