import numpy as np

from audits.columns import Role
from audits.dataset import Categories, Column, Dataset, Numbers
from audits.probe import Subject


def scored(*columns, **stated):
    """Scores .2, missing, .5 and .9, cut at .5."""
    score = Numbers(np.array([0.2, np.nan, 0.5, 0.9]))
    return Subject(Dataset((Column("s", Role.SCORE, score, threshold=0.5, **stated), *columns)))


def test_a_threshold_without_a_label_makes_zeros_and_ones():
    subject = scored()
    assert subject.predictions.levels == ("0", "1")
    assert subject.predictions.codes.tolist() == [0, -1, 1, 1]
    assert (subject.positive, subject.favourable) == ("1", "1")


def test_the_score_may_say_who_benefits_where_nothing_else_can():
    subject = scored(positive="1", favourable="0")
    assert (subject.positive, subject.favourable) == ("1", "0")


def test_a_label_names_the_classes_of_a_cut_score():
    label = Column("y", Role.LABEL, Categories.of(["no", "yes", "no", "yes"]), favourable="yes")
    subject = scored(label)
    assert subject.predictions.levels == ("no", "yes")
    assert subject.predictions.codes.tolist() == [0, -1, 1, 1]
