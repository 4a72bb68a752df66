"""Ringing: quick and harmless where the broker is away."""

import logging
import time
from pathlib import Path

import pytest

from service.queue import Queue
from service.settings import Settings
from tests.local_hosts import LOCAL


@pytest.mark.allow_hosts(LOCAL)
def test_a_broker_that_is_away_fails_nothing_and_costs_little(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    queue = Queue(Settings.from_environment({"EVENHAND_HOME": str(tmp_path)}))
    queue.enqueue("aud_0")  # imports the client
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert [queue.enqueue("aud_1") for _ in range(50)] == [False] * 50
    assert time.monotonic() - began < 3
    assert not queue.enqueue_inspection("dsv_1")


class Thousand:
    """Whoever is asked for has a thousand rows."""

    def rows(self, tenant: str) -> int:
        return 1000


@pytest.mark.parametrize(
    ("most", "more", "fits"), [(0, 9, True), (1000, 0, True), (1000, 1, False), (1010, 10, True)]
)
def test_rows_are_left_up_to_the_bound(tmp_path: Path, most: int, more: int, fits: bool) -> None:
    named = {"EVENHAND_HOME": str(tmp_path), "EVENHAND_TENANT_ROWS": str(most)}
    reason = Queue(Settings.from_environment(named)).rows_used_up(Thousand(), "t", more=more)
    assert (reason is None) is fits
    assert fits or f"{most} rows" in str(reason)
