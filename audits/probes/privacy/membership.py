"""Can it be told from the model's answers whether somebody's row was in its training data?"""

from collections.abc import Iterator
from typing import Annotated

import numpy as np

from audits.data.arrays import Flags
from audits.data.groups import divisions_of, row_groups
from audits.data.inputs_as_numbers import inputs_as_numbers
from audits.measurement import Exhibit, Group, Measurement, undetermined
from audits.planning.forward_passes import per_row
from audits.privacy.members import TRAINED_ON, members_of, recorded_references
from audits.privacy.membership_attacks import CALLED, Attacks
from audits.privacy.membership_measures import Judged
from audits.privacy.membership_report import shown
from audits.privacy.reference_models import half_taught, untaught
from audits.privacy.shift_check import Shift, shift
from audits.probing.probe import Asks, Evidence, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

RATES = (0.01, 0.001)


@probe(
    metrics=(
        Metric(
            "membership_auc",
            "Probability that a row the model was trained on looks more like one, by its answer, "
            "than a row it never saw; 0.5 is chance.",
            Scale.UNIT,
            null=0.5,
            title="membership AUC",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            "membership_advantage",
            "Share of training rows called so minus the share of other rows called so, at a "
            "threshold chosen on other rows; 0 is chance.",
            Scale.SHARE_DIFFERENCE,
            null=0.0,
            title="membership advantage",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            "membership_tpr",
            "Share of training rows that are called so at a threshold that calls at most the share "
            "`fpr` of all other rows: the few who are found for certain.",
            Scale.SHARE,
            overall=False,
            title="training rows found",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            "generalisation_gap",
            "Accuracy on training rows minus accuracy on rows the model never saw.",
            Scale.SHARE_DIFFERENCE,
            null=0.0,
            title="generalisation gap",
        ),
    ),
    honours=(Role.SPLIT, Role.REFERENCE_SCORE),
    version=4,
    needs=(Role.LABEL,),
    asks=Asks.EITHER,
    label=Kind.CATEGORY,
    passes=per_row(1),
    by_default=False,
    stated=TRAINED_ON,
)
def membership(
    subject: Subject,
    *,
    reference_models: Annotated[int, Between(0, 64)] = 4,
    online_models: Annotated[int, Between(0, 256)] = 0,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Tell training rows from others by the model's answers, with attacks of growing power.

    Training rows are those whose `split` is train; the others must be rows the model never saw.
    First it is checked that the two do not differ by themselves. Thresholds are chosen on one half
    and judged on the other. Overall and by group stands the attack that gained most on the choosing
    half, and for the few who are found for certain that which found most of those; `{attack: loss}`
    is one of them. Likelihood-ratio attacks (LiRA, RMIA) compare with reference models.

    reference_models: trees trained here on rows the model never saw, which say how hard a row is
        and how far answers spread; 0 leaves those attacks out. Columns with the role
        `reference_score` take their place.
    online_models: trees trained here on random halves of all rows, an even number, for LiRA with
        models that were taught the row; 0 leaves it out, and 16 and more are worth it.
    smallest_group: with fewer rows on either side a number is undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    members = members_of(subject)
    rng = subject.rng("membership")
    if not members.data.having(Role.FEATURE):
        subject.warn(
            "no column is declared a feature, so whether training rows differ from the others by "
            "themselves is looked at in few columns or none: give the model's inputs the role "
            "`feature`"
        )
    inputs = inputs_as_numbers(members.data, subject.warn)
    subject.on_progress(0.2)
    shifted = shift(inputs, members.labels.astype(np.float64), members.member, rng)
    subject.on_progress(0.4)
    references, both = None, None
    if subject.memory.is_damaged:
        subject.warn("reference models of the audit before cannot be read: they are fitted anew")
    if members.probabilities is not None:
        references = recorded_references(members)
        if references is None and reference_models:
            teaching = ~members.judged & ~members.member
            references = untaught(
                inputs, members.labels, teaching, members.judged, reference_models, rng,
                subject.memory,
            )  # fmt: skip
        if online_models:
            both = half_taught(
                inputs, members.labels, members.judged, online_models, subject.rng("online"),
                subject.memory,
            )  # fmt: skip
    subject.on_progress(0.9)
    judged = Judged(Attacks(members, references, both), stated)
    everyone = np.ones(len(members.member), dtype=bool)
    lines = [*judged.overall(RATES), *judged.rows((), everyone, RATES)]
    for group, rows in _groups(subject, judged):
        lines += judged.rows(group, rows, RATES)
    for measured in lines:
        yield _unless_shifted(measured, shifted)
    yield from shown(judged, shifted, CALLED)


def _groups(subject: Subject, judged: Judged) -> Iterator[tuple[Group, Flags]]:
    """Each protected group and each class, with its rows."""
    members = judged.attacks.members
    columns = members.data.having(Role.PROTECTED)
    divisions = divisions_of(members.data, columns, subject.warn)
    for division, codes in row_groups(columns, divisions):
        for code_of_group, group in enumerate(division.groups):
            yield group, codes == code_of_group
    for code, name in enumerate(members.classes):
        yield (("class", name),), members.labels == code


def _unless_shifted(measured: Measurement, shifted: Shift | None) -> Measurement:
    """Where the two sides differ by themselves nothing is concluded; the value stays in `raw`."""
    if shifted is None or not shifted.is_shifted:
        return measured
    return undetermined(measured, shifted.reason)
