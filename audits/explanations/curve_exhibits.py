"""Curves of a study as exhibits: the answer as units go and come, and as the model forgets."""

import numpy as np

from audits.explanations.method_evaluation import MethodEvaluation
from audits.measurement import Exhibit


def curve_exhibit(evaluation: MethodEvaluation) -> Exhibit:
    """Deletion and insertion over the explained rows, beside random order."""
    grid = np.linspace(0, 1, 11)
    names = ("deletion", "random_deletion", "insertion", "random_insertion")
    shown = (
        "taken away, strongest first", "taken away, random order",
        "put back, strongest first", "put back, random order",
    )  # fmt: skip
    series = []
    for name, label in zip(names, shown, strict=True):
        heights = np.mean(
            [np.interp(grid, r.curves.shares, getattr(r.curves, name)) for r in evaluation.telling],
            axis=0,
        )
        points = [[float(x), float(y)] for x, y in zip(grid, heights, strict=True)]
        series.append({"name": label, "points": points})
    title = evaluation.method.title
    return Exhibit(
        "curve",
        f"The answer as units go and come · {title}",
        {
            "series": series,
            "x": {"title": "share of units", "scale": "share", "domain": [0, 1]},
            "y": {"title": "P(class)", "scale": "share", "domain": [0, 1]},
            "note": f"Mean over {len(evaluation.telling)} rows; strongest first should fall faster "
            "and rise faster than random order.",
            "method": "Units are taken away (or put back on an empty input) in the order of the "
            "explanation, and in four random orders (RISE, Petsiuk et al. 2018).",
        },
    )


def layers_exhibit(evaluation: MethodEvaluation, least: float | None) -> Exhibit:
    """How much of the pattern is gone as layers are shuffled, from the output on.

    least: the share that must be gone; None where nothing says.
    """
    under = "under this, do not rely on it"
    points = [
        [0.0, 0.0],
        *([share, value] for share, value in evaluation.randomised.depths.items()),
    ]
    title = evaluation.method.title
    return Exhibit(
        "curve",
        f"What is left when the model forgets, layer by layer · {title}",
        {
            "series": [{"name": "pattern lost", "points": points}],
            "x": {
                "title": "share of layers shuffled, output first",
                "scale": "share",
                "domain": [0, 1],
            },
            "y": {"title": "share of the pattern lost", "scale": "share", "domain": [0, 1]},
            "guides": [] if least is None else [{"at": least, "label": under}],
            "note": "An explanation that stays the same while the model forgets shows the input, "
            "not the model.",
            "method": "Weights are shuffled within each tensor, from the output to the input "
            "(Adebayo et al. 2018).",
        },
    )
