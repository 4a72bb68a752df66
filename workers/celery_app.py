"""The worker process: `python -m workers.celery_app`."""

import atexit
import gc
import logging
import os
import sys
from typing import Any

from celery import Celery
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down

from service.delivery import AUDITS, GPU, INSPECTIONS, RETRIES, celery_settings
from service.logs import set_up_logs
from service.setting_refused import SettingRefused
from service.settings import Settings, settings_or_exit
from workers.broker import PatientAmqp
from workers.device import gpus
from workers.heads import HeadKeeper
from workers.presence import Presence
from workers.sandbox import warm_up

# Engines read these when they are imported, in the sandbox's children too.
ENVIRONMENT = {
    "ORT_DISABLE_TELEMETRY": "1",  # its wheels report model names by default
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_NUM_THREADS": "1",
}
RECEIVED_AND_SUCCEEDED = ("celery.worker.strategy", "celery.app.trace")


def make_app(settings: Settings) -> Celery:
    """Celery with our settings and tasks."""
    app = Celery("evenhand", amqp=PatientAmqp)
    configuration = celery_settings(settings)
    if GPU in queues_of(settings):
        # What only this worker can do comes first; the rest when nothing of that waits.
        configuration["broker_transport_options"]["queue_order_strategy"] = "priority"
    app.config_from_object(configuration)
    from workers import tasks  # noqa: F401 (registers them)

    return app


def queues_of(settings: Settings) -> tuple[str, ...]:
    """What this worker listens to, the GPU's own queue first."""
    if settings.queues:
        return tuple(sorted(settings.queues, key=lambda name: name != GPU))
    return (*((GPU,) if gpus() else ()), INSPECTIONS, RETRIES, AUDITS)


def main() -> int:
    """Work until told to stop."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    settings = settings_or_exit()
    set_up_logs(settings.log_level)
    if settings.log_level == "INFO":  # what is taken up and how it ended, our own lines say
        for name in RECEIVED_AND_SUCCEEDED:
            logging.getLogger(name).setLevel(logging.WARNING)
    # Beside our own imports, so that a worker that takes another's place works a second earlier.
    warm_up()
    try:
        app = make_app(settings)
    except SettingRefused as error:
        raise SystemExit(f"refused [setting] {error}") from None
    # At the end the interpreter would visit every object once more, for most of a second.
    atexit.register(gc.freeze)
    worker_ready.connect(_be_there)
    worker_shutting_down.connect(_close_soon)
    worker_shutdown.connect(_finish_inspections)
    app.worker_main(
        [
            "--quiet",
            "worker",
            "--pool=threads",
            f"--concurrency={settings.worker_threads}",
            f"--queues={','.join(queues_of(settings))}",
            f"--loglevel={settings.log_level}",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )
    return 0


_there: list[Presence | HeadKeeper] = []


def _be_there(**_: Any) -> None:
    from workers.context import worker_context
    from workers.lane import Lane
    from workers.tasks import LANES

    # What is imported stays, and little of what an audit leaves behind here is a cycle: to look
    # through all of it again and again took a twentieth of a worker's time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
    there = Presence(worker_context(), queues=queues_of(worker_context().settings), devices=gpus())
    heads = HeadKeeper(worker_context())
    for folder in (there, heads):
        folder.start()
        _there.append(folder)
    if INSPECTIONS in queues_of(worker_context().settings):
        lane = Lane(worker_context())
        lane.start()
        LANES.append(lane)


def _close_soon(**_: Any) -> None:
    from workers.context import worker_context

    for there in _there:
        there.stop()
    worker_context().close_soon()


def _finish_inspections(**_: Any) -> None:
    from workers.context import worker_context
    from workers.tasks import LANES

    for lane in LANES:
        lane.finish(worker_context().seconds_left)


if __name__ == "__main__":
    sys.exit(main())
