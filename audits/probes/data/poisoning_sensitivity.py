"""How few mislabelled rows would turn the verdict on what is learned from these data?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from audits.data.arrays import Flags
from audits.data.content_order import evenly
from audits.data.groups import divisions_of, row_groups
from audits.data.inputs_as_numbers import inputs_as_numbers
from audits.data_quality.poisoning.surrogate import Surrogate, standardised
from audits.data_quality.poisoning.turning import Parted, Rowed, by_size, repeated
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.censored_quantiles import METHOD
from audits.statistics.intervals import limits
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

RANDOM, WORST, TARGETED = (
    "random_mislabelling_share", "worst_mislabelling_share", "targeted_mislabelling_share",
)  # fmt: skip
FEWEST_ROWS, MOST_ROWS = 120, 4_000
LEVEL = 0.05


@probe(
    metrics=(
        Metric(
            RANDOM,
            "Share of training labels, turned at random, from which on a surrogate loses more "
            "accuracy than allowed; the median over partings of the rows.",
            Scale.SHARE,
            title="random mistakes that turn the verdict",
        ),
        Metric(
            WORST,
            "The same share of labels that an attacker turns, chosen by their influence on other "
            "rows; a cleverer one may need fewer.",
            Scale.SHARE,
            title="chosen mistakes that turn the verdict",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            TARGETED,
            "The same share of labels turned anywhere, chosen by their influence on one group, "
            "from which on that group's accuracy is lost.",
            Scale.SHARE,
            overall=False,
            title="mistakes aimed at a group that turn its verdict",
            evidence=Evidence.ATTACK,
        ),
    ),
    needs=(Role.LABEL, Role.FEATURE),
    label=Kind.CATEGORY,
    by_default=False,
)
def poisoning_sensitivity(
    subject: Subject,
    *,
    largest_loss: Annotated[float, Between(0.001, 0.9)] = 0.05,
    repeats: Annotated[int, Between(10, 1_000)] = 20,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Turn training labels of a surrogate until it loses more accuracy than allowed.

    A logistic surrogate is fitted to half of the rows; labels are turned at random, by influence on
    a quarter of the rows that an attacker sees, and by influence on one group; the last quarter
    judges, after actual retraining. Repeated over partings of the rows. A surrogate that tells
    labels no better than the most frequent one decides nothing.

    largest_loss: accuracy that may be lost before the verdict counts as turned.
    repeats: partings of the rows, each searched by itself.
    smallest_group: fewer rows of a group that judge are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    rows, places, target = _rows(subject)
    reason = _not_learned(rows, repeats, subject.rng("poisoning sensitivity learned"))
    everyone = np.ones(len(rows.labels), dtype=bool)
    plans: list[tuple[str, Group, Flags]] = [(RANDOM, (), everyone), (WORST, (), everyone)]
    data = subject.data
    columns = data.having(Role.PROTECTED)
    for division, codes in row_groups(columns, divisions_of(data, columns, subject.warn)):
        plans += [
            (TARGETED, group, codes[places] == index) for index, group in enumerate(division.groups)
        ]
    lines = []
    for number, (metric, group, of_rows) in enumerate(plans):
        judging = int(of_rows.sum()) // 4
        undetermined_reason = reason
        if judging < smallest_group:
            undetermined_reason = too_few(judging, smallest_group)
        outcomes: list[float | None] = []
        if undetermined_reason is None:
            outcomes = repeated(
                rows, of_rows, largest_loss, metric != RANDOM, repeats,
                subject.rng("poisoning sensitivity"),  # the same partings for all
                lambda done, number=number: subject.on_progress((number + done) / len(plans)),  # type: ignore[misc]
            )  # fmt: skip
        how = "at random" if metric == RANDOM else "by influence"
        note = (
            f"labels turned {how} in {repeats} partings, {largest_loss:g} of accuracy may be lost"
        )
        measured = _median(metric, group, outcomes, stated, note, undetermined_reason)
        lines.append(_Line(metric, group, measured, outcomes, len(rows.labels) // 2))
        yield measured
    yield _sentence(lines, target, largest_loss)
    yield _table(lines)


@dataclass(frozen=True, slots=True)
class _Line:
    metric: str
    group: Group
    measured: Measurement
    outcomes: list[float | None]
    taught: int


def _rows(subject: Subject) -> tuple[Rowed, np.ndarray, str]:
    """Rows with a label as inputs and 0 or 1, their places, and the class that is 1."""
    label = subject.labels.categories
    levels = [level for level, n in zip(label.levels, label.amounts().tolist(), strict=True) if n]
    labelled = int((label.codes >= 0).sum())
    if len(levels) < 2:
        raise NotApplicable("every label is the same", "give rows of at least two classes")
    if len(levels) > 2 and labelled < 5 * len(levels):
        raise NotApplicable(
            f"{labelled:,} rows have {len(levels):,} different labels: these are names and not "
            "classes", "give the role `label` to a column of classes",
        )  # fmt: skip
    if labelled < FEWEST_ROWS:
        raise NotApplicable(
            f"{labelled:,} rows have a label, which teach a surrogate nothing",
            f"give {FEWEST_ROWS} labelled rows or more",
        )
    order = subject.content_order
    places = evenly(order[label.codes[order] >= 0], MOST_ROWS)
    if len(places) < labelled:
        subject.warn(
            f"labels are turned in {len(places):,} of {labelled:,} rows, spread over their values"
        )
    fitted = subject.data.take(places)
    inputs = standardised(inputs_as_numbers(fitted, subject.warn))
    positive = subject.positive
    codes = label.codes[places]
    ones = codes == label.levels.index(positive) if positive in label.levels else codes < 0
    return Rowed(inputs, ones.astype(np.float64)), places, positive


def _not_learned(rows: Rowed, repeats: int, rng: np.random.Generator) -> str | None:
    """Why the surrogate decides nothing, or None where it tells labels better than nothing does.

    On rows that it was not fitted to, of one parting, by an exact binomial test.
    """
    from scipy.stats import binom

    parted = Parted.drawn(len(rows.labels), rng)
    surrogate = Surrogate.fitted(rows.inputs[parted.taught], rows.labels[parted.taught])
    others = np.concatenate([parted.seen, parted.judging])
    right = surrogate.right(rows.inputs[others], rows.labels[others])
    ones = float(rows.labels[others].mean())
    chance = float(binom.sf(right - 1, len(others), max(ones, 1 - ones)))
    if chance <= LEVEL:
        return None
    return (
        f"the surrogate cannot learn: right in {right:,} of {len(others):,} rows, where the most "
        f"frequent label is right in {max(ones, 1 - ones):.0%}"
    )


def _median(
    metric: str,
    group: Group,
    outcomes: Sequence[float | None],
    stated: Stated,
    note: str,
    reason: str | None,
) -> Measurement:
    """Half of the partings are turned by so large a share; exact limits of a censored quantile."""
    if not outcomes:
        return Undetermined(metric, group, reason or "nothing was tried", 0)
    tried = by_size(outcomes)
    value = next((size for size, turned in tried if turned >= len(outcomes) / 2), None)
    if value is None:
        turned = sum(one is not None for one in outcomes)
        reason = f"half of the labels turned turn {turned:,} of {len(outcomes):,} partings"
        return Undetermined(metric, group, reason, len(outcomes))
    evidence = (0.5, float(len(outcomes)), *(float(each) for pair in tried for each in pair))
    return stated_value(
        metric, group, value, f"{METHOD} ({note})", evidence, len(outcomes), reason, stated
    )


def _sentence(lines: Sequence[_Line], target: str, largest_loss: float) -> Exhibit:
    words = []
    for line in lines[:2]:
        how = "at random" if line.metric == RANDOM else "by an attacker"
        words.append(f"{how} {_words(line)}")
    return Exhibit(
        "statement", f"Labels turned until {100 * largest_loss:g} points of accuracy are lost.",
        {"tone": "note", "words": f"A logistic surrogate of {target} loses that with so many of "
         f"its training labels turned: {'; '.join(words)}. It stands for what a simple model "
         "learns from these rows; others may bear more or less."},
    )  # fmt: skip


def _words(line: _Line) -> str:
    measured = line.measured
    if isinstance(measured, Undetermined):
        return f"not determined ({measured.reason})"
    ends = limits(measured.method, measured.evidence, measured.confidence)
    upper = "more than half" if ends.upper > 1 else f"{100 * ends.upper:g} %"
    return (
        f"{100 * measured.value:g} % [{100 * ends.lower:g} to {upper}], "
        f"{round(measured.value * line.taught):,} of {line.taught:,}"
    )


def _table(lines: Sequence[_Line]) -> Exhibit:
    names = {RANDOM: "at random", WORST: "by influence", TARGETED: "by influence on the group"}
    rows = []
    for line in lines:
        shares = sorted(1.0 if each is None else each for each in line.outcomes)
        least = f"{100 * shares[0]:.2g} %" if shares else "none"
        untouched = sum(each is None for each in line.outcomes)
        group = ", ".join(f"{key} {value or 'unknown'}" for key, value in line.group) or "all rows"
        rows.append([names[line.metric], group, _words(line), least, f"{untouched:,}"])
    content = {
        "head": ["labels turned", "whose accuracy", "median share", "least of any parting",
                 "partings that half did not turn"],
        "rows": rows, "numeric": [4], "left_out": 0,
        "caption": "Of the labels that taught the surrogate, those of half the rows. Each was "
        "fitted anew; the attacker chooses by a quarter of the rows that does not judge.",
    }  # fmt: skip
    return Exhibit("sentences", "How many turned labels turn the verdict", content)
