"""Rows without an answer: counted by group, bounded, and never the making of a pass.

A recorded prediction may be missing, a picture unreadable, a model may answer NaN. Such rows are
in no rate; where they are one group's refusals, leaving them out makes a gap vanish. So each
estimate says how many it leaves out and, where that is bounded, what they could make of it: all
answered the one way, or all the other.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Dataset
from audits.data.tallies import Tally
from audits.errors import NotApplicable
from audits.measurement import (
    ANSWER,
    Estimate,
    Exhibit,
    Group,
    Measurement,
    SampleSize,
    Unanswered,
)
from audits.probing.missing_cells import missing, unanswered_sets, without_end
from audits.probing.probe import Asks, Probe, Subject
from audits.specification.roles import Kind, Role
from audits.statistics.odds_ratios import fisher_exact
from audits.statistics.shares import Ends, Mask, share_of
from audits.statistics.tests import holm

# Groups whose shares of unanswered rows differ are told from this adjusted p-value on.
LEVEL = 0.05


def ends(
    tally: Tally, success: Mask, trial: Mask, unseen: tuple[bool, bool] | None = None
) -> Ends | None:
    """A share with its unanswered rows, each answered so that it is least, or greatest.

    success, trial: shape of the tally, whose last axis holds the answers, its first place the rows
    without one; the masks are false there. unseen: whether an answer that no row has is a success,
    and whether it is a trial: where all answers are of one kind, those that lack may be of the
    other. None without such rows; where none of them could be a trial, both ends are the share.
    """
    if not tally.rows[..., 0].any():
        return None
    kinds = (success & trial, trial & ~success, ~trial)
    hit, miss, out = (np.asarray(kind[..., 1:].any(axis=-1)) for kind in kinds)
    if unseen is not None:
        is_hit, is_trial = unseen
        hit = np.asarray(hit | (is_hit and is_trial))
        miss = np.asarray(miss | (is_trial and not is_hit))
        out = np.asarray(out | (not is_trial))
    rows = int(tally.rows[..., 0][hit | miss].sum())
    as_miss, as_out, as_hit = (miss, False, True), (out, False, False), (hit, True, True)
    low = share_of(tally, *_answered(success, trial, (as_miss, as_out, as_hit)))
    high = share_of(tally, *_answered(success, trial, (as_hit, as_out, as_miss)))
    return Ends(low, high, rows) if low.possible and high.possible else None


def _answered(
    success: Mask, trial: Mask, wishes: Sequence[tuple[Flags, bool, bool]]
) -> tuple[Mask, Mask]:
    """The masks with the unanswered rows put where the first wish is that their label allows."""
    hits, trials = success.copy(), trial.copy()
    left = np.ones_like(wishes[0][0])
    for can, as_hit, as_trial in wishes:
        hits[..., 0] |= can & left & as_hit
        trials[..., 0] |= can & left & as_trial
        left = left & ~can
    return hits, trials


@dataclass(frozen=True, eq=False)
class UnansweredRows:
    """The rows without an answer, among all rows that a probe asks about.

    codes, all_codes: of each protected column, for these rows, shape (unanswered,), and for all,
    shape (rows,). amounts, all_amounts: how many people each stands for (the count column),
    likewise.
    what: what is missing. labelled: whether only rows with a label are asked
    about, and others have none.
    """

    levels: dict[str, tuple[str, ...]]
    codes: dict[str, NDArray[np.signedinteger]]
    all_codes: dict[str, NDArray[np.signedinteger]]
    amounts: NDArray[np.float64]
    all_amounts: NDArray[np.float64]
    what: str = ANSWER
    labelled: bool = False

    def of(self, group: Group) -> int:
        """How many are of this group; keys that are no protected attribute do not narrow it."""
        in_group = np.ones(len(self.amounts), dtype=bool)
        for name, value in group:
            if name in self.codes:
                levels = self.levels[name]
                code = levels.index(value) if value in levels else -1
                in_group &= self.codes[name] == code if value is None or code >= 0 else False
        return round(float(self.amounts[in_group].sum()))


def unanswered_rows(subject: Subject, probe: Probe) -> UnansweredRows | None:
    """The rows that this probe leaves out for want of an answer; None where there are none."""
    # Objects are not rows: who asks for them counts those of rows without an answer.
    asked_anew = _asks_anew(probe)
    of_sets = Role.ANSWER_SET in probe.needs
    counts_answers = of_sets or (
        probe.asks not in (Asks.NOTHING, Asks.DETECTIONS) and probe.task is None
    )
    if not (asked_anew or counts_answers):
        return None
    try:
        where = np.zeros(len(subject.data), bool) if asked_anew else _unanswered(subject, probe)
    except NotApplicable:
        return None
    asides = [data for data in (subject.unanswered, subject.left_open) if data is not None]
    if not asides and not where.any():
        return None
    parts = [(subject.data, where), *((data, np.ones(len(data), dtype=bool)) for data in asides)]
    flags = np.concatenate([missing[_asked(data, probe)] for data, missing in parts])
    if not flags.any():
        return None
    sizes = np.concatenate([_amounts(data)[_asked(data, probe)] for data, _ in parts])
    codes = {}
    for column in subject.protected:
        if isinstance(column.values, Categories):
            column_codes = [
                data[column.name].categories.codes[_asked(data, probe)] for data, _ in parts
            ]
            codes[column.name] = np.concatenate(column_codes)
    return UnansweredRows(
        {name: subject.data[name].categories.levels for name in codes},
        {name: column_codes[flags] for name, column_codes in codes.items()},
        codes,
        sizes[flags],
        sizes,
        _what(subject, probe),
        labelled=len(flags) < sum(len(data) for data, _ in parts),
    )


def _asks_anew(probe: Probe) -> bool:
    """Whether it holds what the model answers to changed rows against their labels.

    It is spared the rows that the model does not answer as they are, and right or wrong they may
    be. What explains answers, or counts those that flip, is about answers alone.
    """
    return (
        probe.asks is Asks.NOTHING
        and probe.model is not None
        and Role.LABEL in probe.needs
        and not (probe.alone or probe.asks_unsteady)
    )


def _what(subject: Subject, probe: Probe) -> str:
    """What the rows lack."""
    if Role.DURATION in probe.needs and without_end(subject.data).any():
        return "time, end or score"
    return "score" if _reads_score(subject, probe) else ANSWER


def _reads_score(subject: Subject, probe: Probe) -> bool:
    """Whether the answer that the probe reads is a score."""
    return probe.asks is Asks.SCORE or (
        probe.asks is Asks.EITHER
        and subject.data.one(Role.PREDICTION) is None
        and subject.model is None
    )


def _unanswered(subject: Subject, probe: Probe) -> Flags:
    """Shape (rows,): where the answer that the probe reads is missing."""
    recorded = subject.data.one(Role.PREDICTION)
    if Role.ANSWER_SET in probe.needs:
        return unanswered_sets(subject.data)
    if _reads_score(subject, probe):
        open_ = np.asarray(~np.isfinite(subject.scores))
        # Time and end are no label that a row may lack: who was lost from sight stands there too.
        return open_ | without_end(subject.data) if Role.DURATION in probe.needs else open_
    kind = probe.label or (recorded.kind if recorded is not None else Kind.CATEGORY)
    if kind is Kind.NUMBER:
        return np.asarray(~np.isfinite(subject.predicted_numbers))
    return np.asarray(subject.predictions.codes < 0)


def _asked(data: Dataset, probe: Probe) -> Flags:
    """Shape (rows,): the rows that the probe asks about: those with a label, if it needs one."""
    if Role.LABEL not in probe.needs:
        return np.ones(len(data), dtype=bool)
    return ~missing(data.require(Role.LABEL))


def _amounts(data: Dataset) -> NDArray[np.float64]:
    count = data.one(Role.COUNT)
    return np.ones(len(data)) if count is None else np.nan_to_num(count.numbers)


def marked(
    measurements: Iterable[Measurement | Exhibit], lacking_rows: UnansweredRows
) -> Iterator[Measurement | Exhibit]:
    """Each estimate that leaves such rows out and does not bound them says how many they are.

    Where a probe found that none of them could be in its number, nothing is left to say.
    """
    for each in measurements:
        if not isinstance(each, Estimate):
            yield each
            continue
        if each.unanswered is not None:
            yield each if np.any(each.unanswered.rows) else replace(each, unanswered=None)
            continue
        own = lacking_rows.of(each.group)
        other = 0 if each.reference is None else lacking_rows.of(each.reference)
        rows: SampleSize = own if each.reference is None else (own, other)
        yield (
            replace(each, unanswered=Unanswered(rows, what=lacking_rows.what))
            if own + other
            else each
        )


def unanswered_warnings(lacking_rows: UnansweredRows) -> Iterator[str]:
    """How many rows have no answer, and of which groups they are more than chance would make."""
    count, total = (
        round(float(lacking_rows.amounts.sum())),
        round(float(lacking_rows.all_amounts.sum())),
    )
    whose = " with a label" if lacking_rows.labelled else ""
    lost = f"no {lacking_rows.what} (missing, NaN or infinite)"
    have, are = ("has", "is") if count == 1 else ("have", "are")
    yield (
        f"{count:,} of {total:,} rows{whose} {have} {lost} and {are} in no rate of answers; each "
        "number says how far that could move it, where that is bounded"
    )
    for name in lacking_rows.codes:
        yield from _known_without_answers(lacking_rows, name)
        apart = list(unlike_groups(lacking_rows, name))
        if apart:
            yield f"rows without an answer are not shared alike by {name}: {'; '.join(apart)}"


def _known_without_answers(lacking_rows: UnansweredRows, name: str) -> Iterator[str]:
    """That the column is known of rows without an answer alone: a row a visit, or a row a form."""
    amounts, is_known = lacking_rows.all_amounts, lacking_rows.all_codes[name] >= 0
    has_group = lacking_rows.codes[name] >= 0
    known, all_rows = float(amounts[is_known].sum()), float(amounts.sum())
    unanswered = float(lacking_rows.amounts.sum())
    if 0 < known == float(lacking_rows.amounts[has_group].sum()) and unanswered < all_rows:
        what = "an answer" if lacking_rows.what == "answer" else f"a {lacking_rows.what}"
        yield (
            f"no row with {what} says its {name}, and {known:,.0f} without one do, as where "
            "the first row of a person holds what is known of them and a later one what "
            f"was answered: nobody is compared before {name} stands in both, in pandas "
            f"`frame[{name!r}] = frame.groupby(PERSON)[{name!r}].transform('first')` with the "
            "column that names the person; `rows` then chooses those with answers"
        )


def unlike_groups(lacking_rows: UnansweredRows, name: str) -> Iterator[str]:
    """The groups with another share of unanswered rows than the others (Fisher's exact test).

    name: of the protected column that makes the groups.
    """
    levels = lacking_rows.levels[name]
    width = len(levels) + 1
    unanswered = np.bincount(lacking_rows.codes[name] + 1, lacking_rows.amounts, width)
    sizes = np.bincount(lacking_rows.all_codes[name] + 1, lacking_rows.all_amounts, width)
    groups = [code for code in range(1, width) if sizes[code] > 0]
    if len(groups) < 2:
        return
    all_held, all_sizes = unanswered[groups].sum(), sizes[groups].sum()
    raw = []
    for code in groups:
        a, b = unanswered[code], sizes[code] - unanswered[code]
        c, d = all_held - a, all_sizes - all_held - b
        raw.append(fisher_exact([float(count) for count in (a, b, c, d)]))
    # Of two groups both comparisons are the same one.
    adjusted = dict(zip(groups, raw if len(groups) == 2 else holm(raw), strict=True))
    for code in sorted(
        groups, key=lambda code_of_level: -unanswered[code_of_level] / sizes[code_of_level]
    ):
        if adjusted[code] <= LEVEL:
            share = f"{100 * unanswered[code] / sizes[code]:.1f} %"
            told_p = f"exact p {max(adjusted[code], 1e-300):.2g}"
            counts = f"{unanswered[code]:,.0f} of {sizes[code]:,.0f}"
            yield f"{levels[code - 1]} {counts}, {share} ({told_p})"
