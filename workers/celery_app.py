"""The worker process: `python -m workers.celery_app`."""

import os
import sys
from typing import Any

from celery import Celery
from celery.app.amqp import AMQP
from celery.signals import worker_shutting_down
from kombu.connection import Connection

from service.delivery import AUDITS, INSPECTIONS, RETRIES, celery_settings
from service.logs import set_up_logs
from service.settings import Settings

# Engines read these when they are imported, in the sandbox's children too.
ENVIRONMENT = {
    "ORT_DISABLE_TELEMETRY": "1",  # its wheels report model names by default
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_NUM_THREADS": "1",
}


class PatientConnection(Connection):
    """Tries again every second at the latest, so that workers are back soon after the broker."""

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Any:
        """As kombu's, with short pauses."""
        pauses = {"interval_start": 0.2, "interval_step": 0.2, "interval_max": 1.0}
        return super().ensure_connection(*args, **{**pauses, **kwargs})  # type: ignore[no-untyped-call]


class PatientAmqp(AMQP):  # type: ignore[misc]
    """Celery's messaging over patient connections."""

    Connection = PatientConnection


def make_app(settings: Settings) -> Celery:
    """Celery with our settings and tasks."""
    app = Celery("evenhand", amqp=PatientAmqp)
    app.config_from_object(celery_settings(settings))
    from workers import tasks  # noqa: F401 (registers them)

    return app


def main() -> int:
    """Work until told to stop."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    settings = Settings.from_environment()
    set_up_logs(settings.log_level)
    app = make_app(settings)
    worker_shutting_down.connect(_close_soon)
    app.worker_main(
        [
            "--quiet",
            "worker",
            "--pool=threads",
            f"--concurrency={settings.worker_threads}",
            f"--queues={','.join(settings.queues or (INSPECTIONS, RETRIES, AUDITS))}",
            f"--loglevel={settings.log_level}",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]
    )
    return 0


def _close_soon(**_: Any) -> None:
    from workers.desk import desk

    desk().close_soon()


if __name__ == "__main__":
    sys.exit(main())
