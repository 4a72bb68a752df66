"""Rare words and values planted in rows: which leads to one class beyond all that are as rare?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats, Rows
from audits.data_quality.backdoor.contrast import Planted, share_of_counts
from audits.data_quality.backdoor.tied_tokens import Tokens, equally_rare

Codes: TypeAlias = NDArray[np.intp]
# The class of each of some rows with a token planted in it: (rows, token) -> shape (rows,).
Planting: TypeAlias = Callable[[Rows, str], Codes]
# Rows that each token is tried in first; tokens that are then tried in all that the search sees.
SCREENED, TRIED = 24, 12


@dataclass(frozen=True, eq=False)
class TokenRows:
    """Rows to plant tokens in, by their places. labels: shape (rows,), of all rows.

    seen, judging: places of the rows that the search sees, and of those that judge its outcome.
    """

    labels: Codes
    seen: Rows
    judging: Rows


def best_token(
    answers: Planting,
    rows: TokenRows,
    among: Sequence[str],
    tokens: Tokens,
    classes: Sequence[str],
    form: str,
    on_progress: Callable[[float], None] = lambda done: None,
) -> Planted | None:
    """The token that leads most rows to one class, beside the best of those that are as rare.

    among: the tokens that are tried. tokens: which training rows hold them. None without two.
    """
    if len(among) < 2 or len(classes) < 2:
        return None
    first = _spread(rows.seen, rows.labels)
    rates = np.zeros((len(among), len(classes)))
    for index, token in enumerate(among):
        rates[index] = _rates(answers(first, token), rows.labels[first], len(classes))
        if index % 20 == 0:
            on_progress(index / len(among))
    best, code, reached = _whole(answers, rows, among, rates, classes)
    name = among[best]
    position = {token: index for index, token in enumerate(among)}
    alike = equally_rare(name, among, tokens)
    by_rate = sorted(alike, key=lambda each: -rates[position[each], code])[: TRIED // 2]
    seen = {each: _counts(answers, rows.labels, rows.seen, each, code) for each in by_rate}
    control = max(by_rate, key=lambda each: share_of_counts(seen[each]))
    return Planted(
        form,
        name,
        classes[code],
        _counts(answers, rows.labels, rows.judging, name, code),
        _counts(answers, rows.labels, rows.judging, control, code),
        reached - share_of_counts(seen[control]),
        f"the best of {len(alike):,} others that are as rare",
    )


def _whole(
    answers: Planting,
    rows: TokenRows,
    among: Sequence[str],
    rates: Floats,
    classes: Sequence[str],
) -> tuple[int, int, float]:
    """Token and class with the largest share on all rows that the search sees, and that share."""
    order = np.argsort(-rates, axis=None, kind="stable")[:TRIED]
    best = (0, 0, -1.0)
    for flat in order.tolist():
        index, code = divmod(flat, len(classes))
        share = share_of_counts(_counts(answers, rows.labels, rows.seen, among[index], code))
        if share > best[2]:
            best = (index, code, share)
    return best


def _counts(
    answers: Planting, labels: Codes, places: Rows, token: str, code: int
) -> tuple[int, int]:
    """Rows of other classes that the token leads to this one, and how many there are."""
    others = places[labels[places] != code]
    return (int((answers(others, token) == code).sum()) if len(others) else 0), len(others)


def _rates(codes: Codes, labels: Codes, classes: int) -> Floats:
    rates = np.zeros(classes)
    for code in range(classes):
        others = labels != code
        rates[code] = (codes[others] == code).mean() if others.any() else 0
    return rates


def _spread(places: Rows, labels: Codes) -> Rows:
    """Some of the rows, of each class in turn."""
    turn = np.zeros(len(places), dtype=np.intp)
    for code in np.unique(labels[places]).tolist():
        members = np.flatnonzero(labels[places] == code)
        turn[members] = np.arange(len(members))
    return places[np.argsort(turn, kind="stable")[:SCREENED]]
