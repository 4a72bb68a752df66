"""Two processes' limiters and one broker: one window, also across the broker's death."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service import limiting
from service.limiting import Limiter, Rate
from tests.integration.servers import Valkey

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Valkey]:
    server = Valkey(tmp_path)
    server.start()
    yield server
    server.kill()


def test_two_processes_share_one_window(broker: Valkey) -> None:
    here, there, rate = Limiter(broker.url), Limiter(broker.url), Rate("r", 400)
    count = sum(limiter.take(rate, "a").is_allowed for _ in range(300) for limiter in (here, there))
    # What one has borrowed and not used the other has not: at most a lease each is missing.
    assert 400 - 2 * 4 <= count <= 400
    assert here.take(rate, "b").is_allowed


def test_without_the_broker_it_counts_here_and_with_it_there_again(
    broker: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limiting, "PAUSE_SECONDS", 0.0)
    limiter, rate = Limiter(broker.url), Rate("wrong", 5, 900)
    for _ in range(5):
        limiter.note(rate, "a")
    assert not limiter.standing(rate, "a").is_allowed
    broker.kill()
    assert limiter.standing(rate, "a").is_allowed  # it knows nothing of before
    for _ in range(5):
        limiter.note(rate, "a")
    assert not limiter.standing(rate, "a").is_allowed
