"""A home with one queued audit, whose steps are there at once; what judging does is the test's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import text

from audits.planning.plan import make_plan
from audits.specification.parsing import parse_document
from audits.specification.profiles import DatasetProfile
from service.artifacts import open_store
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings
from workers.auditing import Conclusion
from workers.context import WorkerContext
from workers.execution import run_audit

COLUMNS = {"sex": {"role": "protected"}, "hired": {"role": "prediction", "favourable": "1"}}
REPORT = {
    "schema": "evenhand.report/1", "findings": [], "canonical_sha256": "0" * 64, "plan": {},
    "model": {}, "dataset": {}, "probes": [], "measurements": [],
}  # fmt: skip


def step(number: int) -> dict[str, Any]:
    entry = {"probe": "p", "step": number, "metric": "m", "group": {}, "value": 1.0}
    return {"step": number, "probe": "p", "status": "ran", "measurements": [entry]}


@dataclass
class Auditor:
    """Gives the steps at once; what judging does is the test's. seconds: what it was given."""

    steps: tuple[int, ...]
    judge: Callable[[list[dict[str, Any]]], None]

    seconds: dict[str, Any] = field(default_factory=dict)

    def carry_out(
        self, plan: Any, *, done: Any, on_step: Any, seconds: Any, **_: Any
    ) -> tuple[str, ...]:
        self.seconds |= seconds
        for number in self.steps:
            if number not in done:
                on_step(step(number))
        return ("none",)

    def conclude(self, plan: Any, steps: Any, **_: Any) -> Conclusion:
        self.judge(list(steps))
        return Conclusion("pass", False, dict(REPORT), "<p>done</p>", "<p>done</p>")


class Place:
    """A home with one queued audit of one probe."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings.from_environment({"EVENHAND_HOME": str(home)})
        migrate(self.settings.database_url)
        self.records = Records(self.settings.database_url)
        stored = open_store(self.settings).put(BytesIO(b"sex,hired\nf,1\nm,0\n"))
        columns = [
            {
                "name": name,
                "kind": "text",
                "role": None,
                "distinct": 2,
                "missing": 0,
                "values": values,
            }
            for name, values in (("sex", ["f", "m"]), ("hired", ["0", "1"]))
        ]
        profile = DatasetProfile.from_json(
            {"format": "csv", "rows": 2, "sha256": stored.sha256, "warnings": [],
             "columns": columns}
        )  # fmt: skip
        asked = {
            "dataset": {"path": "people.csv", "columns": COLUMNS},
            "probes": ["fairness.selection_rate"],
        }
        plan = make_plan(parse_document(asked), dataset=profile, model=None)
        with self.records.writing(EVERYONE) as unit:
            tenant = unit.tenants.add("t").id
            unit.commit()
        with self.records.writing(tenant) as unit:
            data, _ = unit.datasets.add_version(
                tenant, name="d", sha256=stored.sha256, filename="d.csv", size_bytes=18
            )
            self.audit = unit.audits.add(
                name="a", document=asked, plan=plan.to_json(), dataset_version_id=data.id
            ).id
            unit.commit()

    def run(
        self,
        judge: Callable[[list[dict[str, Any]]], None] = lambda _: None,
        *,
        steps: int = 1,
        nearly_done: Callable[[], None] = lambda: None,
        tenant_rows: int = 0,
    ) -> str:
        auditor = self.auditor = Auditor(tuple(range(steps)), judge)
        worker = WorkerContext(
            records=self.records, store=open_store(self.settings), auditor=auditor,
            settings=self.settings.model_copy(update={"tenant_rows": tenant_rows}),
        )  # fmt: skip
        return run_audit(self.audit, worker, nearly_done=nearly_done)

    def stored_files(self) -> int:
        with self.records.reading(EVERYONE) as unit:
            return int(unit._session.scalar(text("select count(*) from artifacts")))

    def spent(self) -> float:
        with self.records.reading(EVERYONE) as unit:
            return unit.spending.cpu_seconds(unit.audits.find(self.audit).tenant_id)

    def rows(self) -> int:
        with self.records.reading(EVERYONE) as unit:
            return unit.spending.rows(unit.audits.find(self.audit).tenant_id)

    def saved(self) -> list[int]:
        with self.records.reading(EVERYONE) as unit:
            return [found["step"] for found in unit.audits.steps(self.audit)]

    def events(self) -> list[str]:
        with self.records.reading(EVERYONE) as unit:
            return [event.kind for event in unit.audits.events_after(self.audit)]
