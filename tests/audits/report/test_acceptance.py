"""Who lets a finding stand."""

from audits.report.acceptance import acceptance, is_accepted
from audits.report.view import View
from audits.specification.gates import NOT_NEW


def test_a_pass_is_never_accepted(finding):
    rule = {"metric": "impact_ratio", "at_least": 0.8}
    assert not is_accepted(finding(rule, "pass", 0, waived=NOT_NEW))
    assert not is_accepted(finding(rule, "fail", 0))
    assert is_accepted(finding(rule, "fail", 0, waived=NOT_NEW))


def test_who_accepted_it_and_why_is_said(make_report, finding):
    report = make_report()
    rule = {"metric": "impact_ratio", "at_least": 0.8}
    stands, waived = (
        finding(rule, "fail", 0, waived=why) for why in (NOT_NEW, "until 2027-03-31: known")
    )
    assert acceptance(View(report), stands) == "Not new: the last accepted audit had it"
    assert acceptance(View(report), waived) == "Waived until 2027-03-31: known"
    accepted = {"audit": "aud_1", "by": "ada", "at": "2026-11-30T06:00:00Z", "reason": "ticket 12"}
    report["audit"] = {**report["audit"], "accepted": accepted}
    assert acceptance(View(report), stands) == (
        "Accepted on 30 November 2026, 06:00 UTC by ada: ticket 12"
    )
