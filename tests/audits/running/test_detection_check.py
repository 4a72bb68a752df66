from dataclasses import dataclass, field

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Texts
from audits.data.located_objects import Located
from audits.errors import ModelFailure, UnsteadyModel
from audits.running.detection_check import ask_detections_again
from audits.running.row_by_row_check import ask_again
from audits.specification.roles import Role

DATA = Dataset((Column("text", Role.FEATURE, Texts.of(["a", "bb", "ccc", "dddd"])),))
ROWS = np.arange(4)


@dataclass
class Company:
    """Finds every text whole; `among` changes what it finds among others."""

    among: object = staticmethod(lambda one: one)
    apart: object = None
    reads: tuple = ("text",)
    fingerprint: str = "0" * 64
    threshold: float = 0.5
    is_apart: bool = field(default=False)

    def detect(self, features):
        texts = features["text"]
        answers = np.empty(len(texts), dtype=object)
        for row, text in enumerate(texts):
            whole = (Located(((0.0, float(len(text))),), "T", 0.9),)
            alone = len(texts) == 1 or (self.is_apart and self.apart is None)
            answers[row] = whole if alone else self.among(whole)
        return answers


def moved(by, score=0.9):
    return lambda whole: (Located(((0.0, whole[0].ends[0][1] + by),), "T", score),)


def test_equal_answers_are_told_and_kept():
    reading, together = ask_detections_again(Company(), DATA, ROWS)
    assert "4 rows were asked one by one" in reading[0][1]
    assert [own[0].ends[0][1] for own in together] == [1.0, 2.0, 3.0, 4.0]
    again = ask_again(Company(), DATA)
    assert again.known[0].tolist() == [0, 1, 2, 3]


def test_rounding_is_let_and_told():
    reading, _ = ask_detections_again(Company(moved(1e-4, 0.9002)), DATA, ROWS)
    assert "2e-04" in reading[0][1]


def test_where_padding_changes_answers_texts_go_apart():
    model = Company(moved(1.0))
    ask_detections_again(model, DATA, ROWS)
    assert model.is_apart


@pytest.mark.parametrize("among", [moved(1.0), lambda whole: ()])
def test_an_answer_that_depends_on_its_company_is_an_error_that_names_the_row(among):
    with pytest.raises(UnsteadyModel, match="row 1 "):
        ask_detections_again(Company(among, apart="no"), DATA, ROWS)


def test_a_box_at_the_threshold_may_be_in_one_answer_alone():
    both = [Located(((0.0, 9.0),), "T", 0.5004)]
    reading, _ = ask_detections_again(Company(lambda whole: (*whole, *both)), DATA, ROWS)
    assert "4 at the very threshold were in one answer alone" in reading[0][1]


def test_a_model_that_answers_nothing_at_all_is_a_failure():
    model = Company(lambda whole: None)
    with pytest.raises(ModelFailure):
        ask_detections_again(model, DATA, ROWS)
