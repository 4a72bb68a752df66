from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from workers.broker import ForgettingChannel, ForgettingQoS, PatientConnection


class Gone:
    """A broker's pipeline whose connection is lost."""

    def __getattr__(self, _: str) -> Any:
        return lambda *_: self

    def execute(self) -> None:
        raise redis.ConnectionError("gone")


def test_an_acknowledgement_that_is_lost_leaves_room_for_the_next_message() -> None:
    @contextmanager
    def lost(_: object = None) -> Any:
        yield SimpleNamespace(pipeline=Gone)

    channel = SimpleNamespace(
        conn_or_acquire=lost, unacked_key="unacked", unacked_index_key="unacked_index"
    )
    held = ForgettingQoS(channel, prefetch_count=1)
    held.restore_at_shutdown = False
    held._quick_append("tag", "message")
    assert not held.can_consume()
    with pytest.raises(redis.ConnectionError):
        held.ack("tag")
    assert held.can_consume()


@pytest.mark.parametrize("address", ["redis://127.0.0.1:1/0", "redis+socket:///tmp/nowhere.sock"])
def test_both_kinds_of_address_have_such_channels(address: str) -> None:
    assert PatientConnection(address).create_transport().Channel is ForgettingChannel
