"""An upload in parts, against the server as it runs: gunicorn ends bodies in its own way."""

import os
from collections.abc import Iterator

import httpx
import pytest

from tests.end_to_end.running import Running, api

SIZE = 3_000_000


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with api(tmp_path_factory.mktemp("uploads")) as found:
        yield found


@pytest.fixture
def http(running: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=running.url, headers=running.headers) as found:
        yield found


def opened(http: httpx.Client, size: int) -> str:
    answer = http.post("/v1/models", headers={"Upload-Length": str(size)})
    assert answer.status_code == 201
    return answer.headers["Location"]


def part(http: httpx.Client, place: str, content: bytes, offset: int) -> httpx.Response:
    headers = {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"}
    return http.patch(place, content=content, headers=headers)


def chunked(http: httpx.Client, place: str, content: bytes) -> httpx.Response:
    headers = {"Upload-Offset": "0", "Content-Type": "application/octet-stream"}
    halves = (content[: len(content) // 2], content[len(content) // 2 :])
    return http.patch(place, content=iter(halves), headers=headers)


def test_a_file_in_two_parts_arrives_whole(http: httpx.Client) -> None:
    content = os.urandom(SIZE)
    place = opened(http, SIZE)
    first = part(http, place, content[: SIZE // 3], 0)
    assert (first.status_code, first.headers["Upload-Offset"]) == (200, str(SIZE // 3))
    second = part(http, place, content[SIZE // 3 :], SIZE // 3)
    assert second.status_code == 201
    assert second.json()["size_bytes"] == SIZE


@pytest.mark.parametrize("more", [0, 1, 100_000])
def test_exactly_the_announced_bytes_are_taken_without_a_length_too(
    http: httpx.Client, more: int
) -> None:
    answer = chunked(http, opened(http, SIZE), os.urandom(SIZE + more))
    assert answer.status_code == (413 if more else 201)
