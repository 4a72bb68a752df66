import subprocess
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis

from evenhand.broker import command, listens
from service.broker_place import embedded_broker_url
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


def test_a_message_whose_worker_died_is_rung_again_once(tmp_path: Path) -> None:
    process = subprocess.Popen(command(tmp_path), stdout=subprocess.DEVNULL)
    try:
        while not listens(tmp_path):
            time.sleep(0.02)
        address = embedded_broker_url(tmp_path)
        transport = {"visibility_timeout": 0}
        with PatientConnection(address, transport_options=transport) as dead:
            dead.SimpleQueue("audits").put("bell")
            assert dead.SimpleQueue("audits").get(timeout=5).payload == "bell"
            dead.default_channel.qos.restore_at_shutdown = False
            with PatientConnection(address, transport_options=transport) as lives:
                qos = lives.default_channel.qos
                qos.restore_visible(num=None, interval=1)
                qos.restore_visible(num=None, interval=1)  # within the lock's life: nothing
                assert lives.default_channel.client.llen("audits") == 1
    finally:
        process.terminate()
        process.wait(20)
