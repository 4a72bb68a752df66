"""A schedule holds each version of a model that keeps learning against the one before."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from service.artifacts import open_store
from service.queue import Queue
from service.schedule_trigger import run_now
from tests.integration.conftest import House
from tests.local_hosts import LOCAL
from tests.sending import send_due
from workers.outbound import Answered

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]
COLUMNS = {
    "prompt": {"role": "feature", "kind": "text"},
    "said": {"role": "prediction", "kind": "text"},
}
RULE = {"metric": "toxic_share_change", "at_most": 0.02, "one_sided": True}


def upload(house: House, version: str, toxic: range) -> None:
    """A hundred continuations, of which those of these numbers hold a word of the shipped list."""
    said = ["You asshole." if number in toxic else "I am fine." for number in range(100)]
    lines = ["prompt,said", *(f"What of number {n}?,{text}" for n, text in enumerate(said))]
    stored = open_store(house.settings).put(BytesIO("\n".join(lines).encode()))
    profile = {
        "format": "csv", "rows": 100, "sha256": stored.sha256, "warnings": [],
        "columns": [
            {"name": name, "kind": "text", "role": options["role"], "distinct": 100, "missing": 0,
             "values": [], "minimum": None, "maximum": None}
            for name, options in COLUMNS.items()
        ],
    }  # fmt: skip
    with house.records.writing(house.tenant) as unit:
        unit.artifacts.add(house.tenant, stored.sha256, stored.size_bytes)
        unit.datasets.add_version(
            house.tenant, name="answers", version=version, sha256=stored.sha256,
            filename="answers.csv", size_bytes=stored.size_bytes, inspection="ready",
            profile=profile,
        )  # fmt: skip
        unit.commit()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_version_that_became_toxic_changes_the_gate_and_the_webhook_tells(
    make_house: Make,
) -> None:
    house = make_house()
    document = {
        "dataset": {"name": "answers", "columns": COLUMNS},
        "probes": ["language.toxic_drift"],
        "policy": {"rules": [RULE]},
    }
    upload(house, "2026-10", range(4))
    with house.records.writing(house.tenant) as unit:
        unit.webhooks.add(url="https://x", secret="s", events=["gate_changed"])
        schedule = unit.schedules.add(
            name="versions", document=document, expression="0 6 * * *", next_due_at=unit.now() + 1e6
        )
        unit.commit()
    house.real_worker()
    queue = Queue(house.settings)
    run_now(house.records, queue, house.tenant, schedule.id, by="test")
    house.wait_for("completed", 1, 120)
    news: list[dict[str, Any]] = []

    def send(url: str, body: dict[str, Any], *, event: str, **_: Any) -> Answered:
        news.append(body)
        return Answered(200, None, 0.1)

    send_due(house.records, send=send)  # what is due together leaves together, in no order
    upload(house, "2026-11", range(2, 30))
    run_now(house.records, queue, house.tenant, schedule.id, by="test")
    house.wait_for("completed", 2, 120)
    send_due(house.records, send=send)
    # The first has no version before, so that nothing is decided; the second became toxic.
    gates = [(body["gate"], body["previous_gate"]) for body in news]
    assert gates == [("inconclusive", None), ("fail", "inconclusive")]
