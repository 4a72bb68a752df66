"""What an endpoint was asked and answered, line by line, so that an audit can be made again."""

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# A recording is of conversations, not of everything an endpoint ever said.
MOST_BYTES = 1 << 30


class Recording:
    """A file of JSON lines, packed: `asked`, and `status` with `text`, or `error`.

    The key is in none of them: it is no part of a body, and hidden in answers.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        packed = gzip.open(path, "wt", encoding="utf-8", errors="surrogatepass", compresslevel=3)  # noqa: SIM115 (closed by `__exit__`)
        self._file = packed
        self._written = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
        except OSError:
            self._written = MOST_BYTES + 1

    @property
    def is_whole(self) -> bool:
        """False where it ends before the audit: it would grow too large, or the disk is full."""
        return self._written <= MOST_BYTES

    def note(self, body: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """One request and its final answer."""
        if not self.is_whole:
            return
        line = json.dumps({"asked": body, **answer}, sort_keys=True)
        self._written += len(line)
        if not self.is_whole:
            return
        try:
            self._file.write(line + "\n")
        except OSError:  # the audit goes on: an answer that came is worth more than its copy
            self._written = MOST_BYTES + 1
