"""Codes of classes whose names stand beside a table of Hugging Face's datasets."""

import json
from collections.abc import Iterator, Mapping
from itertools import combinations

_KEY = b"huggingface"
_MOST_SHOWN = 3


def named_codes(metadata: Mapping[bytes, bytes] | None) -> frozenset[str]:
    """Columns of codes from 0 on that have names; `datasets` writes -1 where none was given."""
    return frozenset(_names(metadata))


def told_of_class_names(metadata: Mapping[bytes, bytes] | None) -> Iterator[str]:
    """Columns of codes whose names are the same in another order: equal codes are other classes.

    metadata: of a table's schema, where `datasets` writes the names of each `ClassLabel`.
    """
    names = _names(metadata)
    for (one, own), (other, others) in combinations(names.items(), 2):
        if own != others and sorted(own) == sorted(others):
            apart = [code for code, name in enumerate(own) if name != others[code]]
            shown = ", ".join(
                f"{code} is {own[code]!r} and {others[code]!r}" for code in apart[:_MOST_SHOWN]
            )
            yield (
                f"columns {one!r} and {other!r} hold codes whose names stand in another order in "
                f"the file ({shown}), and are compared as codes: write names, in pandas "
                f"`frame[{one!r}] = frame[{one!r}].map(dict(enumerate({own})))` and the same of "
                f"{other!r} with {others}"
            )


def _names(metadata: Mapping[bytes, bytes] | None) -> dict[str, list[str]]:
    if not metadata or _KEY not in metadata:
        return {}
    try:
        features = json.loads(metadata[_KEY])["info"]["features"]
        labels = {name: one["names"] for name, one in features.items() if "names" in one}
    except (KeyError, TypeError, ValueError, AttributeError):
        return {}
    return {
        name: own
        for name, own in labels.items()
        if isinstance(own, list) and all(isinstance(one, str) for one in own)
    }
