"""Square attack: random squares of one colour, kept where they help (Andriushchenko et al. 2020).

Sees probabilities alone. One question a row and step; rows that are turned are not asked again.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels
from audits.robustness.asking import Asker
from audits.robustness.losses import MARGIN, Labels
from audits.robustness.query_count import Queried

# Share of the pixels that a square covers at first, halved at these steps of 10,000 (paper, 4.1).
FIRST_SHARE = 0.8
HALVED = (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000)


def square_attack(
    asker: Asker,
    pixels: Pixels,
    labels: Labels,
    epsilon: float,
    queries: int,
    rng: np.random.Generator,
    on_asked: Callable[[float], None] = lambda share: None,
) -> Queried:
    """Each row's questions until it is turned within linf epsilon.

    pixels: shape (rows, channels, height, width), all answered rightly; labels: shape (rows,).
    queries: the most for a row. on_asked: is told the share of them that is done.
    """
    rows, channels, height, width = pixels.shape
    # Both ends of the ball, from which squares are copied.
    ends = tuple(np.clip(pixels + np.float32(sign * epsilon), 0, 1) for sign in (-1, 1))
    stripes = rng.integers(0, 2, (rows, channels, 1, width), dtype=bool)
    best: Pixels = np.where(stripes, ends[1], ends[0])
    queried = Queried.begin(rows)
    loss = _losses(asker, best, labels)
    queried.saw(np.arange(rows), loss > 0, best, 1)
    for step in range(1, queries):
        active = np.flatnonzero(~queried.turned)
        if not len(active):
            break
        side = _side(step, queries, height, width)
        tried = _with_squares(best[active], ends, active, side, rng)
        now = _losses(asker, tried, labels[active])
        better = now >= loss[active]
        best[active[better]], loss[active[better]] = tried[better], now[better]
        queried.saw(active, now > 0, tried, step + 1)
        on_asked(step / queries)
    return queried


def _losses(asker: Asker, pixels: Pixels, labels: Labels) -> NDArray[np.float64]:
    """How much more probable the strongest other class is, shape (rows,); above 0 is turned."""
    return MARGIN.value(asker.probabilities(pixels), labels)


def _side(step: int, queries: int, height: int, width: int) -> int:
    """The side of the square at this step, in pixels."""
    scaled = step / queries * 10_000
    share = FIRST_SHARE / 2 ** sum(scaled > point for point in HALVED)
    side = round(sqrt(share * height * width))
    return max(1, min(side, min(height, width) - 1))


def _with_squares(
    tried: Pixels,
    ends: tuple[Pixels, ...],
    rows: NDArray[np.intp],
    side: int,
    rng: np.random.Generator,
) -> Pixels:
    """Each row with a square of it moved to one end of the ball, an end a channel; in place.

    tried: the best of these rows so far, a copy. ends: of all rows, the darkest and brightest.
    """
    count, channels, height, width = tried.shape
    top = rng.integers(0, height - side + 1, count).tolist()
    left = rng.integers(0, width - side + 1, count).tolist()
    bright = rng.integers(0, 2, (count, channels)).tolist()
    # Slices row by row: quicker than one index of every pixel's place from some 5 x 5 on.
    for index, row in enumerate(rows.tolist()):
        down, right = slice(top[index], top[index] + side), slice(left[index], left[index] + side)
        for channel, end in enumerate(bright[index]):
            tried[index, channel, down, right] = ends[end][row, channel, down, right]
    return tried
