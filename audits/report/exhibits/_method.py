"""How an exhibit was made, in a sentence."""

from collections.abc import Mapping
from typing import Any


def method_of(exhibit: Mapping[str, Any]) -> str:
    """The exhibit's own sentence; a bare name of a method is put into one."""
    method = str(exhibit["content"].get("method", ""))
    if " " in method:
        return method
    by = f" ({method})" if method else ""
    return f"Measured by {exhibit['probe']}{by}."
