"""What the learned directions of a network's last layer carry along, as a table."""

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Column
from audits.explanations.learned_directions import Difference, along_learned, carried, too_few
from audits.measurement import Exhibit
from audits.probing.subject import Subject
from audits.statistics.shares import Stated
from audits.statistics.tests import holm

# Pairs of attributes in the table at most, in the order of the data's columns.
MOST_PAIRS = 30
MINUS = "\N{MINUS SIGN}"
# A direction tells its levels where this interval of their difference lies above 0. Folds share the
# rows that they learn from, so that the plain 95 % would let one of 13 directions of nothing pass.
APART = 0.99
CAPTION = (
    "A direction is learned from rows labelled with the one attribute, and other rows are laid "
    "along it (five folds); they are compared among rows that have the same level of it. "
    "Differences are in standard deviations; p exchanges the other attribute's levels, and is "
    "corrected over the table (Holm). Together: how the two go together in these rows (phi); of "
    "attributes that do, a direction learns both, whatever the network holds. That a direction "
    "carries something along does not say that an answer does."
)


def directions_table(
    columns: Sequence[Column],
    rows: NDArray[np.intp],
    layer: NDArray[np.float32],
    subject: Subject,
    stated: Stated,
) -> Iterator[Exhibit]:
    """One table of every two attributes; nothing where there is one attribute alone.

    columns: of categories. rows: that were asked. layer: shape (rows, width). stated: the
    confidence of intervals, and the fewest rows that decide anything.
    """
    pairs = list(permutations(columns, 2))
    if not pairs:
        return
    lines = [_line(*pair, rows, layer, subject, stated) for pair in pairs[:MOST_PAIRS]]
    tested = [line for line in lines if isinstance(line[2], Difference)]
    corrected = iter(holm([line[2].p_value for line in tested if isinstance(line[2], Difference)]))
    cells = [
        _told(one, other, outcome, next(corrected), stated.confidence)
        if isinstance(outcome, Difference)
        else [one, other, None, "", None, None, None, outcome]
        for one, other, outcome in lines
    ]
    content = {
        "head": ["Direction of", "Carries along", "Difference", "Interval", "Together", "p",
                 "p (Holm)", "Rows"],
        "rows": cells, "numeric": [2, 4, 5, 6], "caption": CAPTION,
        "left_out": len(pairs) - len(lines),
    }  # fmt: skip
    yield Exhibit("table", "What learned directions carry along", content)


def _line(
    column: Column,
    other: Column,
    rows: NDArray[np.intp],
    layer: NDArray[np.float32],
    subject: Subject,
    stated: Stated,
) -> tuple[str, str, Difference | str]:
    """The names of both sides, and the difference or why there is none."""
    codes, others = (each.categories.codes[rows] for each in (column, other))
    there = (codes >= 0) & (others >= 0)
    codes, others = codes[there], others[there]
    (own, is_first), (second, is_other) = _sides(column, codes), _sides(other, others)
    reason = too_few(is_first, is_other, stated.smallest_group)
    if reason is not None:
        return own, second, f"undetermined: {reason}"
    rng = subject.rng(f"directions {column.name} {other.name}")
    along = along_learned(layer[there], is_first, rng)
    apart = carried(along, is_other, is_first, rng, draws=0)
    if apart.limits(APART)[0] <= 0:
        return own, second, "undetermined: on rows held out the direction does not tell its levels"
    return own, second, carried(along, is_first, is_other, rng)


def _sides(column: Column, codes: NDArray[np.signedinteger]) -> tuple[str, NDArray[np.bool_]]:
    """The commonest level against all others: its words, and which rows have it."""
    levels = column.categories.levels
    sizes = np.bincount(codes, minlength=len(levels))
    first = int(sizes.argmax())
    others = [level for code, level in enumerate(levels) if sizes[code] and code != first]
    against = others[0] if len(others) == 1 else "all others"
    return f"{column.name}: {levels[first]} against {against}", codes == first


def _told(
    one: str, other: str, outcome: Difference, corrected: float, confidence: float
) -> list[str | float | None]:
    low, high = (f"{end:+.2f}".replace("-", MINUS) for end in outcome.limits(confidence))
    return [
        one, other, outcome.value, f"{low} to {high}", outcome.together, outcome.p_value,
        corrected, f"{outcome.rows:,}",
    ]  # fmt: skip
