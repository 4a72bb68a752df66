"""Every system beside the baseline, corrected over all of them."""

import os

import numpy as np
import pytest

from audits.claims.claims import (
    Standing,
    baseline_of,
    claims_of,
    corrected,
    matched,
    over_several_sets,
    rounded,
)
from audits.claims.grounds import NOTHING, Grounds
from audits.claims.scores import Lack, Scores, Summary
from audits.claims.tables import Results
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from benchmarks.simulate_claims import BOUNDED, NOISE, NORMAL, WITHIN, shares

SETS = tuple("abcdefgh")


def of_means(gaps, sets=SETS):
    """`new` better than `old` by these gaps, `mid` by half of them."""
    told = {}
    for name, gap in zip(sets, gaps, strict=True):
        told["old", name] = Summary(80.0)
        told["mid", name] = Summary(80.0 + gap / 2)
        told["new", name] = Summary(80.0 + gap)
    return Results(told, ("old", "mid", "new"), tuple(sets), None)


def of_scores(seed=0, gap=1.0):
    rng = np.random.default_rng(seed)
    keys = tuple(f"{number:02}" for number in range(12))
    old = rng.normal(size=12)
    told = {
        ("old", None): Scores(old, keys),
        ("new", None): Scores(old + gap + rng.normal(0, 0.5, 12), keys),
        ("same", None): Scores(old + rng.normal(0, 0.5, 12), keys),
    }
    return Results(told, ("old", "new", "same"), (None,), "old")


def of(results, **more):
    settings = {"higher": True, "folds": False, "fewest": 3, "tried": 1,
                "rng": np.random.default_rng(0), "grounds": Grounds(normal=True)}  # fmt: skip
    return list(claims_of(results, baseline_of(results, None), **settings | more))


def test_a_claim_stands_or_is_not_shown_and_the_reverse_is_told():
    better, same = of(of_scores())
    assert better.standing(0.95) is Standing.STANDS
    assert same.standing(0.95) is Standing.NOT_SHOWN
    assert of(of_scores(), higher=False)[0].standing(0.95) is Standing.REVERSED
    assert "pairs show" in same.needs(0.95)


def test_p_values_are_corrected_over_all_claims_and_for_all_that_were_tried():
    first, second = of(of_scores())
    raw = [first.tested.p_value, second.tested.p_value]
    assert first.adjusted == pytest.approx(2 * raw[0])
    assert second.adjusted == pytest.approx(raw[1])  # Holm: the larger counts once
    tried = of(of_scores(), tried=50)
    assert tried[0].adjusted == pytest.approx(100 * raw[0])


def test_what_cannot_be_tested_is_in_no_correction():
    claims = of(Results(
        {("old", "x"): Summary(1.0, 0.1, 5), ("new", "x"): Summary(2.0, 0.1, 5),
         ("old", "y"): Summary(1.0, lacks=(Lack.RUNS,)), ("new", "y"): Summary(2.0)},
        ("old", "new"), ("x", "y"), "old",
    ))  # fmt: skip
    tested, untold = claims
    assert tested.adjusted == tested.tested.p_value
    assert untold.adjusted is None
    assert untold.standing(0.95) is Standing.UNTOLD
    assert untold.needs(0.95) == ""
    assert corrected([], 1) == []


@pytest.mark.parametrize("grounds", [NOTHING, Grounds(symmetric_sets=True)])
def test_over_data_sets_with_holm_and_for_all_that_were_tried(grounds):
    results = of_means([1, 2, 3, 1, 2, 3, 1, 2])
    mid, new = over_several_sets(results, "old", higher=True, grounds=grounds)
    assert new.typical.p_value == pytest.approx(2 / 2**8)  # all eight one way
    assert new.adjusted == pytest.approx(4 / 2**8)
    assert new.standing(0.95) is mid.standing(0.95) is Standing.STANDS
    reversed_, _ = over_several_sets(results, "old", higher=False, grounds=grounds)
    assert reversed_.standing(0.95) is Standing.REVERSED
    tried, _ = over_several_sets(results, "old", higher=True, tried=10, grounds=grounds)
    assert tried.adjusted == pytest.approx(40 / 2**8)
    assert tried.standing(0.95) is Standing.NOT_SHOWN


def test_data_sets_that_lean_contradict_a_symmetry_that_was_stated():
    gaps = list(np.exp(np.linspace(-2, 2, 16)) - 0.9)
    results = of_means(gaps, tuple("abcdefghijklmnop"))
    mid, new = over_several_sets(results, "old", higher=True, grounds=Grounds(symmetric_sets=True))
    assert mid.standing(0.95) is new.standing(0.95) is Standing.UNTOLD
    assert mid.adjusted is None
    assert "lean to one side" in new.typical.undetermined_reason
    mid, _ = over_several_sets(results, "old", higher=True)
    assert mid.standing(0.95) is Standing.NOT_SHOWN  # nine of sixteen won


