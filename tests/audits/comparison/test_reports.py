"""What became of findings and numbers between two audits."""

import pytest

from audits.comparison.reports import (
    compare_findings,
    compare_measurements,
    compare_reports,
)

RULE = {"metric": "accuracy", "at_least": 0.8}
STRICT = {"metric": "accuracy", "at_least": 0.9}


def finding(name: str, verdict: str, rule: object = RULE) -> dict[str, object]:
    return {"id": name, "verdict": verdict, "rule": rule, "group": {"name": name}}


def number(value: float, low: float | None, high: float | None, **group: str) -> dict[str, object]:
    return {
        "probe": "p", "step": 0, "metric": "m", "group": group, "value": value,
        "interval": [low, high],
    }  # fmt: skip


def test_findings_are_new_fixed_still_failing_or_undecided() -> None:
    before = [finding(n, v) for n, v in (("a", "fail"), ("b", "fail"), ("c", "pass"),
                                         ("d", "fail"), ("e", "fail"))]  # fmt: skip
    now = [finding(n, v) for n, v in (("a", "fail"), ("b", "pass"), ("c", "fail"),
                                      ("d", "inconclusive"), ("f", "fail"))]  # fmt: skip
    found = compare_findings(before, now)
    names = {key: [item["id"] for item in items] for key, items in found.items()}
    assert names == {
        "new": ["c", "f"], "still_failing": ["a"], "fixed": ["b"], "undecided": ["d", "e"],
        "other_rule": [], "rule_gone": [], "lapsed": [],
    }  # fmt: skip


def named(found: dict[str, list[dict[str, object]]]) -> dict[str, list[object]]:
    """Without what there is none of."""
    return {key: [item["id"] for item in items] for key, items in found.items() if items}


def test_a_rule_that_was_tightened_makes_nothing_new_and_repairs_nothing() -> None:
    lax, strict = finding("lax", "fail"), finding("strict", "fail", STRICT)
    assert named(compare_findings([lax], [strict])) == {
        "other_rule": ["strict"], "rule_gone": ["lax"],
    }  # fmt: skip
    passed = finding("strict", "pass", STRICT)
    assert named(compare_findings([lax], [passed])) == {"rule_gone": ["lax"]}
    assert named(compare_findings([], [strict])) == {"other_rule": ["strict"]}


def test_a_pass_that_is_not_decided_any_more_is_told() -> None:
    before = [finding(n, "pass") for n in "abcd"]
    now = [finding(n, v) for n, v in (("a", "inconclusive"), ("b", "error"), ("c", "pass"))]
    assert named(compare_findings(before, now)) == {"lapsed": ["a", "b"]}


def test_a_rule_that_nothing_measured_before_was_there_all_the_same() -> None:
    unmeasured = {**finding("x", "not_run"), "group": {}}
    assert named(compare_findings([unmeasured], [finding("f", "fail")])) == {"new": ["f"]}


def of_group(name: str, verdict: str, group: str) -> dict[str, object]:
    return {**finding(name, verdict), "metric": "impact_ratio", "group": {"sex": group}}


def ratio(group: str, reference: str) -> dict[str, object]:
    return {"metric": "impact_ratio", "group": {"sex": group}, "reference": {"sex": reference}}


def test_a_group_that_failed_and_stands_highest_now_is_fixed_and_the_other_one_new() -> None:
    then, now = [of_group("f", "fail", "f")], [of_group("m", "fail", "m")]
    measured = [ratio("m", "m"), ratio("f", "m")], [ratio("m", "f"), ratio("f", "f")]
    assert named(compare_findings(then, now, measured=measured)) == {"new": ["m"], "fixed": ["f"]}
    # Of a difference the reference is no measurement, and nothing is known of it.
    assert named(compare_findings(then, now)) == {"new": ["m"], "undecided": ["f"]}


def test_a_group_that_stood_highest_and_is_not_decided_now_is_told() -> None:
    then, now = [of_group("f", "pass", "f")], [of_group("m", "inconclusive", "m")]
    measured = [ratio("m", "m"), ratio("f", "m")], [ratio("m", "f"), ratio("f", "f")]
    assert named(compare_findings(then, now, measured=measured)) == {"lapsed": ["m"]}


def test_a_rule_on_a_probe_that_was_asked_otherwise_is_another_rule() -> None:
    """The id has the step's parameters in it where the plan asks a probe more than once."""
    once = finding("once", "pass")
    twice = {**finding("twice", "fail"), "group": once["group"]}
    assert named(compare_findings([once], [twice])) == {"other_rule": ["twice"]}


