"""Transparency: Lipton's questions, answered from the model and not by opinion."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from audits.explanations.method_evaluation import cut_rows
from audits.explanations.occlusion import Occlusion
from audits.explanations.row_selection import SPREAD, SelectedRow
from audits.explanations.subject_to_explain import STEADY, ExplanationTask
from audits.measurement import Exhibit, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, HowMany
from audits.specification.roles import Kind
from audits.statistics.means_over_rows import mean_over_rows

METRIC = "units_used"
# A person steps through a table of this many numbers in minutes, not through more.
BY_HAND = 50
LEAST_MOVE = 0.01
# What is stepped through; trees and vectors only hold them.
COUNTED = ("tree nodes", "numbers in support vectors", "weights")
UNITS = {
    Kind.CATEGORY: "columns", Kind.TEXT: "words", Kind.IMAGE: "superpixels",
    Kind.AUDIO: "spans of time", Kind.SEQUENCE: "spans of time",
}  # fmt: skip


@probe(
    metrics=(
        Metric(
            METRIC,
            "Share of a row's columns, words or regions whose absence alone moves the answer by "
            "more than one point; few mean that an answer can be taken apart.",
            Scale.UNIT,
        ),
    ),
    model=Classifier,
    passes=forward_passes.transparency,
    sampled=({"how_many": 6}, {"how_many": 3}),
    of_the_rows=True,
    version=3,
)
def transparency(
    subject: Subject, *, how_many: HowMany | None = None, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Whether a person could step through the model, and how few parts an answer rests on.

    Lipton 2018 (Queue 16(3)): simulatability by the numbers a person would multiply and add,
    decomposability by named inputs and by how few of them an answer rests on, transparency by
    what is known of the training; explanations after the fact are the other probes here.

    how_many: rows looked at for `units_used`; left out, 50 of a table and 12 texts or pictures.
    confidence: of the interval.
    """
    task = ExplanationTask(subject, purpose="transparency")
    if task.one_answer is not None:
        yield Undetermined(METRIC, (), task.one_answer, 0)
        return
    count = how_many or (50 if task.kind is Kind.CATEGORY else 12)
    rows_explained = [SelectedRow(row, SPREAD) for row in task.pool(count)]
    instances, left_out = cut_rows(task, rows_explained)
    if not instances:
        yield Undetermined(METRIC, (), next(iter(left_out.values())), 0)
        return
    if task.unsteadiness([instance.row for instance in instances]) > STEADY:
        reason = "the model answers differently to the same input"
        yield Undetermined(METRIC, (), reason, len(instances))
        return
    explain = Occlusion().prepare(task.asker(), subject.rng("transparency"))
    shares, used = [], []
    for index, instance in enumerate(instances):
        explanation = explain(instance, int(task.answers[instance.row].argmax()))
        moving = np.abs(explanation.weights) > LEAST_MOVE
        shares.append(float(moving.mean()))
        used.append(int(moving.sum()))
        subject.on_progress((index + 1) / len(instances))
    yield mean_over_rows(METRIC, (), shares, least=0, greatest=1, confidence=confidence)
    yield Exhibit("facts", "Could a person follow this model?", _facts(task, used))


def _facts(task: ExplanationTask, used: list[int]) -> dict[str, Any]:
    model = task.model
    known = getattr(model, "parameters", None)
    parameters = known if isinstance(known, int) else None
    named = ", ".join(model.reads[:8]) + (", …" if len(model.reads) > 8 else "")
    units = UNITS[task.kind]
    parts: Mapping[str, int] = getattr(model, "parts", {})
    return {
        "facts": [
            {"question": "Simulatability", "answer": _simulate(parameters, parts)},
            {
                "question": "Decomposability",
                "answer": f"It reads {named}. An answer rests on {min(used)} to {max(used)} "
                f"{units}, median {int(np.median(used))}: those whose absence alone moves it by "
                f"more than one point.",
            },
            {
                "question": "Transparency of training",
                "answer": "Neither the data nor the procedure of the training is part of the "
                "upload, so nothing is known here.",
            },
            {
                "question": "After the fact",
                "answer": "The explanations beside this, each with its reliability card.",
            },
        ],
        "parameters": parameters,
        "parts": dict(parts),
        "inputs": list(model.reads),
    }


def _simulate(parameters: int | None, parts: Mapping[str, int]) -> str:
    """What an answer is made of, and whether a person could follow it."""
    if parameters is None:
        return "The adapter does not say how many numbers the model holds."
    counts = []
    if "trees" in parts or "tree nodes" in parts:
        trees, nodes = parts.get("trees", 1), parts.get("tree nodes", 0)
        path = "one path through each" if trees > 1 else "one path through it"
        counts.append(f"{_counted(trees, 'trees')} with {_counted(nodes, 'nodes')} ({path})")
    if "support vectors" in parts or "numbers in support vectors" in parts:
        numbers = parts.get("numbers in support vectors", 0)
        vectors = _counted(parts.get("support vectors", 1), "support vectors")
        counts.append(f"{vectors} of {_counted(numbers, 'numbers')} (each compared with the row)")
    if "weights" in parts:
        counts.append(f"{_counted(parts['weights'], 'weights')} (each multiplied and added)")
    if parameters and counts:
        counts.append(_counted(parameters, "further numbers"))
    elif not counts:
        counts.append(
            f"{_counted(parameters, 'numbers')}, each multiplied and added at least once an answer"
        )
    total = parameters + sum(n for name, n in parts.items() if name in COUNTED)
    could = "could" if total <= BY_HAND else "could not"
    return (
        f"{', '.join(counts)}: a person {could} step through it in minutes ({BY_HAND} taken as the "
        "limit)."
    )


def _counted(number: int, name: str) -> str:
    return f"{number:,} {name[:-1] if number == 1 else name}"
