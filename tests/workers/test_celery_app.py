"""The worker process: what it listens to, and what Celery is told."""

from pathlib import Path

import pytest

from service.delivery import AUDITS, GPU, INSPECT, INSPECTIONS, RETRIES, RUN_AUDIT
from service.settings import Settings
from workers import celery_app


def settings(tmp_path: Path, **environ: str) -> Settings:
    return Settings.from_environment({"EVENHAND_HOME": str(tmp_path), **environ})


@pytest.mark.parametrize(
    ("devices", "queues"),
    [((), (INSPECTIONS, RETRIES, AUDITS)), (("0",), (GPU, INSPECTIONS, RETRIES, AUDITS))],
)
def test_a_worker_with_a_gpu_serves_its_queue_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, devices: tuple[str, ...], queues: object
) -> None:
    monkeypatch.setattr(celery_app, "gpus", lambda: devices)
    assert celery_app.queues_of(settings(tmp_path)) == queues


def test_the_operators_queues_are_served_and_no_others(tmp_path: Path) -> None:
    named = settings(tmp_path, EVENHAND_QUEUES=f"{AUDITS},{GPU}")
    assert celery_app.queues_of(named) == (GPU, AUDITS)
    assert celery_app.queues_of(settings(tmp_path, EVENHAND_QUEUES=RETRIES)) == (RETRIES,)


@pytest.mark.parametrize(("queue", "order"), [(GPU, "priority"), (AUDITS, None)])
def test_celery_knows_the_tasks_and_takes_the_gpus_messages_first(
    tmp_path: Path, queue: str, order: str | None
) -> None:
    app = celery_app.make_app(settings(tmp_path, EVENHAND_QUEUES=queue))
    app.finalize()
    assert {RUN_AUDIT, INSPECT} <= set(app.tasks)
    assert app.conf.broker_transport_options.get("queue_order_strategy") == order
