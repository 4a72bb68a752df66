"""Audits that want a GPU: to a worker that serves them, or, with a notice, to any other."""

import json
import shutil
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from benchmarks.text_folder import text_folder
from service.artifacts import open_store
from service.queue import Queue
from service.records.unit_of_work import EVERYONE
from service.submission import submit_audit
from tests.integration.conftest import House, kill_tree
from tests.integration.servers import wait_until
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]
PROFILE = {
    "format": "huggingface", "task": "classification", "outputs": [],
    "inputs": [{"name": "sex", "kind": "text", "dtype": "string", "shape": []}],
    "classes": ["0", "1"], "capabilities": ["Classifier"], "probabilities": True,
    "parameters": None, "warnings": [],
}  # fmt: skip
CPU = {"EVENHAND_QUEUES": "inspections,retries,audits"}


def model_of(house: House) -> str:
    """An uploaded Hugging Face model, as far as the records know."""
    stored = open_store(house.settings).put(BytesIO(b"weights"))
    with house.records.writing(house.tenant) as unit:
        unit.artifacts.add(house.tenant, stored.sha256, stored.size_bytes)
        row, _ = unit.models.add_version(
            house.tenant, name="m", sha256=stored.sha256, filename="m.zip",
            size_bytes=stored.size_bytes, inspection="ready",
            profile={**PROFILE, "sha256": stored.sha256},
        )  # fmt: skip
        unit.commit()
    return row.id


def submit(house: House, model: str, device: str = "gpu", count: int = 1) -> list[str]:
    document = {
        "model": {"id": model, "device": device, "inputs": {"sex": ["sex"]}},
        "dataset": {
            "id": house.dataset,
            "columns": {"sex": {"role": "protected"}, "hired": {"role": "prediction",
                                                               "favourable": "1"}},
        },
        "probes": ["fairness.selection_rate"],
    }  # fmt: skip
    queue = Queue(house.settings)
    return [
        submit_audit(
            house.records, queue, tenant=house.tenant, by="test", document=document, again=True
        ).audit.id
        for _ in range(count)
    ]


def gpu_seen(house: House) -> bool:
    with house.records.reading(EVERYONE) as unit:
        return unit.presence.gpu_seen_at() is not None


def workers_of(house: House, audits: list[str]) -> set[str]:
    return {str(house.audit(audit_id).worker).rpartition("-")[2] for audit_id in audits}


def test_each_worker_takes_what_is_its_own(make_house: Make) -> None:
    house = make_house()
    house.scheduler()
    for_gpu = house.worker(EVENHAND_QUEUES="gpu")
    ordinary = house.worker(**CPU)
    wait_until(lambda: gpu_seen(house), 30)
    model = model_of(house)
    wanting = submit(house, model, count=3)
    others = [*submit(house, model, "cpu", count=2), *house.submit(2)]
    house.wait_for("completed", 7, 40)
    assert workers_of(house, wanting) == {str(for_gpu.pid)}
    assert workers_of(house, others) == {str(ordinary.pid)}


def test_a_worker_of_both_queues_takes_ordinary_audits_when_no_gpu_audit_waits(
    make_house: Make,
) -> None:
    house = make_house(EVENHAND_WORKER_THREADS="1")
    first = house.worker(EVENHAND_QUEUES="audits,gpu,retries", TEST_STEPS="1")
    wait_until(lambda: gpu_seen(house), 30)
    model = model_of(house)
    kill_tree(first)  # so that all of them wait together
    ordinary = house.submit(3)
    wanting = submit(house, model, count=2)
    house.worker(EVENHAND_QUEUES="audits,gpu,retries", TEST_STEPS="1")
    house.wait_for("completed", 5, 40)
    started = sorted(wanting + ordinary, key=lambda row: house.audit(row).started_at or 0.0)
    assert set(started[:2]) == set(wanting)


def test_a_dead_gpu_workers_audit_goes_to_the_next_gpu_worker(make_house: Make) -> None:
    house = make_house(EVENHAND_LEASE_SECONDS="2")
    house.scheduler()
    first = house.worker(EVENHAND_QUEUES="gpu", TEST_STEPS="2", TEST_STEP_SECONDS="1")
    house.worker(**CPU)
    wait_until(lambda: gpu_seen(house), 30)
    (audit_id,) = submit(house, model_of(house))
    house.wait_for("running", 1, 20)
    kill_tree(first)
    second = house.worker(EVENHAND_QUEUES="gpu")
    house.wait_for("completed", 1, 40)
    assert house.audit(audit_id).attempt == 2
    assert workers_of(house, [audit_id]) == {str(second.pid)}


