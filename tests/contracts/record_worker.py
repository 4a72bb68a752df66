"""Writes down every statement with which this release's worker carries an audit.

`python tests/contracts/record_worker.py FILE`, run in a release's own tree before the next
migration is written. `test_previous_worker.py` then plays the statements to the newest tables: a
worker that was not upgraded yet sends exactly these.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from service.records.claims import Claim, Outcome
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records

SHA = "a" * 64
STEP = {
    "step": 0,
    "probe": "p",
    "status": "ran",
    "measurements": [
        {"probe": "p", "metric": "m", "group": {"sex": "f"}, "value": 0.5, "interval": [0.25, 1.0]},
        {"probe": "p", "metric": "m", "group": {"sex": "m"}, "undetermined": "too few"},
    ],
}
OUTCOME = Outcome(
    gate="pass", blocking=False, findings=[{"id": "f1", "verdict": "pass"}],
    canonical_sha256=SHA, json_sha256=SHA, article_sha256="b" * 64, page_sha256="c" * 64,
    sandbox=["seccomp"],
)  # fmt: skip
ENDINGS = ("finish", "fail", "cancel", "hand_back")


def setting(records: Records) -> dict[str, str]:
    """A tenant, a dataset, and a queued audit for every way to end; ids by what they stand for."""
    with records.writing(EVERYONE) as unit:
        found = {"tenant": unit.tenants.add("one").id}
        unit.commit()
    with records.writing(found["tenant"]) as unit:
        data, _ = unit.datasets.add_version(
            found["tenant"], name="people", sha256=SHA, filename="p.csv", size_bytes=1
        )
        found |= {"dataset": data.id, "family": data.family_id}
        for ending in ENDINGS:
            row = unit.audits.add(name="a", document={}, plan={}, dataset_version_id=data.id)
            found[ending] = row.id
        unit.commit()
    return found


class Recording:
    """Statements as the driver got them, with ids and tokens by what they stand for."""

    def __init__(self, records: Records, ids: dict[str, str]) -> None:
        self._records = records
        self.names = {value: name for name, value in ids.items()}
        self.said: list[dict[str, Any]] = []
        engine: Engine = records._engine
        event.listen(engine, "before_cursor_execute", self._hear)
        event.listen(engine, "commit", lambda _: self.said.append({"statement": "COMMIT"}))

    def _hear(
        self, _: object, __: object, statement: str, parameters: Any, ___: object, many: bool
    ) -> None:
        if statement.upper().startswith(("BEGIN", "ROLLBACK")):
            return
        self.said.append({"statement": statement, "parameters": parameters, "many": many})

    def do(self, write: Any) -> Any:
        """One transaction of the worker."""
        with self._records.writing(EVERYONE) as unit:
            answer = write(unit)
            unit.commit()
        return answer

    def plain(self, value: Any) -> Any:
        """The value as JSON, ids replaced."""
        if isinstance(value, dict):
            return {key: self.plain(found) for key, found in value.items()}
        if isinstance(value, list | tuple):
            return [self.plain(found) for found in value]
        if hasattr(value, "obj"):  # the driver's wrapping of JSON
            return {"$json": value.obj}
        if isinstance(value, str):
            return f"${self.names[value]}" if value in self.names else value
        return value


def carry(recording: Recording, ids: dict[str, str]) -> None:
    """What a worker does to the records, from each claim to each end."""
    for ending in ENDINGS:
        claim: Claim = recording.do(
            lambda unit, row=ids[ending]: unit.claims.take(
                row, worker="w", lease_seconds=30.0, attempts=3
            )
        )
        recording.names[claim.token] = f"token_{ending}"
        recording.do(
            lambda unit, c=claim: (
                unit.job_details.previous(unit.job_details.of(c)),
                unit.claims.saved_steps(c),
            )
        )
        recording.do(lambda unit, c=claim: unit.claims.beat(c, lease_seconds=30.0))
        recording.do(lambda unit, c=claim: unit.claims.save_progress(c, {"percent": 10}))
        recording.do(lambda unit, c=claim: unit.claims.save_step(c, STEP, {"percent": 50}))
        recording.do(lambda unit, c=claim, end=ending: _END[end](unit, c))


def _finish(unit: Any, claim: Claim) -> None:
    unit.audits.steps(claim.audit_id)
    unit.claims.finish(claim, OUTCOME)
    unit.artifacts.add(claim.tenant, SHA, 10)


_END: dict[str, Any] = {
    "finish": _finish,
    "fail": lambda unit, claim: unit.claims.fail(claim, "crashed", "it broke", []),
    "cancel": lambda unit, claim: unit.claims.cancel(claim),
    "hand_back": lambda unit, claim: unit.claims.hand_back(claim),
}


def record(url: str) -> list[dict[str, Any]]:
    """The statements for one database."""
    migrate(url)
    with Records(url) as records:
        ids = setting(records)
        recording = Recording(records, ids)
        carry(recording, ids)
        return [recording.plain(said) for said in recording.said]


def main() -> int:
    """Record both databases."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "integration"))
    from servers import PostgreSQL

    server = PostgreSQL()
    try:
        with tempfile.TemporaryDirectory() as folder:
            found = {
                "sqlite": record(f"sqlite:///{folder}/evenhand.sqlite"),
                "postgresql": record(server.new_database()),
            }
    finally:
        server.stop()
    Path(sys.argv[1]).write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
