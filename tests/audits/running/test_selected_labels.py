"""Who has a label was chosen by the answer: no rule on rates of right answers is decided.

Rows are drawn with a true positive rate of .8 (group a) and .6 (b); then four of five rows of b
that were answered 0 lose their label, as where only who was flagged is examined.
"""

import numpy as np
import pytest

import evenhand

RULES = {
    "rules": [
        {"metric": "true_positive_rate", "attribute": "g", "at_least": 0.75},
        {"metric": "equal_opportunity_difference", "attribute": "g", "within": 0.1},
        {"metric": "positive_predictive_value", "attribute": "g", "at_least": 0.1},
        {"metric": "accuracy", "at_least": 0.5},
    ]
}


def people(share_b: float, lost: float, *, by_answer: bool = True, seed: int = 1):
    rng = np.random.default_rng(seed)
    rows = 4000
    group = np.where(rng.random(rows) < share_b, "b", "a")
    truth = rng.random(rows) < 0.4
    hit = np.where(group == "b", 0.6, 0.8)
    answer = rng.random(rows) < np.where(truth, hit, 0.1)
    chosen = (group == "b") & (rng.random(rows) < lost) & (~answer | (not by_answer))
    label = [None if gone else str(int(one)) for gone, one in zip(chosen, truth, strict=True)]
    return {"g": group.tolist(), "y": label, "p": np.where(answer, "1", "0").tolist()}


def judged(table):
    report = evenhand.audit(
        table, label="y", prediction="p", positive="1", policy=RULES,
        columns={"g": {"role": "protected", "reference": "a"}},
        probes=["fairness.error_rates"], progress=False,
    ).json  # fmt: skip
    verdicts = {
        (finding["metric"], finding["group"].get("g")): finding for finding in report["findings"]
    }
    return verdicts, report["warnings"]


@pytest.mark.parametrize("share_b", [0.12, 0.5])
def test_a_rate_among_chosen_labels_is_not_decided_and_a_predictive_value_is(share_b):
    """Of b's positives that were missed four in five are unknown: .6 looks like .88."""
    findings, warnings = judged(people(share_b, 0.8))
    for metric in ("true_positive_rate", "equal_opportunity_difference"):
        finding = findings[metric, "b"]
        assert finding["verdict"] == "inconclusive"
        assert finding["reason"].startswith("labels go by the answer where g b: they are known of ")
        assert "drawn without looking at the answer" in finding["remedy"]
    assert findings["positive_predictive_value", "b"]["verdict"] == "pass"
    assert findings["true_positive_rate", "a"]["verdict"] == "pass"
    # Everyone's rate is of b too, however few b are.
    assert findings["accuracy", None]["verdict"] == "inconclusive"
    assert any(text.startswith("labels go by the answer: ") for text in warnings)


def test_labels_that_are_lost_whatever_was_answered_leave_the_rates_alone():
    findings, warnings = judged(people(0.5, 0.5, by_answer=False))
    assert findings["true_positive_rate", "b"]["verdict"] == "fail"
    assert findings["accuracy", None]["verdict"] == "pass"
    assert not any("go by the answer" in text for text in warnings)


def test_a_group_too_small_to_tell_is_taken_as_everyone_is():
    """Forty rows of c, of which few were answered 1: what holds of all is taken to hold there."""
    table = people(0.9, 0.9)
    table["g"][:40] = ["c"] * 40
    table["y"][:40] = ["1", None] * 20
    table["p"][:40] = ["1"] * 20 + ["0"] * 20
    findings, _ = judged(table)
    assert findings["true_positive_rate", "c"]["verdict"] == "inconclusive"