def test_without_a_gpu_worker_any_other_has_it_after_the_time_that_is_set(make_house: Make) -> None:
    house = make_house(EVENHAND_GPU_WAIT_SECONDS="4")
    house.scheduler()
    ordinary = house.worker(**CPU)
    gone = house.worker(EVENHAND_QUEUES="gpu")
    wait_until(lambda: gpu_seen(house) and house.log().count("ready") >= 2, 30)
    kill_tree(gone)
    (audit_id,) = submit(house, model_of(house))
    house.wait_for("completed", 1, 40)
    audit = house.audit(audit_id)
    assert audit.device == "gpu"
    assert workers_of(house, [audit_id]) == {str(ordinary.pid)}
    assert (audit.started_at or 0.0) - audit.created_at >= 4


def test_where_no_worker_ever_served_gpus_nobody_waits_for_one(make_house: Make) -> None:
    house = make_house(EVENHAND_GPU_WAIT_SECONDS="60")
    house.worker(**CPU)
    wait_until(lambda: "ready" in house.log(), 30)
    model = model_of(house)
    began = time.monotonic()
    submit(house, model)
    house.wait_for("completed", 1, 20)
    assert time.monotonic() - began < 20


@pytest.mark.slow
def test_the_report_of_an_audit_that_had_no_gpu_says_so(make_house: Make, tmp_path: Path) -> None:
    """The real worker, a real model, and no GPU anywhere."""
    folder = tmp_path / "model"
    folder.mkdir()
    text_folder(folder, width=64, layers=1)
    archive = shutil.make_archive(str(tmp_path / "model"), "zip", folder)
    house = make_house(EVENHAND_DEVICE="cpu")
    store = open_store(house.settings)
    sexes = ["f", "m"] * 40
    table = "text,sex\n" + "".join(f"the film was good,{sex}\n" for sex in sexes)
    with house.records.writing(house.tenant) as unit:
        versions = []
        for catalog, name, content in (
            (unit.models, "m.zip", Path(archive).read_bytes()),
            (unit.datasets, "d.csv", table.encode()),
        ):
            stored = store.put(BytesIO(content))
            unit.artifacts.add(house.tenant, stored.sha256, stored.size_bytes)
            row, _ = catalog.add_version(
                house.tenant, name=name, sha256=stored.sha256, filename=name,
                size_bytes=stored.size_bytes,
            )  # fmt: skip
            versions.append(row.id)
        unit.commit()
    house.scheduler()
    house._start(["-m", "workers.celery_app"], {})
    model, data = versions

    def inspected() -> bool:
        with house.records.reading(EVERYONE) as unit:
            states = {unit.models.find(model).inspection, unit.datasets.find(data).inspection}
        assert not states & {"failed", "refused"}
        return states == {"ready"}

    wait_until(inspected, 90)
    document = {
        "model": {
            "id": model,
            "device": "gpu",
            "labels": ["bad", "good"],
            "favourable": "good",
        },
        "dataset": {
            "id": data,
            "columns": {"text": {"role": "feature", "kind": "text"}, "sex": {"role": "protected"}},
        },
        "probes": ["fairness.selection_rate"],
        "policy": {
            "rules": [{"metric": "selection_rate", "at_least": 0.1}],
            "waivers": [{"finding": "0" * 16, "until": "2999-01-01", "reason": "an old one"}],
        },
    }
    audit_id = submit_audit(
        house.records, Queue(house.settings), tenant=house.tenant, by="test", document=document
    ).audit.id
    wait_until(lambda: house.audit(audit_id).state in ("completed", "failed"), 90)
    audit = house.audit(audit_id)
    assert audit.state == "completed", audit.error_message
    assert audit.device == "gpu"
    with house.records.reading(EVERYONE) as unit:
        report = json.loads(store.read(unit.audits.report(audit_id).json_sha256))
    assert report["environment"]["device"] == "cpu"
    told = " ".join(report["warnings"])
    assert "meant for a GPU (its document asks for one)" in told
    assert "matches no finding" in told
