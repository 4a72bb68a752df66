"""What do the other heads of a network cost this one, and whom?"""

from collections.abc import Iterator

import numpy as np

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Numbers
from audits.data.groups import divisions_of, row_groups
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement
from audits.probing.class_probabilities import codes_among
from audits.probing.probe import Asks, Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.shares import Stated
from audits.tradeoffs.sharing import (
    ACCURACY,
    ACCURACY_GAP,
    ERROR,
    ERROR_GAP,
    Off,
    Right,
    who_pays,
)

_OTHER_KIND = "the label and the answers of the model for this task alone are of two kinds"


@probe(
    metrics=(
        Metric(
            ACCURACY,
            "How much less often the head is right than a model that was trained for its task "
            "alone, on the same rows: above 0, the other heads cost it.",
            Scale.SHARE_DIFFERENCE,
            two_sided=True,
            null=0.0,
            title="accuracy lost to other heads",
            shown=Shown.FIRST,
        ),
        Metric(
            ACCURACY_GAP,
            "What sharing costs the group minus what it costs its reference.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in accuracy lost to other heads",
        ),
        Metric(
            ERROR,
            "How much further the head's number is from the label on average than that of a model "
            "for its task alone: above 0, the other heads cost it.",
            Scale.DIFFERENCE,
            two_sided=True,
            null=0.0,
            title="error added by other heads",
            shown=Shown.FIRST,
        ),
        Metric(
            ERROR_GAP,
            "What sharing adds to the group's error minus what it adds to its reference's.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in error added by other heads",
        ),
    ),
    needs=(Role.LABEL, Role.SINGLE_TASK),
    asks=Asks.PREDICTION,
)
def interference(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Pair a head's answers with those of a model that was trained for its task alone.

    Both answered the same rows, so the difference is paired: of classes, how often each is right;
    of numbers, how far each is off. Overall, for each protected group, and of each group beside
    its reference: whom sharing costs more. Rows that lack the label or either answer are left out.

    smallest_group: fewer rows of a group are undetermined; means of numbers need 1,000.
    confidence: of every interval, and of the table's verdicts.
    """
    stated = Stated(confidence, smallest_group)
    both, known = _paired(subject)
    rows = np.flatnonzero(known)
    if not len(rows):
        raise NotApplicable("no row has a label and both answers", "give rows that have them")
    if len(rows) < len(known):
        subject.warn(
            f"{len(known) - len(rows):,} of {len(known):,} rows lack the label or one of the two "
            "answers: what heads cost each other is told of the others"
        )
    everyone = np.ones(len(rows), dtype=bool)
    whole = both.cost((), everyone, stated)
    yield whole
    costs = [("everyone", whole, both.shown(everyone))]
    data = subject.data.take(rows)
    columns = data.having(Role.PROTECTED)
    for division, codes in row_groups(columns, divisions_of(data, columns, subject.warn)):
        of_group = {group: codes == index for index, group in enumerate(division.groups)}
        reference = division.reference
        for index, (group, of) in enumerate(of_group.items()):
            cost = both.cost(group, of, stated)
            yield cost
            named = ", ".join("unknown" if value is None else value for _, value in group)
            costs.append((named, cost, both.shown(of)))
            is_compared = division.known[index] and group != reference
            if is_compared and reference is not None and reference in of_group:
                yield both.gap((group, reference), of, of_group[reference], stated)
    unit = "right" if isinstance(both, Right) else "off by"
    exhibit = who_pays(costs, unit, stated)
    if exhibit is not None:
        yield exhibit


def _paired(subject: Subject) -> tuple[Right | Off, Flags]:
    """The answers of both on the rows where all is known, and which rows these are."""
    label, alone = subject.labels, subject.data.require(Role.SINGLE_TASK)
    match label.values, alone.values:
        case Categories(), Categories():
            answers = subject.predictions
            classes = tuple(
                sorted({*label.categories.levels, *alone.categories.levels, *answers.levels})
            )
            truth, given, other = (
                codes_among(each, classes) for each in (label.categories, answers, alone.categories)
            )
            known = (truth >= 0) & (given >= 0) & (other >= 0)
            return Right((given == truth)[known], (other == truth)[known]), known
        case Numbers(), Numbers():
            numbers = subject.predicted_numbers
            known = np.isfinite(label.numbers) & np.isfinite(numbers) & np.isfinite(alone.numbers)
            off = np.abs(numbers - label.numbers)[known]
            return Off(off, np.abs(alone.numbers - label.numbers)[known]), known
    raise NotApplicable(
        _OTHER_KIND, f"declare the `kind` of {alone.name!r} as that of {label.name!r}"
    )
