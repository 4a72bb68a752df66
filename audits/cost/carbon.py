"""From energy to carbon dioxide: grids with their year and source, training, everyday equivalents.

Nothing is looked up on line: the figures stand in `grids.json`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from audits.errors import NotApplicable

# A kilowatt for an hour.
JOULES_A_KWH = 3.6e6
# What a data centre draws for each unit that its computers do, average of 2018 (Strubell, Ganesh &
# McCallum 2019, ACL, from Ascierto 2018).
PUE = 1.58
# Kilograms of CO2 equivalents (Strubell, Ganesh & McCallum 2019, table 1, in pounds there).
POUND = 0.45359237
EQUIVALENTS: Mapping[str, float] = {
    "flights from New York to San Francisco and back, one passenger": 1_984 * POUND,
    "years of a human life, world average": 11_023 * POUND,
    "lifetimes of an American car, fuel included": 126_000 * POUND,
}


@dataclass(frozen=True, slots=True)
class Grid:
    """Where electricity comes from. grams: of CO2 equivalents a kWh. words: with its year."""

    grams: float
    words: str


@cache
def grids() -> Mapping[str, Grid]:
    """The published grids by name."""
    stored = json.loads(Path(__file__).with_name("grids.json").read_text(encoding="utf-8"))
    return {
        name: Grid(grams, f"{name}, {year}: {grams:g} g of CO2e a kWh")
        for name, (grams, year) in stored["grids"].items()
    }


def source() -> str:
    """Where the figures of the grids are from, in a sentence."""
    stored = json.loads(Path(__file__).with_name("grids.json").read_text(encoding="utf-8"))
    return str(stored["source"])


def chosen_grid(name: str | None, grams: float | None) -> Grid | None:
    """What the user states: an intensity of their own, else a published grid; None without both.

    name: of a grid. grams: CO2 equivalents a kilowatt hour. Raises `NotApplicable` for a name that
    is no grid's.
    """
    if grams is not None:
        return Grid(grams, f"stated: {grams:g} g of CO2e a kWh")
    if name is None:
        return None
    if name not in grids():
        raise NotApplicable(
            f"there is no grid {name!r}",
            f"name one of {', '.join(grids())}, or give `grams_per_kwh`",
        )
    return grids()[name]


def training_kwh(watts: float, hours: float, pue: float) -> float:
    """Kilowatt hours of a training (Strubell et al. 2019, equation 1).

    watts: drawn by processors, memory and accelerators together. pue: of the data centre.
    """
    return pue * watts * hours / 1000


def equivalents(kilograms: float) -> str:
    """So many of each everyday thing, in a sentence."""
    return "; ".join(f"{kilograms / each:.3g} {what}" for what, each in EQUIVALENTS.items())
