"""People of an unknown group could undo a pass: that is told, and the verdict stays as it was."""

import numpy as np
import pytest

import evenhand
from audits.data.dataset import Categories, Column, Dataset
from audits.judging.policy import Verdict
from audits.specification.roles import Role
from tests.audits.judging.test_excluded_groups import audited

WITHIN = {"metric": "demographic_parity_difference", "attribute": "g", "within": 0.1}


def table(groups, given):
    return Dataset(
        (
            Column("g", Role.PROTECTED, Categories.of(groups), reference="m"),
            Column("p", Role.PREDICTION, Categories.of(given), favourable="1"),
        )
    )


def with_refused(unknown):
    """500 of 1,000 men, 450 of 900 women, and so many of unknown sex, all of them refused."""
    groups = ["m"] * 1000 + ["f"] * 900 + [None] * unknown
    given = [1] * 500 + [0] * 500 + [1] * 450 + [0] * (450 + unknown)
    return table(groups, [str(one) for one in given])


@pytest.mark.parametrize(("unknown", "is_told"), [(0, False), (10, False), (150, True)])
def test_a_pass_is_told_where_those_of_unknown_group_could_undo_it(unknown, is_told):
    """All 150 women: 450 of 1,050 against .5 is 7.1 points; the interval reaches 4.5 further."""
    _, _, judgement = audited(with_refused(unknown), WITHIN)
    assert [finding.verdict for finding in judgement.findings] == [Verdict.PASS]
    told = [text for text in judgement.warnings if "people whose g is known" in text]
    assert len(told) == is_told
    # All of them men: 500 of 1,150 against .5 is 6.5 points the other way.
    assert all("f (-0.0714 to 0.0652)" in text for text in told)


def test_hidden_groups_of_refused_women_pass_in_no_silence():
    """A gap of ten points at the bound, of which 60 of 1,500 rows are hidden: 37 % passed."""
    rng, passed, silent, draws = np.random.default_rng(145), 0, 0, 60
    for _ in range(draws):
        women = rng.random(1500) < 0.4
        given = rng.random(1500) < np.where(women, 0.4, 0.5)
        hidden = rng.permutation(np.flatnonzero(women & ~given))[:60]
        groups = np.where(women, "f", "m").astype(object)
        groups[hidden] = None
        _, _, judgement = audited(table(list(groups), given.astype(int).astype(str)), WITHIN)
        if judgement.findings[0].verdict is Verdict.PASS:
            passed += 1
            silent += not any("whose g is known" in text for text in judgement.warnings)
    assert passed > 0.2 * draws
    # As often as a rule at its truth may pass.
    assert silent / draws <= 0.025 + 2 * (0.025 * 0.975 / draws) ** 0.5


@pytest.mark.parametrize(("unknown", "is_told"), [(0, False), (9, False), (60, True)])
def test_a_pass_that_nothing_bounds_is_told_with_the_rows_that_do_not_say_their_group(
    unknown, is_told
):
    """Two groups scored alike, by a number of ranks, which has no ends of unknown groups."""
    rng = np.random.default_rng(2)
    rows = 2000
    label = rng.random(rows) < 0.5
    groups = np.where(rng.random(rows) < 0.5, "f", "m").astype(object)
    groups[:unknown] = None
    score = rng.normal(0, 1, rows) + 2 * label
    report = evenhand.audit(
        {"g": groups.tolist(), "y": label.astype(int).tolist(), "s": score.tolist()},
        label="y", score="s", positive="1", protected={"g": {"reference": "m"}}, progress=False,
        probes=["fairness.ranking"],
        policy={"rules": [{"metric": "roc_auc", "attribute": "g", "at_least": 0.8}]},
    )  # fmt: skip
    assert report.gate == "pass"
    told = [text for text in report.json["warnings"] if "among those whose g is known" in text]
    assert len(told) == is_told
    assert all(f"{unknown} rows do not say it" in text for text in told)
