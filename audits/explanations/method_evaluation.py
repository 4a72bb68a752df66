"""Explain some rows by one method, and everything that says how far to believe it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from audits.errors import NotApplicable
from audits.explanations.cached_inference import Asker
from audits.explanations.deletion_insertion import Curves, draw_curves
from audits.explanations.explanation import Explanation, Instance
from audits.explanations.lime import Explain
from audits.explanations.randomisation_test import Randomised, lost, randomise, rounds
from audits.explanations.row_selection import SelectedRow
from audits.explanations.similarity import overlap, rank_correlation, top_agreement
from audits.explanations.subject_to_explain import STEADY, ExplanationTask

# Below this a change of a probability is no change.
UNMOVED = 1e-6


class Method(Protocol):
    """A way to explain. `prepare` may ask the model for what every row shares."""

    @property
    def name(self) -> str:
        """As in the probe's name."""
        ...

    @property
    def draws_at_random(self) -> bool:
        """Whether another seed gives another explanation."""
        ...

    @property
    def samples_units(self) -> bool:
        """Whether it asks about sets of units that are drawn, rather than one unit at a time."""
        ...

    @property
    def title(self) -> str:
        """As people call it."""
        ...

    @property
    def unit(self) -> str:
        """What a weight is measured in."""
        ...

    def prepare(self, asker: Asker, rng: np.random.Generator) -> Explain:
        """A function of a row and a class."""
        ...


@dataclass(frozen=True, eq=False)
class Explained:
    """One row with all that was learnt of it.

    again: the explanations of other seeds. scrambled: explanations of models that have forgotten
    what they knew (weights or answers shuffled), none where that cannot be had.
    """

    selected: SelectedRow
    instance: Instance
    explanation: Explanation
    curves: Curves
    again: tuple[Explanation, ...] = ()
    scrambled: tuple[Explanation, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether any unit changes the answer at all."""
        return bool(np.abs(self.explanation.weights).max(initial=0.0) > UNMOVED)

    def agreement(self, seed: int) -> tuple[float, float, float]:
        """With another seed: weight in common, the strongest three, rank correlation."""
        first, second = self.explanation.signed_weights, self.again[seed].signed_weights
        strongest = min(3, max(1, len(first) // 2))
        return (
            overlap(first, second),
            top_agreement(first, second, strongest),
            rank_correlation(first, second),
        )

    @property
    def stability(self) -> float:
        """Mean share of the weight in common with the other seeds."""
        return float(np.mean([self.agreement(seed)[0] for seed in range(len(self.again))]))

    @property
    def sanity(self) -> float:
        """Share of the pattern that is lost when the model forgets what it knew."""
        return float(np.mean([lost(self.explanation, other) for other in self.scrambled]))


@dataclass(frozen=True, eq=False)
class MethodEvaluation:
    """The rows explained by one method, the rows that could not be, and why."""

    method: Method
    rows: tuple[Explained, ...]
    left_out: Mapping[int, str] = field(default_factory=dict)
    undetermined: str | None = None
    randomised: Randomised = field(default_factory=Randomised)

    @property
    def telling(self) -> tuple[Explained, ...]:
        """Rows whose answer can be moved."""
        return tuple(row for row in self.rows if row.moves)


def evaluate_method(
    task: ExplanationTask,
    method: Method,
    choices: Sequence[SelectedRow],
    *,
    seeds: int,
    on_progress: Callable[[float], None] = lambda fraction: None,
) -> MethodEvaluation:
    """Explain each row, again with other seeds, and of a model that forgot.

    A model that answers differently when asked twice is found here: nothing of it is explained.
    """
    reason = task.one_answer
    if reason is not None:
        return MethodEvaluation(method, (), undetermined=reason)
    instances, left_out = cut_rows(task, choices)
    if not instances:
        return MethodEvaluation(method, (), left_out, undetermined=_why_none(left_out))
    wobble = task.unsteadiness([instance.row for instance in instances])
    if wobble > STEADY:
        return MethodEvaluation(
            method,
            (),
            left_out,
            undetermined=f"the model answers differently to the same input (by up to {wobble:.3g})",
        )
    done = 0
    repeats = seeds if method.draws_at_random else 0
    samples = method.draws_at_random and method.samples_units
    total = len(instances) * (2 + repeats)
    total += rounds(task, len(instances), samples_answers=samples)

    def tick() -> None:
        nonlocal done
        done += 1
        on_progress(min(done / total, 1.0))

    targets = {i.row: int(task.answers[i.row].argmax()) for i in instances}

    def explain_rows(
        asker: Asker, purpose: str, rows: Sequence[Instance] = instances
    ) -> list[Explanation]:
        explain = method.prepare(asker, task.subject.rng(f"{method.name} {purpose}"))
        explanations = []
        for instance in rows:
            explanations.append(explain(instance, targets[instance.row]))
            tick()
        return explanations

    asker = task.asker()
    first = explain_rows(asker, "draws")
    again = [explain_rows(asker, f"draws again {seed}") for seed in range(repeats)]
    randomised = randomise(task, instances, first, explain_rows, samples_answers=samples)
    orders = task.subject.rng(f"{method.name} orders")
    rows = []
    reasons = {entry.row: entry for entry in choices}
    for index, instance in enumerate(instances):
        rows.append(
            Explained(
                selected=reasons[instance.row],
                instance=instance,
                explanation=first[index],
                curves=draw_curves(instance, first[index], asker, orders),
                again=tuple(entry[index] for entry in again),
                scrambled=randomised.by_row.get(instance.row, ()),
            )
        )
        tick()
    on_progress(1.0)
    return MethodEvaluation(method, tuple(rows), left_out, randomised=randomised)


def cut_rows(
    task: ExplanationTask, choices: Sequence[SelectedRow]
) -> tuple[list[Instance], dict[int, str]]:
    """The rows that can be cut into units, and why the others cannot."""
    instances: list[Instance] = []
    left_out: dict[int, str] = {}
    for choice in choices:
        try:
            instances.append(task.instance(choice.row))
        except NotApplicable as error:
            left_out[choice.row] = error.reason
    return instances, left_out


def _why_none(left_out: Mapping[int, str]) -> str:
    return next(iter(left_out.values()), "no row was chosen")
