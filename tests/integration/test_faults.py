"""Databases, disks and processes that go away in the middle: quick forms of longer trials.

`pytest -m slow` runs the long forms; docs/reliability.md has their figures.
"""

import hashlib
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from service.artifacts import open_store
from service.queue import Queue
from service.records.errors import LeaseLost
from service.records.unit_of_work import EVERYONE
from tests.integration.conftest import ROOT, House, kill_tree
from tests.integration.servers import PostgreSQL, wait_until
from tests.local_hosts import LOCAL
from workers import auditing
from workers.context import WorkerContext
from workers.execution import run_audit

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]
ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
BYTES = {"Content-Type": "application/octet-stream"}


@ONLY_POSTGRESQL
def test_while_the_database_restarts_the_api_says_503_and_is_soon_back(
    make_house: Make, postgresql: PostgreSQL
) -> None:
    house = make_house()
    process, client = house.api()
    accepted: list[str] = []
    refused: list[tuple[int, str | None]] = []
    over = threading.Event()

    def post_all_the_time() -> None:
        number = 0
        while not over.wait(0.05):
            number += 1
            headers = {"Idempotency-Key": f"key-{number}"}
            answer = client.post("/v1/audits", json=house.document(number), headers=headers)
            if answer.is_success:
                accepted.append(answer.json()["id"])
            else:
                refused.append((answer.status_code, answer.headers.get("Retry-After")))

    thread = threading.Thread(target=post_all_the_time)
    thread.start()
    for _ in range(3):
        before = len(accepted)
        wait_until(lambda before=before: len(accepted) > before + 3, 20)
        postgresql.restart_immediately()
        at = len(accepted)
        wait_until(lambda at=at: len(accepted) > at, 5)
    over.set()
    thread.join()
    assert {status for status, _ in refused} <= {503}
    assert all(retry is not None for _, retry in refused)
    with house.records.reading(EVERYONE) as unit:
        for audit_id in accepted:
            assert unit.audits.find(audit_id).state == "queued"
    name = house.settings.database_url.rpartition("/")[2].partition("?")[0]
    place = f"host={postgresql.folder} user=evenhand dbname=postgres"
    with psycopg.connect(place) as connection:
        counted = connection.execute(
            "select count(*), count(*) filter (where state like 'idle in%%') "
            "from pg_stat_activity where datname = %s", (name,),
        ).fetchone()  # fmt: skip
    assert counted is not None
    assert counted[0] <= 20
    assert counted[1] == 0
    kill_tree(process)


@ONLY_SQLITE
@pytest.mark.parametrize(
    "kills", [4, pytest.param(200, marks=[pytest.mark.long, pytest.mark.timeout(1800)])]
)
def test_kill_9_leaves_a_sound_database_with_all_that_was_acknowledged(
    make_house: Make, kills: int
) -> None:
    house = make_house()
    chance = random.Random(5)
    acknowledged: list[str] = []
    number = 0
    for _ in range(kills):
        worker = house.worker(TEST_STEPS="2", TEST_STEP_SECONDS="0.02")
        process, client = house.api()
        ends = time.monotonic() + chance.uniform(0.05, 1.0)
        killer = threading.Timer(ends - time.monotonic(), kill_tree, [process])
        killer.start()
        with suppress(httpx.HTTPError):
            while True:
                number += 1
                answer = client.post("/v1/audits", json=house.document(number))
                if answer.is_success:
                    acknowledged.append(answer.json()["id"])
        killer.join()
        kill_tree(worker)
        path = house.settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
            kept = {row[0] for row in connection.execute("select id from audits")}
        assert set(acknowledged) <= kept
    assert len(acknowledged) > kills


@ONLY_SQLITE
@pytest.mark.parametrize(
    ("kills", "megabytes"),
    [(3, 32), pytest.param(50, 256, marks=[pytest.mark.long, pytest.mark.timeout(1800)])],
)
def test_an_upload_cut_by_kill_9_leaves_no_half_model_and_its_part_is_swept(
    make_house: Make, kills: int, megabytes: int
) -> None:
    house = make_house()
    chance = random.Random(7)
    content = bytes(1 << 20)

    def body(seconds: float) -> Iterator[bytes]:
        for _ in range(megabytes):
            time.sleep(seconds / megabytes)
            yield content

    for _ in range(kills):
        process, client = house.api()
        killer = threading.Timer(chance.uniform(0.05, 0.5), kill_tree, [process])
        killer.start()
        with suppress(httpx.HTTPError):
            client.post("/v1/models?name=big", content=body(0.6), headers=BYTES)
        killer.join()
    process, client = house.api()
    assert client.get("/v1/models").json()["items"] == []
    incoming = house.settings.scratch / "incoming"
    left = list(incoming.iterdir())
    for part in left:  # as if half a minute had gone by
        os.utime(part, (time.time() - 30, time.time() - 30))
    house.scheduler()
    wait_until(lambda: not list(incoming.iterdir()), 30)
    digest = hashlib.sha256(content * megabytes).hexdigest()
    whole = client.post(
        f"/v1/models?name=big&sha256={digest}", content=body(0), headers=BYTES, timeout=120
    )
    assert whole.status_code == 201
    kill_tree(process)


