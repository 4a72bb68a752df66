"""The bound on a tenant's bytes and what frees them, on both databases."""

import threading

import pytest

from service.records.errors import IllegalMove, NoRow
from service.records.quotas import BytesUsedUp
from service.records.tables import DatasetVersion
from service.records.unit_of_work import EVERYONE
from tests.contracts.test_records import Place, database_url, outcome, place, postgresql
from tests.local_hosts import LOCAL

__all__ = ["database_url", "place", "postgresql"]  # fixtures

pytestmark = pytest.mark.allow_hosts(LOCAL)
BOUND = 1000


def test_of_uploads_announced_at_once_only_those_that_fit_are_let_in(place: Place) -> None:
    start = threading.Barrier(8)
    found: list[str] = []

    def announce() -> None:
        start.wait()
        try:
            with place.records.writing(place.tenant) as unit:
                unit.quotas.admit(300, BOUND)
                unit.uploads.open("model", "m.onnx", size_bytes=300)
                unit.commit()
            found.append("in")
        except BytesUsedUp as refused:
            found.append(f"refused at {refused.usage.arriving} of {refused.usage.most}")

    threads = [threading.Thread(target=announce) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["in"] * 3 + ["refused at 900 of 1000"] * 5
    with place.records.reading(place.stranger) as unit:
        assert unit.quotas.usage(BOUND).arriving == 0


def test_what_is_thrown_away_counts_no_more_and_is_swept(place: Place) -> None:
    sha = "d" * 64
    with place.records.writing(place.tenant) as unit:
        unit.artifacts.add(place.tenant, sha, 700)
        first, _ = unit.datasets.add_version(
            place.tenant, name="x", sha256=sha, filename="x", size_bytes=700
        )
        second, _ = unit.datasets.add_version(
            place.tenant, name="x", sha256="e" * 64, filename="x", size_bytes=1
        )
        unit.commit()
    with place.records.writing(place.stranger) as unit, pytest.raises(NoRow):
        unit.deleting.version(DatasetVersion, first.id)
    with place.records.writing(place.tenant) as unit:
        assert unit.quotas.usage(0).stored == 700
        unit.deleting.version(DatasetVersion, first.id)
        assert unit.quotas.usage(0).stored == 0
        assert unit.datasets.find(second.id).parent_id is None
        unit.commit()
    with place.records.reading(EVERYONE) as unit:
        assert (place.tenant, sha) in unit.retention.unreferenced()
    with place.records.writing(place.tenant) as unit:  # and the same bytes again
        unit.artifacts.add(place.tenant, sha, 700)
        assert unit.quotas.usage(0).stored == 700
        unit.commit()


def test_an_ended_audit_goes_with_all_it_found_and_others_cannot_delete_it(place: Place) -> None:
    audit_id = place.audit()
    with place.records.writing(place.tenant) as unit, pytest.raises(IllegalMove, match="cancel"):
        unit.deleting.audit(audit_id)
    claim = place.claim(audit_id)
    assert claim is not None
    place.write(lambda unit: unit.claims.finish(claim, outcome()))
    with place.records.writing(place.stranger) as unit, pytest.raises(NoRow):
        unit.deleting.audit(audit_id)
    answered = place.audit(same_as=audit_id)
    with place.records.writing(place.tenant) as unit, pytest.raises(IllegalMove, match="answered"):
        unit.deleting.audit(audit_id)
    with place.records.writing(place.tenant) as unit:
        unit.audits.request_cancel(answered)
        unit.commit()
    for row in (answered, audit_id):
        with place.records.writing(place.tenant) as unit:
            unit.deleting.audit(row)
            unit.commit()
    with place.records.reading(place.tenant) as unit:
        assert unit.audits.page().rows == []
        with pytest.raises(NoRow):
            unit.audits.findings(audit_id)


def test_announcing_what_is_owned_already_passes_the_bound_once_and_no_further(
    place: Place,
) -> None:
    sha = "c" * 64
    with place.records.writing(place.tenant) as unit:
        unit.artifacts.add(place.tenant, sha, 900)
        unit.quotas.admit(900, BOUND, sha256=sha.upper())
        unit.uploads.open("model", "m.onnx", size_bytes=900, sha256=sha)
        unit.commit()
    with place.records.writing(place.tenant) as unit:
        for size in (900, 101, 50_000):  # again, and under the name of a smaller file
            with pytest.raises(BytesUsedUp):
                unit.quotas.admit(size, BOUND, sha256=sha)
    with place.records.writing(place.stranger) as unit, pytest.raises(BytesUsedUp):
        unit.quotas.admit(5_000, BOUND, sha256=sha)
