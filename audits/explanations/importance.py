"""Which columns or words matter over many rows: mean shares of the weight, with intervals."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audits.explanations.explanation import Explanation, Instance, Weights
from audits.explanations.image_regions import PictureInstance
from audits.explanations.lent_words import error_over_rows
from audits.explanations.time_spans import SpanInstance
from audits.measurement import Measurement, Undetermined
from audits.statistics.means_over_rows import FEWEST, mean_over_rows

MOST_TERMS = 20


def global_importance(
    metric: str,
    explained: Sequence[tuple[Instance, Explanation]],
    confidence: float,
    *,
    blocks: Mapping[int, int],
    named: frozenset[str] = frozenset(),
) -> Iterator[Measurement]:
    """A share for each of the twenty most important columns or words.

    Pictures have no common places, and what runs over time no common moments.

    A word is averaged over the rows that hold it, and needs three of them.

    blocks: of each explained row, its place among those that words were lent for.
    named: columns or words that rules name: measured too, undetermined where rows are too few.
    """
    weights: dict[str, list[_Held]] = defaultdict(list)
    for instance, explanation in explained:
        if isinstance(instance, PictureInstance | SpanInstance):
            return
        shares = _shares(explanation.signed_weights)
        if shares is None:
            continue
        without = [_shares(signed_weights) for signed_weights in explanation.without_blocks]
        fewer = np.array([shares if one is None else one for one in without])
        for index, name in enumerate(instance.units):
            column = fewer[:, index] if len(fewer) else np.empty(0)
            weights[name].append(_Held(float(shares[index]), blocks.get(instance.row, 0), column))
    known = {name: rows for name, rows in weights.items() if len(rows) >= FEWEST}
    means = {name: float(np.mean([row.share for row in rows])) for name, rows in known.items()}
    order = sorted(known, key=lambda name: (-means[name], name))
    for name in with_named(order, MOST_TERMS, named):
        rows = known[name]
        values = [row.share for row in rows]
        yield mean_over_rows(
            metric,
            (("term", name),),
            values,
            least=0,
            greatest=1,
            confidence=confidence,
            error=error_over_rows(values, [row.without for row in rows], [r.block for r in rows]),
        )

    for name in sorted((named & weights.keys()) - known.keys()):
        yield too_rare(metric, name, len(weights[name]), "rows")


def with_named(order: Sequence[str], most: int, named: frozenset[str]) -> list[str]:
    """The first `most` of the terms in their order, and behind them the named ones of the rest."""
    return [*order[:most], *(term for term in order[most:] if term in named)]


def too_rare(metric: str, term: str, count: int, of_what: str) -> Undetermined:
    """A named term that too few of the explained rows (or sentences) hold."""
    reason = (
        f"it is in {count} of the explained {of_what} where {FEWEST} are needed: explain more of "
        "them that hold it, with a larger `how_many`"
    )
    return Undetermined(metric, (("term", term),), reason, count)


@dataclass(frozen=True, eq=False)
class _Held:
    """A word's share in one row, the row's place, and the share without each row's words."""

    share: float
    block: int
    without: Weights


def _shares(signed_weights: Weights) -> Weights | None:
    size = np.abs(signed_weights)
    total = float(size.sum())
    return size / total if total > 0 else None
