"""What is shown says what was found, in words that a table of claims needs."""

import numpy as np
import pytest

from audits.claims.best_of_many import measured_choice
from audits.claims.claims import over_several_sets
from audits.claims.grounds import NOTHING, Grounds
from audits.claims.report import (
    best_of_many,
    over_sets,
    stochastic_orders,
    table,
    to_ask,
    tried_curve,
)
from audits.claims.scores import Lack, Scores, Summary
from audits.claims.tables import Results
from tests.audits.claims.test_claims import of, of_means, of_scores


def test_the_table_has_every_claim_with_its_standing_and_its_interval():
    claims = of(of_scores())
    shown = table(claims, [], 0.95, 1, None)
    rows = shown.content["claims"]
    assert [row["standing"] for row in rows] == ["stands", "not shown"]
    low, high = rows[0]["interval"]
    assert low < rows[0]["difference"] < high
    assert "is one of was not said" in shown.content["note"]
    results = of_scores()
    one = results.reported["new", None]
    results.reported["new", None] = Scores(one.values[:-1], one.keys[:-1])
    note = table(of(results), [], 0.95, 1, None).content["note"]
    assert "1 scores of one system alone have no partner" in note
    assert "9 variants were tried" in table(claims, [], 0.95, 9, "runs").content["note"]


def test_over_data_sets_the_row_comes_first_and_five_have_no_interval():
    results = of_means([1, 2, 3, 1, 2, 3, 1, 2])
    compared = over_several_sets(results, "old", higher=True)
    (first, *_) = table([], compared, 0.95, 1, None).content["claims"]
    assert (first["on"], first["n"]) == ("all data sets", "8 data sets")
    assert first["test"] == "sign test (8 of 8 won)"
    assert first["beside"] == [["Wilcoxon's signed ranks", pytest.approx(2 / 2**8)]]
    stated = Grounds(symmetric_sets=True)
    by_ranks = over_several_sets(results, "old", higher=True, grounds=stated)
    (first, *_) = table([], by_ranks, 0.95, 1, None).content["claims"]
    assert first["test"] == "Wilcoxon's signed ranks"
    assert first["beside"] == [["sign test (8 of 8 won)", pytest.approx(2 / 2**8)]]
    few = over_several_sets(of_means([1, 2, 3, 4, 5], tuple("abcde")), "old", higher=True)
    (row, *_) = table([], few, 0.95, 1, None).content["claims"]
    assert "interval" not in row
    assert "where 6 are needed" in row["why"]


def test_what_to_ask_is_asked_once():
    lacking = Summary(90.0, lacks=(Lack.RUNS,))
    results = Results({("old", None): lacking, ("new", None): lacking}, ("old", "new"), (None,),
                      "old")  # fmt: skip
    assert to_ask(of(results)) == ["Of how many values is each mean?"]
    note = table(of(results), [], 0.95, 1, None).content["note"]
    assert note.endswith("before 1 of 1 claims can be tested: Of how many values is each mean?")
    assert to_ask(of(of_scores())) == []


def test_what_carries_a_mean_and_the_ranks_stand_in_words():
    results = of_means([1, 1, 1, 1, 1, 1, 1, 40])
    compared = over_several_sets(results, "old", higher=True)
    (facts,) = over_sets(results, compared, 0.95, NOTHING, higher=True)
    words = {fact["question"]: fact["answer"] for fact in facts.content["facts"]}
    assert "and +1 without h" in words["What carries new over old"]
    assert words["Average ranks (1 is best)"].startswith("new 1.00, mid 2.00, old 3.00")
    assert "new and old" in words["Nemenyi, every pair at once"]
    assert list(over_sets(of_scores(), [], 0.95, NOTHING, higher=True)) == []


def test_almost_stochastic_order_is_of_scores_alone():
    results = of_scores(gap=5.0)
    (shown,) = stochastic_orders(of(results), results, 0.95, 100, np.random.default_rng(0),
                                 higher=True)  # fmt: skip
    assert "at most 0.00 at 95% confidence" in shown.content["facts"][0]["answer"]
    means = of_means([1] * 8)
    assert not list(stochastic_orders([], means, 0.95, 100, np.random.default_rng(0), higher=True))


def test_the_best_of_several_says_what_was_curse():
    best = measured_choice(np.random.default_rng(0).normal(size=(20, 3)), np.random.default_rng(1))
    facts = {fact["question"]: fact["answer"] for fact in best_of_many(
        best, ["a", "b", "c"], "old").content["facts"]}  # fmt: skip
    assert "of 3, chosen on one half" in facts["The best"]
    assert f"{best.optimism:+.3g}" in facts["Optimism"]


def test_the_curve_is_on_the_scale_of_the_scores():
    (series,) = tried_curve(-np.array([1.0, 2.0]), -1.0).content["series"]
    assert series["points"] == [[1.0, 1.5], [2.0, 1.25]]