def test_five_data_sets_never_tell():
    mid, _ = over_several_sets(of_means([1, 2, 3, 4, 5], SETS[:5]), "old", higher=True)
    assert mid.standing(0.95) is Standing.UNTOLD


def test_equal_values_differ_by_nothing():
    values = np.array([[0.1 + 0.2, 0.3]])
    np.testing.assert_array_equal(rounded(values[:, 0] - values[:, 1], values), [0.0])


@pytest.mark.parametrize(
    ("systems", "stated", "reason"),
    [
        (("old",), None, "only old has values"),
        (("old", "new"), None, "which of old, new is the baseline"),
        (("old", "new"), "older", "'older' has no values"),
    ],
)
def test_a_baseline_is_named_or_asked_for(systems, stated, reason):
    with pytest.raises(NotApplicable, match=reason):
        baseline_of(Results({}, systems, (None,), None), stated)


def test_units_of_all_systems_stand_in_an_order_of_their_own():
    results = of_scores()
    table = matched(results, ["old", "new"])
    assert table.shape == (12, 2)
    turned = {
        place: Scores(one.values[::-1], one.keys[::-1]) for place, one in results.reported.items()
    }
    again = matched(Results(turned, results.systems, (None,), "old"), ["old", "new"])
    np.testing.assert_array_equal(table, again)
    assert isinstance(matched(of_means([1] * 8), ["old", "new"]), WhyNot)
    few = {place: Scores(one.values[:3], one.keys[:3]) for place, one in results.reported.items()}
    assert isinstance(matched(Results(few, results.systems, (None,), "old"), ["old"]), WhyNot)
    apart = {("a", None): Scores(np.ones(5)), ("b", None): Scores(np.ones(5))}
    assert isinstance(matched(Results(apart, ("a", "b"), (None,), None), ["a", "b"]), WhyNot)


LONG = os.environ.get("EVENHAND_LONG") == "1"


# What is stated of scores, the laws that it holds of, and those of the short form.
STATED = [
    (NORMAL, {"normal": NOISE["normal"]}, ["normal"]),
    (NOTHING, NOISE, ["one run in ten diverges"]),
    (WITHIN, BOUNDED, ["one in fifty is 0"]),
]


@pytest.mark.parametrize(
    ("grounds", "law"),
    [
        (grounds, laws[name])
        for grounds, laws, short in STATED
        for name in (laws if LONG else short)
    ],
)
def test_of_tables_without_an_improvement_few_are_said_to_show_one(grounds, law):
    """At most one in twenty, of each form; benchmarks/simulate_claims.py prints them all."""
    drawn = 1000 if LONG else 20
    for form, share in shares(drawn, law, 0.0, grounds).items():
        # Of twenty and a true 5 % six are three in ten thousand.
        assert share <= (0.05 if LONG else 5 / 20), form


@pytest.mark.parametrize("runs", [3, 5, 10, 30])
def test_a_run_that_diverges_makes_no_claim_of_few_runs_stand(runs):
    """Better by .01 in nine runs of ten and worse by .09 in the tenth: no better at all.

    t would call it better in more than a third of the tables of five runs, as is seen here.
    """
    rng = np.random.default_rng(runs)
    keys, by_t = tuple(map(str, range(runs))), 0
    for _ in range(60):
        old = 0.8 + rng.normal(0, 0.002, runs)
        new = old + np.where(rng.random(runs) < 0.1, -0.09, 0.01) + rng.normal(0, 0.002, runs)
        for names in (keys, None):
            table = {("old", None): Scores(old, names), ("new", None): Scores(new, names)}
            results = Results(table, ("old", "new"), (None,), "old")
            (claim,) = of(results, grounds=NOTHING)
            assert claim.standing(0.95) is Standing.UNTOLD
        by_t += claim.tested.p_value <= 0.05 and claim.tested.difference > 0
    assert by_t > 20 or runs != 5


def test_a_system_on_other_data_sets_than_the_baseline_is_undetermined_and_not_passed_over():
    scores = Scores(np.array([1.0, 0.0, 1.0]))
    reported = {("a", "x"): scores, ("b", "x"): scores, ("b", "y"): scores, ("c", "y"): scores}
    results = Results(reported, ("a", "b", "c"), ("x", "y"), "a")
    claims = list(claims_of(results, "a", higher=True, folds=False, fewest=3, tried=1, rng=None))
    assert [(one.system, one.data_set) for one in claims] == [("b", "x"), ("c", "y")]
    assert claims[1].tested.undetermined_reason == "a has no value on it"
