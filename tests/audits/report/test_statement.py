"""What a signature says, as in-toto statements."""

import pytest

from audits.report.statement import of_page, of_report, report_sha256, subject_sha256


def test_the_statement_names_the_model_and_what_failed(report):
    finding = {"id": "a", "verdict": "fail", "waived": None}
    judged = report | {
        "gate": "fail", "model": {"name": "report", "sha256": "a" * 64},
        "findings": [finding, finding | {"id": "b", "waived": {"by": "x"}},
                     {"id": "c", "verdict": "pass"}, {"id": "d", "verdict": "not_run"}],
    }  # fmt: skip
    found = of_report(judged, "0" * 64)
    assert found["subject"][1] == {"name": "model/report", "digest": {"sha256": "a" * 64}}
    said = found["predicate"]
    assert said["result"] == "FAILED"
    assert said["failedTests"] == ["a"]
    assert said["warnedTests"] == ["b", "d"]
    assert said["passedTests"] == ["c"]


@pytest.mark.parametrize(
    ("gate", "blocking", "result"),
    [("pass", False, "PASSED"), ("fail", True, "FAILED"), ("error", True, "FAILED"),
     ("inconclusive", True, "FAILED"), ("inconclusive", False, "WARNED"),
     ("not_run", True, "FAILED"), ("not_run", False, "WARNED")],
)  # fmt: skip
def test_an_undecided_gate_fails_where_the_policy_blocks_and_warns_elsewhere(
    report, gate, blocking, result
):
    stated = of_report({**report, "gate": gate, "blocking": blocking}, "0" * 64)
    assert stated["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert stated["predicate"]["result"] == result
    assert stated["predicate"]["evenhand"]["gate"] == gate


def test_a_page_refers_to_its_report_by_digest():
    """A `reference` predicate, as spec/predicates/reference.md of in-toto shows it."""
    stated = of_page("a" * 64, "b" * 64, "c" * 64)
    assert stated["_type"] == "https://in-toto.io/Statement/v1"
    assert stated["predicateType"] == "https://in-toto.io/attestation/reference/v0.1"
    assert stated["predicate"]["attester"]["id"] == "urn:sha256:" + "c" * 64
    (reference,) = stated["predicate"]["references"]
    assert reference["digest"] == {"sha256": "b" * 64}
    assert subject_sha256(stated, "report.html") == "a" * 64


def test_a_subject_counts_only_where_it_stands_once():
    one = {"name": "report", "digest": {"sha256": "a" * 64}}
    assert subject_sha256({"subject": [one, {"name": "model/m"}]}, "report") == "a" * 64
    assert subject_sha256({"subject": [one, one]}, "report") is None
    assert subject_sha256({"subject": ["report"]}, "report") is None
    assert subject_sha256({}, "report") is None


def test_the_digest_covers_all_but_the_signature(report):
    digest = report_sha256(report)
    assert report_sha256({**report, "signature": {"value": "x"}}) == digest
    changes = ({"gate": "pass"}, {"audit": {"by": "somebody else"}}, {"measurements": []})
    assert len({digest, *(report_sha256({**report, **one}) for one in changes)}) == 4
