"""Windows that are counted by the score, here or in the broker."""

import threading
import time

from service.limiting import Limiter, Rate

NO_BROKER = "redis+socket:///nonexistent/broker.sock"


def allowed(limiter: Limiter, rate: Rate, who: str, times: int) -> int:
    return sum(limiter.take(rate, who).is_allowed for _ in range(times))


def test_no_more_than_the_rate_and_each_for_oneself() -> None:
    limiter = Limiter(NO_BROKER)
    for most in (1, 5, 250):
        rate = Rate(f"r{most}", most)
        assert allowed(limiter, rate, "a", most + 20) == most
        assert limiter.take(rate, "b").is_allowed


def test_what_remains_goes_down_one_by_one_to_nothing() -> None:
    limiter, rate = Limiter(NO_BROKER), Rate("r", 250)
    remaining = [limiter.take(rate, "a").remaining for _ in range(250)]
    assert remaining == list(range(249, -1, -1))
    refused = limiter.take(rate, "a")
    assert (refused.is_allowed, refused.remaining) == (False, 0)
    assert 0 < refused.reset_seconds <= 60


def test_the_window_slides_on() -> None:
    limiter, rate = Limiter(NO_BROKER), Rate("r", 4, 1)
    assert allowed(limiter, rate, "a", 9) == 4
    time.sleep(2.1)
    assert limiter.take(rate, "a").is_allowed


def test_a_broker_that_is_away_costs_no_time() -> None:
    limiter, rate = Limiter(NO_BROKER), Rate("r", 10_000)
    began = time.process_time()
    assert allowed(limiter, rate, "a", 2_000) == 2_000
    assert time.process_time() - began < 2


def test_threads_together_get_what_one_would() -> None:
    limiter, rate, counted = Limiter(NO_BROKER), Rate("r", 500), []
    threads = [
        threading.Thread(target=lambda: counted.append(allowed(limiter, rate, "a", 200)))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Threads that borrow at the same moment may lose a lease of the other, never gain one.
    assert 450 <= sum(counted) <= 500


def test_failures_are_noted_and_looked_up_without_counting() -> None:
    limiter, rate = Limiter(NO_BROKER), Rate("wrong", 3, 900)
    for expected in (3, 2, 1):
        assert limiter.standing(rate, "a").remaining == expected
        assert limiter.standing(rate, "a").is_allowed
        limiter.note(rate, "a")
    assert not limiter.standing(rate, "a").is_allowed
    assert limiter.standing(rate, "b").is_allowed
