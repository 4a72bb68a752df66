"""The parent's end of the wire to an endpoint: it owns the connections, the key and the budget.

The child says only what to ask; where, is the plan's. So a model that took over the child could
speak to no other address than the endpoint under audit, and to that one no faster than the plan
lets it. Many requests are under way at once: each line has a number, and answers come as they come.
"""

import asyncio
import contextlib
import json
import logging
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from audits.specification.endpoint import Descriptor
from audits.specification.endpoint_pictures import most_request_bytes
from service.addresses import AddressRefused, Resolve, resolve
from workers.endpoint_keys import EndpointKey
from workers.endpoint_recording import Recording
from workers.endpoint_requests import MOST_ANSWER_BYTES, Requests, Unsent, opened
from workers.endpoint_traffic import AGAIN, BUSY, Lane, Spent, Tally, most_answer_tokens
from workers.wire import Wire, answer_line, numbered

__all__ = ["MOST_ANSWER_BYTES", "Carrier"]

# Tries of a request that is asked about something malformed.
FEW_TRIES = 3
# Lines that are read ahead of the requests under way, as a multiple of them: more than the child
# has unanswered at any time, so that neither end waits for the other.
READ_AHEAD = 4
# Answers wait so long to be written down and handed back together: the requests that take their
# places go out first, since the server's time is what an audit waits for.
TOGETHER_SECONDS = 0.001
# What stands for a line that is longer than any that is read.
TOO_LONG = b"\0"


def quiet() -> None:
    """Libraries that write down each header of an answer, where a server may repeat the key."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Carrier(Wire):
    """Carries what a child asks to the plan's endpoint, and to no other address.

    key: sent with each request. recording: is told each request and its answer. tally: counts what
    is sent, and may have counted for a carrier before this one.
    """

    def __init__(
        self,
        descriptor: Descriptor,
        *,
        allowed: Collection[str] = (),
        look_up: Resolve = resolve,
        key: EndpointKey | None = None,
        recording: Recording | None = None,
        tally: Tally | None = None,
    ) -> None:
        super().__init__()
        quiet()
        self.descriptor = descriptor
        self._allowed, self._look_up = allowed, look_up
        self._key, self._recording = key, recording
        self.tally = Tally() if tally is None else tally

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # the child, or this side, has gone
            asyncio.run(self._carry())

    async def _carry(self) -> None:
        most, longest = self.descriptor.traffic.concurrency, most_request_bytes(self.descriptor)
        reader, writer = await asyncio.open_unix_connection(sock=self._ours.dup(), limit=longest)
        async with opened(
            self.descriptor, allowed=self._allowed, look_up=self._look_up, key=self._key
        ) as requests:
            lane = Lane(
                self.descriptor.traffic, self.tally, counts_tokens=self.descriptor.counts_tokens
            )
            ahead = asyncio.Semaphore(READ_AHEAD * most)
            tasks: set[asyncio.Task[None]] = set()
            finished: deque[_Finished] = deque()
            is_any = asyncio.Event()

            async def one(line: bytes) -> None:
                number, content = numbered(line)
                if content == TOO_LONG:
                    body, answer = None, {"error": f"a request of more than {longest:,} bytes"}
                else:
                    body, answer = await self._answered(requests, lane, content)
                finished.append(_Finished(number, body, answer))
                is_any.set()

            async def hand_back() -> None:
                while True:
                    await is_any.wait()
                    if tasks:
                        await asyncio.sleep(TOGETHER_SECONDS)
                    is_any.clear()
                    count, lines = len(finished), self._written_down(finished)
                    with contextlib.suppress(OSError):
                        writer.write(lines)
                        await writer.drain()
                    # Not before: answers that the child does not take would heap up here.
                    for _ in range(count):
                        ahead.release()

            handing = asyncio.create_task(hand_back())
            try:
                while line := await _line(reader):
                    await ahead.acquire()
                    task = asyncio.create_task(one(line))
                    tasks.add(task)
                    task.add_done_callback(tasks.discard)
            finally:
                for task in tuple(tasks):
                    task.cancel()
                handing.cancel()
                await asyncio.gather(*tasks, handing, return_exceptions=True)
                self._written_down(finished)
                writer.close()

    def _written_down(self, finished: "deque[_Finished]") -> bytes:
        """The lines that go back, each in the recording before the child has it; none is left."""
        lines = bytearray()
        while finished:
            one = finished.popleft()
            if self._recording is not None and one.body is not None:
                self._recording.note(one.body, one.answer)
            lines += answer_line(one.number, one.answer)
        return bytes(lines)

    async def _answered(
        self, requests: Requests, lane: Lane, line: bytes
    ) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """What was asked, where that can be read, and the answer."""
        try:
            asked = json.loads(line)
            body, least = asked if isinstance(asked, list) else (asked, None)
            content = requests.content(body)
            seconds = self.descriptor.timeout_seconds
            seconds = seconds if least is None else min(seconds, float(least))
            most = most_answer_tokens(body)
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            return None, {"error": f"a request that cannot be read ({type(error).__name__})"}
        answer = await self._tried(requests, lane, content, most, seconds, once=least is not None)
        if self._key is not None and "error" in answer:
            answer["error"] = self._key.hide(answer["error"])
        lane.answered(content, answer.get("status"), answer.get("text", ""))
        return body, answer

    async def _tried(
        self, requests: Requests, lane: Lane, content: bytes, most: int, seconds: float, *,
        once: bool,
    ) -> dict[str, Any]:  # fmt: skip
        """The answer of the first try that has one, or of the last.

        once: how it is answered is what is asked; a busy server is waited for all the same.
        """
        tries = FEW_TRIES if once else 1 + self.descriptor.traffic.retries
        answer: dict[str, Any] = {}
        for attempt in range(tries):
            retry_after, waits_alone = None, True
            try:
                async with lane.request(content, most):
                    sent = await requests.send(content, seconds)
                answer = {"status": sent.status, "text": sent.text}
                if sent.status not in (BUSY if once else AGAIN):
                    return answer
                retry_after, waits_alone = sent.retry_after, sent.status not in BUSY
            except Spent as spent:
                return answer or {"error": str(spent), "spent": True}
            except AddressRefused as error:
                return {"error": f"its address is refused: {error}"}
            except TimeoutError:
                answer = {"error": f"no answer within {seconds:g} seconds", "timed_out": True}
            except Unsent as error:
                answer = {"error": str(error)}
            if "error" in answer and once:
                return answer
            delay = lane.delay(attempt, retry_after)
            if delay is None or attempt == tries - 1:
                break
            lane.tally.retries += 1
            if waits_alone:
                await asyncio.sleep(delay)
            else:
                lane.pause(delay)
        return answer


@dataclass(frozen=True, slots=True)
class _Finished:
    """An answer on its way back. body: None where the request could not be read."""

    number: bytes
    body: dict[str, Any] | None
    answer: dict[str, Any]


async def _line(reader: asyncio.StreamReader) -> bytes:
    """The next line; b"" at the end. Of one that is too long its number, and that it is."""
    number = b""
    while True:
        try:
            line = await reader.readuntil(b"\n")
        except asyncio.LimitOverrunError as error:
            passed = await reader.read(error.consumed)
            number = number or passed.partition(b" ")[0]
        except (asyncio.IncompleteReadError, OSError):
            return b""
        else:
            return number + b" " + TOO_LONG if number else line
