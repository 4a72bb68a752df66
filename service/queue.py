"""Rings the workers' bell: a task's name and an id, after the row was committed."""

import logging
import time
from functools import cached_property
from typing import Any

from service.delivery import AUDITS, DRAW_PDF, INSPECT, INSPECTIONS, RUN_AUDIT, celery_settings
from service.routing import queue_for
from service.row_counting import Counted, RowCounts
from service.settings import Settings

LOG = logging.getLogger(__name__)
# A broker that did not answer is not asked again at once: requests must stay quick meanwhile.
PAUSE_SECONDS = 1.0
KEEPS_ALL = "noeviction"


class Queue:
    """Sends ids by task name. A broker that is away fails nothing: the reconciler rings later."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._quiet_until = 0.0
        self.row_counts = RowCounts()

    @property
    def most_queued(self) -> int:
        """Audits that one tenant may have waiting."""
        return self._settings.most_queued

    @property
    def tenant_seconds(self) -> float:
        """Processor seconds a day that may go into one tenant's work; 0: no bound."""
        return self._settings.tenant_seconds

    @property
    def tenant_rows(self) -> int:
        """Rows of the database that one tenant may have; 0: no bound."""
        return self._settings.tenant_rows

    def rows_used_up(self, spending: Counted, tenant: str, *, more: int = 1) -> str | None:
        """Why so many more rows of the tenant's may not be written; None where they may."""
        most = self.tenant_rows
        if not most or self.row_counts.of(spending, tenant) + more <= most:
            return None
        return (
            f"{most} rows of the database may be this organisation's; delete audits that are no "
            "longer needed (DELETE /v1/audits/{id})"
        )

    @property
    def tenant_audits(self) -> int:
        """Audits that one tenant may have stored."""
        return self._settings.tenant_audits

    @property
    def gpu_model_bytes(self) -> int:
        """Models of this size and more are asked on a GPU where there is one."""
        return self._settings.gpu_model_bytes

    @property
    def endpoint_hosts(self) -> tuple[str, ...]:
        """Hosts whose models may be asked although they are private or speak plain http."""
        return self._settings.endpoint_hosts

    def queue_of(
        self, device: str | None, *, created_at: float, gpu_seen_at: float | None, now: float
    ) -> str:
        """The queue for an audit of this device; times by the database's clock."""
        return queue_for(
            device,
            created_at=created_at,
            gpu_seen_at=gpu_seen_at,
            now=now,
            wait_seconds=self._settings.gpu_wait_seconds,
        )

    def enqueue(self, audit_id: str, *, queue: str = AUDITS) -> bool:
        """Ring for a queued audit; whether the bell was heard."""
        return self._send(RUN_AUDIT, audit_id, queue)

    def enqueue_inspection(self, version_id: str) -> bool:
        """Ring for an upload that waits to be looked into."""
        return self._send(INSPECT, version_id, INSPECTIONS)

    def enqueue_drawing(self, audit_id: str) -> bool:
        """Ring for the PDF of a report; beside the uploads, so that no audit stands before it."""
        return self._send(DRAW_PDF, audit_id, INSPECTIONS)

    def depth(self, queue: str = AUDITS) -> int:
        """Messages that wait in the broker. Raises whatever the broker's client raises."""
        with self._celery.connection_for_write() as connection:
            channel = connection.default_channel
            return int(channel.client.llen(queue))

    def eviction(self) -> str | None:
        """The policy by which the broker throws messages away; None where it throws none away.

        Raises whatever the broker's client raises.
        """
        with self._celery.connection_for_write() as connection:
            memory_info = connection.default_channel.client.info("memory")
        policy = str(memory_info.get("maxmemory_policy", KEEPS_ALL))
        return None if policy == KEEPS_ALL else policy

    def _send(self, task: str, row_id: str, queue: str) -> bool:
        if time.monotonic() < self._quiet_until:
            return False
        from kombu.exceptions import KombuError, OperationalError
        from redis.exceptions import RedisError

        try:
            self._celery.send_task(
                task, args=[row_id], queue=queue, retry=False, ignore_result=True
            )
        except (OperationalError, KombuError, RedisError, OSError) as error:
            self._quiet_until = time.monotonic() + PAUSE_SECONDS
            LOG.warning("the broker is away, the reconciler will ring for %s: %s", row_id, error)
            return False
        return True

    @cached_property
    def _celery(self) -> Any:
        from celery import Celery

        # The fix-up for Django would load the worker of Celery into the process that only sends.
        app = Celery("evenhand", set_as_current=False, fixups=[])
        app.config_from_object(celery_settings(self._settings))
        app.conf.broker_connection_timeout = 2
        return app
