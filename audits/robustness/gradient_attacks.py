"""Attacks that follow the model's own slopes: FGSM, PGD and APGD, in a ball of either norm.

Each takes pixels with their labels and gives changed pixels, in the same order and shape; whether
they turn the answer is asked of the model itself by whoever called. Rows whose scores are turned
already are not stepped any further.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from audits.models import Slopes
from audits.perturbations.norm_balls import (
    Norm,
    Pixels,
    direction,
    linf_ends,
    project,
    random_start,
)
from audits.robustness.losses import CROSS_ENTROPY, LOGIT_RATIO, Labels, Loss, Scores

# A path of so many steps goes so many radii far: enough to cross the ball (Madry et al. 2018).
REACH = 2.5
# APGD: share of momentum, checkpoints, and the share of rising steps (Croce & Hein 2020, 3.1).
MOMENTUM, FIRST_CHECK, LESS, SHORTEST, RISING = 0.75, 0.22, 0.03, 0.06, 0.75


@dataclass(eq=False)
class Ball:
    """Where an attack looks. slopes: of the model. norm, epsilon: of the changes.

    on_passes: is told how many rows went forward and back, after each step. passed: how many did.
    """

    slopes: Slopes
    norm: Norm
    epsilon: float
    on_passes: Callable[[int], None] = lambda rows: None
    passed: int = 0

    def uphill(self, pixels: Pixels, labels: Labels, loss: Loss) -> tuple[Scores, Pixels]:
        """Scores, and the slope of the loss along the pixels. labels: shape (rows,)."""
        scores, gradient = self.slopes.gradient(
            pixels, lambda batch, rows: loss.slope(batch, labels[rows])
        )
        self.passed += len(pixels)
        self.on_passes(len(pixels))
        # What is no number leads nowhere; how many are is one of the checks. Looked for place by
        # place only where the sum, which one of them would spoil, is none.
        if not np.isfinite(gradient.sum()):
            np.nan_to_num(gradient, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
        return scores, gradient


def fgsm(ball: Ball, pixels: Pixels, labels: Labels, loss: Loss = CROSS_ENTROPY) -> Pixels:
    """One step to the edge of the ball (Goodfellow, Shlens & Szegedy 2015).

    pixels: shape (rows, channels, height, width); labels: shape (rows,). loss: what is to rise.
    """
    _, gradient = ball.uphill(pixels, labels, loss)
    moved = pixels + np.float32(ball.epsilon) * direction(gradient, ball.norm)
    return project(moved, pixels, ball.norm, ball.epsilon)


def pgd(
    ball: Ball,
    pixels: Pixels,
    labels: Labels,
    *,
    steps: int,
    rng: np.random.Generator | None = None,
    loss: Loss = CROSS_ENTROPY,
    to_the_edge: bool = False,
) -> Pixels:
    """Projected gradient steps from a random start (Madry et al. 2018); without rng from the row.

    pixels: shape (rows, channels, height, width); labels: shape (rows,). steps: so many, of
    REACH / steps radii each. loss: what is to rise. to_the_edge: go on where scores are turned.
    """
    moved = pixels.copy()
    if rng is not None:
        moved = random_start(pixels, ball.norm, ball.epsilon, rng)
    size = np.float32(REACH * ball.epsilon / steps)
    ends = linf_ends(pixels, ball.epsilon) if ball.norm is Norm.LINF else None
    # All rows are a view, which costs nothing, until the first has been turned.
    rows: NDArray[np.intp] | slice = slice(None)
    active = np.arange(len(pixels))
    for _ in range(steps):
        loss_part = loss.of(active)
        scores, gradient = ball.uphill(moved[rows], labels[rows], loss_part)
        going = ~loss_part.reached(scores, labels[rows]) | to_the_edge
        if not going.all():
            active, gradient = active[going], gradient[going]
            rows = active
        if not len(active):
            break
        stepped = direction(gradient, ball.norm)
        stepped *= size
        stepped += moved[rows]
        if ends is None:
            moved[rows] = project(stepped, pixels[rows], ball.norm, ball.epsilon)
            continue
        np.minimum(stepped, ends[1][rows], out=stepped)
        moved[rows] = np.maximum(stepped, ends[0][rows], out=stepped)
    return moved


def apgd(
    ball: Ball,
    pixels: Pixels,
    labels: Labels,
    *,
    steps: int,
    rng: np.random.Generator,
    loss: Loss = LOGIT_RATIO,
) -> Pixels:
    """PGD with momentum whose step is halved where it no longer helps (Croce & Hein 2020).

    pixels: shape (rows, channels, height, width); labels: shape (rows,). steps: so many. loss: what
    is to rise. Of each row the first point that turns its scores is returned, or that of the
    greatest loss.
    """
    checks = _checkpoints(steps)
    moved = random_start(pixels, ball.norm, ball.epsilon, rng)
    best = moved.copy()
    state = _Climb.begin(len(pixels), 2 * ball.epsilon)
    before = moved.copy()
    active = np.arange(len(pixels))
    for step in range(steps):
        loss_part = loss.of(active)
        scores, gradient = ball.uphill(moved[active], labels[active], loss_part)
        values = loss_part.value(scores, labels[active])
        state.see(active, values)
        lost = loss_part.reached(scores, labels[active])
        better = active[(values >= state.best[active]) | lost]
        best[better] = moved[better]
        going = ~lost
        active, gradient = active[going], gradient[going]
        if not len(active):
            return best
        if step in checks:
            again = state.check(active, step - checks[step])
            moved[again] = best[again]
            before[again] = best[again]
        width = state.width[active].astype(np.float32).reshape(-1, 1, 1, 1)
        here = moved[active]
        target = project(
            here + width * direction(gradient, ball.norm), pixels[active], ball.norm, ball.epsilon
        )
        momentum = np.float32(MOMENTUM if step else 1.0)
        carried = here + momentum * (target - here) + (1 - momentum) * (here - before[active])
        before[active] = here
        moved[active] = project(carried, pixels[active], ball.norm, ball.epsilon)
    loss_part, scores = loss.of(active), ball.slopes.scores(moved[active])
    values = loss_part.value(scores, labels[active])
    better = active[(values >= state.best[active]) | loss_part.reached(scores, labels[active])]
    best[better] = moved[better]
    return best


@dataclass(eq=False)
class _Climb:
    """Of each row: its step, its greatest loss, and how it has risen since the last checkpoint."""

    width: NDArray[np.float64]
    best: NDArray[np.float64]
    last: NDArray[np.float64]
    rises: NDArray[np.intp]
    best_then: NDArray[np.float64]
    halved: NDArray[np.bool_]

    @classmethod
    def begin(cls, rows: int, width: float) -> "_Climb":
        lowest = np.full(rows, -np.inf)
        return cls(
            np.full(rows, width, dtype=np.float64), lowest, lowest.copy(),
            np.zeros(rows, np.intp), lowest.copy(), np.ones(rows, bool),
        )  # fmt: skip

    def see(self, rows: NDArray[np.intp], values: NDArray[np.float64]) -> None:
        """The losses of these rows where they are now."""
        self.rises[rows] += values > self.last[rows]
        self.last[rows] = values
        self.best[rows] = np.maximum(self.best[rows], values)

    def check(self, rows: NDArray[np.intp], steps: int) -> NDArray[np.intp]:
        """Halve the steps of rows that rise too seldom or no more; these go back to their best."""
        seldom = self.rises[rows] < RISING * steps
        stuck = ~self.halved[rows] & (self.best[rows] <= self.best_then[rows])
        again = rows[seldom | stuck]
        self.halved[rows] = seldom | stuck
        self.width[again] /= 2
        self.rises[rows] = 0
        self.best_then[rows] = self.best[rows]
        return again


def _checkpoints(steps: int) -> dict[int, int]:
    """Step -> the checkpoint before it."""
    shares, last = [0.0, FIRST_CHECK], FIRST_CHECK
    while last < 1:
        last += max(shares[-1] - shares[-2] - LESS, SHORTEST)
        shares.append(last)
    places = [int(np.ceil(share * steps)) for share in shares if share <= 1]
    return {now: before for before, now in pairwise(places) if now > before}
