"""`evenhand.audit(...)`, used as a stranger uses it: real audits, in the sandbox."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

import evenhand

# 400 of each sex; 200 men and 100 women are chosen: a ratio of .5 by hand.
PEOPLE = pd.DataFrame(
    {
        "person": np.arange(800),
        "sex": ["female"] * 400 + ["male"] * 400,
        "income": np.tile(np.arange(400.0), 2),
        "decision": ([1] * 100 + [0] * 300) + ([1] * 200 + [0] * 200),
        "outcome": ([1] * 100 + [0] * 300) + ([1] * 200 + [0] * 200),
    }
)


@pytest.fixture(scope="module")
def report():
    return evenhand.audit(
        PEOPLE, label="outcome", prediction="decision", protected="sex", policy="four-fifths",
        probes=["fairness.selection_rate"], columns={"person": {"role": "id"}}, progress=False,
    )  # fmt: skip


def test_three_lines_give_the_verdict_and_its_number(report):
    assert report.gate == "fail"
    found = report.findings
    worst = found[found["verdict"] == "fail"].iloc[0]
    assert worst["value"] == pytest.approx(0.5)
    assert worst["low"] < 0.5 < worst["high"] < 0.8
    rates = report.measurements.query("metric == 'selection_rate'").set_index("group")["value"]
    assert rates["sex=female"] == 0.25


def test_a_failed_gate_is_an_assertion_that_says_what_failed(report):
    with pytest.raises(AssertionError, match="below the policy's limit"):
        report.assert_passed()


def test_a_report_is_saved_and_read_again(report, tmp_path):
    folder = report.save(tmp_path / "out")
    again = evenhand.Report.read(folder)
    assert again.json == report.json
    assert again.html == report.html


def test_answers_are_compared_with_an_earlier_report_row_by_row(report):
    better = PEOPLE.assign(decision=1)
    after = evenhand.audit(
        better, label="outcome", prediction="decision", protected="sex", policy="four-fifths",
        probes=["fairness.selection_rate"], columns={"person": {"role": "id"}}, against=report,
        progress=False,
    )  # fmt: skip
    assert after.gate == "pass"
    assert after.comparison.unpaired is None
    changes = after.comparison.findings
    assert changes["change"].tolist() == ["fixed"]
    assert evenhand.compare(report, after).findings.equals(changes)


def test_an_estimator_is_asked_in_this_process_and_the_report_says_so():
    features = PEOPLE[["income"]]
    model = LogisticRegression().fit(features, PEOPLE["outcome"])
    report = evenhand.audit(
        PEOPLE, model=model, label="outcome", protected="sex", progress=False,
        probes=["fairness.error_rates"],
    )  # fmt: skip
    accuracy = report.measurements.query("metric == 'accuracy' and group == ''")["value"].iloc[0]
    assert accuracy == model.score(features, PEOPLE["outcome"])
    assert dict(report.json["model"]["reading"])["asked"].endswith("not confined")


def test_a_model_that_raises_leaves_a_report_that_names_the_row():
    def picky(frame):
        if (frame["income"] == 321).any():
            raise ValueError("no such income")
        return (frame["income"] > 100).astype(int)

    report = evenhand.audit(
        PEOPLE, model=picky, features=["income"], label="outcome", protected="sex",
        probes=["fairness.selection_rate"], progress=False,
    )  # fmt: skip
    assert report.gate == "error"
    assert "raised ValueError: no such income (row 321" in report.findings["sentence"].iloc[0]


def test_a_model_that_answers_at_random_leaves_a_report_that_says_so():
    generator = np.random.default_rng(0)
    report = evenhand.audit(
        PEOPLE, model=lambda frame: generator.integers(0, 2, len(frame)), features=["income"],
        label="outcome", protected="sex", progress=False,
        probes=["fairness.selection_rate"],
        policy=[{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.8}],
    )  # fmt: skip
    assert report.gate == "error"
    (sentence,) = report.findings["sentence"]
    assert "the model answers at random: asked twice about the same 30 rows" in sentence
    assert any(text.startswith("nothing that asks the model") for text in report.warnings)
    assert not len(report.measurements)


def test_a_misspelled_option_is_refused_before_any_work():
    with pytest.raises(evenhand.Refused, match="did you mean 'label'"):
        evenhand.audit(PEOPLE, lable="outcome")


def test_values_may_stand_beside_the_frame():
    report = evenhand.audit(
        PEOPLE[["sex"]], prediction=PEOPLE["decision"], protected="sex", progress=False,
        probes=["fairness.selection_rate"],
    )  # fmt: skip
    assert any("judged by `starter`" in warning for warning in report.warnings)
    assert report.gate == "fail"


def test_a_notebook_shows_the_page_in_a_frame_of_its_own(report):
    shown = report._repr_html_()
    assert shown.startswith("<iframe ")
    assert 'sandbox="allow-scripts' in shown
    assert "&lt;!doctype html&gt;" in shown.lower()


def test_rows_of_before_are_held_against_those_of_now():
    now = PEOPLE.assign(income=PEOPLE["income"] + 300)
    drift = evenhand.audit(
        now, label="outcome", prediction="decision", protected="sex", earlier=PEOPLE,
        probes=["data.drift"], columns={"person": {"role": "id"}, "income": {"role": "feature"}},
        progress=False,
    )  # fmt: skip
    distances = drift.measurements.query("metric == 'drift_distance'").set_index("group")["value"]
    assert distances["column=income"] == pytest.approx(0.75)  # 300 of 400 steps further
    assert distances["column=sex"] == 0.0


def test_rows_that_taught_the_model_may_be_a_file(tmp_path):
    rng = np.random.default_rng(4)

    def rows(count):
        x = rng.normal(size=count)
        label = (x + rng.normal(size=count) > 0).astype(int)
        return pd.DataFrame({"x": x, "y": label})

    taught, others = rows(300), rows(300)
    taught["said"] = taught["y"]  # it knows them by heart
    others["said"] = (others["x"] > 0).astype(int)
    path = tmp_path / "taught.csv"
    taught.to_csv(path, index=False)
    report = evenhand.audit(
        others, label="y", prediction="said", positive=1, members=path,
        probes=["privacy.membership"], columns={"x": {"role": "feature"}}, progress=False,
    )  # fmt: skip
    gaps = report.measurements.query("metric == 'generalisation_gap'").set_index("group")["value"]
    right = (others["y"] == others["said"]).mean()
    assert gaps.iloc[0] == pytest.approx(1 - right, abs=0.08)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"earlier": PEOPLE.iloc[:0]}, "has no rows"),
        ({"members": pd.DataFrame({"z": [1]})}, "has no column of the data"),
        ({"earlier": "nowhere.csv"}, "earlier"),
        ({"earlier": PEOPLE, "probes": ["fairness.selection_rate"]}, "no probe of this audit"),
    ],
)
def test_rows_beside_the_data_that_do_not_fit_are_refused(given, reason):
    with pytest.raises(evenhand.Refused, match=reason):
        evenhand.audit(
            PEOPLE, label="outcome", prediction="decision", protected="sex", progress=False,
            **{"probes": ["data.drift"], **given},
        )  # fmt: skip


def test_completion_shows_what_can_be_used():
    assert dir(evenhand) == evenhand.__all__
    assert {"audit", "compare", "Client"} <= set(dir(evenhand))
