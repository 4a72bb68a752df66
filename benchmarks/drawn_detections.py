"""Pictures of two groups, with one to four objects each, of which a share is detected."""

import json
from dataclasses import dataclass

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.specification.roles import Role

WHOLE_PICTURES = 20_000


@dataclass(frozen=True, eq=False)
class Pictured:
    """Spans in texts, each draws by a chance that varies with the text.

    rates: how often, in the reference and in the other group. spread: how far texts are apart.
    """

    name: str
    rates: tuple[float, float]
    spread: float
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        """So many texts of each group."""
        group = np.repeat([0, 1], each).astype(np.int8)
        sizes = rng.integers(1, 4, 2 * each)
        chances = np.array(self.rates)[group] + self.spread * rng.choice([-1, 1], 2 * each)
        draws = np.split(rng.random(sizes.sum()), np.cumsum(sizes)[:-1])
        objects, detections = [], []
        for number, size in enumerate(sizes):
            spans = [
                [10 * number_in_text, 10 * number_in_text + 4] for number_in_text in range(size)
            ]
            hits = draws[number] < chances[number]
            objects.append(json.dumps(spans))
            # What is missed is put elsewhere every second time.
            detections.append(
                json.dumps(
                    [
                        span if hit else [span[0] + 5, span[1] + 5]
                        for number_in_text, (span, hit) in enumerate(zip(spans, hits, strict=True))
                        if hit or number_in_text % 2
                    ]
                )
            )
        return Dataset(
            (
                Column("names", Role.OBJECTS, Texts.of(objects)),
                Column("tagged", Role.DETECTIONS, Texts.of(detections)),
                Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                       reference="g00"),
            )
        )  # fmt: skip

    def whole(self) -> Dataset:
        """So many that the numbers are known to two thousandths."""
        return self.draw(np.random.default_rng(20261203), WHOLE_PICTURES)
