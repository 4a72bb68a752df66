"""What a worker is told of an audit before it starts, on both databases."""

from dataclasses import replace

import pytest

from service.records.claims import Claim, Outcome
from service.records.job_details import Brief, Previous
from service.records.unit_of_work import EVERYONE
from tests.contracts.test_records import Place, database_url, place, postgresql
from tests.local_hosts import LOCAL
from workers.provenance import provenance

__all__ = ["database_url", "place", "postgresql"]  # fixtures

pytestmark = pytest.mark.allow_hosts(LOCAL)
SHA, OTHER, REPORT, ANSWERS = ("a" * 64, "b" * 64, "c" * 64, "d" * 64)


def briefed(place: Place, audit_id: str) -> tuple[Claim, Brief]:
    claim = place.claim(audit_id)
    assert claim is not None
    with place.records.reading(EVERYONE) as unit:
        return claim, unit.job_details.of(claim)


def completed(place: Place, audit_id: str, *, answers: str | None = ANSWERS) -> None:
    claim = place.claim(audit_id)
    assert claim is not None
    outcome = Outcome(
        gate="pass", blocking=False, findings=[], canonical_sha256=SHA, json_sha256=REPORT,
        article_sha256=SHA, page_sha256=SHA, answers_sha256=answers,
    )  # fmt: skip
    place.write(lambda unit: unit.claims.finish(claim, outcome))


def previous(place: Place, audit_id: str) -> Previous | None:
    _, brief = briefed(place, audit_id)
    with place.records.reading(EVERYONE) as unit:
        return unit.job_details.previous(brief)


def test_model_dataset_and_policy_by_name_and_version(place: Place) -> None:
    with place.records.writing(place.tenant) as unit:
        model, _ = unit.models.add_version(
            place.tenant, name="scorer", sha256=OTHER, version="7", filename="m.onnx", size_bytes=1,
            profile={"format": "onnx"},
        )  # fmt: skip
        rules, _ = unit.policies.add_version(
            place.tenant, name="house rules", sha256=REPORT, version="3", body={}
        )
        unit.commit()
    audit = place.audit(
        model_version_id=model.id, policy_version_id=rules.id, created_by="key_1", device="gpu"
    )
    claim, brief = briefed(place, audit)
    found = provenance(brief)
    assert found["model"] == {"name": "scorer", "version": "7", "sha256": OTHER, "format": "onnx"}
    assert found["dataset"] == {"name": "people", "version": SHA[:12], "sha256": SHA}
    assert found["policy"] == {"name": "house rules", "version": "3"}
    assert found["audit"]["id"] == audit == claim.audit_id
    assert found["audit"]["device"] == "gpu"
    assert found["audit"]["dataset"] == place.dataset


def test_recorded_predictions_have_no_model_and_rules_of_the_document_no_name(place: Place) -> None:
    _, brief = briefed(place, place.audit())
    assert brief.model_name is None
    assert brief.policy_name is None
    found = provenance(brief)
    assert found["model"] == {"sha256": None, "format": "recorded"}
    assert found["policy"] == {}


def test_who_asked_is_told_by_name_and_by_id(place: Place) -> None:
    with place.records.writing(place.tenant) as unit:
        key, _ = unit.keys.mint("nightly pipeline", ["write"])
        schedule = unit.schedules.add(name="every morning", document={}, trigger_kind="cron")
        person = unit.users.add("ann", "not a real hash", ["write"])
        unit.commit()
    for asked, name in (
        (key.id, "nightly pipeline"), (schedule.id, "every morning"), (person.id, "ann"),
    ):  # fmt: skip
        _, brief = briefed(place, place.audit(created_by=asked))
        told = provenance(brief)["audit"]
        assert (told["by"], told["by_id"]) == (name, asked)
    gone = "sch_" + "0" * 32  # a schedule that was deleted
    for asked, by in ((gone, gone), ("command line", "command line"), (None, "unknown")):
        told = provenance(briefed(place, place.audit(created_by=asked))[1])["audit"]
        assert told["by"] == by
        assert "by_id" not in told
    with place.records.reading(place.tenant) as unit:
        names = unit.requester_names.names([key.id, schedule.id, person.id, gone, "x", None])
        assert set(names.values()) == {"nightly pipeline", "every morning", "ann"}
    with place.records.reading(place.stranger) as unit:
        assert unit.requester_names.names([key.id, schedule.id, person.id]) == {}


def test_a_claim_knows_when_it_was_made_by_the_clock_of_the_database(place: Place) -> None:
    with place.records.reading(EVERYONE) as unit:
        before = unit.now()
    claim, brief = briefed(place, place.audit())
    with place.records.reading(EVERYONE) as unit:
        after = unit.now()
    assert before <= claim.claimed_at <= after
    assert brief.started_at is not None
    assert abs(brief.started_at - claim.claimed_at) < 1.0


def test_before_comes_the_last_completed_audit_of_the_same_name(place: Place) -> None:
    first, second, failing, last = (place.audit() for _ in range(4))
    for audit in (first, second):
        completed(place, audit)
    claim = place.claim(failing)
    assert claim is not None
    place.write(lambda unit: unit.claims.fail(claim, "timeout", "too slow"))
    found = previous(place, last)
    assert found is not None
    assert found.audit_id == second
    assert (found.report_sha256, found.answers_sha256) == (REPORT, ANSWERS)
    assert (found.dataset_version_id, found.dataset_sha256) == (place.dataset, SHA)


def test_an_audit_answered_by_an_identical_one_has_that_ones_report(place: Place) -> None:
    source = place.audit()
    completed(place, source)
    answered = place.audit(same_as=source, state="completed", gate="pass")
    found = previous(place, place.audit())
    assert found is not None
    assert found.audit_id == answered
    assert found.report_sha256 == REPORT


def test_neither_another_tenants_audit_nor_a_later_one_comes_before(place: Place) -> None:
    asked = place.audit()
    with place.records.writing(place.stranger) as unit:
        theirs, _ = unit.datasets.add_version(
            place.stranger, name="people", sha256=SHA, filename="p.csv", size_bytes=1
        )
        strange = unit.audits.add(name="a", document={}, plan={}, dataset_version_id=theirs.id).id
        unit.commit()
    completed(place, strange)
    completed(place, place.audit())
    assert previous(place, asked) is None


def test_without_a_report_there_is_nothing_to_compare_with(place: Place) -> None:
    place.audit(state="completed", gate="pass")
    assert previous(place, place.audit()) is None


def test_who_accepted_the_audit_before_is_named_where_only_news_is_judged(place: Place) -> None:
    first = place.audit()
    completed(place, first)
    words = {"by": "ada", "reason": "ticket 12", "accepted_at": 1.0}
    place.write(lambda unit: unit.audits.accept(first, **words))
    _, brief = briefed(place, place.audit())
    brief = replace(brief, plan={"accepted": {"f1": "fail"}})
    with place.records.reading(EVERYONE) as unit:
        accepted = unit.job_details.accepted(brief)
        assert unit.job_details.accepted(replace(brief, plan={})) is None
    assert accepted is not None
    assert (accepted.audit_id, accepted.by, accepted.reason) == (first, "ada", "ticket 12")
