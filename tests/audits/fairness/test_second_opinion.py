"""fairlearn's second opinion: rates by hand, cuts that do what they are named for."""

import subprocess
import sys

import numpy as np
import pytest

from audits.fairness.second_opinion import MOST_ROWS, Scores, evenly_spread, second_opinion

A, B = (("sex", "a"),), (("sex", "b"),)


def scores(score, positive, group, weight=None):
    return Scores(
        np.array(score, dtype=float), np.array(positive, dtype=bool), np.array(group),
        (A, B), None if weight is None else np.array(weight, dtype=float),
    )  # fmt: skip


def people(rows=2000, seed=0):
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 2, rows)
    positive = rng.random(rows) < np.where(group == 0, 0.4, 0.25)
    score = np.clip(0.3 + 0.3 * positive + 0.1 * (group == 0) + rng.normal(0, 0.2, rows), 0, 1)
    return scores(score, positive, group)


def by_group(lines):
    return {line["group"]["sex"]: line for line in lines}


# Group a: scores .1 .6 .4 .9 with labels 0 0 1 1; group b: .2 .3 .7 .8 with labels 0 1 1 1.
SMALL = ([0.1, 0.6, 0.4, 0.9, 0.2, 0.3, 0.7, 0.8], [0, 0, 1, 1, 0, 1, 1, 1], [0] * 4 + [1] * 4)


def test_rates_at_a_cut_by_hand():
    found = second_opinion(scores(*SMALL), 0.5, smallest_group=2, seed=0)
    a, b = (by_group(found["groups"])[name] for name in "ab")
    assert (a["selection_rate"], a["false_positive_rate"], a["false_negative_rate"]) == (0.5,) * 3
    assert (b["selection_rate"], b["false_positive_rate"]) == (0.5, 0.0)
    assert b["false_negative_rate"] == pytest.approx(1 / 3)
    assert found["accuracy"] == pytest.approx(5 / 8)
    assert (a["n"], b["n"], found["n"]) == (4, 4, 8)
    assert found["furthest_from_ours"] < 1e-12
    assert found["library"].startswith("fairlearn ")


def test_weights_count_in_the_rates_and_no_cuts_are_searched():
    weight = [1, 3, 1, 1, 1, 1, 1, 1]  # the false positive of group a counts three times
    found = second_opinion(scores(*SMALL, weight), 0.5, smallest_group=2, seed=0)
    assert by_group(found["groups"])["a"]["false_positive_rate"] == pytest.approx(3 / 4)
    assert by_group(found["groups"])["a"]["selection_rate"] == pytest.approx(4 / 6)
    assert found["furthest_from_ours"] < 1e-12
    assert found["optimised"] == []


@pytest.mark.parametrize("weighted", [False, True])
def test_rates_are_those_that_the_library_gives_row_by_row(weighted):
    weight = np.random.default_rng(1).uniform(0.1, 9, 2000) if weighted else None
    rows = people()
    rows = scores(rows.score, rows.positive, rows.group, weight)
    shown = by_group(second_opinion(rows, 0.5, smallest_group=30, seed=0)["groups"])
    from fairlearn import metrics as fairlearn

    metrics = (
        fairlearn.selection_rate, fairlearn.false_positive_rate, fairlearn.false_negative_rate
    )  # fmt: skip
    frame = fairlearn.MetricFrame(
        metrics={metric.__name__: metric for metric in metrics},
        y_true=rows.positive, y_pred=rows.score >= 0.5, sensitive_features=rows.group,
        sample_params={metric.__name__: {"sample_weight": weight} for metric in metrics},
    )  # fmt: skip
    for code, name in enumerate("ab"):
        for metric in metrics:
            expected = frame.by_group[metric.__name__][code]
            assert shown[name][metric.__name__] == pytest.approx(expected, abs=1e-12)


def test_cuts_of_each_group_do_what_they_are_named_for():
    held = people()
    found = second_opinion(held, 0.5, smallest_group=30, seed=0)
    one_cut = by_group(found["groups"])
    assert abs(one_cut["a"]["selection_rate"] - one_cut["b"]["selection_rate"]) > 0.1
    alike = {each["constraint"]: each for each in found["optimised"]}
    a, b = (by_group(alike["demographic_parity"]["groups"])[name] for name in "ab")
    assert a["selection_rate"] == pytest.approx(b["selection_rate"], abs=0.02)
    a, b = (by_group(alike["equalized_odds"]["groups"])[name] for name in "ab")
    for rate in ("false_positive_rate", "false_negative_rate"):
        # Drawn between two cuts: the standard error of a share of 200 rows is .035.
        assert a[rate] == pytest.approx(b[rate], abs=0.1)
    for each in alike.values():
        for line in each["groups"]:
            assert 0 < sum(cut["share"] for cut in line["cuts"]) <= 1 + 1e-6
    # Whatever the cuts, nobody is right more often than the best cut of each group alone.
    best = sum(
        max(
            int(((held.score >= cut) == held.positive)[held.group == code].sum())
            for cut in [*held.score[held.group == code], 2.0]
        )
        for code in (0, 1)
    ) / len(held.score)  # fmt: skip
    assert all(each["accuracy"] <= best + 0.01 for each in alike.values())


def test_the_same_seed_gives_the_same_content():
    first, second = (second_opinion(people(), 0.5, smallest_group=30, seed=3) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("positive", "smallest"),
    [([0, 0, 1, 1, 1, 1, 1, 1], 2), (SMALL[1], 5)],
    ids=["a group has one label only", "both are too small"],
)
def test_without_two_groups_to_compare_there_is_none(positive, smallest):
    held = scores(SMALL[0], positive, SMALL[2])
    assert second_opinion(held, 0.5, smallest_group=smallest, seed=0) is None


def test_many_rows_are_judged_by_a_part_of_them_from_end_to_end():
    rows = evenly_spread(10_000_000)
    assert (len(rows), rows[0], rows[-1]) == (MOST_ROWS, 0, 9_999_999)
    assert set(np.diff(rows).tolist()) <= {1000, 1001}  # 9,999,999 / 9,999 is 1000.1
    assert evenly_spread(3).tolist() == [0, 1, 2]


def test_the_library_is_loaded_by_who_asks_for_it():
    code = (
        "import sys; import audits.probes.fairness.ranking; "
        "sys.exit(any(name in sys.modules for name in ('fairlearn', 'pandas', 'sklearn')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
