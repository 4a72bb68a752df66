"""What a probe declares of each number that it measures: the vocabulary of policies and pages."""

from dataclasses import dataclass
from enum import StrEnum


class Scale(StrEnum):
    """What a metric's values are; decides how a rule may bound them and a page prints them."""

    SHARE = "share"  # 0 to 1, printed as percent
    SHARE_DIFFERENCE = "share difference"  # signed, printed in points
    RATIO = "ratio"  # 1 is equality
    UNIT = "unit"  # 0 to 1 (or -1 to 1), printed as a number: AUC, correlation
    DIFFERENCE = "difference"  # signed number
    NUMBER = "number"
    # With a unit, which stands behind every number that is printed.
    COUNT = "count"  # printed whole
    MILLISECONDS = "milliseconds"
    PER_SECOND = "per second"
    BYTES = "bytes"  # printed in megabytes
    JOULES = "joules"  # printed in millijoules
    KILOWATT_HOURS = "kilowatt hours"
    KILOGRAMS = "kilograms"


class Shown(StrEnum):
    """How early a report draws a metric by group."""

    FIRST = "first"  # at once
    FOLDED = "folded"  # behind a fold, at once where a rule asks for it
    JUDGED = "judged"  # only where a rule asks for it: another metric says the same


class Idle(StrEnum):
    """What a model that does nothing scores, drawn beside the score itself."""

    MAJORITY = "majority share"  # always the most frequent class
    CLASSES = "one of the classes"  # 1 / classes
    PREVALENCE = "share of positives"
    ALWAYS_POSITIVE = "F1 of always positive"
    NULL = "null"  # the metric's own null


class Evidence(StrEnum):
    """What a value is evidence of, and so which verdicts it can give."""

    SAMPLE = "sample"  # an estimate from rows: it passes and it fails
    ATTACK = "attack"  # what an attack found: it fails, and what it did not break is undecided
    CERTIFICATE = "certificate"  # what was proven: it passes, and what it does not cover is not


@dataclass(frozen=True, slots=True)
class Metric:
    """A name in the policy vocabulary.

    overall: whether the metric exists for everyone (`group: {}`).
    two_sided: a one-sided bound would let the reversed gap pass, so a rule must say it means it.
    null: the value of "no disparity" or "no skill", where there is one.
    title: as it is called inside a sentence; left out, the words of the name.
    compares: of a difference or ratio of shares between groups, the share that tells it; several
        where it is the larger of their differences.
    shown: how early a report draws it by group.
    column: its place among the columns of the terminal's table, the least first; None: in none.
    idle: what a model that does nothing scores, for scores that are drawn beside that.
    evidence: what the value is evidence of: an attack can only fail a rule, a certificate pass.
    of_machine: whether the value is one of the machine that measured it, such as a time: another
        run gives another number of the same kind, and another machine one that is not comparable.
    quoted: its place among the numbers by which its section is summed up, the least first, and so
        that of its probe's drawings; None: it is not quoted.
    """

    name: str
    meaning: str
    scale: Scale
    overall: bool = True
    two_sided: bool = False
    null: float | None = None
    title: str = ""
    compares: tuple[str, ...] = ()
    shown: Shown = Shown.FOLDED
    column: int | None = None
    idle: Idle | None = None
    evidence: Evidence = Evidence.SAMPLE
    of_machine: bool = False
    quoted: int | None = None
