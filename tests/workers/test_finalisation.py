"""What was judged is signed with this worker's key, and stored."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from audits.report.assemble import assemble
from audits.report.html import article_and_page
from audits.report.sealing import check_page
from audits.report.signing import check, fingerprint_of, public_key, signer
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place, migrated, place, settings
from tests.service.worker_hands import FINDING, claimed, measured
from workers.auditing import Conclusion
from workers.context import WorkerContext
from workers.finalisation import Measured, stored
from workers.pairing import Pairing

__all__ = ["migrated", "place", "settings"]  # fixtures


@pytest.fixture
def worker(place: Place) -> WorkerContext:
    return WorkerContext(records=place.records, store=place.store, settings=place.settings)


def concluded(place: Place, worker: WorkerContext) -> Conclusion:
    """A report of one step, drawn by this process."""
    audit = place.audit()
    measured(place.records, claimed(place.records, audit))
    with place.records.reading(EVERYONE) as unit:
        row = unit.audits.find(audit)
        report = assemble(
            row.plan, unit.audits.steps(audit), [FINDING],
            {"audit": {"id": audit, "by": "ada"}, "environment": {"versions": {}},
             "signer": signer(worker.signing_keys.current())},
            gate="fail",
        )  # fmt: skip
    article, page = article_and_page(report)
    return Conclusion(gate="fail", blocking=True, report=report, article=article, page=page)


def kept(folder: Path, answers: bytes | None = None) -> Measured:
    pairing = Pairing(None, folder / "answers")
    if answers is not None:
        pairing.keep.write_bytes(answers)
    nothing: Any = None  # the plan is not looked at once it was judged
    return Measured(
        plan=nothing, steps=(), context={}, origin={}, layers=("seccomp", "landlock 4"),
        asked_at=0.0, ended_at=1.0, before=None, pairing=pairing,
    )  # fmt: skip


def test_report_and_page_are_signed_by_the_workers_key_and_lie_in_the_store(
    place: Place, worker: WorkerContext, tmp_path: Path
) -> None:
    conclusion = concluded(place, worker)
    outcome, artifacts = stored(conclusion, kept(tmp_path), worker)
    name = fingerprint_of(public_key(worker.signing_keys.current()))
    report = json.loads(place.store.read(outcome.json_sha256))
    checked = check(report)
    assert (checked.intact, checked.signed, checked.whole, checked.key) == (True, True, True, name)
    page = check_page(place.store.read(outcome.page_sha256))
    assert (page.signed, page.key) == (True, name)
    assert place.store.read(outcome.article_sha256).decode() == conclusion.article
    assert (outcome.gate, outcome.blocking) == ("fail", True)
    assert outcome.sandbox == ("seccomp", "landlock 4")
    assert outcome.answers_sha256 is None
    assert len(artifacts) == 3
    for artifact in artifacts:
        content = place.store.read(artifact.sha256)
        assert hashlib.sha256(content).hexdigest() == artifact.sha256


def test_answers_that_the_child_left_are_stored_beside_the_report(
    place: Place, worker: WorkerContext, tmp_path: Path
) -> None:
    outcome, artifacts = stored(concluded(place, worker), kept(tmp_path, b"answers"), worker)
    assert outcome.answers_sha256 == hashlib.sha256(b"answers").hexdigest()
    assert place.store.read(outcome.answers_sha256) == b"answers"
    assert len(artifacts) == 4


def test_a_report_changed_after_it_was_signed_is_found_out(
    place: Place, worker: WorkerContext, tmp_path: Path
) -> None:
    outcome, _ = stored(concluded(place, worker), kept(tmp_path), worker)
    report = json.loads(place.store.read(outcome.json_sha256))
    report["gate"] = "pass"
    assert check(report).signed is False
