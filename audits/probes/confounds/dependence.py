"""Does the model's answer depend on a nuisance once the label is known?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from audits.confounds.conditional_model import Conditional, model_of
from audits.confounds.dependence_report import DependenceResult, statements, tables
from audits.confounds.effect_size import Effect, effect
from audits.confounds.marginal_association import plain_p
from audits.confounds.nuisance_odds import odds_ratios
from audits.confounds.testability import (
    answer_of,
    not_exchangeable,
    unequally_weighted,
    unsuitable,
)
from audits.confounds.variables import Variable, present, side_by_side, variable
from audits.data.nuisances import extracted as measured_on_inputs
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined, WhyNot
from audits.probing.probe import Asks, Column, Metric, Scale, Subject, probe
from audits.specification.counts import counted
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.intervals import deciding, one_sided_p
from audits.statistics.share_measurements import Stated, too_few
from audits.statistics.tests import benjamini_hochberg
from audits.statistics.with_interval import estimate

# A dependence found here could be the label's own.
MISSED = (
    "answer and nuisance both follow the label in a way that the model of the nuisance misses, so "
    "a dependence could be the label's own; give the label a `cut`, or more rows"
)


@dataclass(frozen=True, eq=False)
class Question:
    """One nuisance beside label and answer, whole rows only."""

    name: str
    label: Variable
    answer: Variable
    nuisance: Variable


@probe(
    metrics=(
        Metric(
            "confound_dependence",
            "Partial R² of the prediction on the nuisance given the label; for categories "
            "Cramér's V within the label's classes. 0 is independence.",
            Scale.UNIT,
            overall=False,
            null=0.0,
        ),
        Metric(
            "nuisance_odds_ratio",
            "Odds of the positive answer at one value of the nuisance over another, given the "
            "label (Cochran-Mantel-Haenszel); 1 is independence.",
            Scale.RATIO,
            overall=False,
            two_sided=True,
            null=1.0,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL, Role.NUISANCE),
    asks=Asks.EITHER,
    version=5,
)
def dependence(
    subject: Subject,
    *,
    permutations: Annotated[int, Between(99, 10**6)] = 4999,
    extracted: bool = False,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Test, for each nuisance, that the answer is independent of it given the label.

    A plain correlation of answer and nuisance is no evidence: it is there whenever both go with
    the label. Here the nuisance is redrawn from a model of it given the label, which is stated
    and checked, and p is the share of draws as dependent as the data, the data included.
    The adjusted p-values beside it control the false discovery rate over the nuisances.

    permutations: draws of the nuisance; fewer where rows are many, and `method` says how many.
    extracted: also test nuisances measured on the inputs (light, length ...); a model may rightly
        depend on some of them, so they are left out unless asked for.
    smallest_group: fewer whole rows than this are undetermined.
    confidence: of every interval.
    Rows with unequal sampling weights are undetermined: shuffled, they would stand for others. So
    are rows in clusters of several, which a shuffle takes as independent.
    """
    if permutations < 99:
        raise NotApplicable(
            f"{permutations} permutations cannot give a p-value of .01", "ask for at least 99"
        )
    stated = Stated(confidence, smallest_group)
    label = variable(subject.labels.values, subject.labels.name)
    answer = answer_of(subject)
    nuisances = list(subject.data.having(Role.NUISANCE))
    if extracted:
        nuisances += measured_on_inputs(subject.data, subject.on_progress, subject.warn)
    tested: list[DependenceResult] = []
    for index, column in enumerate(nuisances):
        yield from _ask(subject, column, label, answer, permutations, stated, tested)
        subject.on_progress((index + 1) / len(nuisances))
    adjusted = benjamini_hochberg([test.p_value for test in tested])
    if tested:
        yield from statements(tested, adjusted, subject.advice["confound_dependence"].level)
        yield from tables(tested, adjusted)


def _ask(
    subject: Subject,
    column: Column,
    label: Variable,
    answer: Variable,
    permutations: int,
    stated: Stated,
    tested: list[DependenceResult],
) -> Iterator[Measurement | Exhibit]:
    group: Group = (("nuisance", column.name),)
    try:
        own = variable(column.values, column.name)
    except NotApplicable as refusal:
        yield Undetermined("confound_dependence", group, refusal.reason, 0)
        return
    label, answer, nuisance = side_by_side(subject.data, (label, answer, own))
    missing = int((~present(own)).sum())
    if missing and len(nuisance):
        without = f"without {column.name!r}"
        words = counted(missing, f"row {without} is", f"rows {without} are")
        subject.warn(f"{words} left out of its test")
    question = Question(column.name, label, answer, nuisance)
    reason = (
        unequally_weighted(subject.data)
        or not_exchangeable(subject.data)
        or _obstacle(question, stated)
    )
    if reason is None:
        rng = subject.rng(f"dependence {column.name}")
        model = model_of(label, answer, nuisance, rng)
        size = effect(model.label, answer, nuisance)
        if isinstance(size, WhyNot):
            reason = size.reason
        elif model.misleads:
            reason = MISSED
        else:
            p_value, draws = model.test(permutations, rng)
            test = _tested(question, model, size, p_value, draws, stated)
            tested.append(test)
            yield test.estimate
            if not model.holds:
                failed = "; ".join(check.what for check in model.checks if not check.holds)
                subject.warn(
                    f"the model of {column.name!r} given the label fails a check ({failed}): "
                    "read its p-value with care",
                )
    if reason is not None:
        yield Undetermined("confound_dependence", group, reason, len(nuisance))
    yield from odds_ratios(subject, question.name, label, answer, nuisance, reason, stated)


def _obstacle(question: Question, stated: Stated) -> str | None:
    reason = unsuitable(question.label, question.nuisance)
    if reason is None and len(question.nuisance) < stated.smallest_group:
        reason = too_few(len(question.nuisance), stated.smallest_group)
    return reason


def _tested(
    question: Question,
    model: Conditional,
    size: Effect,
    p_value: float,
    draws: int,
    stated: Stated,
) -> DependenceResult:
    group: Group = (("nuisance", question.name),)
    method = f"{size.method} ({draws} conditional permutations)"
    decides = p_value
    if p_value * (1 + draws) < 1.5:
        # No draw came near: how far beyond them all the data lie, the size tells.
        decides = min(decides, one_sided_p(deciding(size.method), size.evidence, 0.0, above=True))
    return DependenceResult(
        question.name,
        size.name,
        estimate(
            "confound_dependence",
            group,
            size.value,
            method,
            (*size.evidence, decides),
            size.rows,
            stated,
            p_value=p_value,
        ),
        p_value,
        plain_p(question.answer, question.nuisance),
        size.detectable,
        model.stated,
        tuple((check.what, check.p_value, check.holds) for check in model.checks),
    )
