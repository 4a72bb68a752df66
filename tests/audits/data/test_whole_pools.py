"""Files of those who were accepted, and labels that are known of them alone."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.whole_pools import labels_by_answer, told_of_pools
from audits.report.notes import READ_FIRST
from audits.specification.roles import Role

RNG = np.random.default_rng(0)


def told(answers, labels=None):
    columns = [Column("p", Role.PREDICTION, Categories.of(answers))]
    if labels is not None:
        columns.append(Column("y", Role.LABEL, Categories.of(labels)))
    return list(told_of_pools(Dataset(tuple(columns))))


def test_a_file_of_the_accepted_is_told_first():
    (sentence,) = told(["yes"] * 200, ["yes", "no"] * 100)
    assert sentence.startswith("one answer alone: 'yes', 200 answers. A model may answer so")
    assert "where instead the file holds only those who were answered so" in sentence
    assert READ_FIRST.fullmatch(sentence)
    assert told(["yes"] * 30 + [None]) != []
    assert told(["yes"] * 29) == told(["yes"] * 200 + ["no"]) == []


def test_labels_that_are_known_of_the_accepted_alone_are_told_first():
    answers = ["yes"] * 150 + ["no"] * 250
    labels = ["yes", "no", "yes"] * 50 + [None] * 250
    (sentence,) = told(answers, labels)
    assert "known of 100.0 % of 150 rows that were answered 'yes', and of 0.0 % of 250" in sentence
    assert READ_FIRST.fullmatch(sentence)
    labels[150:170] = ["no"] * 20  # a few who were refused are known: as biased
    assert "8.0 % of 250" in told(answers, labels)[0]


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_labels_that_are_missing_whatever_was_answered_are_left_alone(share):
    """400 tables of 60 to 300 rows, a part of whose labels is missing at random."""
    alarms = 0
    for _ in range(400):
        rows = RNG.integers(60, 300)
        answers = RNG.choice(["yes", "no"], rows)
        labels = np.where(RNG.random(rows) < share, RNG.choice(["yes", "no"], rows), None)
        alarms += len(told(answers.tolist(), labels.tolist()))
    assert alarms <= 10  # four are expected, and over ten once in 300 runs


def test_numbers_several_answers_and_models_are_left_alone():
    answers = Column("p", Role.PREDICTION, Categories.of(["yes"] * 60))
    assert (
        list(told_of_pools(Dataset((answers, Column("q", Role.PREDICTION, answers.values))))) == []
    )
    assert list(told_of_pools(Dataset((Column("p", Role.PREDICTION, Numbers(np.ones(60))),)))) == []
    assert list(told_of_pools(Dataset((Column("y", Role.LABEL, answers.values),)))) == []


@pytest.mark.parametrize(
    ("rows", "low", "is_told"),
    [(2000, 0.80, True), (2000, 0.975, False), (40_000, 0.93, True), (40_000, 0.979, False)],
)
def test_fewer_labels_of_one_answer_are_told_where_they_move_a_rate_by_its_own_error(
    rows, low, is_told
):
    """Known of .98 and .80 a rate of .6 looks like .65; of .93 like .613, of .979 like .6002.

    A rate of 2,000 rows has a standard error of .011, and one of 40,000 of .0025.
    """
    answers = ["yes", "no"] * (rows // 2)
    share = {"yes": 0.98, "no": low}
    kept = RNG.random(rows)
    labels = [
        "a" if number < share[answer] else None
        for number, answer in zip(kept, answers, strict=True)
    ]
    labels[0], labels[1] = "b", "b"
    assert bool(told(answers, labels)) is is_told


def test_labels_that_clusters_lose_together_are_no_choice():
    """Half of 60 patients lose all their labels; a patient's answers are alike. 300 tables.

    With rows taken as independent about a quarter of them is told.
    """
    alarms = alarms_of_rows = 0
    for _ in range(300):
        patient = np.repeat(np.arange(60), 20)
        likely = RNG.beta(1, 1, 60)[patient]
        answers = Categories.of(np.where(RNG.random(1200) < likely, "yes", "no").tolist())
        known = (RNG.random(60) < 0.5)[patient]
        alarms += labels_by_answer(answers, known, clusters=patient) is not None
        alarms_of_rows += labels_by_answer(answers, known) is not None
    assert alarms <= 5
    assert alarms_of_rows > 50


def test_the_two_furthest_of_many_answers_are_many_looks():
    """Twenty answers, labels missing at random: 190 pairs, and one table in a hundred told."""
    alarms = 0
    for _ in range(300):
        answers = Categories.of([f"c{number}" for number in RNG.integers(10, 30, 3000)])
        alarms += labels_by_answer(answers, RNG.random(3000) < 0.5) is not None
    assert alarms <= 9


@pytest.mark.parametrize(("rows", "share"), [(600, 0.9), (2000, 0.7), (6000, 0.9), (20_000, 0.9)])
def test_no_rate_at_its_bound_passes_oftener_for_labels_that_go_by_the_answer(rows, share):
    """A true positive rate of .67 that is tested at .025, with labels of `share` and less.

    Without the choice being known 15 to 99 % of these pass where the shares differ by a tenth.
    """
    for ratio in (0.99, 0.97, 0.95, 0.9):
        passed = 0
        for _ in range(100):
            positive = RNG.random(rows) < 0.3
            flagged = RNG.random(rows) < np.where(positive, 0.67, 0.1)
            known = RNG.random(rows) < np.where(flagged, share, share * ratio)
            answers = Categories(flagged.astype(np.int8), ("no", "yes"))
            right, trials = int((flagged & known & positive).sum()), int((known & positive).sum())
            error = (0.67 * 0.33 / trials) ** 0.5
            if right / trials > 0.67 + 1.96 * error:
                passed += labels_by_answer(answers, known) is None
        assert passed <= 12, ratio  # .05 and three standard errors


def test_a_table_of_counts_is_as_many_rows_as_it_counts():
    """400 that were flagged of whom 380 have a label, and 600 others of whom 300 have."""
    answers = Categories.of(["yes", "yes", "no", "no"])
    known = np.array([True, False, True, False])
    counts = np.array([380.0, 20.0, 300.0, 300.0])
    shares = labels_by_answer(answers, known, counts=counts)
    assert (shares.most, shares.high, shares.high_rows) == ("yes", 0.95, 400)
    assert (shares.least, shares.low, shares.low_rows) == ("no", 0.5, 600)
    rows = np.repeat(np.arange(4), counts.astype(int))
    in_rows = Categories(answers.codes[rows], answers.levels)
    assert labels_by_answer(in_rows, known[rows]) == shares
    column = Column("n", Role.COUNT, Numbers(counts))
    label = Column("y", Role.LABEL, Categories.of(["a", None, "b", None]))
    (sentence,) = told_of_pools(Dataset((Column("p", Role.PREDICTION, answers), label, column)))
    assert "of 50.0 % of 600 that were answered 'no'" in sentence
