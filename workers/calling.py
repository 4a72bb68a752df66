"""A model that lives in this process, asked for a child: a wire whose answers a function makes."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from audits.errors import AuditError
from workers.wire import Answer, Wire

# Answers to columns of values: `{"columns": {name: values}}` in, JSON out.
Ask = Callable[[dict[str, Any]], dict[str, Any]]


class Caller(Wire):
    """Asks the function; what it raises reaches the child as the reason of a failure."""

    # A few thousand rows with long texts.
    most_request_bytes = 256 << 20

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask

    @contextmanager
    def _answering(self) -> Iterator[Answer]:
        yield self._answer

    def _answer(self, line: bytes) -> dict[str, Any]:
        try:
            return {"status": 200, "text": json.dumps(self._ask(json.loads(line)))}
        except AuditError as error:
            return {"error": str(error)}
        except BaseException as error:  # the user's function may even call sys.exit: told as well
            return {"error": f"{type(error).__name__}: {error}"[:2000]}
