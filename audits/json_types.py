"""JSON as Python has it: what is read, and what is built."""

from collections.abc import Mapping
from typing import Any, TypeAlias

# An object of a stored report or a message, which is read only.
Json: TypeAlias = Mapping[str, Any]
# One that its maker may still add to.
JsonObject: TypeAlias = dict[str, Any]
