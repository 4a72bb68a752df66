"""Another seed falls inside the printed stability interval in 95 of 100 cases.

Tolerance: with n repetitions the number inside is binomial (n, 0.95); the bounds below are passed
by chance once in 1,000 runs on either side, and the seeds are fixed.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from scipy.stats import binom

from audits.explanations.image_regions import squares
from audits.explanations.kernel_shap import KernelShap
from audits.explanations.lime import Lime
from audits.explanations.method_evaluation import evaluate_method
from audits.explanations.metric_names import Names
from audits.explanations.reliability_card import card_measurements
from audits.explanations.row_selection import SelectedRow
from audits.explanations.subject_to_explain import Cutting, ExplanationTask
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, texts
from tests.subjects import Subject

SHORT, LONG, PRINTED = 60, 500, 4
NAMES = Names("explanation")


def subjects(kind: str) -> Iterator[tuple[Subject, Cutting, int]]:
    """Models of many sizes, with the number of draws for each."""
    rng = np.random.default_rng(17)
    for seed in range(LONG):
        if kind == "table":
            # Under eight, Kernel SHAP asks every set of columns, and nothing is left to chance.
            columns = int(rng.integers(8, 15))
            weights = {f"x{at}": float(rng.normal()) / (1 + at) for at in range(columns)}
            data = people(rows=60, columns=columns, seed=seed)
            yield Subject(data, LinearTable(weights), seed=seed), Cutting(), 200
        elif kind == "text":
            size = int(rng.integers(8, 40))
            words = [f"w{at}" for at in range(size)]
            model = LinearText({word: float(rng.normal()) for word in words})
            said = [" ".join(rng.permutation(words)[: size // 2 + 2]) for _ in range(3)]
            yield Subject(texts(said), model, seed=seed), Cutting(), 150
        else:
            data = album(spots(count=6, side=8, seed=seed))
            cutting = Cutting(regions=partial(squares, side=2))
            yield Subject(data, BrightCorner(gain=4.0), seed=seed), cutting, 150


def shares_inside(kind: str, method: str, repetitions: int) -> dict[str, float]:
    """How often the fifth seed lies inside the interval that four seeds print."""
    inside = {"weight": 0, "rank correlation": 0}
    for _, (subject, cutting, draws) in zip(range(repetitions), subjects(kind), strict=False):
        task = ExplanationTask(subject, cutting)
        table = task.table if kind == "table" else None
        how = Lime(draws, table=table) if method == "lime" else KernelShap(draws)
        rows = [SelectedRow(row, "named") for row in range(3)]
        found = evaluate_method(task, how, rows, seeds=PRINTED + 1)
        new = np.mean([row.agreement(PRINTED) for row in found.telling], axis=0)
        shown = [replace(row, again=row.again[:PRINTED]) for row in found.rows]
        printed = {
            m.group: m
            for m in card_measurements(replace(found, rows=tuple(shown)), NAMES, 0.95)
            if m.metric == NAMES.stability
        }
        inside["weight"] += new[0] in printed[()].interval
        inside["rank correlation"] += new[2] in printed[(("set", "rank correlation"),)].interval
    return {name: count / repetitions for name, count in inside.items()}


def check(kind: str, method: str, repetitions: int) -> None:
    low, high = binom.ppf([0.001, 0.999], repetitions, 0.95) / repetitions
    for name, share in shares_inside(kind, method, repetitions).items():
        assert low <= share <= high, (name, share, low, high)


@pytest.mark.parametrize("kind", ["table", "text", "picture"])
def test_another_seed_is_inside(kind):
    check(kind, "lime", SHORT)  # 51 to 60 of 60


@pytest.mark.long
@pytest.mark.parametrize("method", ["lime", "kernel_shap"])
@pytest.mark.parametrize("kind", ["table", "text", "picture"])
def test_another_seed_is_inside_over_many_models(kind, method):
    check(kind, method, LONG)  # 459 to 489 of 500
