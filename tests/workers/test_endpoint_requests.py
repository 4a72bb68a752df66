"""One request: where it goes, in what form, and for how long one waits."""

import asyncio
import gzip
import json
from datetime import UTC, datetime
from email.utils import formatdate

import httpx
import pytest

from audits.specification.endpoint import Descriptor, Key
from service.addresses import AddressRefused
from tests.endpoint_server import DROP, answering, said
from tests.local_hosts import LOCAL
from workers.aws_signature import Credentials, signed_headers
from workers.endpoint_keys import EndpointKey
from workers.endpoint_requests import OneConnectionEach, Unsent, _seconds_of, opened

pytestmark = pytest.mark.allow_hosts(LOCAL)
SECRET = "sk-0123456789abcdef"


def sent(url, body, *, count=1, seconds=5.0, form="mlflow", layout="", look_up=None, key=None,
         allowed=("127.0.0.1:*", "models.test:*")):  # fmt: skip
    async def run():
        descriptor = Descriptor(url, form, layout=layout)
        look = look_up or (lambda host, port: ["127.0.0.1"])
        async with opened(descriptor, allowed=allowed, look_up=look, key=key) as requests:
            return [await requests.send(requests.content(body), seconds) for _ in range(count)]

    return asyncio.run(run())


def test_a_name_is_looked_up_once_and_the_connection_goes_there():
    """The name would lead elsewhere a moment later."""
    looked_up = []

    def look_up(host, port):
        looked_up.append(host)
        return ["127.0.0.1"] if len(looked_up) == 1 else ["169.254.169.254"]

    with answering(lambda body, number: (200, {}, "{}")) as served:
        url = served.url.replace("127.0.0.1", "models.test")
        answers = sent(url, {"a": 1}, count=3, look_up=look_up)
    assert [answer.status for answer in answers] == [200] * 3
    assert looked_up == ["models.test"]
    assert {headers["Host"] for _, headers, _ in served.asked} == {url.removeprefix("http://")}


def test_a_private_address_is_refused():
    with answering(lambda body, number: (200, {}, "{}")) as served:
        with pytest.raises(AddressRefused):
            sent(served.url, {}, allowed=())
        assert served.asked == []


def test_a_csv_goes_out_as_one():
    with answering(lambda body, number: (200, {}, "0.5\n")) as served:
        (answer,) = sent(served.url, {"csv": "1,2\n"}, form="sagemaker", layout="csv")
    ((_, headers, body),) = served.asked
    assert (headers["Content-Type"], headers["Accept"], body) == ("text/csv", "text/csv", "1,2\n")
    assert answer.text == "0.5\n"


def test_a_key_goes_out_in_its_header_and_does_not_come_back():
    key = EndpointKey(Key("A_KEY", "api-key"), SECRET)
    with answering(lambda body, number: (200, {}, f'{{"you": "{SECRET}"}}')) as served:
        (answer,) = sent(served.url, {}, key=key)
    assert served.asked[0][1]["api-key"] == SECRET
    assert answer.text == '{"you": "[key]"}'


def test_a_connection_that_is_dropped_is_told():
    with answering(lambda body, number: None) as served, pytest.raises(Unsent, match="Protocol"):
        sent(served.url, {})


def test_one_answer_leaves_nothing_behind_for_the_next_request():
    with answering(lambda body, number: (200, {"Set-Cookie": "seen=1"}, "{}")) as served:
        sent(served.url, {}, count=2)
    assert ["Cookie" in headers for _, headers, _ in served.asked] == [False, False]


def test_an_answer_that_is_packed_all_the_same_is_read():
    packed = {"Content-Encoding": "gzip"}
    with answering(
        lambda body, number: (200, packed, gzip.compress(b'{"a": "\xc5\x91"}'))
    ) as served:
        (answer,) = sent(served.url, {})
    assert answer.text == '{"a": "ő"}'


def test_the_time_is_for_all_of_it():
    late = pytest.raises(TimeoutError)
    with answering(lambda body, number: (200, {}, "{}"), seconds=0.5) as served, late:
        sent(served.url, {}, seconds=0.1)


@pytest.mark.parametrize(
    ("text", "seconds"), [("3", 3), ("0.5", 0.5), ("soon", None), ("", None), ("-1", None),
                          ("1.2.3", None), ("²", None)],
)  # fmt: skip
def test_a_wait_is_read(text, seconds):
    assert _seconds_of(text) == seconds


def test_a_wait_until_a_moment_is_read():
    import time

    assert 5 < _seconds_of(formatdate(time.time() + 8, usegmt=True)) <= 8
    assert _seconds_of(formatdate(time.time() - 8, usegmt=True)) == 0


def asked_at_once(answer, count, *, at_once, seconds=0.0):
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
    statuses, connections = asked_at_once(lambda *_: said("Yes."), 40, at_once=4, seconds=0.01)
    assert statuses == [200] * 40
    assert connections == 4


def test_a_connection_that_is_dropped_is_free_for_the_next_request():
    def answer(body, number):
        return DROP if body % 3 == 0 else (200, {}, json.dumps(body))

    statuses, connections = asked_at_once(answer, 30, at_once=2)
    assert [status for number, status in enumerate(statuses) if number % 3] == [200] * 20
    assert set(statuses[::3]) == {"RemoteProtocolError"}
    assert connections == 2


def test_a_request_for_aws_is_signed_and_its_secret_stays():
    """Each by its own body; the signature is that of the time which is sent with it."""
    key = EndpointKey(Key("AWS", region="eu-west-1"), f"AKIDEXAMPLE:{SECRET}")
    with answering(lambda body, number: (403, {}, f"no {SECRET} of AKIDEXAMPLE")) as served:
        answers = sent(f"{served.url}/endpoints/e/invocations", {"a": 1}, count=2, key=key)
    for (_, headers, body), answer in zip(served.asked, answers, strict=True):
        moment = datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        assert abs((datetime.now(UTC) - moment).total_seconds()) < 60
        expected = signed_headers(
            Credentials("AKIDEXAMPLE", SECRET), f"{served.url}/endpoints/e/invocations",
            {"Host": headers["Host"], "Content-Type": headers["Content-Type"]},
            json.dumps(body, separators=(",", ":")).encode(), region="eu-west-1",
            service="sagemaker", now=moment,
        )  # fmt: skip
        assert headers["Authorization"] == expected["Authorization"]
        assert SECRET not in str(headers)
        assert answer.text == "no [key] of [key]"
