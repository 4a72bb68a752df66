"""What the scheduler notices."""

import logging

import pytest

from workers.monitors import Clock, warn_of_eviction


def test_a_clock_that_only_runs_is_no_news(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    assert clock.look(1000.0, 5.0) == 0.0
    assert clock.look(1005.2, 10.0) == 0.0  # drift, or a slow round
    assert clock.look(8200.0, 7204.8) == 0.0  # two hours in which the scheduler was stopped
    assert not caplog.records


@pytest.mark.parametrize(
    ("now", "step", "word"), [(4605.0, 3600.0, "caught up"), (-2595.0, -3600.0, "none fires twice")]
)
def test_a_step_of_the_clock_is_named_with_what_it_means(
    now: float, step: float, word: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    clock.look(1000.0, 5.0)
    with caplog.at_level(logging.WARNING):
        assert clock.look(now, 10.0) == step
        assert clock.look(now + 5, 15.0) == 0.0  # told once
    (record,) = caplog.records
    assert f"{step:+.0f} s" in record.getMessage()
    assert word in record.getMessage()
    assert "chrony" in record.getMessage()


class Broker:
    def __init__(self, policy: str | None) -> None:
        self.policy = policy

    def eviction(self) -> str | None:
        if self.policy == "away":
            raise ConnectionError
        return self.policy


@pytest.mark.parametrize(("policy", "lines"), [(None, 0), ("away", 0), ("allkeys-lru", 1)])
def test_a_broker_that_evicts_is_named_with_the_remedy(
    policy: str | None, lines: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        warn_of_eviction(Broker(policy))  # type: ignore[arg-type]
    assert len(caplog.records) == lines
    for record in caplog.records:
        assert "allkeys-lru" in record.getMessage()
        assert "noeviction" in record.getMessage()
