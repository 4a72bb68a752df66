"""Versions of one model, each with audits that measured what it is worth and costs."""

from dataclasses import dataclass, field
from typing import Any

from service.records.unit_of_work import EVERYONE
from tests.service.conftest import DOCUMENT_COLUMNS, Place
from tests.service.worker_hands import RULE, claimed, finished

HERE = "order-statistic (Steady 1000, 4 cores; onnxruntime 1.0)"


def entry(
    metric: str, value: float, ends: tuple[float, float], n: Any, group: dict[str, str],
    method: str = "wilson", **more: Any,
) -> dict[str, Any]:  # fmt: skip
    return {
        "probe": "p", "metric": metric, "group": group, "value": value, "interval": list(ends),
        "confidence": 0.95, "sample_size": n, "method": method, "evidence": [], **more,
    }  # fmt: skip


def figures(
    accuracy: float, latency: float, size: float, method: str = HERE
) -> list[dict[str, Any]]:
    """Of women 8 points less than of men; the whole in between, 400 rows."""
    who: dict[str, dict[str, str]] = {sex: {"sex": sex} for sex in ("female", "male")}
    low, high = accuracy - 0.04, accuracy + 0.04
    return [
        entry("accuracy", accuracy, (accuracy - 0.03, accuracy + 0.03), 400, {}),
        entry("accuracy", low, (low - 0.05, low + 0.05), 200, who["female"]),
        entry("accuracy", high, (high - 0.05, high + 0.05), 200, who["male"]),
        entry("accuracy_difference", low - high, (-0.15, -0.01), [200, 200], who["female"],
              reference=who["male"]),
        entry("latency", latency, (latency * 0.95, latency * 1.05), 300, {}, method),
        entry("model_bytes", size, (size, size), 1, {}, "counted"),
    ]  # fmt: skip


@dataclass
class MeasuredVersions:
    """`audit` makes a completed one; least: of a rule, so that no two audits are identical."""

    place: Place
    data: str = ""
    family: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    least: float = 0.3

    def version(self, name: str) -> str:
        if name not in self.versions:
            made = self.place.client.post(
                f"/v1/models?name=income&version={name}", data=f"model {name}".encode(),
                headers=self.place.headers(),
            ).json  # fmt: skip
            self.versions[name], self.family = made["id"], made["family"]
        return self.versions[name]

    def audit(
        self, name: str, entries: list[dict[str, Any]], data: str = "", **document: Any
    ) -> str:
        self.least += 0.01
        self.data = self.data or self.place.upload(content=b"rows", name="people", version="1")
        sent = {
            "dataset": {"id": data or self.data, "columns": DOCUMENT_COLUMNS},
            "policy": {"rules": [{**RULE, "at_least": round(self.least, 2)}]}, **document,
        }  # fmt: skip
        answer = self.place.client.post("/v1/audits", json=sent, headers=self.place.headers())
        assert answer.status_code == 202, answer.text
        audit = str(answer.json["id"])
        claim = claimed(self.place.records, audit)
        step = {
            "step": 0, "probe": "p", "version": 1, "status": "ran", "reason": None, "remedy": None,
            "measurements": entries, "exhibits": [], "seconds": 0.1, "warnings": [],
        }  # fmt: skip
        with self.place.records.writing(EVERYONE) as unit:
            unit.claims.save_step(claim, step, {})
            unit.commit()
        finished(self.place.records, self.place.store, claim)
        self.belongs(audit, name)
        return audit

    def belongs(self, audit: str, name: str) -> None:
        """Workers by hand know no model."""
        version = self.version(name)
        with self.place.records.writing(EVERYONE) as unit:
            unit.audits.find(audit).model_version_id = version
            unit.commit()

    def page(self) -> str:
        return self.place.signed_in().get(f"/models/{self.family}").text
