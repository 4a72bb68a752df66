"""How many questions it took to turn each row, where it was turned."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audits.perturbations.norm_balls import Pixels

# Numbers of questions at which a curve is drawn and quantiles are known.
CHECKPOINTS = (1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)


@dataclass(eq=False)
class Queried:
    """needed: shape (rows,), questions until the row was turned; infinite where it was not.

    made: of each row that was turned, the pixels that turned it.
    """

    needed: NDArray[np.float64]
    made: dict[int, Pixels] = field(default_factory=dict)

    @classmethod
    def begin(cls, rows: int) -> "Queried":
        """No row is turned yet."""
        return cls(np.full(rows, np.inf))

    @property
    def turned(self) -> NDArray[np.bool_]:
        """Whether each row was turned, shape (rows,)."""
        return np.isfinite(self.needed)

    def saw(
        self, rows: NDArray[np.intp], hit: NDArray[np.bool_], pixels: Pixels, asked: int
    ) -> None:
        """These rows were asked with these pixels as their question of this number."""
        self.needed[rows[hit]] = asked
        self.made |= {
            int(row): picture for row, picture in zip(rows[hit], pixels[hit], strict=True)
        }

    def by(self, queries: int) -> list[tuple[float, int]]:
        """Checkpoints up to so many questions, each with the rows turned by then."""
        points = [budget for budget in CHECKPOINTS if budget < queries] + [queries]
        return [(float(budget), int((self.needed <= budget).sum())) for budget in points]
