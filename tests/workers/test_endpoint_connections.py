"""Real requests to a server on the loopback."""

import asyncio
import json

import httpx
import pytest

from tests.endpoint_server import DROP, answering, said
from tests.local_hosts import LOCAL
from workers.endpoint_connections import OneConnectionEach

pytestmark = pytest.mark.allow_hosts(LOCAL)


def asked(answer, count, *, at_once, seconds=0.0):
    """What became of so many requests, and how many connections there were."""

    async def all_of_them(url):
        transport, gate = OneConnectionEach(), asyncio.Semaphore(at_once)
        async with httpx.AsyncClient(transport=transport, trust_env=False) as client:

            async def one(number):
                async with gate:
                    try:
                        return (await client.post(url, json=number)).status_code
                    except httpx.HTTPError as error:
                        return type(error).__name__

            return await asyncio.gather(*map(one, range(count))), len(transport._all)

    with answering(answer, seconds=seconds) as served:
        return asyncio.run(all_of_them(served.url))


def test_there_are_as_many_connections_as_requests_at_once():
    statuses, connections = asked(lambda *_: said("Yes."), 40, at_once=4, seconds=0.01)
    assert statuses == [200] * 40
    assert connections == 4


def test_a_connection_that_is_dropped_is_free_for_the_next_request():
    def answer(body, number):
        return DROP if body % 3 == 0 else (200, {}, json.dumps(body))

    statuses, connections = asked(answer, 30, at_once=2)
    assert [status for number, status in enumerate(statuses) if number % 3] == [200] * 20
    assert set(statuses[::3]) == {"RemoteProtocolError"}
    assert connections == 2
