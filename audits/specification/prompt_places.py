"""Places in a question about a row: a question without any would be the same about everybody."""

import re
from collections.abc import Collection, Mapping, Sequence

from audits.errors import Refused
from audits.specification.suggestions import listed, nearest

_PLACE = re.compile(r"\{(\w+)\}")


def places_of(inputs: Mapping[str, Sequence[str]]) -> list[str]:
    """What may stand in braces: an input of one column by its own name, else each column.

    inputs: of the model, each with the columns that feed it.
    """
    return [name for given, fed in inputs.items() for name in ([given] if len(fed) == 1 else fed)]


def check_places(prompt: str, known: Collection[str]) -> None:
    """Raise `Refused` where a question has no place for a column, or one for none that is sent.

    prompt: as the document has it. known: what may stand in braces.
    """
    for name in _PLACE.findall(prompt):
        if name not in known:
            raise _refused(
                f"no column {name!r} is sent, so that the question would hold {{{name}}} as it is",
                nearest(name, known),
            )
    if not any(f"{{{name}}}" in prompt for name in known):
        raise _refused(
            "the question has no place for a column, and would be the same about every row",
            f"write columns in braces: {listed(f'{{{name}}}' for name in known)}",
        )


def _refused(reason: str, remedy: str) -> Refused:
    return Refused.because("model.endpoint.prompt", reason, remedy, "prompt_without_place")
