"""How fast is asked, how often again, and what was counted; by the clock of the event loop."""

import asyncio
import json
import time

import pytest

from audits.specification.endpoint import Traffic
from workers.endpoint_traffic import Lane, Spent, Tally, as_json, most_answer_tokens

PRICE = {"prompt": 2.0, "answer": 10.0, "request": 0.01, "currency": "EUR"}


async def asked(lane, count, seconds=0.0, most=0):
    """So many requests at once; the moment each had its turn."""
    moments = []

    async def one():
        async with lane.request(b"x" * 40, most):
            moments.append(time.monotonic())
            await asyncio.sleep(seconds)

    await asyncio.gather(*(one() for _ in range(count)))
    return moments


def test_no_more_than_so_many_are_under_way():
    async def run():
        lane = Lane(Traffic(concurrency=4), Tally(), counts_tokens=False)
        started = time.monotonic()
        await asked(lane, 12, seconds=0.05)
        return time.monotonic() - started

    assert asyncio.run(run()) >= 0.15  # three turns of four


def test_a_minute_has_so_many():
    async def run():
        lane = Lane(Traffic(concurrency=8, requests_per_minute=1200), Tally(), counts_tokens=False)
        return await asked(lane, 6)

    moments = sorted(asyncio.run(run()))
    assert moments[-1] - moments[0] >= 5 * 60 / 1200 * 0.9


def test_a_pause_holds_everybody():
    async def run():
        lane = Lane(Traffic(), Tally(), counts_tokens=False)
        started = time.monotonic()
        lane.pause(0.2)
        return started, await asked(lane, 3), lane.tally

    started, moments, tally = asyncio.run(run())
    assert min(moments) - started >= 0.18
    assert tally.paused_seconds > 0.15


def test_a_budget_of_requests_counts_every_try():
    async def run():
        lane = Lane(Traffic(most_requests=3), Tally(requests=2), counts_tokens=False)
        await asked(lane, 1)
        with pytest.raises(Spent, match="3 requests of `most_requests`"):
            await asked(lane, 1)

    asyncio.run(run())


def test_a_budget_of_tokens_keeps_room_for_what_is_under_way():
    """Ten tokens of prompt and forty of answer fit twice into a hundred, and not a third time."""

    async def run():
        lane = Lane(Traffic(most_tokens=100), Tally(), counts_tokens=True)
        await asked(lane, 2, seconds=0.05, most=40)
        with pytest.raises(Spent, match="100 tokens"):
            await asked(lane, 3, seconds=0.05, most=40)
        usage = {"usage": {"prompt_tokens": 10, "completion_tokens": 5}}
        lane.answered(b"", 200, json.dumps(usage))
        assert lane.tally.tokens == 15
        with pytest.raises(Spent, match="15 of the 100 tokens"):
            await asked(lane, 1, most=80)

    asyncio.run(run())


def test_waits_grow_until_the_longest_and_a_servers_word_is_kept():
    lane = Lane(Traffic(longest_wait_seconds=3), Tally(), counts_tokens=False)
    for attempt, seconds in enumerate((0.5, 1, 2)):
        assert 0.75 * seconds <= lane.delay(attempt, None) <= 1.25 * seconds
    assert lane.delay(9, None) == 3
    assert lane.delay(0, 2.5) == 2.5
    assert lane.delay(0, 4) is None


def test_what_was_asked_is_counted_and_priced():
    tally = Tally(requests=4, retries=1)
    lane = Lane(Traffic(), tally, counts_tokens=True)
    lane.answered(b"", 200, '{"usage": {"prompt_tokens": 1000, "completion_tokens": 500}}')
    lane.answered(b"a" * 8, 200, "b" * 12)  # no count: two and three tokens
    lane.answered(b"", 500, "boom")
    lane.answered(b"", None, "")
    assert tally.to_json(PRICE) == {
        "requests": 4, "retries": 1, "answers": 2, "paused_seconds": 0.0, "prompt_tokens": 1002,
        "answer_tokens": 503, "estimated": 1, "currency": "EUR",
        "cost": pytest.approx(1002 * 2e-6 + 503 * 10e-6 + 4 * 0.01),
    }  # fmt: skip
    table = Tally(requests=1)
    Lane(Traffic(), table, counts_tokens=False).answered(b"", 200, "{}")
    assert table.to_json(None) == {"requests": 1, "retries": 0, "answers": 1, "paused_seconds": 0.0}


def test_bodies():
    assert most_answer_tokens({"max_tokens": 5}) == most_answer_tokens(
        {"max_completion_tokens": 5}
    ) == 5  # fmt: skip
    assert most_answer_tokens({"max_tokens": "many"}) == most_answer_tokens({}) == 0
    assert as_json({"q": "ő"}) == '{"q":"ő"}'.encode()
    assert json.loads(as_json({"q": "\ud800"})) == {"q": "\ud800"}