@ONLY_SQLITE
def test_an_upload_that_kills_every_worker_is_given_up_with_its_reason(make_house: Make) -> None:
    house = make_house(EVENHAND_LEASE_SECONDS="0.6", EVENHAND_ATTEMPTS="2")
    house.scheduler()
    stored = open_store(house.settings).put(BytesIO(b"poison"))
    with house.records.writing(house.tenant) as unit:
        row, _ = unit.datasets.add_version(
            house.tenant, name="bad", sha256=stored.sha256, filename="bad.csv", size_bytes=6
        )
        unit.commit()
    Queue(house.settings).enqueue_inspection(row.id)
    worker = house.worker()

    def is_given_up() -> bool:
        nonlocal worker
        if worker.poll() is not None:
            worker = house.worker()
        with house.records.reading(house.tenant) as unit:
            return unit.datasets.find(row.id).inspection == "failed"

    wait_until(is_given_up, 60)
    with house.records.reading(house.tenant) as unit:
        (problem,) = unit.datasets.find(row.id).problems
    assert problem["code"] == "worker_lost"
    (audit_id,) = house.submit()  # and others go on
    wait_until(lambda: house.audit(audit_id).state == "completed", 30)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small file system of its own")
def test_a_full_disk_is_507_or_a_failed_audit_and_then_all_is_well(tmp_path: Path) -> None:
    """Upload, result and database, each on a real tmpfs in a mount namespace of its own."""
    script = Path(__file__).with_name("full_disk.py")
    command = f"mount -t tmpfs -o size=24m none {tmp_path} && exec {sys.executable} {script}"
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"{command} {tmp_path}"], capture_output=True,
        text=True, timeout=120, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    if "mount" in done.stderr and "permission denied" in done.stderr.lower():
        pytest.skip("mounting is not allowed here")
    assert done.stdout.split("\n")[-2:] == ["all is well", ""], done.stdout + done.stderr


class DiesAfterOneStep:
    """The real auditor, whose worker falls silent once it has saved a step."""

    conclude = staticmethod(auditing.conclude)

    @staticmethod
    def carry_out(*args: Any, on_step: Callable[[Any], None], **options: Any) -> Any:
        def once(step: Any) -> None:
            on_step(step)
            raise LeaseLost("the worker is gone")

        return auditing.carry_out(*args, on_step=once, **options)


@pytest.fixture(scope="module")
def canonical() -> list[str]:
    """Fingerprints of reports of the same audit, from every database."""
    return []


def test_a_report_is_the_same_after_a_retry_and_on_every_database(
    make_house: Make, canonical: list[str]
) -> None:
    from audits.data.reading import profile_dataset

    house = make_house(EVENHAND_LEASE_SECONDS="0.5")
    file = Path(house.settings.home) / "table.csv"
    file.write_text("sex,hired\n" + "f,1\nf,0\nm,1\nm,1\nm,0\n" * 60)
    store = open_store(house.settings)
    with file.open("rb") as source:
        stored = store.put(source)
    with house.records.writing(house.tenant) as unit:
        row, _ = unit.datasets.add_version(
            house.tenant, name="table", sha256=stored.sha256, filename="table.csv",
            size_bytes=stored.size_bytes, inspection="ready",
            profile=profile_dataset(file).to_json(),
        )  # fmt: skip
        unit.commit()
    house.dataset = row.id
    worker = WorkerContext(records=house.records, store=store, settings=house.settings)
    twice = ["fairness.selection_rate", {"fairness.selection_rate": {"smallest_group": 10}}]
    plain, retried = house.submit(2, seed=3, probes=twice)
    assert run_audit(plain, worker).startswith("completed")
    dying = replace(worker, auditor=DiesAfterOneStep)
    with suppress(LeaseLost):
        run_audit(retried, dying)
    assert len(house.attempts_per_step(retried)) == 1
    wait_until(lambda: run_audit(retried, worker).startswith("completed"), 20, pause=0.3)
    assert house.audit(retried).attempt >= 2
    with house.records.reading(house.tenant) as unit:
        for audit_id in (plain, retried):
            canonical.append(str(unit.audits.report(audit_id).canonical_sha256))
    assert len(set(canonical)) == 1
