"""Backup and restore as docs/operation.md describes them, while audits are being written."""

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from service.artifacts import open_store
from service.records.unit_of_work import EVERYONE, Records
from tests.integration.conftest import House
from tests.integration.servers import PostgreSQL
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]


def back_up(house: House, to: Path, server: PostgreSQL | None) -> None:
    """The database first, the artifacts after it: then every row's bytes are in the copy."""
    if server is None:
        source = house.settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(to / "db")) as copy:
            live.backup(copy)
    else:
        server.dump(house.settings.database_url, to / "db.dump")
    shutil.copytree(house.settings.artifacts_url, to / "artifacts")


def test_a_copy_taken_while_audits_run_is_whole(
    make_house: Make, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    house = make_house()
    is_sqlite = house.settings.database_url.startswith("sqlite")
    server = None if is_sqlite else request.getfixturevalue("postgresql")
    if server is not None and not server.can_dump:
        pytest.skip("this PostgreSQL comes without pg_dump")
    house.worker(TEST_STEPS="1", TEST_STEP_SECONDS="0.01")
    before = house.submit(3)
    house.wait_for("completed", 3, 30)
    over = threading.Event()

    def go_on() -> None:
        number = 10
        while not over.wait(0.02):
            number += 1
            house.submit(seed=number)

    thread = threading.Thread(target=go_on)
    thread.start()
    copy = tmp_path / "backup"
    copy.mkdir()
    back_up(house, copy, server)
    over.set()
    thread.join()
    if server is None:
        url = f"sqlite:///{copy / 'db'}"
    else:
        url = server.new_database()
        server.restore(url, copy / "db.dump")
    settings = house.settings.model_copy(update={"artifacts_url": str(copy / "artifacts")})
    store = open_store(settings)
    with Records(url) as records, records.reading(EVERYONE) as unit:
        states = unit.audits.count_by_state()
        assert states["completed"] >= len(before)
        page = unit.audits.page(state="completed", limit=200)
        for row in page.rows:
            assert store.read(unit.audits.report(row.id).json_sha256)
        assert unit.log.first_broken(house.tenant) is None
    with Records(url) as records, records.writing(EVERYONE) as unit:
        for row in unit.audits.page(state="queued", limit=3).rows:  # and work goes on there
            assert unit.claims.take(row.id, worker="w", lease_seconds=9, attempts=3)
