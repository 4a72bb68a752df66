"""How an exhibit was made, in a sentence."""

from collections.abc import Mapping
from typing import Any


def method_of(exhibit: Mapping[str, Any]) -> str:
    """The exhibit's own sentence; a bare name of a method is put into one."""
    said = str(exhibit["content"].get("method", ""))
    if " " in said:
        return said
    by = f" ({said})" if said else ""
    return f"Measured by {exhibit['probe']}{by}."
