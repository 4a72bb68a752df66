"""The kinds of model that a document may name, without importing an adapter.

`models.json` is written by `python -m audits.running.publish` from the adapters themselves.
"""

import json
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

PATH = Path(__file__).parent / "models.json"
# Models of which nothing is uploaded.
RECORDED = "recorded"
ELSEWHERE = ("endpoint", RECORDED)
# A function of the process that asked for the audit: plans have it, no document can name it.
CALLABLE = "callable"


@cache
def uploaded_formats() -> tuple[str, ...]:
    """The formats of files and folders, as `model.format` names them."""
    return tuple(json.loads(PATH.read_text(encoding="utf-8"))["formats"])


def _known(name: str) -> str:
    known = (*uploaded_formats(), *ELSEWHERE)
    if name not in (*known, CALLABLE):
        raise PydanticCustomError(
            "literal_error", "one of {expected}", {"expected": ", ".join(map(repr, known))}
        )
    return name


FormatName = Annotated[str, AfterValidator(_known)]