def test_of_scores_alone_labels_that_go_by_the_score_decide_no_area():
    """Loans: what came of people is known of those who scored well. By chance it is let be."""
    rng = np.random.default_rng(3)
    score = rng.random(3000)
    truth = rng.random(3000) < score
    for known, verdict in ((score > 0.55, "inconclusive"), (rng.random(3000) < 0.5, "pass")):
        label = [str(int(y)) if seen else None for y, seen in zip(truth, known, strict=True)]
        report = evenhand.audit(
            {"y": label, "s": score.tolist()}, label="y", score="s", positive="1",
            policy={"rules": [{"metric": "roc_auc", "at_least": 0.55}]},
            probes=["fairness.ranking"], progress=False,
        ).json  # fmt: skip
        (finding,) = report["findings"]
        assert finding["verdict"] == verdict
        if verdict == "inconclusive":
            assert "100.0 % of 750 rows with a score from 0.7454 on" in finding["reason"]


def test_a_choice_in_a_crossing_alone_is_one_of_its_groups_and_of_everyone():
    """Of older women alone who was answered 0 loses the label; men's rates are decided."""
    rng = np.random.default_rng(8)
    rows = 8000
    sex, age = rng.choice(["f", "m"], rows), rng.choice(["old", "young"], rows)
    truth = rng.random(rows) < 0.4
    answer = rng.random(rows) < np.where(truth, 0.8, 0.1)
    lost = (sex == "f") & (age == "old") & ~answer & (rng.random(rows) < 0.3)
    label = [None if gone else str(int(y)) for gone, y in zip(lost, truth, strict=True)]
    rules = [{"metric": "true_positive_rate", "at_least": 0.6}]
    rules += [{**rules[0], "group": {"sex": value}} for value in "fm"]
    report = evenhand.audit(
        {"sex": sex.tolist(), "age": age.tolist(), "y": label,
         "p": np.where(answer, "1", "0").tolist()},
        label="y", prediction="p", positive="1", protected=["sex", "age"], progress=False,
        policy={"rules": rules}, probes=["fairness.error_rates"],
    ).json  # fmt: skip
    verdicts = {f["group"].get("sex"): f["verdict"] for f in report["findings"]}
    assert verdicts == {None: "inconclusive", "f": "inconclusive", "m": "pass"}


def test_numbers_whose_labels_go_by_the_answer_decide_no_error():
    """Dear houses are sold and cheap ones are not: errors of the dear are larger."""
    rng = np.random.default_rng(5)
    value = rng.uniform(100, 300, 6000)
    truth = value + rng.normal(0, value / 10)
    for share, verdict in ((np.where(value > 200, 0.9, 0.45), "inconclusive"), (0.7, "fail")):
        seen = rng.random(6000) < share
        report = evenhand.audit(
            {"y": np.where(seen, truth, np.nan).tolist(), "p": value.tolist()},
            label="y", prediction="p", probes=["fairness.regression_error"], progress=False,
            policy={"rules": [{"metric": "mean_absolute_error", "at_most": 14}]},
        ).json  # fmt: skip
        (finding,) = report["findings"]
        assert finding["verdict"] == verdict
        if verdict == "inconclusive":
            assert "rows with an answer from" in finding["reason"]


@pytest.mark.parametrize("unclear", [0.6, 0.95])
def test_unclear_cases_that_nobody_labelled_decide_no_rate(unclear):
    """Of scores around a half fewer have a label, on both sides alike: errors are there."""
    rng = np.random.default_rng(7)
    score = rng.beta(0.8, 0.8, 4000)
    truth, answer = rng.random(4000) < score, score >= 0.5
    seen = rng.random(4000) < np.where(np.abs(score - 0.5) < 0.25, unclear, 0.95)
    report = evenhand.audit(
        {"y": [str(int(y)) if one else None for y, one in zip(truth, seen, strict=True)],
         "p": np.where(answer, "1", "0").tolist(), "s": score.tolist()},
        label="y", prediction="p", score="s", positive="1", progress=False,
        probes=["fairness.error_rates"],
        policy={"rules": [{"metric": "accuracy", "at_least": 0.7},
                          {"metric": "positive_predictive_value", "at_least": 0.7}]},
    ).json  # fmt: skip
    verdicts = [finding["verdict"] for finding in report["findings"]]
    # Among those who were answered 1 the labels go by the score too.
    assert verdicts == (["inconclusive"] * 2 if unclear < 0.9 else ["pass"] * 2)
