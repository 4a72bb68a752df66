"""What does the model's complexity buy over the simplest that can be read, and for whom?"""

from collections.abc import Iterator

import numpy as np

from audits.data.arrays import Flags
from audits.data.groups import divisions_of, row_groups
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement
from audits.probing.class_probabilities import codes_among
from audits.probing.probe import Asks, Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.paired_gap_measurements import gap_of_paired_gaps, paired_gap
from audits.statistics.share_measurements import rate
from audits.statistics.shares import Share, Stated
from audits.tradeoffs.held_out_answers import columns_read, held_out_answers
from audits.tradeoffs.simple_models import VARIANTS, Answered
from audits.tradeoffs.simple_report import facts, written_out

GAIN, DIFFERENCE = "accuracy_gain_over_simple_model", "accuracy_gain_over_simple_model_difference"
SIMPLE = "simple_model_accuracy"


@probe(
    metrics=(
        Metric(
            GAIN,
            "How much more often the model is right than the simplest one that is about as good as "
            "simple ones get, on rows that did not teach it; with `variant`, than that one.",
            Scale.SHARE_DIFFERENCE,
            title="gain in accuracy over a simple model",
            null=0.0,
            shown=Shown.FIRST,
        ),
        Metric(
            DIFFERENCE,
            "The group's gain over the simple model minus that of its reference.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in gain over a simple model",
        ),
        Metric(
            SIMPLE,
            "Share of rows that the simple model answers with their label.",
            Scale.SHARE,
            title="accuracy of a simple model",
        ),
    ),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    honours=(Role.SPLIT,),
    by_default=False,
)
def simplicity(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Fit the simplest models that can be read to the same columns, and pair them with this one.

    One rule, a tree of depth 3 and a logistic regression are taught the labels; beside the model
    stands the smallest of them that is within one standard error of the best, by rows that neither
    taught nor judge it. The training part of a split, or the dataset of `members`, teaches where
    there is one, and the audited rows judge; else each fifth of these is judged by models that the
    others taught. The chosen model is written out.

    smallest_group: fewer rows of a group are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    label, answers = subject.labels.categories, subject.predictions
    classes = tuple(sorted({*label.levels, *answers.levels}))
    truth, given = codes_among(label, classes), codes_among(answers, classes)
    order = subject.content_order
    judged = order[(truth[order] >= 0) & (given[order] >= 0)]
    if len(np.unique(truth[judged])) < 2:
        raise NotApplicable("every label is the same", "give rows of at least two classes")
    answered, named = held_out_answers(subject, classes, judged)
    rows = answered.rows
    model: Flags = given[rows] == truth[rows]
    best: Flags = answered.best == truth[rows]
    note = f"beside {_whom(answered)}"
    everyone = np.ones(len(rows), dtype=bool)
    yield paired_gap(GAIN, (), model, best, stated, note, worth=answered.worth)
    yield _simple((), best, everyone, answered.worth, stated)
    for variant in VARIANTS:
        right = answered.by_variant[variant] == truth[rows]
        group: Group = (("variant", variant),)
        yield paired_gap(
            GAIN, group, model, right, stated, f"beside {variant}", worth=answered.worth
        )
        yield _simple(group, right, everyone, answered.worth, stated)
    yield from _by_group(subject, answered, (model, best), stated, note)
    exhibit = written_out(answered.shown, named, classes)
    if exhibit is not None:
        yield exhibit
    asked = subject.model is not None and subject.data.one(Role.PREDICTION) is None
    reads = "those that the model reads" if asked else "the features of the table"
    yield facts(answered, columns_read(subject), reads)


def _whom(answered: Answered) -> str:
    (most, _), *others = sorted(answered.choices.items(), key=lambda pair: (-pair[1], pair[0]))
    return most if not others else f"simple models, mostly {most}"


def _simple(group: Group, right: Flags, of: Flags, worth: float, stated: Stated) -> Measurement:
    """Accuracy of simple models; learned from the same rows, each row is worth less than one."""
    rows = int(of.sum())
    hits = int((right & of).sum())
    if worth == 1:
        return rate(SIMPLE, group, Share(hits, rows, rows), stated)
    share = Share(hits, rows, rows, rows * worth, degrees_of_freedom=max(1.0, rows * worth - 1))
    return rate(SIMPLE, group, share, stated)


def _by_group(
    subject: Subject,
    answered: Answered,
    right: tuple[Flags, Flags],
    stated: Stated,
    note: str,
) -> Iterator[Measurement]:
    """Each protected group, and how far its gain is from that of its reference."""
    data = subject.data.take(answered.rows)
    model, best = right
    columns = data.having(Role.PROTECTED)
    worth = answered.worth
    for division, codes in row_groups(columns, divisions_of(data, columns, subject.warn)):
        selected = {group: codes == index for index, group in enumerate(division.groups)}
        for group, of in selected.items():
            yield paired_gap(GAIN, group, model[of], best[of], stated, note, worth=worth)
            yield _simple(group, best, of, worth, stated)
        reference = division.reference
        if reference is None or reference not in selected:
            continue
        beside = selected[reference]
        for index, (group, of) in enumerate(selected.items()):
            if group != reference and division.known[index]:
                yield gap_of_paired_gaps(
                    DIFFERENCE, (group, reference), (model[of], best[of]),
                    (model[beside], best[beside]), stated, note, worth,
                )  # fmt: skip
