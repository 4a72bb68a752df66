"""How many labels are wrong, which, and whose?"""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from audits.data.groups import divisions_of, row_groups
from audits.data_quality.held_out_probabilities import Source, labelled
from audits.data_quality.label_noise_report import facts, joint_table
from audits.data_quality.mistaken_labels import Mistakes, mistakes_of
from audits.data_quality.suspects import gallery
from audits.measurement import Exhibit, Measurement
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.probing.surrogates import Learner
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

RATE, DIFFERENCE = "label_error_rate", "label_error_rate_difference"

# A greater part of what is counted than this may not be due to overlap untold.
CONSIDERABLE = 0.2


@probe(
    metrics=(
        Metric(
            RATE,
            "Share of labels that name another class than the row is of, estimated on the rows "
            "that confidently are of one.",
            Scale.SHARE,
            title="share of wrong labels",
        ),
        Metric(
            DIFFERENCE,
            "The group's share of wrong labels minus that of its reference.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="difference in wrong labels",
            compares=(RATE,),
        ),
    ),
    honours=(Role.CLASS_PROBABILITY, Role.SPLIT),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    by_default=False,
    version=2,
)
def label_noise(
    subject: Subject,
    *,
    source: Literal["auto", "recorded", "model", "surrogate"] = "auto",
    surrogate: Learner = "linear",
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Estimate how many labels are wrong by confident learning, overall, by group and by class.

    A probability of each class from something that did not see the label is held against it: of
    columns with the role `class_probability`, of the model on rows that its split says it was not
    trained on, or of a surrogate that is fitted here without the row. Of the rows that confidently
    are of a class, the share that is labelled otherwise estimates how often labels are mistaken;
    the interval reaches down to what the surest rows of each class alone say, less as many of them
    as overlap of classes may explain, which looks like mistakes. Shown are given against true
    labels, and the most suspicious rows.

    source: whom to believe; `auto` takes the first of the three that there is.
    surrogate: what is fitted where one is: `linear`, or `trees`, which take longer.
    smallest_group: fewer sure rows are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    rows = labelled(subject, None if source == "auto" else Source(source), surrogate)
    if rows.seen:
        subject.warn(
            "nothing says that the model was not trained on these rows, and a model that knows "
            "them by heart finds no label wrong: give a `split`, features for a surrogate, or "
            "columns with the role `class_probability`"
        )
    mistakes = mistakes_of(rows)
    sure = mistakes.sure
    by_overlap, differing = mistakes.by_overlap()
    if sure.doubt is None and by_overlap > CONSIDERABLE * differing:
        subject.warn(
            f"classes overlap: up to {by_overlap:,} of the {differing:,} confident rows that are "
            "labelled otherwise are to be expected with no label wrong, so the share of wrong "
            "labels may be much lower than its value; its interval allows for that"
        )
    yield mistakes.rate(RATE, (), np.ones(len(rows.labels), dtype=bool), stated)
    for code, name in enumerate(rows.classes):
        yield mistakes.rate(RATE, (("class", name),), rows.labels == code, stated)
    yield from _by_group(subject, mistakes, stated)
    suspects = gallery(rows, np.asarray(sure.answers != rows.labels))
    if suspects is not None:
        yield suspects
    yield joint_table(rows, mistakes.joint)
    yield facts(mistakes)


def _by_group(subject: Subject, mistakes: Mistakes, stated: Stated) -> Iterator[Measurement]:
    """Each protected group, and how far it is from its reference."""
    data = mistakes.rows.data
    columns = data.having(Role.PROTECTED)
    for division, codes in row_groups(columns, divisions_of(data, columns, subject.warn)):
        selected = {group: codes == index for index, group in enumerate(division.groups)}
        for group, rows in selected.items():
            yield mistakes.rate(RATE, group, rows, stated)
        reference = division.reference
        if reference is None or reference not in selected:
            continue
        for index, (group, rows) in enumerate(selected.items()):
            if group != reference and division.known[index]:
                yield mistakes.difference(
                    DIFFERENCE, group, reference, (rows, selected[reference]), stated
                )
