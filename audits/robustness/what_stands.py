"""What stands under an attack whose failures may mislead, and the signs that they do."""

from collections.abc import Iterator, Sequence

from audits.measurement import Measurement
from audits.probing.subject import Subject
from audits.robustness.masking import Sign, unless_masked
from audits.robustness.measuring import Names, Outcome, by_group, everyone, share
from audits.statistics.shares import Stated


def what_stands(
    names: Names, subject: Subject, outcome: Outcome, reason: str | None
) -> Iterator[Measurement]:
    """Overall, by group and the gaps; for a reason all but what was right before is undetermined.

    reason: why the attack's failures show nothing (`masked`), or None.
    """
    for measured in (*everyone(names, outcome), *by_group(names, subject, outcome)):
        yield measured if measured.metric == names.clean else unless_masked(measured, reason)


def signs_shown(metric: str, signs: Sequence[Sign], stated: Stated) -> Iterator[Measurement]:
    """The share of rows that show each sign; its group is `{term: the sign}`."""
    for sign in signs:
        yield share(metric, (("term", sign.term),), sign.shown, sign.rows, stated)
