"""A finished report in Python: read from a small one that was written by hand."""

import json
from html.parser import HTMLParser

import pandas as pd
import pyarrow as pa
import pytest

from audits.errors import AuditError, Refused
from audits.report.json import SCHEMA
from evenhand.report import FINDING, GateClosed, Report, compare

RATE = {
    "probe": "fairness.selection_rate", "probe_version": 1, "step": 0, "metric": "impact_ratio",
    "group": {"sex": "f"}, "value": 0.5, "interval": [0.4, 0.6], "confidence": 0.95,
    "sample_size": [100, 120], "method": "score",
}  # fmt: skip
UNKNOWN = {
    **{key: RATE[key] for key in ("probe", "probe_version", "step", "metric")},
    "group": {"sex": None}, "undetermined": "8 rows where 30 are needed", "sample_size": 8,
}  # fmt: skip


def finding(verdict, measurement=None):
    return {
        "id": f"{verdict}{measurement}", "rule": {"metric": "impact_ratio"}, "verdict": verdict,
        "measurement": measurement, "p_value": None, "sentence": f"It is {verdict}.",
    }  # fmt: skip


def report(*findings, gate="fail", library="pandas", **more):
    document = {
        "schema": SCHEMA, "gate": gate, "blocking": gate != "pass", "warnings": ["a guess"],
        "measurements": [RATE, UNKNOWN],
        "findings": list(findings), "canonical_sha256": "d" * 64, **more,
    }  # fmt: skip
    return Report(document, "<!doctype html><p class='x'>it & she</p>", None, library)


def test_findings_stand_the_worst_first_with_number_and_interval():
    rows = report(finding("pass"), finding("inconclusive", 1), finding("fail", 0)).findings
    assert rows["verdict"].tolist() == ["fail", "inconclusive", "pass"]
    assert tuple(rows.loc[0, ["group", "value", "low", "high"]]) == ("sex=f", 0.5, 0.4, 0.6)
    assert rows["group"].tolist()[1] == "sex=unknown"


def test_a_number_has_both_sample_sizes_and_no_number_has_its_reason():
    rows = report().measurements
    assert rows.loc[0, ["sample_size", "reference_size"]].tolist() == [100, 120]
    assert pd.isna(rows.loc[1, "value"])
    assert rows.loc[1, "undetermined"] == "8 rows where 30 are needed"


@pytest.mark.parametrize("library", ["pandas", "pyarrow"])
def test_frames_without_rows_have_their_columns(library):
    rows = report(library=library).findings
    names = rows.column_names if isinstance(rows, pa.Table) else list(rows.columns)
    assert tuple(names) == FINDING
    assert len(rows) == 0


@pytest.mark.parametrize(
    ("gate", "lets_doubt", "passes"),
    [
        ("pass", False, True), ("fail", True, False), ("error", True, False),
        ("inconclusive", False, False), ("inconclusive", True, True), ("not_run", True, True),
    ],
)  # fmt: skip
def test_doubt_passes_only_where_it_may_and_failure_never(gate, lets_doubt, passes):
    made = report(finding("pass"), finding("fail", 0), gate=gate, reason="For a reason.")
    if passes:
        made.assert_passed(inconclusive=lets_doubt)
        return
    with pytest.raises(GateClosed) as caught:
        made.assert_passed(inconclusive=lets_doubt)
    assert str(caught.value).splitlines() == [
        f"the audit's gate is {gate}", "For a reason.", "  fail: It is fail.",
    ]  # fmt: skip


@pytest.mark.parametrize("gate", ["inconclusive", "not_run", "fail"])
def test_what_blocks_no_pipeline_raises_nothing(gate):
    """`on_inconclusive: pass` holds in Python as on the command line, whose exit code is 0."""
    report(finding("inconclusive"), gate=gate, blocking=False).assert_passed()


def test_an_error_raises_whatever_the_policy_lets_through():
    with pytest.raises(GateClosed):
        report(finding("error"), gate="error", blocking=False).assert_passed()


