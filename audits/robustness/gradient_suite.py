"""Attacks by gradients as a set: each alone at the stated size, all together at every size.

A row that is turned at one size is turned at every larger one, since the change is in the larger
ball too; so it is not asked again there, and the curve falls by construction.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.models import Slopes
from audits.perturbations.norm_balls import Norm, Pixels, random_start
from audits.robustness.asking import Asker
from audits.robustness.gradient_attacks import Ball, apgd, fgsm, pgd
from audits.robustness.losses import CROSS_ENTROPY, LOGIT_RATIO, Labels, Loss, Scores, toward
from audits.robustness.masking import (
    FALLING,
    FLAT,
    MOST_BY_RESTART,
    MOST_FLAT,
    NOISE,
    ONE_STEP,
    RESTARTS,
    UNBOUNDED,
    UNSTEADY,
    Sign,
    beaten,
    counted,
)
from audits.robustness.threat import Threat

AttackName: TypeAlias = Literal["fgsm", "pgd", "apgd-ce", "apgd-dlr"]
# Of a targeted attack, how many other classes are tried, the most probable first (AutoAttack's 9).
MOST_TARGETS = 9
# Draws of noise beside the attack, and starts where every pixel may take any value.
NOISE_DRAWS, UNBOUNDED_STARTS = 5, 3
LOSSES: dict[str, Loss] = {"apgd-ce": CROSS_ENTROPY, "apgd-dlr": LOGIT_RATIO}


@dataclass(frozen=True)
class Effort:
    """steps: of each attack but FGSM. restarts: random starts of each of them."""

    steps: int
    restarts: int

    @property
    def description(self) -> str:
        """`20 steps, 2 starts`."""
        return f"{self.steps} steps, {self.restarts} start{'' if self.restarts == 1 else 's'}"


def most_passes(
    names: Sequence[AttackName], sizes: int, effort: Effort, classes: int | None = None
) -> int:
    """Passes of one row at most, forward and back counted as two, the checks among them.

    sizes: how many epsilons. classes: of the model, where the attack is targeted.
    """
    tries = 1 if classes is None else min(MOST_TARGETS, max(1, classes - 1))
    single = sum(
        (2 + 1) if name == "fgsm" else effort.restarts * (2 * effort.steps + 2) for name in names
    )
    # Scores that order the classes, once an attack, size and start.
    ordered = 0 if classes is None else sizes * len(names) * effort.restarts
    longest = max(20, effort.steps)
    checks = UNBOUNDED_STARTS * (2 * longest + 1) + 2 * max(2, effort.steps // 4) + 3 + NOISE_DRAWS
    # The conversion compared, each row asked twice more, and the changed pictures that are shown.
    return sizes * tries * single + ordered + checks + 2 + 2 + 1


@dataclass(eq=False)
class Suite:
    """A model under attack. pixels: shape (rows, channels, height, width); labels: shape (rows,).

    Those rows alone that are answered rightly. asker: asks the model itself. on_passes: is told how
    many rows went through, forward and back. made: of each row the changed pixels that turned it at
    the stated size, where it was turned.
    """

    asker: Asker
    slopes: Slopes
    threat: Threat
    effort: Effort
    pixels: Pixels
    labels: Labels
    rng: Callable[[str], np.random.Generator]
    on_passes: Callable[[int], None] = lambda rows: None
    made: dict[int, Pixels] = field(default_factory=dict)
    last_restart: Flags = field(default_factory=lambda: np.zeros(0, dtype=bool))
    passed: int = 0

    def alone(self, name: AttackName, epsilon: float) -> Flags:
        """What one attack turns, shape (rows,); every row is tried."""
        return self.broken(name, epsilon, np.zeros(len(self.pixels), dtype=bool))

    def broken(self, name: AttackName, epsilon: float, before: Flags) -> Flags:
        """What is turned with this attack beside what was before, shape (rows,)."""
        turned = before.copy()
        starts = 1 if name == "fgsm" else self.effort.restarts
        for start in range(starts):
            standing = np.flatnonzero(~turned)
            newly = np.zeros(len(turned), dtype=bool)
            for changed, rows in self._tries(name, epsilon, start, standing, turned):
                hit = self.asker.codes(changed) != self.labels[rows]
                newly[rows[hit]] = turned[rows[hit]] = True
                if epsilon == self.threat.epsilon:
                    self.made |= {
                        int(row): picture
                        for row, picture in zip(rows[hit], changed[hit], strict=True)
                        if int(row) not in self.made
                    }
            if starts > 1 and start == starts - 1:
                self.last_restart = newly
        return turned

    def _tries(
        self,
        name: AttackName,
        epsilon: float,
        start: int,
        standing: NDArray[np.intp],
        turned: Flags,
    ) -> Iterator[tuple[Pixels, NDArray[np.intp]]]:
        """Changed pixels and their rows; toward each class where that is the threat."""
        if not self.threat.targeted:
            if len(standing):
                yield self._perturbed(name, epsilon, start, standing, None), standing
            return
        order = np.argsort(-self.slopes.scores(self.pixels), axis=1, kind="stable")
        for rank in range(min(MOST_TARGETS, order.shape[1] - 1)):
            rows = standing[~turned[standing]]
            if not len(rows):
                return
            others = np.array([codes[codes != label][rank] for codes, label in
                               zip(order[rows], self.labels[rows], strict=True)])  # fmt: skip
            yield self._perturbed(name, epsilon, start, rows, toward(others)), rows

    def _perturbed(
        self,
        name: AttackName,
        epsilon: float,
        start: int,
        rows: NDArray[np.intp],
        loss: Loss | None,
    ) -> Pixels:
        ball = Ball(self.slopes, self.threat.norm, epsilon, self._count)
        pixels, labels = self.pixels[rows], self.labels[rows]
        rng = self.rng(f"{name} {epsilon:.6g} {start}")
        steps = self.effort.steps
        if name == "fgsm":
            return fgsm(ball, pixels, labels, loss or CROSS_ENTROPY)
        if name == "pgd":
            # The first start is the row itself, as FGSM's is; the others are drawn.
            return pgd(
                ball, pixels, labels, steps=steps, rng=rng if start else None,
                loss=loss or CROSS_ENTROPY,
            )  # fmt: skip
        return apgd(ball, pixels, labels, steps=steps, rng=rng, loss=loss or LOSSES[name])

    def _count(self, rows: int) -> None:
        self.passed += rows
        self.on_passes(rows)

    def signs(self, alone: dict[str, Flags]) -> list[Sign]:
        """The checks of the attack itself, over the rows. alone: by name what each turned."""
        names = [name for name in alone if name != "fgsm"]
        together = np.logical_or.reduce([alone[name] for name in names or alone])
        signs = [self._unbounded(), *self._paths(), beaten(NOISE, self._noise(), together)]
        if "fgsm" in alone and names:
            signs.append(beaten(ONE_STEP, alone["fgsm"], together))
        if self.effort.restarts > 1 and len(self.last_restart):
            signs.append(counted(RESTARTS, self.last_restart, MOST_BY_RESTART))
        first, second = (self.asker.codes(self.pixels) for _ in range(2))
        signs.append(counted(UNSTEADY, first != second))
        return signs

    def _unbounded(self) -> Sign:
        """Where every pixel may take any value, every answer can be turned."""
        widest = 1.0 if self.threat.norm is Norm.LINF else float(np.sqrt(self.pixels[0].size))
        turned = np.zeros(len(self.pixels), dtype=bool)
        for start in range(UNBOUNDED_STARTS):
            rows = np.flatnonzero(~turned)
            if not len(rows):
                break
            ball = Ball(self.slopes, self.threat.norm, widest, self._count)
            rng = self.rng(f"unbounded {start}")
            changed = pgd(
                ball, self.pixels[rows], self.labels[rows], steps=max(20, self.effort.steps),
                rng=rng if start else None,
            )  # fmt: skip
            turned[rows] = self.asker.codes(changed) != self.labels[rows]
        return counted(UNBOUNDED, ~turned)

    def _paths(self) -> Iterator[Sign]:
        """Whether there is a gradient at each row, and whether the loss rises along it."""
        ball = Ball(self.slopes, self.threat.norm, self.threat.epsilon, self._count)
        scores, flat = without_gradient(self.slopes, self.pixels, self.labels)
        self._count(len(self.pixels))
        yield counted(FLAT, flat, MOST_FLAT)
        if self.threat.epsilon == 0:
            return
        changed = pgd(ball, self.pixels, self.labels, steps=max(2, self.effort.steps // 4))
        after = CROSS_ENTROPY.value(self.slopes.scores(changed), self.labels)
        before = CROSS_ENTROPY.value(scores, self.labels)
        yield counted(FALLING, ~(after > before), MOST_FLAT)

    def _noise(self) -> Flags:
        """What noise of the stated size turns, in the best of a few draws."""
        turned = np.zeros(len(self.pixels), dtype=bool)
        rng = self.rng("noise")
        for _ in range(NOISE_DRAWS):
            noise = random_start(self.pixels, self.threat.norm, self.threat.epsilon, rng)
            turned |= self.asker.codes(noise) != self.labels
        return turned


def without_gradient(slopes: Slopes, pixels: Pixels, labels: Labels) -> tuple[Scores, Flags]:
    """The scores, shape (rows, classes), and which rows have no gradient, or none that is a number.

    pixels: shape (rows, channels, height, width). labels: shape (rows,), the true classes.
    """
    scores, gradient = slopes.gradient(
        pixels, lambda batch, rows: CROSS_ENTROPY.slope(batch, labels[rows])
    )
    flat = gradient.reshape(len(gradient), -1)
    return scores, np.asarray(~np.isfinite(flat).all(axis=1) | ~flat.any(axis=1))


def curve(
    suite: Suite,
    attacks: Sequence[AttackName],
    epsilons: Sequence[float],
    stated: Flags,
) -> list[tuple[float, Flags]]:
    """What all attacks together turn at each size, from small to large.

    stated: what they turn at the threat's own size, shape (rows,).
    """
    turned = np.zeros(len(suite.pixels), dtype=bool)
    points = []
    for epsilon in sorted(epsilons):
        if epsilon == suite.threat.epsilon:
            turned = turned | stated
        else:
            for name in attacks:
                turned = suite.broken(name, epsilon, turned)
        if epsilon < suite.threat.epsilon:
            # What a smaller change turns, the stated size turns too.
            stated = stated | turned
        points.append((epsilon, turned.copy()))
    return points
