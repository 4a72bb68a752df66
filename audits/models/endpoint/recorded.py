"""Answers that an earlier audit recorded, in the place of an endpoint: nothing is sent."""

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from audits.errors import Refused
from audits.models.endpoint.carrying import Reply

FIELD = "model.endpoint.recorded"
# Unpacked; a small file may stand for a large one.
MOST_BYTES = 2 << 30
NOT_RECORDED = "the recording has no answer to this request: it was made of another audit"


class RecordedCarrier:
    """Answers each request as the endpoint did when it was asked the same.

    What was asked several times is answered in turn, and by the last answer from then on.
    repeated: how often an answer was given once more than it was recorded.
    """

    def __init__(self, answers: Mapping[str, Sequence[Reply]]) -> None:
        self._answers = answers
        self._taken: dict[str, int] = defaultdict(int)
        self.repeated = 0

    @classmethod
    def of(cls, path: Path) -> "RecordedCarrier":
        """The recording in a file, packed or not. Parses a stranger's bytes: in the sandbox.

        Raises `Refused` for what is none.
        """
        answers: dict[str, list[Reply]] = defaultdict(list)
        try:
            for line in _lines(path):
                written = json.loads(line)
                answers[_key(written["asked"])].append(Reply.from_json(written))
        except (
            OSError,
            EOFError,
            zlib.error,
            ValueError,
            KeyError,
            TypeError,
            RecursionError,
        ) as e:
            raise Refused.because(
                FIELD, f"is no recording ({type(e).__name__})",
                "give the conversations.jsonl.gz that an audit left beside its report",
                "not_a_recording",
            ) from e  # fmt: skip
        return cls(answers)

    def __call__(self, body: Mapping[str, Any], *, seconds: float | None = None) -> tuple[int, str]:
        """Status and text as they were; `ModelFailure` where there was none, or is none here."""
        return self._reply(body).taken()

    def many(
        self,
        bodies: Sequence[Mapping[str, Any]],
        *,
        window: int,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[tuple[int, Reply]]:
        """Each body's place with its reply, in order.

        bodies: of the requests. window: of no meaning here. stop: says that no more are wanted.
        """
        for index, body in enumerate(bodies):
            if stop():
                return
            yield index, self._reply(body)

    def _reply(self, body: Mapping[str, Any]) -> Reply:
        key = _key(body)
        replies = self._answers.get(key)
        if not replies:
            return Reply(error=NOT_RECORDED)
        turn = min(self._taken[key], len(replies) - 1)
        self.repeated += self._taken[key] >= len(replies)
        self._taken[key] += 1
        return replies[turn]


def _key(body: Mapping[str, Any]) -> str:
    return json.dumps(body, sort_keys=True)


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rb") if is_packed else path.open("rb") as stream:
        size = 0
        for line in stream:
            size += len(line)
            if size > MOST_BYTES:
                raise ValueError("it is too large")
            if line.strip():
                yield line.decode("utf-8", errors="surrogatepass")
