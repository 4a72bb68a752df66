"""What every probe would else make anew: answers, cut scores, an order of rows, random streams."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.models import Answers
from audits.probing.subject import Subject
from audits.report.notes import READ_FIRST
from audits.specification.roles import Role


class Coin:
    """Says yes where the number is above .5; knows nothing of a row that has none."""

    fingerprint, reads, classes = "coin", ("x",), ("no", "yes")

    def __init__(self):
        self.asked = 0

    def classify(self, features):
        self.asked += 1
        second = features["x"]
        codes = np.where(np.isnan(second), -1, second > 0.5).astype(np.intp)
        return Answers(codes, np.column_stack([1 - second, second]))


def numbers(values, role=Role.FEATURE, **more):
    return Column("x", role, Numbers(np.array(values, dtype=np.float64)), **more)


def labels(*values):
    return Column("label", Role.LABEL, Categories.of(values), positive="yes")


def test_a_model_is_asked_once_for_classes_probabilities_and_scores():
    coin = Coin()
    subject = Subject(Dataset((numbers([0.1, 0.9]), labels("no", "yes"))), coin)
    assert subject.predictions.codes.tolist() == [0, 1]
    assert subject.probabilities.tolist() == [[0.9, 0.1], [1 - 0.9, 0.9]]
    assert subject.scores.tolist() == [0.1, 0.9]
    assert coin.asked == 1


def test_what_is_recorded_goes_before_the_model():
    recorded = Column("answer", Role.PREDICTION, Categories.of(["yes", "no"]))
    coin = Coin()
    subject = Subject(Dataset((numbers([0.1, 0.9]), recorded, labels("no", "yes"))), coin)
    assert subject.predictions.codes.tolist() == [1, 0]
    assert subject.answered_codes.tolist() == [0, 1]


def test_a_score_is_cut_at_its_threshold_and_a_missing_one_is_no_answer():
    score = numbers([0.2, 0.5, np.nan], Role.SCORE, threshold=0.5)
    subject = Subject(Dataset((score, labels("no", "yes", "no"))))
    cut = subject.predictions
    assert [cut.levels[code] if code >= 0 else None for code in cut.codes] == ["no", "yes", None]


@pytest.mark.parametrize("wanted", ["predictions", "predicted_numbers", "scores", "labels"])
def test_what_nobody_gave_is_refused(wanted):
    with pytest.raises(NotApplicable):
        getattr(Subject(Dataset((numbers([1.0]),))), wanted)


def test_rows_without_an_answer_are_left_out_and_said_once():
    subject = Subject(Dataset((numbers([0.1, np.nan, 0.9]), labels("no", "no", "yes"))), Coin())
    rest = subject.of_answered_rows()
    assert rest.data["x"].numbers.tolist() == [0.1, 0.9]
    assert rest.answered_codes.tolist() == [0, 1]
    assert [message[:13] for message in subject.warnings] == ["1 of 3 rows a"]


def test_the_order_of_rows_is_that_of_their_content_not_of_the_file():
    given = [0.3, 0.1, 0.2]
    ranks = {
        value: rank
        for order in ([0, 1, 2], [2, 0, 1])
        for value, rank in zip(
            [given[at] for at in order],
            Subject(Dataset((numbers([given[at] for at in order]),))).content_ranks.tolist(),
            strict=True,
        )
    }
    assert ranks == {0.1: 0, 0.2: 1, 0.3: 2}


def test_a_warning_is_said_once_and_each_purpose_has_a_stream_of_its_own():
    subject = Subject(Dataset((numbers([1.0]),)), seed=3)
    subject.warn("once")
    subject.warn("once")
    assert subject.warnings == ["once"]
    first = subject.rng("folds").random(4).tolist()
    assert subject.rng("folds").random(4).tolist() == first
    assert subject.rng("bootstrap").random(4).tolist() != first
    assert Subject(subject.data, seed=4).rng("folds").random(4).tolist() != first


def test_the_terms_that_rules_name_are_those_of_their_metric_and_of_no_pair():
    named = {
        "pull": frozenset({(("term", "a"),), (("term", "b"),), (("sex", "f"),),
                           (("term", "c"), ("sex", "f"))}),
        "other": frozenset({(("term", "d"),)}),
    }  # fmt: skip
    subject = Subject(Dataset((numbers([1.0]),)), named=named)
    assert subject.named_terms("pull") == {"a", "b"}
    assert subject.named_terms("nothing") == frozenset()


@pytest.mark.parametrize(
    ("threshold", "said"),
    [
        (0.5, "the threshold 0.5 lies at or below all scores (2 to 99), so that every row is "
              "answered '1'"),
        (100, "the threshold 100 lies above all scores (2 to 99), so that every row is answered "
              "'0'"),
        (50, None),
    ],
)  # fmt: skip
def test_a_threshold_on_another_scale_than_the_scores_is_told(threshold, said):
    score = Column("s", Role.SCORE, Numbers(np.array([2.0, 60.0, np.nan, 99.0])),
                   threshold=threshold)  # fmt: skip
    label = Column("y", Role.LABEL, Categories.of(["0", "1", "0", "1"]), positive="1")
    subject = Subject(Dataset((label, score)))
    assert subject.predictions.codes[2] == -1
    assert [warning.startswith(said or "") for warning in subject.warnings] == [True] * bool(said)


@pytest.mark.parametrize(
    ("scores", "threshold", "told"),
    [
        ([-3.2, 0.4, 4.1], 0.5, True),
        ([-3.2, 0.4, 4.1], 0.0, False),
        ([-3.2, 0.4, 4.1], 0.37, False),
        ([0.2, 40.0, 99.0], 0.5, True),
        ([-0.04, 0.4, 1.03], 0.5, False),
        ([0.0, 0.4, 1.0], 0.5, False),
    ],
)
def test_half_of_log_odds_or_percentages_is_told_first(scores, threshold, told):
    score = Column("s", Role.SCORE, Numbers(np.array(scores)), threshold=threshold)
    label = Column("y", Role.LABEL, Categories.of(["0", "1", "0"]), positive="1")
    subject = Subject(Dataset((label, score)))
    assert len(subject.predictions.codes) == 3
    assert [f"from {scores[0]:g} to {scores[2]:g}" in w for w in subject.warnings] == [True] * told
    assert [bool(READ_FIRST.fullmatch(text)) for text in subject.warnings] == [True] * told
