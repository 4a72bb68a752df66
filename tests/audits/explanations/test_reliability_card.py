"""What the card concludes of intervals and thresholds: cases by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from audits.explanations.metric_names import Names
from audits.explanations.reliability_card import (
    Judged,
    card_exhibit,
    card_measurements,
    judged,
    row_doubts,
)
from audits.measurement import Estimate, Interval, Undetermined
from audits.probing.advice import Bound

NAMES = Names("lime", surrogate=True)
ADVICE = {"lime_stability": Bound(0.6), "lime_fidelity": Bound(0.4), "lime_sanity": Bound(0.5)}


def row(deletion=0.3, random=0.5, **options):
    given = {
        "moves": True, "again": (), "stability": 1.0,
        "explanation": SimpleNamespace(held_out=0.9), **options,
    }  # fmt: skip
    curves = SimpleNamespace(
        deletion_area=deletion, random_deletion_area=random,
        insertion_area=random, random_insertion_area=deletion,
    )  # fmt: skip
    return SimpleNamespace(curves=curves, **given)


def study(*rows, undetermined=None, by="weights"):
    telling = tuple(one for one in rows if one.moves)
    randomised = SimpleNamespace(by=by, reason="no weights")
    return SimpleNamespace(
        rows=rows, telling=telling, undetermined=undetermined, randomised=randomised,
        method=SimpleNamespace(name="lime"), left_out={7: "an empty text"},
    )  # fmt: skip


def measured(metric, value, low, high, group=()):
    return Estimate(metric, group, value, Interval(low, high), 0.95, 9, "t", ())


@pytest.mark.parametrize(
    ("low", "high", "doubts", "unsure"),
    [(0.61, 0.9, 0, 0), (0.6, 0.9, 0, 0), (0.5, 0.7, 0, 1), (0.2, 0.59, 1, 0)],
)
def test_the_whole_interval_is_held_against_the_threshold(low, high, doubts, unsure):
    judgement = judged(study(row()), [measured("lime_stability", 0.6, low, high)], NAMES, ADVICE)
    assert (len(judgement.doubts), len(judgement.unsure)) == (doubts, unsure)
    assert judgement.least == {name: bound.limit for name, bound in ADVICE.items()}


def test_numbers_of_a_group_and_without_a_threshold_are_not_judged():
    low = [
        measured("lime_stability", 0.1, 0.0, 0.2, (("set", "rank correlation"),)),
        measured("lime_deletion_auc", 0.1, 0.0, 0.2),
    ]
    assert judged(study(row()), low, NAMES, ADVICE).doubts == ()


def test_what_is_undetermined_is_neither_held_nor_failed():
    lost = [Undetermined("lime_fidelity", (), "3 rows where 5 are needed", 3)]
    judgement = judged(study(row()), lost, NAMES, ADVICE)
    assert judgement.unsure == ("lime_fidelity is undetermined: 3 rows where 5 are needed",)
    # A model whose weights cannot be shuffled is no doubt about the explanation.
    none = [Undetermined("lime_sanity", (), "no weights", 3)]
    assert judged(study(row(), by=None), none, NAMES, ADVICE).unsure == ()


def test_an_order_no_better_than_a_random_one_is_a_doubt():
    (doubt,) = judged(study(row(0.5, 0.5)), [], NAMES, ADVICE).doubts
    assert "no more than random ones" in doubt
    assert judged(study(row(0.4, 0.5), row(0.5, 0.45)), [], NAMES, ADVICE).doubts == ()


def test_without_a_telling_row_every_number_says_why():
    silent = study(row(moves=False))
    numbers = list(card_measurements(silent, NAMES, 0.95))
    assert {m.metric for m in numbers} == {
        "lime_stability", "lime_fidelity", "lime_sanity", "lime_deletion_auc", "lime_insertion_auc"
    }  # fmt: skip
    assert {m.reason for m in numbers} == {"no unit moves the answer of any explained row"}
    assert judged(silent, numbers, NAMES, ADVICE).doubts == (numbers[0].reason,)


def test_a_row_has_doubts_of_its_own():
    least = {name: bound.limit for name, bound in ADVICE.items()}
    assert row_doubts(row(moves=False), NAMES, least) == ["no unit moves this answer"]
    shaky = row(again=(1,), stability=0.35, explanation=SimpleNamespace(held_out=-0.5))
    assert row_doubts(shaky, NAMES, least) == [
        "two seeds agree on 0.35 of the weight, under 0.60",
        "the surrogate's R² is 0.00, under 0.40",
    ]
    assert row_doubts(row(), NAMES, least) == []


def test_the_card_shows_thresholds_values_and_reasons():
    numbers = [
        measured("lime_stability", 0.6, 0.5, 0.7), Undetermined("lime_sanity", (), "no weights", 9)
    ]  # fmt: skip
    content = card_exhibit(
        study(row()), numbers, "LIME", Judged(("a doubt",), (), {"lime_stability": 0.6})
    ).content
    assert content["stamped"] is True
    assert content["rows"][0]["threshold"] == 0.6
    assert content["rows"][0]["interval"] == [0.5, 0.7]
    assert content["rows"][1]["undetermined"] == "no weights"
    assert content["left_out"] == ["row 7: an empty text"]
    assert np.isclose(content["explained"], 1)
