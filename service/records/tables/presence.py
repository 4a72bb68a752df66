"""Which workers there are."""

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Record


class Worker(Record):
    """A worker process, written by itself every few seconds; an old row is a worker gone.

    queues: those it listens to. devices: numbers of its accelerators. threads: audits at once.
    """

    __tablename__ = "workers"
    name: Mapped[str] = mapped_column(primary_key=True)
    queues: Mapped[list[Any]]
    devices: Mapped[list[Any]]
    threads: Mapped[int]
    serves_gpu: Mapped[bool] = mapped_column(index=True)
    started_at: Mapped[float]
    seen_at: Mapped[float]
