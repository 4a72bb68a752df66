"""Each kind of model finds its thief, and half of the inputs are the thief's."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.robustness.stolen_pictures import PictureThief
from audits.robustness.stolen_rows import RowThief
from audits.robustness.thieves import PictureThreat, thief_of
from tests.askable import LinearTable, people
from tests.pixel_models import gallery, linear

REST = {"most_columns": 1, "immutable": (), "most_share": 0.2, "synonyms": (), "field": "probes.x"}


def test_pictures():
    thief, inputs, attacked = thief_of(Subject(gallery(40), linear()), 40, PictureThreat(), **REST)
    assert isinstance(thief, PictureThief)
    assert len(inputs) == len(attacked) == 40


def test_rows_of_a_table_stand_once():
    data = people(50, columns=2)
    twice = data.take(np.arange(50).repeat(2))
    model = LinearTable({"x0": 1.0, "x1": -1.0})
    thief, inputs, attacked = thief_of(Subject(twice, model), 100, PictureThreat(), **REST)
    assert isinstance(thief, RowThief)
    assert len(inputs) == len(attacked) == 50
    assert len(thief.own) == 25


def test_one_row_is_refused():
    with pytest.raises(NotApplicable):
        thief_of(Subject(gallery(1), linear()), 10, PictureThreat(), **REST)
