"""Runs on a file system of 24 MB, mounted at the folder named: fills it, and looks what is said."""

import os
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from service.app import create_app
from service.artifacts import StoreFull, open_store
from service.queue import Queue
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings
from workers.context import WorkerContext
from workers.execution import run_audit

from worker_under_test import CountingAuditor  # isort: skip (a script's own neighbour)

PROFILE = {
    "format": "csv",
    "rows": 4,
    "sha256": "0" * 64,
    "warnings": [],
    "columns": [
        {
            "name": name,
            "kind": "category",
            "role": None,
            "distinct": 2,
            "missing": 0,
            "values": ["0", "1"],
            "minimum": None,
            "maximum": None,
        }
        for name in ("sex", "hired")
    ],
}
COLUMNS = {"sex": {"role": "protected"}, "hired": {"role": "prediction", "favourable": "1"}}


def fill(folder: Path) -> Path:
    """Leave not a byte free."""
    path = folder / "ballast"
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue
    return path


class Place:
    """A service whose database and artifacts lie in these folders; a worker without a sandbox."""

    def __init__(self, home: Path, artifacts: Path) -> None:
        self.settings = Settings.from_environment(
            {"EVENHAND_HOME": str(home), "EVENHAND_ARTIFACTS": str(artifacts)}
        )
        migrate(self.settings.database_url)
        self.records = Records(self.settings.database_url)
        with self.records.writing(EVERYONE) as unit:
            tenant = unit.tenants.add("t").id
            _, key = unit.keys.mint("k", ["read", "write"], tenant=tenant)
            unit.commit()
        self.tenant = tenant
        self.headers = {"Authorization": f"Bearer {key}"}
        self.client = create_app(
            self.settings, records=self.records, queue=Queue(self.settings)
        ).test_client()
        self.store = open_store(self.settings)

    def upload(self, size: int) -> Any:
        return self.client.post("/v1/datasets?name=d", data=os.urandom(size), headers=self.headers)

    def policy(self, number: int) -> int:
        body = {"name": f"p{number}" + "x" * 150, "policy": {"rules": []}}
        return self.client.post("/v1/policies", json=body, headers=self.headers).status_code

    def audit(self, seed: int) -> str:
        stored = self.store.put(BytesIO(b"sex,hired\n0,1\n"))
        with self.records.writing(self.tenant) as unit:
            row, _ = unit.datasets.add_version(
                self.tenant, name="table", sha256=stored.sha256, filename="t.csv", size_bytes=9,
                inspection="ready", profile=PROFILE,
            )  # fmt: skip
            unit.commit()
        document = {"dataset": {"id": row.id, "columns": COLUMNS}, "settings": {"seed": seed}}
        answer = self.client.post("/v1/audits", json=document, headers=self.headers)
        assert answer.status_code == 202, answer.text
        return str(answer.json["id"])


def expect(found: object, wanted: object) -> None:
    if found != wanted:
        raise AssertionError(f"found {found!r} where {wanted!r} was expected")


def main() -> None:
    small = Path(sys.argv[1])
    # An upload larger than the disk.
    place = Place(small / "home", small / "artifacts")
    answer = place.upload(30 << 20)
    expect((answer.status_code, answer.json["code"]), (507, "disk_full"))
    expect(place.upload(1 << 20).status_code, 201)
    # A database without room.
    ballast = fill(small)
    statuses = [place.policy(number) for number in range(60)]
    expect(set(statuses) <= {201, 507} and 507 in statuses, True)
    expect(place.client.get("/v1/policies", headers=place.headers).status_code, 200)
    ballast.unlink()
    expect(place.policy(1000), 201)
    # A result without room; the database lies elsewhere.
    with TemporaryDirectory() as home:
        other = Place(Path(home), small / "results")
        worker = WorkerContext(
            records=other.records, store=other.store, settings=other.settings,
            auditor=CountingAuditor(),
        )  # fmt: skip
        first, second = other.audit(1), other.audit(2)
        os.environ["TEST_STEP_SECONDS"] = "0"
        scratch = other.settings.scratch / "incoming"
        scratch.mkdir(parents=True, exist_ok=True)
        scratch.rmdir()
        scratch.symlink_to(small)  # what comes in lies on the small disk first
        ballast = fill(small)
        try:
            other.store.put(BytesIO(b"y" * 4096))
        except StoreFull:
            expect(run_audit(first, worker), "failed: disk_full")
        else:
            raise AssertionError("the disk is not full")
        ballast.unlink()
        expect(run_audit(second, worker), "completed, gate pass")
        with other.records.reading(EVERYONE) as unit:
            expect(unit.audits.find(first).error_code, "disk_full")
    sys.stdout.write("all is well\n")


if __name__ == "__main__":
    main()
