"""What every method's probe does: choose rows, study them, measure, and show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from audits.explanations.curve_exhibits import curve_exhibit, layers_exhibit
from audits.explanations.exhibits import row_exhibit
from audits.explanations.explanation import Explanation, Instance
from audits.explanations.importance import global_importance
from audits.explanations.lent_words import numbered
from audits.explanations.lime import Explain
from audits.explanations.method_evaluation import (
    Method,
    MethodEvaluation,
    cut_rows,
    evaluate_method,
)
from audits.explanations.metric_names import Names
from audits.explanations.reliability_card import card_exhibit, card_measurements, judged
from audits.explanations.row_selection import SPREAD, SelectedRow, choose_rows
from audits.explanations.subject_to_explain import ExplanationTask
from audits.explanations.submodular_pick import pick
from audits.measurement import Exhibit, Measurement
from audits.models import Truncating
from audits.specification.roles import Kind

PICKED = "sub-modular pick"
# Rows of a table explained for the global view, where the method asks the model once for all.
GLOBAL_ROWS = 100


@dataclass(frozen=True)
class Asked:
    """What the plan asks: rows by number or how many, and how often to explain again."""

    rows: Sequence[int]
    how_many: int
    seeds: int
    confidence: float


def report(
    task: ExplanationTask, method: Method, names: Names, asked: Asked, *, many: bool = False
) -> Iterator[Measurement | Exhibit]:
    """Measurements first, then the card, the curves and each row.

    many: whether explaining a hundred rows costs little, so that the global view rests on them.
    """
    subject = task.subject
    if task.one_answer is not None:
        result = MethodEvaluation(method, (), undetermined=task.one_answer)
        yield from card_measurements(result, names, asked.confidence)
        return
    choices = choose_rows(subject, asked.rows, asked.how_many, task.answers)
    pool: list[tuple[Instance, Explanation]] = []
    if many and task.kind is Kind.CATEGORY:
        pool = explain_pool(task, method, subject.rng(f"{method.name} pool"))
        # The picks must not depend on the seed: another seed explains the same rows.
        fixed = explain_pool(task, method, np.random.default_rng(0))
        choices = with_picks(choices, fixed, asked)
    result = evaluate_method(
        task, method, choices, seeds=asked.seeds, on_progress=subject.on_progress
    )
    for left, why in result.left_out.items():
        subject.warn(f"row {left}: {why}")
    for sentence in overlong(task, result):
        subject.warn(sentence)
    if result.undetermined is not None:
        subject.warn(f"explanations.{method.name}: {result.undetermined}")
    measured = list(card_measurements(result, names, asked.confidence))
    yield from measured
    if result.undetermined is None:
        explained = pool or [(row.instance, row.explanation) for row in result.telling]
        blocks = numbered([choice.row for choice in choices])
        yield from global_importance(
            names.importance,
            explained,
            asked.confidence,
            blocks=blocks,
            named=subject.named_terms(names.importance),
        )
    judgement = judged(result, measured, names, subject.advice)
    yield card_exhibit(result, measured, method.title, judgement)
    if result.telling:
        yield curve_exhibit(result)
        if result.randomised.depths:
            yield layers_exhibit(result, judgement.least.get(names.sanity))
    for row in result.rows:
        yield row_exhibit(task, row, result, names, judgement)


def explain_pool(
    task: ExplanationTask, method: Method, rng: np.random.Generator
) -> list[tuple[Instance, Explanation]]:
    """Rows spread over the model's confidence, explained for the global view."""
    explain: Explain = method.prepare(task.asker(), rng)
    rows = [SelectedRow(row, SPREAD) for row in task.pool(GLOBAL_ROWS)]
    instances, _ = cut_rows(task, rows)
    return [(i, explain(i, int(task.answers[i.row].argmax()))) for i in instances]


def with_picks(
    choices: tuple[SelectedRow, ...], pool: Sequence[tuple[Instance, Explanation]], asked: Asked
) -> tuple[SelectedRow, ...]:
    """Rows that were only there to fill up give way to those that together show the most."""
    if not pool or asked.rows:
        return choices
    retained = [choice for choice in choices if choice.why != SPREAD]
    room = max(0, asked.how_many - len(retained))
    known = {choice.row for choice in retained}
    order = pick(
        np.array([explanation.signed_weights for _, explanation in pool]), room + len(known)
    )
    picks = [pool[index][0].row for index in order if pool[index][0].row not in known][:room]
    return (*retained, *(SelectedRow(row, PICKED) for row in picks))


def overlong(task: ExplanationTask, result: MethodEvaluation) -> Iterator[str]:
    """Texts of which the model reads only the beginning: no word after it can weigh anything."""
    model = task.model
    if task.kind is not Kind.TEXT or not isinstance(model, Truncating):
        return
    for row in result.rows:
        (count,) = model.token_counts(row.instance.original(1))
        if count > model.longest:
            yield (
                f"row {row.selected.row} has {count} tokens and the model reads {model.longest}: "
                "the words after them have no weight; explain a shorter text"
            )
