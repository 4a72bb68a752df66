"""Does the model do better than people on the same items, for whom, and would both together?"""

from collections.abc import Iterator

import numpy as np

from audits.data.arrays import Flags
from audits.data.groups import divisions_of, row_groups
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.probing.probe import Asks, Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated
from audits.tradeoffs.agreement import agreement
from audits.tradeoffs.beside_people import (
    Beside,
    beside_people,
    gain_over,
    gain_over_median,
    people_accuracy,
    person_accuracy,
)
from audits.tradeoffs.deferral import choose_deferral, gain
from audits.tradeoffs.error_consistency import consistency_among, consistency_with
from audits.tradeoffs.people import People, people_of
from audits.tradeoffs.people_report import shown
from audits.tradeoffs.selective import area, how_sure
from audits.tradeoffs.words_of_people import refuse_other_spellings

AGREEMENT, ACCURACY, OF_ONE = "annotator_agreement", "people_accuracy", "person_accuracy"
GAIN, OVER_ONE = "accuracy_gain_over_median_person", "accuracy_gain_over_person"
CONSISTENCY, AMONG = "error_consistency", "error_consistency_among_people"
AREA, DEFERRAL = "risk_coverage_area", "accuracy_gain_of_deferral"
# So many people are measured one by one, those who answered most; all count.
MOST_NAMED = 500
NO_TRUTH = "no label says what is right"
NOT_SURE = "the model does not say how sure it is"


@probe(
    metrics=(
        Metric(
            AGREEMENT,
            "What people answered, by Krippendorff's alpha: 1 where all agree, 0 where they agree "
            "as chance has it.",
            Scale.UNIT,
            title="agreement among people",
            null=0.0,
        ),
        Metric(
            ACCURACY,
            "Share of people's answers that are the label.",
            Scale.SHARE,
            title="accuracy of people",
        ),
        Metric(
            OF_ONE,
            "Share of one person's answers that are the label.",
            Scale.SHARE,
            overall=False,
            title="accuracy of a person",
        ),
        Metric(
            GAIN,
            "How much more often the model is right than the median person, on the same items.",
            Scale.SHARE_DIFFERENCE,
            title="gain in accuracy over the median person",
            null=0.0,
            shown=Shown.FIRST,
        ),
        Metric(
            OVER_ONE,
            "How much more often the model is right than one person, on that person's items.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            title="gain in accuracy over a person",
            null=0.0,
        ),
        Metric(
            CONSISTENCY,
            "Whether the model errs on the items on which people err, beyond chance: Cohen's kappa "
            "of being right, its mean over people.",
            Scale.UNIT,
            title="error consistency with people",
            null=0.0,
        ),
        Metric(
            AMONG,
            "The same of people with each other: its mean over pairs.",
            Scale.UNIT,
            title="error consistency among people",
            null=0.0,
        ),
        Metric(
            AREA,
            "Area under the risk-coverage curve: share of wrong answers among the surest, averaged "
            "over how many are answered. 0 is best.",
            Scale.UNIT,
            title="area under the risk-coverage curve",
        ),
        Metric(
            DEFERRAL,
            "How much more often model and people are right together, the model where it is sure "
            "and people elsewhere, than the better of them alone.",
            Scale.SHARE_DIFFERENCE,
            title="gain in accuracy from deferring",
            null=0.0,
        ),
    ),
    needs=(Role.ANNOTATION,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    honours=(Role.ANNOTATION, Role.ANNOTATOR),
    version=2,
)
def human(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement | Exhibit]:
    """Compare the model with people who answered about the same items, and with both together.

    People's answers are columns with the role `annotation`, one a person, or one such column beside
    an `annotator` and an `id` where each answer has a row. Both items and people could have been
    others: variances over both are added, fewer than five people say nothing of people at large,
    and rules reckon with one more person at either end. The median person is the median of each
    one's difference to the model on the items that the two share. How much the model leaves to
    people is chosen on one half of the items and judged on the other.

    smallest_group: fewer items, of a group or of a person, are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    people = people_of(subject.data, subject.warn)
    refuse_other_spellings(subject.data)
    whose = _groups(subject, people)
    for group, of in whose:
        yield agreement(AGREEMENT, group, people.of_items(of), stated)
    if subject.data.one(Role.LABEL) is None:
        for group, of in whose:
            for metric in (ACCURACY, GAIN, CONSISTENCY, AMONG, AREA, DEFERRAL):
                yield Undetermined(metric, group, NO_TRUTH, int(of.sum()))
        return
    sure = how_sure(subject)
    beside = beside_people(subject, people)
    whose = _groups(subject, beside.people)
    own_sureness = None if sure is None else sure[beside.people.rows]
    deferral = choose_deferral(beside, own_sureness, subject.rng("deferral"))
    for number, (group, of) in enumerate(whose):
        own = beside.of_items(of)
        yield people_accuracy(ACCURACY, group, own, stated)
        yield gain_over_median(GAIN, group, own, stated)
        yield consistency_with(CONSISTENCY, group, own, stated)
        yield consistency_among(AMONG, group, own, stated)
        if own_sureness is None or deferral is None:
            yield Undetermined(AREA, group, NOT_SURE, int(of.sum()))
            yield Undetermined(DEFERRAL, group, NOT_SURE, int(of.sum()))
        else:
            yield area(AREA, group, own_sureness[of], ~own.by_model, stated)
            yield gain(DEFERRAL, group, deferral, of, stated)
        subject.on_progress((number + 1) / len(whose))
    yield from _each(beside, stated)
    yield from shown(beside, own_sureness, deferral, whose)


def _groups(subject: Subject, people: People) -> list[tuple[Group, Flags]]:
    """Everyone, then each protected group, with the items that are of it, shape (items,)."""
    data = subject.data
    columns = data.having(Role.PROTECTED)
    groups: list[tuple[Group, Flags]] = [((), np.ones(len(people.rows), dtype=bool))]
    for division, codes in row_groups(columns, divisions_of(data, columns, subject.warn)):
        of_item = codes[people.rows]
        groups += [(group, of_item == index) for index, group in enumerate(division.groups)]
    return groups


def _each(beside: Beside, stated: Stated) -> Iterator[Measurement]:
    """Each person by name; where they are a crowd, of those who answered least that it is one."""
    answered = beside.people.answered
    most = {*np.argsort(-answered, kind="stable")[:MOST_NAMED].tolist()}
    for person, name in enumerate(beside.people.names):
        group: Group = (("annotator", name),)
        if person not in most:
            reason = f"of {len(answered):,} people the {MOST_NAMED:,} who answered most are told"
            for metric in (OF_ONE, OVER_ONE):
                yield Undetermined(metric, group, reason, int(answered[person]))
            continue
        yield person_accuracy(OF_ONE, group, beside.right(person), stated)
        yield gain_over(OVER_ONE, group, beside, person, stated)
