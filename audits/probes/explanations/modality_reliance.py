"""What does each modality of the input carry: the text, the picture, the table beside it?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.dataset import Dataset
from audits.data.groups import divisions_of, row_groups
from audits.errors import NotApplicable
from audits.explanations.modalities import ALL, Exchanges, exchanged, modalities_of, rings
from audits.measurement import Estimate, Exhibit, Group, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.batched_inference import ask
from audits.probing.class_probabilities import codes_among
from audits.probing.probe import Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, Rows, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

RELIANCE, DIFFERENCE = "modality_reliance", "modality_reliance_difference"
OVERLAP = "modality_overlap"


@probe(
    metrics=(
        Metric(
            RELIANCE,
            "How much accuracy is lost when the modality's values are those of other rows; of all "
            "modalities together, what a model that knows nothing of the row would lose.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            null=0.0,
            title="reliance on a modality",
            shown=Shown.FIRST,
        ),
        Metric(
            DIFFERENCE,
            "What a group loses with the modality minus what its reference loses.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in reliance on a modality",
        ),
        Metric(
            OVERLAP,
            "What is lost with all modalities beyond what is lost with each alone: above 0 one "
            "stands in for another (they are redundant), below 0 they are needed together.",
            Scale.SHARE_DIFFERENCE,
            two_sided=True,
            null=0.0,
            title="overlap of modalities",
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    by_default=False,
    passes=forward_passes.modality_reliance,
    sampled=({"exchanges": 2}, {"exchanges": 2, "exchanged_rows": 300}),
)
def modality_reliance(
    subject: Subject,
    *,
    modalities: dict[str, list[str]] | None = None,
    exchanges: Annotated[int, Between(1, 100)] = 5,
    exchanged_rows: Rows = 1000,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Give one modality the values of other rows, and count the right answers that are lost.

    Texts, pictures and the values of a table are modalities; of a model that reads one kind alone,
    its inputs are. The baseline is a row drawn from the same table, whatever its group or label;
    what belongs to one modality moves together. All modalities are exchanged at once as well: what
    that loses beyond the sum of the parts is their overlap. One that others can stand in for loses
    nothing by itself, so reliance near 0 beside an overlap above 0 is redundancy, not irrelevance.

    modalities: columns by the name of what they are part of; left out, by kind or by input.
    exchanges: how often each row receives.
    exchanged_rows: how many labelled rows are asked, drawn at random.
    smallest_group: fewer rows of a group are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model, label = subject.model, subject.labels.categories
    assert isinstance(model, Classifier)
    feeds: Mapping[str, Sequence[str]] = getattr(model, "feeds", {})
    named = modalities_of(subject.data, model.reads, feeds, modalities)
    classes = (*model.classes, *(level for level in label.levels if level not in model.classes))
    order = subject.content_order
    rows = order[codes_among(label, classes)[order] >= 0]
    rng = subject.rng("modality_reliance")
    if len(rows) > exchanged_rows:
        rows = rows[np.sort(rng.choice(len(rows), exchanged_rows, replace=False))]
    if len(rows) < 2:
        raise NotApplicable("fewer than two rows have a label", "give rows with their labels")
    data = subject.data.take(rows)
    truth = codes_among(data.require(Role.LABEL).categories, classes)
    turns = {**named, ALL: tuple(c for columns in named.values() for c in columns)}
    donors = rings(len(rows), exchanges, rng)
    after: dict[str, Flags] = {name: np.empty(donors.shape, dtype=bool) for name in turns}
    for position, (name, columns) in enumerate(turns.items()):
        for turn, giving in enumerate(donors):
            after[name][turn] = _right(model, exchanged(data, columns, giving), truth)
            subject.on_progress((position + (turn + 1) / exchanges) / len(turns))
    tried = Exchanges(subject.answered_codes[rows] == truth, after, donors)
    measured = list(_measured(subject, data, tried, stated))
    yield from measured
    yield _facts(named, measured, len(rows), exchanges)


def _right(model: Classifier, data: Dataset, truth: NDArray[np.intp]) -> Flags:
    codes, _ = ask(model, data, model.classify)
    right: Flags = np.asarray(codes) == truth
    return right


def _measured(
    subject: Subject, data: Dataset, tried: Exchanges, stated: Stated
) -> Iterator[Measurement]:
    everyone = np.ones(len(data), dtype=bool)
    most = 1.0 + tried.modalities
    columns = data.having(Role.PROTECTED)
    divisions = list(row_groups(columns, divisions_of(data, columns, subject.warn)))
    for name in tried.after:
        lost = tried.drop(name)
        of: Group = (("modality", name),)
        yield tried.mean(RELIANCE, of, lost, everyone, stated)
        for division, codes in divisions:
            reference = division.reference
            for index, group in enumerate(division.groups):
                own = codes == index
                yield tried.mean(RELIANCE, (*group, *of), lost, own, stated)
                is_compared = division.known[index] and group != reference
                if is_compared and reference is not None and reference in division.groups:
                    beside = codes == division.groups.index(reference)
                    groups = (*group, *of), (*reference, *of)
                    yield tried.gap(DIFFERENCE, groups, lost, own, beside, stated)
    yield tried.mean(OVERLAP, (), tried.overlap(), everyone, stated, most)
    for division, codes in divisions:
        for index, group in enumerate(division.groups):
            yield tried.mean(OVERLAP, group, tried.overlap(), codes == index, stated, most)


def _facts(
    named: Mapping[str, Sequence[str]], measured: Sequence[Measurement], rows: int, exchanges: int
) -> Exhibit:
    """What belongs to what, what stood in its place, and what the overlap says."""
    whole = next(m for m in measured if m.metric == OVERLAP and not m.group)
    words = "not decided: its interval holds 0"
    if not isinstance(whole, Estimate):
        words = f"not decided: {whole.reason}"
    elif whole.interval.lower > 0:
        words = "redundant: more is lost with all of them than each loses alone, so one stands in"
    elif whole.interval.upper < 0:
        words = "needed together: the same answers are lost whichever of them is exchanged"
    answers = {
        **{f"Modality {name}": ", ".join(columns) for name, columns in named.items()},
        "Baseline": f"the values of another of the same {rows:,} rows, {exchanges} times each",
        "Together": words,
    }
    pairs = [{"question": question, "answer": answer} for question, answer in answers.items()]
    return Exhibit("facts", "Modalities and what stood in their place", {"facts": pairs})
