"""Each finding as a newcomer reads it: who, what, how much, which direction, what next.

The sentences stand in findings_in_words.yaml, written by hand.
"""

from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from audits.report.sentences import sentences
from audits.report.view import View

ROWS = yaml.load((Path(__file__).parent / "findings_in_words.yaml").read_bytes(), yaml.CSafeLoader)
PROTECTED = {"sex": {"role": "protected"}, "region": {"role": "protected"}}
OF = {
    "credit": {
        "columns": {
            **PROTECTED, "branch": {"role": "nuisance"},
            "repaid": {"role": "label", "positive": "yes", "favourable": "yes"},
        },
        "names": {"row": "applicant", "rows": "applicants", "classes": {"yes": "was approved"}},
    },
    "neutral": {"columns": {**PROTECTED, "y": {"role": "label", "positive": "1"}}},
    "illness": {
        "columns": {
            **PROTECTED, "diagnosis": {"role": "label", "positive": "ill", "favourable": "healthy"},
        },
        "names": {"row": "patient", "rows": "patients"},
    },
    "salary": {
        "columns": {**PROTECTED, "salary": {"role": "label", "kind": "number"}},
        "names": {"row": "employee", "rows": "employees"},
    },
    "loans": {
        "columns": {
            **PROTECTED, "repaid": {"role": "label", "favourable": "ja"},
            "Entscheidung": {"role": "prediction", "map": {"bewilligt": "ja", "abgelehnt": "nein"}},
        },
    },
    "digits": {"columns": {"digit": {"role": "label"}, "mark": {"role": "nuisance"}}},
    "translation": {"columns": {}},
    "everyone": {
        "columns": {
            "pronoun": {"role": "protected"}, "toxic": {"role": "label", "positive": "1"},
        },
        "names": {"rows": "comments", "classes": {"1": "was blocked"}},
    },
}  # fmt: skip


def report_of(row, make_report, estimate, finding):
    """A report of this one finding."""
    rule, group = row["rule"], row.get("group")
    reference = {"reference": row["reference"]} if "reference" in row else {}
    measurements = []
    if "number" in row:
        value, interval, n = row["number"]
        more = {"unanswered": 1} if row.get("unanswered") else {}
        measurements = [estimate(rule["metric"], group, value, interval, n, **reference, **more)]
    elif "undetermined" in row:
        measurements = [{
            "probe": "fairness.error_rates", "probe_version": 1, "step": 0,
            "metric": rule["metric"], "group": group, "undetermined": row["undetermined"],
            "sample_size": 0, **reference,
        }]  # fmt: skip
        if "raw" in row:
            value, interval, n = row["raw"]
            raw = {"value": value, "interval": interval}
            measurements[0] |= {"raw": raw, "sample_size": n}
    if "evidence" in row:
        measurements.append(
            {**estimate("stereotype_association", group, 16.4, [2.4, None], 15, p_value=0.007),
             "evidence": row["evidence"]}
        )  # fmt: skip
    measurements += [
        estimate(metric, of, value, [low, high], n)
        for metric, of, value, low, high, n in row.get("beside", ())
    ]
    place = 0 if "number" in row or "undetermined" in row else None
    judged = finding(
        rule, row["verdict"], place, needed_sample_size=row.get("needed"),
        reason=row.get("reason"), remedy=row.get("remedy"), p_value=row.get("p_value"),
    )  # fmt: skip
    plan = {**OF[row["of"]], "settings": {}, "policy": {"rules": [rule]}}
    return make_report(plan=plan, measurements=measurements, findings=[judged])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['rule']['metric']}-{row['verdict']}")
def test_a_finding_reads_as_a_person_would_say_it(row, make_report, estimate, finding):
    told = sentences(View(report_of(row, make_report, estimate, finding)))
    by_name = {"asked": told.asked, "answer": told.affected, "amount": told.amount}
    by_name |= {"next": told.next}
    expected = {name: row[name] for name in by_name if name in row}
    assert {name: by_name[name].replace("\N{NO-BREAK SPACE}", " ") for name in expected} == expected


def test_the_table_is_as_wide_as_it_says():
    """Metrics, verdicts, directions and scopes; no two rows alike."""
    assert len(ROWS) >= 60
    assert all("amount" in row for row in ROWS)
    assert {row["verdict"] for row in ROWS} == {"pass", "fail", "inconclusive", "not_run", "error"}
    assert len({row["rule"]["metric"] for row in ROWS}) >= 30
    scopes = [row["rule"].get("attribute") or row["rule"].get("group") for row in ROWS]
    assert {type(scope) for scope in scopes} == {str, list, dict, type(None)}
    alike = sorted(str({**row, "asked": ""}) for row in ROWS)
    assert all(one != other for one, other in pairwise(alike))
