"""English into gendered languages: gold and predicted genders, as WinoMT scores them.

Stanovsky, Smith & Zettlemoyer 2019, "Evaluating Gender Bias in Machine Translation", ACL.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.errors import NotApplicable
from audits.statistics.shares import Share
from audits.translation.clustered_sample import Mask, Sample

FEMALE = ("female", "f", "woman", "feminine", "she")
MALE = ("male", "m", "man", "masculine", "he")
NEUTRAL = ("neutral", "neuter", "n", "they", "it")


def spelled(levels: tuple[str, ...]) -> Mapping[str, str]:
    """How this table spells female, male and neutral; raises `NotApplicable` where it does not."""
    spelling = {}
    for gender, names in (("female", FEMALE), ("male", MALE), ("neutral", NEUTRAL)):
        for level in levels:
            if level.casefold() in names:
                spelling[gender] = level
    if not {"female", "male"} & spelling.keys():
        raise NotApplicable(
            f"the genders are not spelled out: {', '.join(levels[:8])}",
            "`map` them to female, male and neutral",
        )
    return spelling


@dataclass(frozen=True, slots=True)
class F1:
    """Harmonic mean of precision and recall of one gender, from its counts."""

    true_positive: float
    predicted: float
    gold: float

    @property
    def value(self) -> float:
        """0 where nothing is right."""
        total = self.predicted + self.gold
        return 2 * self.true_positive / total if total > 0 else 0.0


def f1(gold: Mask, predicted: Mask, mass: NDArray[np.float64]) -> F1:
    """Over shape (rows,) masks of one gender."""
    return F1(
        float(mass[gold & predicted].sum()), float(mass[predicted].sum()), float(mass[gold].sum())
    )


def delta_g_draws(
    cells: NDArray[np.float64], rng: np.random.Generator, draws: int
) -> NDArray[np.float64]:
    """F1 male - F1 female of `draws` multinomial samples of the cells.

    cells: shape (3, 3), rows gold and columns predicted: male, female, other.
    """
    size = round(float(cells.sum()))
    drawn = rng.multinomial(size, cells.ravel() / cells.sum(), size=draws).reshape(draws, 3, 3)
    return np.asarray(_f1s(drawn, 0) - _f1s(drawn, 1))


def _f1s(cells: NDArray[np.int64], code: int) -> NDArray[np.float64]:
    total = cells[:, code, :].sum(1) + cells[:, :, code].sum(1)
    return np.asarray(2 * cells[:, code, code] / np.maximum(total, 1))


def cells_of(
    gold: NDArray[np.str_], predicted: NDArray[np.str_], mass: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Shape (3, 3): gold by predicted, male, female and other. Shape (rows,) each."""

    def code(values: NDArray[np.str_]) -> NDArray[np.intp]:
        return np.where(values == "male", 0, np.where(values == "female", 1, 2))

    flat = np.bincount(code(gold) * 3 + code(predicted), mass, minlength=9)
    return np.asarray(flat.reshape(3, 3))


def accuracy(gold: NDArray[np.str_], predicted: NDArray[np.str_], sample: Sample) -> Share | None:
    """Share of all sentences whose gender is right; the unknown count as wrong."""
    return sample.share(gold == predicted)


def stereotype_of(value: str | None) -> str | None:
    """`pro` or `anti` as a table spells it, or None."""
    text = (value or "").casefold().replace("_", "-")
    if text.startswith("pro"):
        return "pro"
    return "anti" if text.startswith("anti") else None
