"""What a worker works with: records, artifacts, settings, its name, and whether it is closing."""

import os
import socket
import threading
import time
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from service.artifacts import ArtifactStore, open_store
from service.queue import Queue
from service.records.unit_of_work import Records
from service.settings import Settings
from workers.fairness import Fairness
from workers.retry_isolation import RetryIsolation
from workers.signing import SigningKeys


@dataclass(frozen=True, kw_only=True)
class WorkerContext:
    """One worker's place.

    auditor: offers `carry_out` and `conclude` as `workers.auditing` does.
    inspector: offers `inspect_model` and `inspect_dataset` as `workers.inspection` does.
    closing: set when the worker is told to stop; nothing new is claimed.
    leaving: set when its time is up; what runs is handed back.
    retries: lets one audit or upload at a time be tried again.
    """

    records: Records
    store: ArtifactStore
    settings: Settings
    name: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")
    auditor: Any = field(default_factory=lambda: import_module("workers.auditing"))
    inspector: Any = field(default_factory=lambda: import_module("workers.inspection"))
    closing: threading.Event = field(default_factory=threading.Event)
    leaving: threading.Event = field(default_factory=threading.Event)
    retries: RetryIsolation = field(default_factory=RetryIsolation)

    def close_soon(self) -> None:
        """Claim nothing more, and hand back in time what cannot be finished."""
        if self.closing.is_set():
            return
        self.closing.set()
        object.__setattr__(self, "_closed_at", time.monotonic())
        timer = threading.Timer(self.settings.shutdown_seconds, self.leaving.set)
        timer.daemon = True
        timer.start()

    @cached_property
    def signing_keys(self) -> SigningKeys:
        """What reports are signed with."""
        return SigningKeys(self.settings.signing_key, self.records)

    @property
    def seconds_left(self) -> float:
        """How long this worker may still take; its whole time where nobody told it to stop."""
        closed_at: float = self.__dict__.get("_closed_at", time.monotonic())
        return max(0.0, closed_at + self.settings.shutdown_seconds - time.monotonic())

    @cached_property
    def fairness(self) -> Fairness:
        """Whose turn it is, as this worker knows."""
        given = self.settings
        return Fairness(given.worker_threads, given.tenant_running, given.tenant_seconds)

    @cached_property
    def queue(self) -> Queue:
        """The bell, for what waits still."""
        return Queue(self.settings)

    @property
    def scratch(self) -> Path:
        """Folder for what is fetched for a run."""
        folder = self.settings.scratch / "runs"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


@cache
def worker_context() -> WorkerContext:
    """This process as a worker, made when the first task arrives."""
    settings = Settings.from_environment()
    at_once = settings.worker_threads + settings.inspection_threads
    return WorkerContext(
        records=Records(settings.database_url, connections=2 * at_once + 2),
        store=open_store(settings),
        settings=settings,
    )
