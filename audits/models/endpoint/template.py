"""A request of one's own: a template whose places are filled, and the way to the answer's text."""

import re
from collections.abc import Mapping
from typing import Any


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """The template with its places filled, inside strings and nowhere else.

    values: by the name that stands in braces. A string that is nothing but a place becomes the
    value itself, a number too.
    """
    if isinstance(template, str):
        whole = next((name for name in values if template == f"{{{name}}}"), None)
        if whole is not None and not isinstance(values[whole], str):
            return values[whole]
        return _once(template, values)
    if isinstance(template, Mapping):
        return {key: filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [filled(value, values) for value in template]
    return template


def _once(template: str, values: Mapping[str, Any]) -> str:
    """Places that a filled-in value holds stay as they are: they are what is asked about."""
    names = "|".join(map(re.escape, values))
    return re.sub(rf"\{{({names})\}}", lambda match: str(values[match[1]]), template)


def reached(answer: Any, path: str) -> Any:
    """What stands there.

    answer: JSON. path: names and numbers of places with dots between, `choices.0.text`. Raises
    `KeyError`, `IndexError`, `ValueError` or `TypeError` where nothing does.
    """
    node = answer
    for step in path.split("."):
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node
