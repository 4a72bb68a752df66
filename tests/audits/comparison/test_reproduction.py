"""Two reports of one plan: a planted difference is found, number by number, and nothing else."""

import json
from copy import deepcopy
from typing import Any

import pytest

from audits.comparison.reproduction import NOTHING, Difference, compare


def report() -> dict[str, Any]:
    """A step with two numbers, one of them undetermined, a finding and two alike exhibits."""
    line = {"name": "all", "points": [[0.0, 1.0], [1.0, 0.5]]}
    curve = {"probe": "p.q", "step": 0, "kind": "curve", "title": "A line"}
    curve["content"] = {"series": [line]}
    return {
        "gate": "pass",
        "probes": [{"name": "p.q", "version": 1, "step": 0, "status": "ran"}],
        "measurements": [
            {"probe": "p.q", "step": 0, "metric": "rate", "group": {}, "value": 0.1 + 0.2,
             "interval": [0.25, None], "sample_size": [40, 60], "method": "wilson"},
            {"probe": "p.q", "step": 0, "metric": "rate", "group": {"sex": None},
             "undetermined": "8 rows where 30 are needed", "sample_size": 8,
             "raw": {"value": 0.5, "interval": [0.2, 0.8]}},
        ],
        "findings": [{"id": "f1", "rule": {"metric": "rate"}, "group": {}, "verdict": "pass",
                      "p_value": 0.01, "measurement": 0, "sentence": "So it is."}],
        "exhibits": [curve, deepcopy(curve)],
    }  # fmt: skip


def changed(*way: Any, to: Any) -> dict[str, Any]:
    """The report with one value planted, by the keys that lead to it."""
    other = report()
    inner: Any = other
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = to
    return other


def test_a_true_repeat_differs_in_nothing_and_everything_was_compared() -> None:
    read_again = json.loads(json.dumps(report()))
    comparison = compare(report(), read_again)
    assert comparison.differences == ()
    # gate, status; value, 2 ends, 2 sizes, method; reason, size, 3 of raw; verdict, p; 2 x 5.
    assert comparison.compared == 1 + 1 + 6 + 5 + 2 + 10


def test_a_planted_difference_of_1e_9_is_found_alone() -> None:
    (one,) = compare(report(), changed("measurements", 0, "value", to=0.1 + 0.2 + 1e-9)).differences
    assert (one.where, one.field) == ("step 0 p.q rate", "value")
    assert one.apart == pytest.approx(1e-9, rel=1e-6)
    assert one.to_json()["difference"] == one.apart


@pytest.mark.parametrize(
    ("way", "to", "where", "field"),
    [
        (("measurements", 0, "interval", 1), 0.4, "step 0 p.q rate", "interval[1]"),
        (("measurements", 0, "sample_size", 0), 41, "step 0 p.q rate", "sample_size[0]"),
        (("measurements", 1, "raw", "value"), 0.6, 'step 0 p.q rate {"sex": null}', "raw.value"),
        (("measurements", 1, "undetermined"), "no variation", 'step 0 p.q rate {"sex": null}',
         "undetermined"),
        (("findings", 0, "verdict"), "fail", "finding f1 rate", "verdict"),
        (("probes", 0, "status"), "error", "step 0 p.q", "status"),
        (("gate",), "fail", "gate", ""),
        (("exhibits", 1, "content", "series", 0, "points", 1, 1), 0.4,
         "exhibit p.q curve: A line (2)", "content.series[0].points[1][1]"),
    ],
)  # fmt: skip
def test_wherever_it_is_planted(way: Any, to: Any, where: str, field: str) -> None:
    (one,) = compare(report(), changed(*way, to=to)).differences
    assert (one.where, one.field, one.now) == (where, field, to)


def test_what_stands_on_one_side_alone_is_one_difference() -> None:
    less = report()
    del less["measurements"][1]
    name = 'step 0 p.q rate {"sex": null}'
    assert compare(report(), less).differences == (Difference(name, "", "there", NOTHING),)
    assert compare(less, report()).differences == (Difference(name, "", NOTHING, "there"),)
    without = report()
    del without["findings"][0]["p_value"]
    (one,) = compare(report(), without).differences
    assert (one.field, one.now, one.apart) == ("p_value", NOTHING, None)


def test_one_is_not_true_and_an_integer_is_its_float() -> None:
    one, float_one, true = (changed("findings", 0, "p_value", to=value) for value in (1, 1.0, True))
    assert compare(one, float_one).differences == ()
    assert len(compare(one, true).differences) == 1


def test_an_order_of_keys_or_entries_is_no_difference() -> None:
    turned = report()
    turned["measurements"].reverse()
    turned["findings"] = [dict(reversed(one.items())) for one in turned["findings"]]
    assert compare(report(), turned).differences == ()


def test_what_the_time_left_is_no_word_of_the_method() -> None:
    sampled = changed("measurements", 0, "method", to="wilson (how_many 3, for the budget)")
    assert compare(report(), sampled).differences == ()
    other = changed("measurements", 0, "method", to="wilson (of pairs)")
    assert len(compare(report(), other).differences) == 1


def timed(latency: float, verdict: str, gate: str) -> dict[str, Any]:
    """The report with a latency, a rule on it, and what its probe shows of the machine."""
    document = report()
    document["measurements"].append(
        {"probe": "cost.inference", "step": 1, "metric": "latency", "group": {}, "value": latency,
         "interval": [0.9 * latency, 1.1 * latency], "sample_size": 400, "method": "order"}
    )  # fmt: skip
    document["findings"].append(
        {"id": "f2", "rule": {"metric": "latency"}, "group": {}, "verdict": verdict,
         "measurement": 2, "sentence": "It takes a while."}
    )  # fmt: skip
    document["exhibits"].append(
        {"probe": "cost.inference", "step": 1, "kind": "facts", "title": "Where",
         "content": {"facts": [{"question": "Processor", "answer": f"Core {latency:g}"}]}}
    )  # fmt: skip
    return {**document, "gate": gate}


def test_numbers_of_the_machine_are_told_apart_and_are_no_difference() -> None:
    comparison = compare(timed(1.0, "pass", "pass"), timed(1.5, "pass", "pass"))
    assert comparison.differences == ()
    assert comparison.of_machine == 3
    assert comparison.machine == (Difference("step 1 cost.inference latency", "value", 1.0, 1.5),)


def test_a_gate_that_only_the_machine_turned_is_the_machines() -> None:
    turned = compare(timed(1.0, "pass", "pass"), timed(9.0, "fail", "fail"))
    assert turned.differences == ()
    assert [one.field for one in turned.machine] == ["value", "verdict", ""]
    # The same of a gate that turned with no verdict on such a number is a difference.
    (one,) = compare(timed(1.0, "pass", "pass"), timed(1.0, "pass", "fail")).differences
    assert one.where == "gate"


def test_a_planted_difference_beside_other_times_is_still_found() -> None:
    other = timed(1.5, "pass", "pass")
    other["measurements"][0]["value"] += 1e-9
    (one,) = compare(timed(1.0, "pass", "pass"), other).differences
    assert one.where == "step 0 p.q rate"


def test_whoever_compares_may_say_what_is_the_machines() -> None:
    other = changed("measurements", 0, "value", to=5.0)
    comparison = compare(report(), other, lambda entry: entry.get("value") is not None)
    assert comparison.differences == ()
    assert comparison.of_machine == 1