def test_sure_changes_come_first_and_what_only_one_has_is_counted() -> None:
    before = [number(0.5, 0.4, 0.6, sex="f"), number(0.5, 0.49, 0.51, sex="m"),
              number(0.1, 0.0, 0.2, sex="x")]  # fmt: skip
    now = [number(0.6, 0.5, 0.7, sex="f"), number(0.55, 0.54, 0.56, sex="m"),
           number(0.1, 0.0, 0.2)]  # fmt: skip
    found = compare_measurements(before, now, same_rows=True)
    assert [(c["group"], c["is_change"]) for c in found["changes"]] == [
        ({"sex": "m"}, True), ({"sex": "f"}, False),
    ]  # fmt: skip
    assert "same rows" in found["changes"][0]["method"]
    assert (found["only_now"], found["only_before"]) == (1, 1)


def report(sha256: str, rows: int, *metrics: str) -> dict[str, object]:
    measured = [{**number(0.9, 0.89, 0.91), "metric": metric} for metric in metrics]
    if sha256 == "a":
        measured = [{**entry, "value": 0.1, "interval": [0.09, 0.11]} for entry in measured]
    return {
        "gate": "pass", "audit": {"id": sha256}, "model": {}, "plan": {}, "findings": [],
        "dataset": {"sha256": sha256, "rows": rows}, "canonical_sha256": sha256,
        "measurements": measured,
    }  # fmt: skip


def test_rows_that_were_paired_are_the_same_in_whatever_file() -> None:
    before, now = report("a", 9, "accuracy", "roc_auc"), report("b", 9, "accuracy", "roc_auc")
    paired = {"differences": [{"metric": "accuracy"}], "flips": []}
    found = compare_reports(before, now, facts={}, paired=paired)
    assert (found["same_rows"], found["same_file"], found["unpaired"]) == (True, False, None)
    # Answers were recorded: which model gave them is not known.
    assert found["same_model"] is None
    # What the pairs say is not said again by intervals that know of no pairs.
    assert [change["metric"] for change in found["changes"]] == ["roc_auc"]


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        (report("a", 9), report("b", 8), "the two audits saw other rows"),
        (report("a", 9), report("a", 9), "no answers row by row were kept"),
        (report("a", 9), report("b", 9),
         "they read other files, and no answers row by row were kept"),
    ],
)  # fmt: skip
def test_why_nothing_was_paired(
    before: dict[str, object], now: dict[str, object], reason: str
) -> None:
    found = compare_reports(before, now, facts={})
    assert (found["paired"], found["unpaired"]) == (None, reason)
    assert found["same_rows"] is found["same_file"] is (before["dataset"] == now["dataset"])
    told = compare_reports(before, now, facts={}, paired={"unpaired": "they differ in age"})
    assert told["unpaired"] == "they differ in age"
    assert told["paired"] is None


@pytest.mark.parametrize(
    ("then", "now", "is_same"),
    [
        ({"sha256": "a", "format": "onnx"}, {"sha256": "a", "format": "onnx"}, True),
        ({"sha256": "a", "format": "onnx"}, {"sha256": "b", "format": "onnx"}, False),
        ({"sha256": "a", "format": "onnx"}, {"format": "recorded"}, False),
        ({"sha256": None, "format": "recorded"}, {"sha256": None, "format": "recorded"}, None),
        ({"sha256": "a", "format": "endpoint"}, {"sha256": "a", "format": "endpoint"}, None),
    ],
)  # fmt: skip
def test_whether_the_model_is_the_same_is_not_known_of_recorded_answers_and_addresses(
    then: dict[str, object], now: dict[str, object], is_same: bool | None
) -> None:
    """As docs/statistics.md has it; other predictions may be another model's or not."""
    before, after = {**report("a", 9), "model": then}, {**report("a", 9), "model": now}
    found = compare_reports(before, after, facts={})
    assert found["same_model"] is found["what_changed"]["model"]["is_same"] is is_same


def test_a_time_of_another_machine_did_not_move() -> None:
    def latency(value: float, machine: str) -> dict[str, object]:
        return {
            **number(value, value - 0.1, value + 0.1), "metric": "latency",
            "probe": "cost.inference", "method": f"order-statistic ({machine})",
        }  # fmt: skip

    for machine, is_change in (("Steady 1000", True), ("Steady 250", False)):
        found = compare_measurements(
            [latency(2.0, "Steady 1000")], [latency(8.0, machine)], same_rows=True
        )
        (change,) = found["changes"]
        assert change["is_change"] is is_change
        assert (change["interval"] is None) is not is_change
