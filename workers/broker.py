"""Connections to a broker that may be gone for a while, and come back empty.

A message only rings: the database row is the job. So nothing here has to be delivered again; all
that matters is that the worker goes on listening.
"""

import time
from typing import Any

from celery.app.amqp import AMQP
from kombu.connection import Connection
from kombu.transport import redis, virtual

# Shorter than the pause between two rounds (`unacked_restore_interval`, 5 s).
RESTORING_MILLISECONDS = 4000


class ForgettingQoS(redis.QoS):
    """A message whose acknowledgement is lost with the connection no longer counts as held.

    Kombu keeps counting it, and a worker that holds as many as it may never asks for another: it
    would stand idle until somebody restarts it.
    """

    def ack(self, delivery_tag: str) -> None:
        """As kombu's; counted as done in any case."""
        try:
            super().ack(delivery_tag)  # type: ignore[no-untyped-call]
        finally:
            virtual.QoS.ack(self, delivery_tag)  # type: ignore[no-untyped-call]

    def restore_visible(self, start: int = 0, num: int | None = 10, interval: int = 10) -> None:
        """As kombu's, with a lock that ends by itself: kombu's needs scripts on the server.

        Two workers that restore at once ring twice, which harms nothing.
        """
        self._vrestore_count += 1
        if (self._vrestore_count - 1) % (interval or 1):
            return
        latest = time.time() - self.visibility_timeout
        with self.channel.conn_or_acquire() as client:
            if not client.set(self.unacked_mutex_key, "", nx=True, px=RESTORING_MILLISECONDS):
                return
            late = client.zrange(
                self.unacked_index_key, latest, 0,
                desc=True, byscore=True, offset=num and start, num=num,
            )  # fmt: skip
            for tag in late:
                self.restore_by_tag(tag, client)  # type: ignore[no-untyped-call]


class ForgettingChannel(redis.Channel):
    """A channel of such messages."""

    QoS = ForgettingQoS
    _kept: Any = None

    def _create_client(self, asynchronous: bool = False) -> Any:
        """As kombu's, which makes a new one for every message; one will do for every pool."""
        if asynchronous:
            return super()._create_client(asynchronous=True)  # type: ignore[no-untyped-call]
        if self._kept is None or self._kept.connection_pool is not self.pool:
            self._kept = super()._create_client()  # type: ignore[no-untyped-call]
        return self._kept


class PatientConnection(Connection):
    """Tries again every second at the latest, so that workers are back soon after the broker."""

    def create_transport(self) -> Any:
        """Kombu's transport, with channels that forget."""
        transport: Any = super().create_transport()  # type: ignore[no-untyped-call]
        if isinstance(transport, redis.Transport):
            transport.Channel = ForgettingChannel
        return transport

    def ensure_connection(self, *args: Any, **kwargs: Any) -> Any:
        """As kombu's, with short pauses."""
        pauses = {"interval_start": 0.2, "interval_step": 0.2, "interval_max": 1.0}
        return super().ensure_connection(*args, **{**pauses, **kwargs})  # type: ignore[no-untyped-call]


class PatientAmqp(AMQP):  # type: ignore[misc]
    """Celery's messaging over patient connections."""

    Connection = PatientConnection
