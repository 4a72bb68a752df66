"""What do smaller forms of the model cost, what do they gain, and who pays for it?"""

from collections.abc import Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from audits.cost.energy import CORE_WATTS
from audits.cost.stated import on
from audits.cost.variant_costs import ENERGY, LATENCY, PACKED, RATIO, SIZE, costs
from audits.cost.variant_groups import (
    ACCURACY,
    CHANGE,
    CHANGE_GAP,
    FLIP_GAP,
    FLIPS,
    Judged,
    measured,
    of_variant,
    without,
)
from audits.cost.variant_report import facts, pareto
from audits.cost.variants import ORIGINAL, Trying, tried
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement, Undetermined
from audits.models import Compressible, Compression
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Kind
from audits.statistics.shares import Stated

# By the names of `Compression` (a test compares them).
Form: TypeAlias = Literal["dynamic int8", "static int8", "fp16", "pruned"]
UNLABELLED = "no column has the role label, so no answer is right or wrong"


def _of_rows(
    name: str, meaning: str, scale: Scale, title: str, *, two_sided: bool = False,
    shown: Shown = Shown.FOLDED,
) -> Metric:  # fmt: skip
    null = 0.0 if scale is Scale.SHARE_DIFFERENCE else None
    return Metric(
        name, meaning, scale, overall=False, two_sided=two_sided, null=null, title=title,
        shown=shown,
    )  # fmt: skip


def _of_machine(name: str, meaning: str, scale: Scale, title: str) -> Metric:
    null = 1.0 if scale is Scale.RATIO else None
    return Metric(name, meaning, scale, overall=False, null=null, title=title, of_machine=True)


@probe(
    metrics=(
        _of_rows(
            FLIPS,
            "Share of rows that a smaller form of the model, `variant`, answers with another class "
            "than the model itself.",
            Scale.SHARE,
            "share of answers that a smaller form changes",
            shown=Shown.FIRST,
        ),
        _of_rows(
            FLIP_GAP,
            "The group's share of answers that `variant` changes minus that of its reference.",
            Scale.SHARE_DIFFERENCE,
            "difference in answers that a smaller form changes",
            two_sided=True,
        ),
        _of_rows(
            ACCURACY,
            "Share of rows that `variant` answers with their label; `original` is the model.",
            Scale.SHARE,
            "accuracy of a smaller form",
        ),
        _of_rows(
            CHANGE,
            "Accuracy of `variant` minus that of the model, on the same rows.",
            Scale.SHARE_DIFFERENCE,
            "change in accuracy of a smaller form",
        ),
        _of_rows(
            CHANGE_GAP,
            "The group's change in accuracy by `variant` minus that of its reference: how far the "
            "gap between them moves.",
            Scale.SHARE_DIFFERENCE,
            "difference in what a smaller form changes of accuracy",
            two_sided=True,
        ),
        Metric(
            SIZE, "Size of `variant` on the disk, without what prepares its inputs.", Scale.BYTES,
            overall=False, title="size of a smaller form on disk",
        ),
        Metric(
            PACKED, "Size of `variant` deflated, as it is downloaded with an app.", Scale.BYTES,
            overall=False, title="size of a smaller form's download",
        ),
        _of_machine(
            LATENCY,
            "Median time of one call of `variant`, of one row where no batch is named, asked in "
            "turns with the model.",
            Scale.MILLISECONDS,
            "median latency of a smaller form",
        ),
        _of_machine(
            RATIO,
            "Median of how many times as long as the model `variant` takes for the same input.",
            Scale.RATIO,
            "time of a smaller form over the model's",
        ),
        _of_machine(
            ENERGY,
            "Joules that the processor spends on one row asked alone of `variant`: measured, or "
            "estimated from its time and said so.",
            Scale.JOULES,
            "energy of an answer of a smaller form",
        ),
    ),
    label=Kind.CATEGORY,
    model=Compressible,
    passes=forward_passes.compressed,
    by_default=False,
    alone=True,
    version=3,
)  # fmt: skip
def variants(
    subject: Subject,
    *,
    variants: Annotated[tuple[Form, ...], Field(min_length=1, max_length=4)] = (
        "dynamic int8",
        "static int8",
        "fp16",
        "pruned",
    ),
    sparsity: Annotated[float, Between(0.01, 0.99)] = 0.5,
    calibration_rows: Annotated[int, Between(1, 2_000)] = 128,
    asked_rows: Annotated[int, Between(30, 200_000)] = 5_000,
    batches: Annotated[tuple[Annotated[int, Between(2, 8192)], ...], Field(max_length=8)] = (8, 32),
    calls: Annotated[int, Between(20, 100_000)] = 200,
    seconds: Annotated[float, Between(0.1, 600)] = 5.0,
    least_watts: Annotated[float, Between(0.01, 1000)] = CORE_WATTS[0],
    most_watts: Annotated[float, Between(0.01, 1000)] = CORE_WATTS[1],
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Quantise and prune the model, and set each smaller form beside it on the same rows.

    Which answers change, for whom, and what is gained: size, time, energy. Groups with few rows in
    training lose first (Hooker et al. 2020, arXiv:2010.03058), where accuracy overall hardly moves.
    int8 and fp16 are made by onnxruntime's tools (dynamic int8 of a network of torch by torch's),
    pruning by torch's, of the smallest weights, with no training afterwards. A form that cannot be
    made is undetermined, with the operator or package that is in the way.

    variants: which forms are made.
    sparsity: share of the weights that pruning sets to zero.
    calibration_rows: rows whose activations set the ranges of static int8; they judge no form.
    asked_rows: rows that judge, at most, spread over their content.
    batches: sizes that are timed beside single rows.
    calls: that are timed of each size, at most.
    seconds: after which a form's times, and its energy, begin no new call.
    least_watts: of a busy core with its share of memory and supply, to estimate energy by.
    most_watts: the same, at most.
    smallest_group: fewer rows of a group are undetermined.
    confidence: of every interval.
    """
    model = subject.model
    assert isinstance(model, Compressible)
    if most_watts <= least_watts:
        raise NotApplicable("`most_watts` is not above `least_watts`", "give a range of powers")
    kinds = [Compression(name) for name in dict.fromkeys(variants)]
    trying = Trying(kinds, sparsity, calibration_rows, asked_rows, batches, calls, seconds)
    seen = tried(subject, trying)
    stated, watts = Stated(confidence, smallest_group), (least_watts, most_watts)
    machine = subject.machine.description()
    judged = Judged.of(subject, seen)
    by_variant: dict[str, list[Measurement]] = {}
    for each in seen.all:
        by_variant[each.name] = [
            *measured(judged, each.name, stated),
            *costs(seen, each, watts, on(machine, model.engine), stated),
        ]
        yield from by_variant[each.name]
        if judged.right is None:
            of_labels = (ACCURACY,) if each.name == ORIGINAL else (ACCURACY, CHANGE, CHANGE_GAP)
            yield from without(judged, each.name, of_labels, UNLABELLED)
    for name, why in seen.missing.items():
        of_rows = (FLIPS, FLIP_GAP, ACCURACY, CHANGE, CHANGE_GAP)
        yield from without(judged, name, of_rows, why.reason)
        for metric in (SIZE, PACKED, LATENCY, RATIO, ENERGY):
            yield Undetermined(metric, of_variant((), name), why.reason, 0)
    yield pareto(seen, judged, by_variant, stated)
    yield facts(seen, machine)
