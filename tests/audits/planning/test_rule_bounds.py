"""Bounds off a metric's scale: what a share, a difference of shares or a ratio can be at all."""

import pytest

from audits.errors import Problem
from audits.planning.rules import check_vocabulary
from audits.specification.policy_document import PolicySpec
from audits.specification.probe_manifest import entries


def problems_of(rule: dict[str, object]) -> list[Problem]:
    problems: list[Problem] = []
    check_vocabulary(PolicySpec.model_validate({"rules": [rule]}), entries(), problems)
    return problems


@pytest.mark.parametrize(
    ("metric", "bound", "remedy"),
    [
        ("demographic_parity_difference", {"within": 10}, "`within: 0.1`"),
        ("demographic_parity_difference", {"within": [-20, 20]}, "`within: [-0.2, 0.2]`"),
        ("accuracy", {"within": [80, 90]}, "`within: [0.8, 0.9]`"),
        ("accuracy", {"within": [0.8, 1.2]}, "`at_least: 0.8`"),
        ("accuracy", {"within": [-0.5, 0.2]}, "`at_most: 0.2`"),
        ("impact_ratio", {"within": [0.8, 1.25]}, "`at_least: 0.8`"),
        ("false_positive_rate", {"at_most": 5}, "`at_most: 0.05`"),
        ("accuracy", {"at_least": 90}, "`at_least: 0.9`"),
        ("accuracy", {"above": 1}, "lies inside"),
        ("accuracy", {"below": 0}, "lies inside"),
        ("roc_auc", {"at_least": 80}, "`at_least: 0.8`"),
        ("impact_ratio", {"at_least": 80}, "`at_least: 0.8`"),
        ("disparate_impact_ratio", {"within": 0.2}, "`within: [0.8, 1.25]`"),
    ],
)
def test_a_bound_that_no_data_could_break_or_keep_is_refused(
    metric: str, bound: dict[str, object], remedy: str
) -> None:
    problem = problems_of({"metric": metric, "attribute": "g", **bound})[-1]
    assert problem.code == "off_scale"
    assert problem.field == f"policy.rules.0.{next(iter(bound))}"
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("metric", "bound"),
    [
        ("demographic_parity_difference", {"within": 1}),
        ("equal_opportunity_difference", {"within": [-0.05, 0.1]}),
        ("accuracy", {"at_least": 1, "at_most": 1}),
        ("accuracy_gain_over_majority", {"above": 0}),
        ("matthews_correlation", {"at_least": -0.2}),
        ("r_squared", {"at_least": -3}),
        ("impact_ratio", {"at_least": 0.8}),
        ("disparate_impact_ratio", {"within": [0.8, 1.25]}),
        ("adjusted_odds_ratio", {"within": [0.2, 5]}),
        ("mean_absolute_error", {"at_most": 5000}),
        ("mean_error_difference", {"within": 1000}),
    ],
)
def test_bounds_on_the_scale_are_taken(metric: str, bound: dict[str, object]) -> None:
    assert problems_of({"metric": metric, "attribute": "g", **bound}) == []
