"""How often a copy answers as the model that it was made of, over all rows and by group."""

from collections.abc import Iterator

import numpy as np

from audits.data.arrays import Flags
from audits.measurement import Measurement
from audits.probing.probe import Evidence, Metric, Scale
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import Attacked, take
from audits.robustness.measuring import divided, gaps, share
from audits.robustness.stealing import Inputs, Round, Thief
from audits.statistics.shares import Stated

AGREEMENT, AGREEMENT_GAP = "substitute_agreement", "substitute_agreement_difference"
METRICS = (
    Metric(
        AGREEMENT,
        "Share of rows that were not used to make the copy and that the copy answers as the model "
        "does.",
        Scale.SHARE,
        title="agreement of a copy with the model",
        evidence=Evidence.ATTACK,
    ),
    Metric(
        AGREEMENT_GAP,
        "Share of the group's rows that the copy answers as the model does, minus the reference "
        "group's; 0 is equality.",
        Scale.SHARE_DIFFERENCE,
        overall=False,
        two_sided=True,
        null=0.0,
        title="gap in agreement of a copy with the model",
        compares=(AGREEMENT,),
        evidence=Evidence.ATTACK,
    ),
)


def overall(
    made: Round, thief: Thief, inputs: Inputs, judged: Attacked, stated: Stated
) -> Measurement:
    """Of all rows that the model answers. inputs: of the judged rows, in their order."""
    answered, same = _same(made, thief, inputs, judged)
    return share(AGREEMENT, (), int(same.sum()), len(answered), stated, _note(made))


def by_group(
    subject: Subject, made: Round, thief: Thief, inputs: Inputs, judged: Attacked, stated: Stated
) -> Iterator[Measurement]:
    """The same of each protected group, and the gaps to the reference group."""
    answered, same = _same(made, thief, inputs, judged)
    for division, codes in divided(subject, answered.data):
        for code, group in enumerate(division.groups):
            rows = codes == code
            hits = int((same & rows).sum())
            yield share(AGREEMENT, group, hits, int(rows.sum()), stated, _note(made))
        yield from gaps(AGREEMENT_GAP, division, codes, same, stated, _note(made))


def _note(made: Round) -> str:
    return f"a copy of {made.queries:,} answers"


def _same(made: Round, thief: Thief, inputs: Inputs, judged: Attacked) -> tuple[Attacked, Flags]:
    """The rows that the model answers, and which of them the copy answers alike."""
    rows = np.flatnonzero(judged.codes >= 0)
    answered = take(judged, rows)
    codes = made.copy.scores(thief.encoded(inputs[rows])).argmax(axis=1)
    return answered, np.asarray(codes == answered.codes)
