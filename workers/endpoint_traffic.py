"""How fast an endpoint is asked, how often again, and what that came to.

Everything here runs in one event loop, so nothing is locked.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from audits.specification.endpoint import Traffic
from audits.specification.endpoint_usage import estimated_tokens, usage_of

# A server that is busy or broken for the moment; the same request may be answered a little later.
AGAIN = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
# Of these alone one that is asked about something malformed: a 500 is an answer then.
BUSY = frozenset({429, 502, 503, 504})
FIRST_PAUSE_SECONDS = 0.5
_MICRO = 1e-6  # prices are for a million tokens


class Spent(Exception):
    """The budget of the document is used up; the message says which."""


@dataclass
class Tally:
    """What was sent and came back. by_status: final answers; None where there was none.

    prompt_tokens, answer_tokens: by the server's own count; estimated: answers that came without
    one, whose tokens are four characters each.
    """

    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0
    counted: int = 0
    estimated: int = 0
    paused_seconds: float = 0.0
    by_status: Counter[int | None] = field(default_factory=Counter)

    @property
    def tokens(self) -> int:
        """Of prompts and answers."""
        return self.prompt_tokens + self.answer_tokens

    def cost(self, price: Mapping[str, Any] | None) -> float | None:
        """By the document's price; None where it states none."""
        if price is None:
            return None
        of_tokens = self.prompt_tokens * price["prompt"] + self.answer_tokens * price["answer"]
        return float(of_tokens * _MICRO + self.requests * price["request"])

    def to_json(self, price: Mapping[str, Any] | None) -> dict[str, Any]:
        """For the report; tokens only where the server or an estimate has any."""
        cost = self.cost(price)
        tokens = {
            "prompt_tokens": self.prompt_tokens,
            "answer_tokens": self.answer_tokens,
            **({"estimated": self.estimated} if self.estimated else {}),
        }
        return {
            "requests": self.requests,
            "retries": self.retries,
            "answers": sum(count for status, count in self.by_status.items() if status == 200),
            "paused_seconds": round(self.paused_seconds, 1),
            **(tokens if self.counted or self.estimated else {}),
            **({} if cost is None or price is None
               else {"cost": round(cost, 6), "currency": price["currency"]}),
        }  # fmt: skip


class Lane:
    """The way to one endpoint: so many requests at once, so many a minute, so much in all."""

    def __init__(
        self,
        traffic: Traffic,
        tally: Tally,
        *,
        counts_tokens: bool,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.tally = tally
        self._traffic, self._counts, self._clock = traffic, counts_tokens, clock
        self._places = asyncio.Semaphore(traffic.concurrency)
        self._next = self._open_at = 0.0
        self._reserved = 0

    @asynccontextmanager
    async def request(self, content: bytes, most_answer_tokens: int) -> AsyncIterator[None]:
        """A place for one try; raises `Spent` where the budget has no room for it.

        content: what is sent. most_answer_tokens: that the answer may have.
        """
        async with self._places:
            await self._wait()
            reserved = self._reserve(content, most_answer_tokens)
            self.tally.requests += 1
            try:
                yield
            finally:
                self._reserved -= reserved

    def _reserve(self, content: bytes, most_answer_tokens: int) -> int:
        most = self._traffic.most_requests
        if most is not None and self.tally.requests >= most:
            raise Spent(f"the {most:,} requests of `most_requests` are spent")
        most = self._traffic.most_tokens
        if most is None:
            return 0
        needed = estimated_tokens(content.decode()) + most_answer_tokens
        if self.tally.tokens + self._reserved + needed > most:
            raise Spent(
                f"{self.tally.tokens:,} of the {most:,} tokens of `most_tokens` are spent, and the "
                f"next request may take {needed:,}"
            )
        self._reserved += needed
        return needed

    async def _wait(self) -> None:
        """For its turn: the minute's rate, and the pause that the server asked for."""
        rate = self._traffic.requests_per_minute
        while True:
            now = self._clock()
            start = self._open_at if rate is None else max(self._open_at, self._next)
            if start <= now:
                break
            self.tally.paused_seconds += start - now if self._open_at > now else 0.0
            await asyncio.sleep(start - now)
        if rate is not None:
            self._next = max(now, self._next) + 60.0 / rate

    def pause(self, seconds: float) -> None:
        """Nobody asks before; others may have been told the same."""
        self._open_at = max(self._open_at, self._clock() + seconds)

    def delay(self, attempt: int, retry_after: float | None) -> float | None:
        """Seconds until the next try; None where the server asks for more than one waits.

        attempt: tries so far, from 0.
        """
        longest = self._traffic.longest_wait_seconds
        if retry_after is not None:
            return retry_after if retry_after <= longest else None
        # Spread, so that what failed together does not come again together.
        spread_seconds = FIRST_PAUSE_SECONDS * 2.0**attempt * random.uniform(0.75, 1.25)  # noqa: S311
        return min(spread_seconds, longest)

    def answered(self, content: bytes, status: int | None, text: str) -> None:
        """Count a final answer. status: None where none came."""
        self.tally.by_status[status] += 1
        if not self._counts or status is None or not 200 <= status < 300:
            return
        usage = usage_of(text)
        if usage is None:
            self.tally.estimated += 1
            usage = estimated_tokens(content.decode()), estimated_tokens(text)
        else:
            self.tally.counted += 1
        self.tally.prompt_tokens += usage[0]
        self.tally.answer_tokens += usage[1]


def most_answer_tokens(body: Mapping[str, Any]) -> int:
    """That the body lets an answer have; 0 where it does not say."""
    stated = body.get("max_tokens", body.get("max_completion_tokens"))
    return stated if isinstance(stated, int) and stated > 0 else 0


def as_json(body: Mapping[str, Any]) -> bytes:
    """As UTF-8; with half a character in it, which UTF-8 has not, as ASCII with escapes."""
    try:
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(body).encode()
