"""Versions beside each other, by stored measurements: by hand."""

import pytest

from audits.cost.version_report import NOT_EVERY, Audited, compared_versions

HERE = "order-statistic (Steady 1000, 4 cores; onnxruntime 1.0)"
THERE = "order-statistic (Other 9, 8 cores; onnxruntime 1.0)"


def entry(metric, value, interval, n=100, group=None, **more):
    return {"metric": metric, "value": value, "interval": interval, "sample_size": n,
            "group": group or {}, "method": "wilson", "confidence": 0.95, **more}  # fmt: skip


def of(value, **group):
    return entry("accuracy", value, [value - 0.05, value + 0.05], 50, group)


def gap(value, interval, group, reference, **more):
    return entry("accuracy_difference", value, interval, [50, 50], group, reference=reference,
                 **more)  # fmt: skip


def version(name, *entries, accuracy=0.9, size=100.0, latency=None, method=HERE, **more):
    shared = [
        entry("accuracy", accuracy, [accuracy - 0.05, accuracy + 0.05]),
        entry("model_bytes", size, [size, size], 1),
    ]
    if latency is not None:
        ends = [latency * 0.9, latency * 1.1]
        shared.append(entry("latency", latency, ends, 300, method=method, **more))
    return Audited(name, f"aud_{name}", [*shared, *entries])


def beaten(*versions):
    return {each["name"]: each["dominated_by"] for each in compared_versions(versions)["versions"]}


def why(found, words):
    return {each["words"]: each["why"] for each in found["left_out"]}[words]


def test_a_smaller_version_as_good_elsewhere_dominates():
    found = compared_versions([version("2", size=50.0), version("1"), version("0", size=70.0)])
    assert found["title"] == "Versions 1 and 0 are dominated; 2 is not"
    assert found["criteria"] == ["accuracy", "size"]
    assert found["versions"][1]["dominated_by"] == ["2", "0"]
    assert found["versions"][0]["audit"] == "aud_2"


def test_an_answer_less_is_enough_not_to_dominate():
    assert beaten(version("2", accuracy=0.89, size=50.0), version("1")) == {"2": [], "1": []}


def test_the_worst_group_and_the_widest_gap_count_over_groups_that_every_version_has():
    one = version(
        "1", of(0.8, sex="f"), of(0.95, sex="m"), of(0.2, sex="f", age="60+"), of(0.1, sex=None),
        gap(-0.15, [-0.3, -0.01], {"sex": "f"}, {"sex": "m"}),
        gap(0.5, [0.1, 0.9], {"age": "60+"}, {"age": "18"}),
        gap(0.0, [0.0, 0.0], {"sex": "m"}, {"sex": "m"}),
    )  # fmt: skip
    two = version(
        "2", of(0.85, sex="f"), of(0.82, sex="m"),
        gap(0.03, [-0.1, 0.16], {"sex": "f"}, {"sex": "m"}), size=50.0,
    )  # fmt: skip
    first, second = compared_versions([one, two])["versions"]
    assert (first["worst_group"]["value"], first["worst_group"]["group"]) == (0.8, {"sex": "f"})
    assert (second["worst_group"]["value"], second["worst_group"]["group"]) == (0.82, {"sex": "m"})
    assert (first["gap"]["value"], first["gap"]["interval"]) == (0.15, [0.01, 0.3])
    assert (second["gap"]["value"], second["gap"]["interval"]) == (0.03, [0.0, 0.16])
    assert first["dominated_by"] == ["2"]


def test_a_gap_without_an_upper_limit_has_none_in_size():
    versions = [version(name, gap(-0.2, [None, -0.1], {"sex": "f"}, {"sex": "m"}), size=size)
                for name, size in (("1", 2.0), ("2", 1.0))]  # fmt: skip
    found = compared_versions(versions)
    assert found["versions"][0]["gap"]["interval"] == [0.0, None]


def test_times_are_compared_on_one_machine_alone():
    slow, fast = version("1", latency=2.0), version("2", latency=1.0)
    assert beaten(slow, fast) == {"1": ["2"], "2": []}
    elsewhere = version("2", latency=1.0, method=THERE)
    found = compared_versions([slow, elsewhere])
    assert "latency" not in found["criteria"]
    reason = why(found, "latency")
    assert "Steady 1000, 4 cores; onnxruntime 1.0 and on Other 9, 8 cores" in reason
    assert all(not each["dominated_by"] for each in found["versions"])
    assert found["versions"][1]["latency"]["value"] == 1.0  # shown all the same


def test_a_latency_of_a_batch_is_none_of_a_row():
    batch = entry("latency", 0.1, [0.1, 0.1], group={"batch": "8"}, method=HERE)
    found = compared_versions([version("1", latency=2.0), version("2", batch)])
    assert found["versions"][1]["latency"] is None
    assert why(found, "latency") == NOT_EVERY


@pytest.mark.parametrize("metric", ["latency", "model_bytes"])
def test_what_may_not_be_decided_on_is_not_known(metric):
    doubtful = entry(metric, 1.0, [1.0, 1.0], undecidable="half of the calls failed")
    bare = Audited("2", "a", [entry("accuracy", 0.9, [0.8, 1.0]), doubtful])
    found = compared_versions([version("1", latency=2.0), bare])
    assert found["criteria"] == ["accuracy"]


def test_undetermined_numbers_are_not_known():
    busy = {"metric": "latency", "group": {}, "sample_size": 300, "undetermined": "busy",
            "raw": {"value": 1.0, "interval": [0.9, 1.1]}}  # fmt: skip
    found = compared_versions([version("1", latency=2.0), version("2", busy)])
    assert found["versions"][1]["latency"] is None


def test_intervals_of_another_confidence_are_not_laid_beside_each_other():
    found = compared_versions(
        [version("1", latency=2.0), version("2", latency=1.0, confidence=0.5)]
    )
    assert why(found, "latency") == "its intervals are of different confidence"


def test_scores_of_other_rows_are_not_compared():
    fewer = Audited("2", "a", [entry("accuracy", 0.95, [0.9, 1.0], 90)])
    assert "different numbers of rows" in why(compared_versions([version("1"), fewer]), "accuracy")
    silent = Audited("2", "a", [entry("accuracy", 0.95, [0.9, 1.0], unanswered={"rows": 9})])
    assert "without an answer" in why(compared_versions([version("1"), silent]), "accuracy")


def test_one_version_alone_is_compared_with_nothing():
    found = compared_versions([version("1")])
    assert found["title"] == "Version 1 alone was measured on these rows"
    assert found["versions"][0]["dominated_by"] == []
