"""Values that a model is fed and its encoders never saw: it answers as if nothing stood there."""

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from audits.data.dataset import Categories, Dataset, Texts

# From this share of a column's values on, the audit says so before anything else.
SHARE_FIRST = 0.1
_MOST_SHOWN = 5


@runtime_checkable
class Worded(Protocol):
    """A model whose file says which words it knows, by column."""

    @property
    def vocabularies(self) -> Mapping[str, frozenset[str]]:
        """Words by the column that feeds them."""
        ...


def unseen(data: Dataset, model: object) -> tuple[list[str], list[str]]:
    """A sentence for each column with such values: those with over a tenth, and the others."""
    first: list[str] = []
    others: list[str] = []
    if not isinstance(model, Worded):
        return first, others
    for name, known in model.vocabularies.items():
        counts = _counts(data, name)
        strange = {value: count for value, count in counts.items() if value not in known}
        lost, total = sum(strange.values()), sum(counts.values())
        if lost:
            far = lost > SHARE_FIRST * total
            (first if far else others).append(_warning(name, strange, lost, total, known, far))
    return first, others


def _counts(data: Dataset, name: str) -> dict[str, int]:
    """How often each value is fed; a missing one is fed as an empty text."""
    match data.fed_values(name):
        case Categories(codes, levels):
            amounts = np.bincount(codes + 1, minlength=len(levels) + 1).tolist()
            counts = {value: n for value, n in zip(("", *levels), amounts, strict=True) if n}
            if amounts[0] and "" in levels:
                counts[""] = amounts[0] + amounts[1 + levels.index("")]
            return counts
        case Texts(values):
            texts, amounts = np.unique(
                np.array(["" if value is None else value for value in values]), return_counts=True
            )
            return dict(zip(texts.tolist(), amounts.tolist(), strict=True))
    return {}


def _warning(
    name: str,
    strange: Mapping[str, int],
    lost: int,
    total: int,
    known: frozenset[str],
    far: bool,
) -> str:
    ordered = sorted(strange.items(), key=lambda item: -item[1])
    shown = ", ".join(f"{value[:40]!r} ({count:,})" for value, count in ordered[:_MOST_SHOWN])
    more = f" and {len(ordered) - _MOST_SHOWN:,} more" if len(ordered) > _MOST_SHOWN else ""
    words = ", ".join(map(repr, _first(sorted(known))))
    text = (
        f"{lost:,} of {total:,} values of column {name!r} ({100 * lost / total:.1f} %) are words "
        f"that the model never saw: {shown}{more}; it knows {words}"
    )
    if far:
        text += ". Its answers there say little of it: compare how the file spells them"
    return text


def _first(words: Sequence[str]) -> list[str]:
    return [word[:40] for word in words[:_MOST_SHOWN]]