def test_what_was_accepted_is_no_reason():
    stands = {**finding("fail", 0), "waived": "until 2027-01-01"}
    with pytest.raises(GateClosed) as caught:
        report(stands, finding("inconclusive"), gate="inconclusive").assert_passed()
    assert "It is fail." not in str(caught.value)


def test_what_is_saved_is_read_and_answers_of_an_older_report_are_not_kept(tmp_path):
    first = Report(report().json, "<p>", b"answers")
    assert Report.read(first.save(tmp_path / "out")).answers == b"answers"
    second = report()
    again = Report.read(second.save(tmp_path / "out") / "report.json", library="pandas")
    assert again.answers is None
    assert (again.json, again.html) == (second.json, second.html)


@pytest.mark.parametrize("text", ["no JSON", "{}", json.dumps({"schema": "another"}), "[]"])
def test_what_is_no_report_is_refused(tmp_path, text):
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    (tmp_path / "report.html").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="no report that can be read"):
        Report.read(tmp_path)


def test_a_notebook_is_shown_the_page_where_neither_styles_the_other():
    tags = []
    reader = HTMLParser()
    reader.handle_starttag = lambda tag, attributes: tags.append((tag, dict(attributes)))
    reader.feed(report()._repr_html_())
    ((tag, attributes),) = tags  # the frame alone: the page is its attribute
    assert (tag, attributes["srcdoc"]) == ("iframe", report().html)
    assert "allow-same-origin" not in attributes["sandbox"]


def test_it_says_its_gate_and_counts():
    assert str(report(finding("fail", 0), finding("pass"), finding("pass"))) == (
        "Evenhand report: gate fail (1 fail, 2 pass)"
    )
    assert "no rule" in repr(report())


def test_a_comparison_tells_each_change():
    change = {"metric": "impact_ratio", "group": None, "was": "pass", "verdict": "fail",
              "sentence": "It fell."}  # fmt: skip
    kinds = ("still_failing", "fixed", "lapsed", "undecided", "other_rule", "rule_gone")
    compared = {"new": [change], **{kind: [] for kind in kinds}, "unpaired": "no answers kept",
                "canonical_sha256": "d" * 64}  # fmt: skip
    made = compare(report(), report(comparison=compared))
    assert made.findings.to_dict("records") == [
        {"change": "new", "metric": "impact_ratio", "group": "", "was": "pass", "is": "fail",
         "sentence": "It fell."}
    ]  # fmt: skip
    assert (str(made), made.unpaired) == ("Evenhand comparison: 1 new", "no answers kept")
    assert report().comparison is None


def test_reports_that_do_not_compare_say_so():
    with pytest.raises(AuditError, match="cannot be compared"):
        compare(report(), Report({"findings": []}, ""))


@pytest.mark.parametrize("named", ["", "report.json", "report.html"])
def test_reports_are_compared_by_the_path_of_folder_file_or_page(tmp_path, named):
    change = {"metric": "impact_ratio", "group": None, "was": "pass", "verdict": "fail",
              "sentence": "It fell."}  # fmt: skip
    kinds = ("still_failing", "fixed", "lapsed", "undecided", "other_rule", "rule_gone")
    compared = {"new": [change], **{kind: [] for kind in kinds}, "unpaired": "no answers kept",
                "canonical_sha256": "d" * 64, "what_changed": {
                    "policy": {"is_same": False, "details": ["strict, now starter"]},
                    "data": {"is_same": True, "details": []}}}  # fmt: skip
    report(audit={}).save(tmp_path / "a")
    report(audit={}, comparison=compared).save(tmp_path / "b")
    made = compare(str(tmp_path / "a" / named), tmp_path / "b" / named)
    assert str(made) == "Evenhand comparison: 1 new (changed: policy)"
    assert made.what_changed.to_dict("records")[0] == {
        "what": "policy", "same": False, "differs": "strict, now starter",
    }  # fmt: skip


def test_a_path_that_leads_to_no_report_is_named_by_its_argument(tmp_path):
    with pytest.raises(Refused) as caught:
        compare(report(), tmp_path / "nowhere")
    assert caught.value.problems[0].field == "after"
