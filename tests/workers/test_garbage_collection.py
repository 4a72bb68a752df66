"""What goes after its time, and what must not."""

import os
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text

from service.artifacts import open_store
from service.records.claims import Outcome
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings
from workers.garbage_collection import sweep_old


class Place:
    def __init__(self, home: Path) -> None:
        self.settings = Settings.from_environment({"EVENHAND_HOME": str(home)})
        migrate(self.settings.database_url)
        self.records = Records(self.settings.database_url)
        self.store = open_store(self.settings)
        with self.records.writing(EVERYONE) as unit:
            self.tenant = unit.tenants.add("t").id
            unit.commit()
        self.data = self.put(b"table")
        with self.records.writing(self.tenant) as unit:
            row, _ = unit.datasets.add_version(
                self.tenant, name="d", sha256=self.data, filename="d.csv", size_bytes=5
            )
            unit.commit()
        self.dataset = row.id

    def put(self, content: bytes) -> str:
        stored = self.store.put(BytesIO(content))
        with self.records.writing(EVERYONE) as unit:
            unit.artifacts.add(self.tenant, stored.sha256, stored.size_bytes)
            unit.commit()
        return stored.sha256

    def ended(self, page: bytes, **fields: object) -> str:
        found = self.put(page)
        with self.records.writing(self.tenant) as unit:
            row = unit.audits.add(
                name="a", document={}, plan={}, dataset_version_id=self.dataset, **fields
            )
            unit.commit()
        with self.records.writing(EVERYONE) as unit:
            claim = unit.claims.take(row.id, worker="w", lease_seconds=9, attempts=3)
            assert claim is not None
            outcome = Outcome(
                gate="pass", blocking=False, findings=[], canonical_sha256=None,
                json_sha256=found, article_sha256=found, page_sha256=found,
            )  # fmt: skip
            unit.claims.finish(claim, outcome)
            unit.commit()
        return row.id

    def grow_old(self, *, days: float, files: bool = True) -> None:
        with self.records._engine.begin() as connection:
            for table, columns in (("audits", "finished_at"), ("artifacts", "created_at")):
                connection.execute(
                    text(f"update {table} set {columns} = {columns} - {days * 86_400}")
                )
        if files:
            then = time.time() - days * 86_400
            for path in Path(self.settings.artifacts_url).rglob("*"):
                if path.is_file():
                    os.utime(path, (then, then))

    def sweep(self, keep_days: float) -> tuple[int, int]:
        return sweep_old(self.records, self.store, keep_days=keep_days)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.records.close()


def test_old_audits_go_with_their_reports_and_uploads_stay(place: Place) -> None:
    place.ended(b"old report")
    place.grow_old(days=10)
    young = place.ended(b"young report")
    assert place.sweep(keep_days=7) == (1, 1)
    with place.records.reading(place.tenant) as unit:
        assert [row.id for row in unit.audits.page().rows] == [young]
        kept = unit.audits.report(young).json_sha256
    assert kept in place.store
    assert place.data in place.store
    assert place.sweep(keep_days=7) == (0, 0)


def test_nothing_goes_where_nothing_was_asked_for(place: Place) -> None:
    place.ended(b"old report")
    place.grow_old(days=1000)
    assert place.sweep(keep_days=0) == (0, 0)


def test_an_audit_that_answers_a_younger_one_stays(place: Place) -> None:
    first = place.ended(b"report")
    place.grow_old(days=10)
    place.ended(b"other", same_as=first)
    assert place.sweep(keep_days=7)[0] == 0


def test_bytes_stored_again_a_moment_ago_are_not_taken(place: Place) -> None:
    loose = place.put(b"uploaded once")
    place.grow_old(days=2)
    place.store.put(BytesIO(b"uploaded once"))  # by an upload whose row is not written yet
    place.sweep(keep_days=0)
    assert loose in place.store
    other = place.put(b"never used")
    place.grow_old(days=2)
    assert place.sweep(keep_days=0)[1] == 2  # what was young then is not forgotten
    assert other not in place.store
    assert loose not in place.store
