"""What changed between two audits: model, data, policy, plan, engine."""

from copy import deepcopy
from typing import Any

import pytest

from audits.comparison.changed_conditions import (
    CONDITIONS,
    MOST_DETAILS,
    is_comparable,
    what_changed,
)

RULE = {"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}


def report(**changed: Any) -> dict[str, Any]:
    return {
        "model": {"name": "income", "version": "2.0", "sha256": "a" * 64, "format": "onnx"},
        "dataset": {"name": "people", "version": "b" * 12, "sha256": "b" * 64, "rows": 600},
        "plan": {
            "columns": {"sex": {"role": "protected", "reference": "m"}},
            "model": {"output": "probabilities"},
            "settings": {"confidence": 0.95, "smallest_group": 30, "seed": 0},
            "steps": [
                {"index": 0, "probe": "fairness.ranking", "parameters": {"confidence": 0.95},
                 "reason": None},
                {"index": 1, "probe": "imbalance.prevalence", "parameters": {"low": 0.001},
                 "reason": None},
            ],
            "policy": {"rules": [RULE], "correction": "holm"},
        },
        "environment": {"versions": {"evenhand": "1.0", "numpy": "2.0"}},
        "probes": [{"name": "fairness.ranking", "version": "1"}],
        **changed,
    }  # fmt: skip


def plan(**changed: Any) -> dict[str, Any]:
    return report(plan={**report()["plan"], **changed})


def test_the_same_conditions_are_the_same() -> None:
    found = what_changed(report(), report())
    assert found == {what: {"is_same": True, "details": []} for what in CONDITIONS}


@pytest.mark.parametrize(
    ("now", "what", "details"),
    [
        (report(model={**report()["model"], "version": "2.1", "sha256": "c" * 64}), "model",
         ["income 2.0 (sha256 aaaaaaaaaaaa), now income 2.1 (sha256 cccccccccccc)"]),
        (report(model={"format": "recorded"}), "model",
         ["income 2.0 (sha256 aaaaaaaaaaaa), now recorded answers"]),
        (report(dataset={"name": "people", "sha256": "d" * 64, "rows": 1700}), "data",
         ["people (sha256 bbbbbbbbbbbb), now people (sha256 dddddddddddd)",
          "600 rows, now 1,700"]),
        (plan(policy=None), "policy", ["there is none now"]),
        (plan(policy={"rules": [{**RULE, "at_least": 0.9}], "correction": "holm"}), "policy",
         ["rule added: impact_ratio (attribute sex, at_least 0.9)",
          "rule gone: impact_ratio (attribute sex, at_least 0.8)"]),
        # The name stands beside the plan, whose text is equal for equal rules.
        ({**plan(policy={"rules": [{**RULE, "at_least": 0.9}], "correction": "holm"}),
          "audit": {"policy": "strict"}}, "policy",
         ["rules without a name, now strict",
          "rule added: impact_ratio (attribute sex, at_least 0.9)",
          "rule gone: impact_ratio (attribute sex, at_least 0.8)"]),
        (report(policy={"name": "house", "version": 2}), "policy",
         ["rules without a name, now house, version 2"]),
        (plan(policy={"rules": [RULE], "correction": "benjamini_hochberg"}), "policy",
         ["correction holm, now benjamini_hochberg"]),
        (plan(columns={"sex": {"role": "protected", "reference": "f"}, "age": {}}), "plan",
         ["column age: read now", "column sex: reference m, now f"]),
        (plan(model={"output": "logits"}), "plan", ["model: output probabilities, now logits"]),
        # A setting is told once, not with every step that it reaches.
        (plan(settings={"confidence": 0.9, "smallest_group": 30, "seed": 0},
              steps=[{**report()["plan"]["steps"][0], "parameters": {"confidence": 0.9}},
                     report()["plan"]["steps"][1]]), "plan", ["confidence 0.95, now 0.9"]),
        (plan(steps=[report()["plan"]["steps"][0],
                     {"probe": "imbalance.prevalence", "parameters": {"low": 0.01}}]), "plan",
         ["imbalance.prevalence: low 0.001, now 0.01"]),
        (plan(steps=[report()["plan"]["steps"][0], {"probe": "confounds.dataset"}]), "plan",
         ["confounds.dataset: added", "imbalance.prevalence: left out now"]),
        (plan(steps=[*report()["plan"]["steps"],
                     {"probe": "imbalance.prevalence", "parameters": {"low": 0.01}}]), "plan",
         ["imbalance.prevalence: steps 1, now 2, with other parameters"]),
        (report(environment={"versions": {"evenhand": "1.1", "numpy": "2.0"}}), "engine",
         ["evenhand 1.0, now 1.1"]),
        (report(probes=[{"name": "fairness.ranking", "version": "2"}, {"name": "new.one"}]),
         "engine", ["fairness.ranking version 1, now 2"]),
    ],
)  # fmt: skip
def test_only_what_differs_is_told(now: dict[str, Any], what: str, details: list[str]) -> None:
    found = what_changed(report(), now)
    assert found[what] == {"is_same": False, "details": details}
    others = [held["is_same"] for name, held in found.items() if name != what]
    assert others == [True] * 4


@pytest.mark.parametrize(
    ("part", "what", "reason"),
    [
        ({"model": {"format": "recorded"}}, "model", "which model gave them is not known"),
        ({"model": {"format": "endpoint", "sha256": "e" * 64}}, "model",
         "which model answers there is not known"),
        ({"environment": {}}, "engine", "the versions were not told"),
    ],
)  # fmt: skip
def test_what_a_report_cannot_tell_is_not_called_the_same(
    part: dict[str, Any], what: str, reason: str
) -> None:
    found = what_changed(report(**part), report(**deepcopy(part)))[what]
    assert found["is_same"] is None
    assert reason in found["details"][0]


def test_a_thousand_differences_are_counted_and_a_long_value_is_cut() -> None:
    wide = {f"column_{at}": {"role": "feature"} for at in range(1000)}
    details = what_changed(report(), plan(columns=wide))["plan"]["details"]
    assert len(details) == MOST_DETAILS + 1
    assert details[-1] == "981 more differences"
    mapped = {"sex": {"role": "protected", "reference": "x" * 10_000}}
    assert len(what_changed(report(), plan(columns=mapped))["plan"]["details"][0]) < 200


def timed(method: str, metric: str = "latency") -> dict[str, Any]:
    return {"metric": metric, "group": {}, "value": 2.0, "interval": [1.9, 2.2], "method": method}


HERE, THERE = "order-statistic (Steady 1000, 2 cores)", "order-statistic (Steady 250, 2 cores)"


@pytest.mark.parametrize(
    ("before", "now", "is_said"),
    [
        (timed(HERE), timed(HERE), True),
        (timed(HERE), timed(THERE), False),
        (timed("counted (Steady 1000)", "peak_memory"), timed("counted (Steady 1000)",
                                                              "peak_memory"), False),
        (timed("counted", "parameters"), timed("counted", "parameters"), True),
        (timed("wilson", "accuracy"), timed("wilson (7 clusters)", "accuracy"), True),
    ],
)  # fmt: skip
def test_times_of_two_machines_are_not_compared(
    before: dict[str, Any], now: dict[str, Any], is_said: bool
) -> None:
    assert is_comparable(before, now) is is_said


def test_another_machine_is_told() -> None:
    accuracy = timed("wilson", "accuracy")
    found = what_changed(
        report(measurements=[timed(HERE), accuracy]), report(measurements=[timed(THERE), accuracy])
    )
    assert found["engine"] == {
        "is_same": False,
        "details": [
            "times and memory were measured on Steady 1000, 2 cores, now on Steady 250, 2 cores: "
            "they are not compared"
        ],
    }
    for other in (report(measurements=[timed(HERE)]), report(measurements=[accuracy])):
        assert what_changed(report(measurements=[timed(HERE)]), other)["engine"]["is_same"]


def compared_with(group: str, digest: str, **column: str) -> dict[str, Any]:
    """A report on rows whose group with most of them is `group`."""
    other = {"m": "f", "f": "m"}[group]
    measured = {"metric": "accuracy_difference", "group": {"sex": other}, "reference":
                {"sex": group}, "value": 0.1}  # fmt: skip
    highest = {"metric": "impact_ratio", "group": {"sex": "f"}, "reference": {"sex": "f"}}
    return report(
        dataset={"name": "people", "sha256": digest * 64, "rows": 600},
        measurements=[measured, highest],
        plan={**report()["plan"], "columns": {"sex": {"role": "protected", **column}}},
    )


def test_a_reference_that_nobody_named_and_that_is_another_now_is_told() -> None:
    told = what_changed(compared_with("m", "b"), compared_with("f", "d"))["data"]["details"]
    assert told[1].startswith("sex is compared with f, and was with m, so that ")
    assert "named on the column stays" in told[1]
    same = what_changed(compared_with("m", "b"), compared_with("m", "d"))["data"]["details"]
    assert len(same) == 1
    pinned = what_changed(
        compared_with("m", "b", reference="m"), compared_with("m", "d", reference="m")
    )
    assert len(pinned["data"]["details"]) == 1
