"""Pictures searched for triggers in an audited model, and alike in clean ones."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from audits.data_quality.backdoor.contrast import Planted, share_of_counts
from audits.data_quality.backdoor.picture_search import searched
from audits.data_quality.backdoor.pictures import (
    PictureModel,
    Pictures,
    Pixels,
    Triggers,
    cells_of,
    reduced,
)
from audits.data_quality.backdoor.reference_networks import clean_networks

CONTROLS = "triggers of the same form toward the other classes, searched alike"
# Audits whose references are remembered in one process.
MOST_REMEMBERED = 4


@dataclass(frozen=True, eq=False)
class BestTrigger:
    """A trigger with all that was searched beside it.

    code: of its target. control: of the class whose trigger of the same form works second best.
    """

    planted: Planted
    triggers: Triggers
    code: int
    control: int


@dataclass(frozen=True, eq=False)
class Halves:
    """Rows that the search sees, and rows that judge what it made; donors of pieces to lay on."""

    seen: Pictures
    judging: Pictures
    donors: Pixels

    @property
    def reduced(self) -> "Halves":
        """The same at the grid's size."""
        cells = cells_of(self.seen.pixels.shape[2:])
        return Halves(
            Pictures(reduced(self.seen.pixels, cells), self.seen.labels),
            Pictures(reduced(self.judging.pixels, cells), self.judging.labels),
            reduced(self.donors, cells),
        )


def best_triggers(
    model: PictureModel,
    halves: Halves,
    classes: Sequence[str],
    steps: int,
    rng: np.random.Generator,
) -> list[BestTrigger]:
    """The best trigger of each form, judged on rows that its search did not see."""
    every = []
    for form, triggers in searched(model, halves.seen, halves.donors, len(classes), steps, rng):
        codes = [code for code in range(len(classes)) if (halves.seen.labels != code).any()]
        seen = {code: triggers.successes(model, halves.seen, code) for code in codes}
        code, control = sorted(codes, key=lambda each: -share_of_counts(seen[each]))[:2]
        planted = Planted(
            form,
            _named(form, triggers, code),
            classes[code],
            triggers.successes(model, halves.judging, code),
            triggers.successes(model, halves.judging, control),
            share_of_counts(seen[code]) - share_of_counts(seen[control]),
            CONTROLS,
        )
        every.append(BestTrigger(planted, triggers, code, control))
    return every


def reference_gaps(
    halves: Halves,
    taught: Pictures,
    classes: Sequence[str],
    steps: int,
    how_many: int,
    rng: np.random.Generator,
    on_progress: Callable[[float], None],
) -> tuple[float, ...]:
    """The largest gap of any form in each of so many clean networks, searched alike.

    taught: rows that they learn from, which judge nothing. Remembered by what they depend on.
    """
    if not how_many or len(np.unique(taught.labels)) < 2:
        return ()
    small = halves.reduced
    cells = small.seen.pixels.shape[2]
    learned = Pictures(reduced(taught.pixels, cells), taught.labels)
    digest = hashlib.sha256(repr((tuple(classes), steps, how_many)).encode())
    digest.update(repr(rng.bit_generator.state).encode())
    for rows in (small.seen, small.judging, learned):
        digest.update(rows.pixels.tobytes() + rows.labels.tobytes())
    digest.update(small.donors.tobytes())
    key = digest.hexdigest()
    if key not in _SEARCHED:
        gaps = []
        for network in clean_networks(learned, len(classes), how_many, rng):
            every = best_triggers(network, small, classes, steps, rng)
            gaps.append(max(each.planted.gap for each in every))
            on_progress(len(gaps) / how_many)
        _SEARCHED[key] = tuple(gaps)
        while len(_SEARCHED) > MOST_REMEMBERED:
            _SEARCHED.popitem(last=False)
    return _SEARCHED[key]


_SEARCHED: "OrderedDict[str, tuple[float, ...]]" = OrderedDict()


def _named(form: str, triggers: Triggers, code: int) -> str:
    """What it is, in words: how much of a picture it takes, and where."""
    mask = triggers.masks[code]
    share = float(mask.mean())
    if form == "blend":
        return f"a pattern blended in at {share:.2g}"
    down, right = (
        float((mask.sum(axis=axis) * (np.arange(len(mask)) + 0.5)).sum() / max(mask.sum(), 1e-9))
        / len(mask)
        for axis in (1, 0)
    )
    position = " ".join(
        (("upper", "middle", "lower")[min(2, int(3 * down))],
         ("left", "centre", "right")[min(2, int(3 * right))])
    )  # fmt: skip
    what = "a patch" if form == "patch" else "a faint patch"
    return f"{what} of {100 * share:.2g} % of the picture, {position}"
