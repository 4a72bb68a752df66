"""The same row by every method that fits, on the same units, and how far the methods agree."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from audits.errors import NotApplicable
from audits.explanations.exhibits import drawn
from audits.explanations.explanation import Explanation, Instance, Weights
from audits.explanations.gradients import IntegratedGradients, check_slopes
from audits.explanations.kernel_shap import KernelShap
from audits.explanations.lime import Lime
from audits.explanations.method_evaluation import Method
from audits.explanations.occlusion import Occlusion
from audits.explanations.prediction_difference import PredictionDifference
from audits.explanations.replacers import replacer_for
from audits.explanations.row_selection import SelectedRow
from audits.explanations.similarity import shape_overlap
from audits.explanations.subject_to_explain import ExplanationTask
from audits.measurement import Exhibit
from audits.models import Attributable
from audits.specification.roles import Kind

# Under this share of the pattern in common, two methods tell different stories.
DISAGREE = 0.5


@dataclass(frozen=True, eq=False)
class SideBySide:
    """One row by each method, by its name; all pushes stand on the instance's units."""

    selected: SelectedRow
    instance: Instance
    methods: dict[str, Method]
    by_method: dict[str, Explanation]

    def pairs(self) -> dict[str, float]:
        """Agreement of each pair of methods, by its name."""
        return _agreements({name: e.signed_weights for name, e in self.by_method.items()})

    @property
    def agreement(self) -> float:
        return float(np.mean(list(self.pairs().values())))

    def without_blocks(self) -> list[dict[str, float]]:
        """The same pairs, were the words of each block of the sample not there to replace any."""
        blocks = max(len(e.without_blocks) for e in self.by_method.values())
        return [
            _agreements(
                {
                    name: e.without_blocks[block] if len(e.without_blocks) else e.signed_weights
                    for name, e in self.by_method.items()
                }
            )
            for block in range(blocks)
        ]

    @property
    def moves(self) -> bool:
        """Whether any method sees the answer move."""
        return any(
            np.abs(e.signed_weights).max(initial=0.0) > 1e-6 for e in self.by_method.values()
        )


def _agreements(signed_weights: Mapping[str, Weights]) -> dict[str, float]:
    return {
        f"{first}, {second}": shape_overlap(signed_weights[first], signed_weights[second])
        for first, second in combinations(signed_weights, 2)
    }


def methods_for(task: ExplanationTask, samples: int, explained: Sequence[int] = ()) -> list[Method]:
    """Every method that fits the model, cheapest settings that are steady.

    explained: the rows whose mean agreement is wanted.
    """
    table = task.table if task.kind is Kind.CATEGORY else None
    replacer = replacer_for(
        task,
        samples=100 if table is not None else 30,
        conditional=True,
        window=None,
        step=None,
        explained=explained,
    )
    methods: list[Method] = [
        Lime(samples, table=table),
        KernelShap(min(samples, 2048)),
        Occlusion(),
        PredictionDifference(replacer),
    ]
    if table is None and isinstance(task.model, Attributable):
        # Where a graph cannot be converted, the others are compared without it.
        with suppress(NotApplicable):
            check_slopes(task)
            methods.append(IntegratedGradients())
    return methods


def explain_side_by_side(
    task: ExplanationTask, methods: Sequence[Method], choices: Sequence[SelectedRow]
) -> tuple[list[SideBySide], dict[int, str]]:
    """Rows by all methods; rows that cannot be cut, and why."""
    rng = task.subject.rng
    asker = task.asker()
    explain = {
        method.name: method.prepare(asker, rng(f"agreement {method.name}")) for method in methods
    }
    named = {method.name: method for method in methods}
    rows: list[SideBySide] = []
    left_out: dict[int, str] = {}
    for index, choice in enumerate(choices):
        try:
            instance = task.instance(choice.row)
            target = int(task.answers[choice.row].argmax())
            by_method = {name: one(instance, target) for name, one in explain.items()}
        except NotApplicable as error:
            left_out[choice.row] = error.reason
            continue
        rows.append(SideBySide(choice, instance, named, by_method))
        task.subject.on_progress((index + 1) / len(choices))
    return rows, left_out


def side_by_side_exhibit(task: ExplanationTask, row: SideBySide) -> Exhibit:
    """The same instance by each method, and whether they disagree."""
    first = next(iter(row.by_method.values()))
    answer = task.model.classes[first.target]
    return Exhibit(
        "side_by_side",
        f"Row {row.selected.row} ({row.selected.why}): “{answer}” by each method",
        {
            "row": row.selected.row,
            "why": row.selected.why,
            "answer": answer,
            "probability": float(task.answers[row.selected.row, first.target]),
            "methods": [
                {
                    "title": row.methods[name].title,
                    "method": name,
                    **drawn(row.instance, explanation, row.methods[name].unit),
                }
                for name, explanation in row.by_method.items()
            ],
            "agreement": row.agreement,
            "pairs": row.pairs(),
            "disagree": row.agreement < DISAGREE,
        },
    )
