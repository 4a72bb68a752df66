"""Which questions of whoever would repeat this work are answered, and by what?"""

from collections.abc import Iterator

from audits.data.dataset import Dataset
from audits.data.training_rows import in_training
from audits.measurement import COUNTED, Exhibit, Measurement
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.reproducibility.checklist import content, filled, open_items
from audits.reproducibility.known_answers import Facts
from audits.specification.parameter_bounds import Confidence
from audits.specification.roles import Role
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

OPEN = "open_items"


@probe(
    metrics=(
        Metric(
            OPEN,
            "Items of the machine learning reproducibility checklist that neither this audit nor "
            "the document answers: questions to somebody, and no measure of merit.",
            Scale.COUNT,
            title="number of open checklist items",
        ),
    ),
    honours=(Role.SPLIT, Role.CLASS_PROBABILITY),
    by_default=False,
    datasets=("members",),
    of_the_rows=True,
)
def checklist(
    subject: Subject, *, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Fill the machine learning reproducibility checklist (Pineau et al. 2021, version 2.0).

    What the audit knows answers an item where it is the whole answer; the document's
    `reproducibility` states the rest, or says why an item is not applicable; what neither says
    is open, with what is asked for. Nothing that is stated is checked.

    confidence: that the items about intervals name.
    """
    entries = filled(_facts(subject, confidence))
    count = float(open_items(entries))
    stated = Stated(confidence, subject.smallest_group)
    yield stated_value(OPEN, (), count, COUNTED, (count,), len(entries), None, stated)
    yield Exhibit("checklist", "The reproducibility checklist", content(entries))


def _facts(subject: Subject, confidence: float) -> Facts:
    data = subject.data
    has_answers = subject.model is not None or any(
        data.having(role) for role in (Role.PREDICTION, Role.SCORE, Role.CLASS_PROBABILITY)
    )
    members = subject.members
    parts, trained_part = _parts(subject.all_parts)
    return Facts(
        documented=subject.documented,
        rows=len(data),
        columns=len(data.columns),
        seed=subject.seed,
        confidence=confidence,
        has_answers=has_answers,
        parts=parts,
        trained_part=trained_part,
        members=len(members.rows)
        if members is not None and isinstance(members.rows, Dataset)
        else None,
    )


def _parts(data: Dataset) -> tuple[dict[str, int], bool]:
    """Rows of each part of the split by its name in text order, and whether one is trained on."""
    split = data.one(Role.SPLIT)
    if split is None:
        return {}, False
    values = split.categories
    rows = {level: int((values.codes == code).sum()) for code, level in enumerate(values.levels)}
    return dict(sorted(rows.items())), bool(in_training(split).any())
