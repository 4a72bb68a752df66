"""What the interventions changed: sentences, a gallery of pairs, and a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.confounds.dataset_report import bracket, percent
from audits.confounds.dependence_report import shown_p, statement
from audits.confounds.example_pairs import most_changed, pairs
from audits.confounds.interventions import Intervention
from audits.confounds.split_scopes import names
from audits.measurement import Estimate, Exhibit
from audits.probing.advice import Bound
from audits.statistics.share_measurements import Share
from audits.statistics.tests import benjamini_hochberg

SHOWN_DECLARED, SHOWN_USUAL = 6, 4


@dataclass(frozen=True, eq=False)
class Flips:
    """One intervention's answers.

    flipped: the share of answers that changed. control: that of its own exchange. before, after:
    shape (rows,), into `classes`. certainty: probabilities before and after, shape (rows, classes).
    """

    item: Intervention
    flipped: Estimate
    control: Share | None
    classes: tuple[str, ...]
    before: NDArray[np.intp]
    after: NDArray[np.intp]
    certainty: tuple[NDArray[np.float64], NDArray[np.float64]] | None

    @property
    def nuisance(self) -> str:
        return self.item.nuisance


def flagged(all_flips: Sequence[Flips], tolerated: Bound) -> list[Flips]:
    """Declared nuisances that change more answers than is tolerated, and than their control."""
    declared = [flips for flips in all_flips if flips.item.declared]
    p_values = [1.0 if f.flipped.p_value is None else f.flipped.p_value for f in declared]
    # Without a control only the nuisance was changed, so every flip is its own.
    adjusted = benjamini_hochberg(
        [p if f.control is not None else 0.0 for f, p in zip(declared, p_values, strict=True)]
    )
    return [
        flips
        for flips, p in zip(declared, adjusted, strict=True)
        if tolerated.exceeded(flips.flipped.interval.lower, p)
    ]


def sentences(all_flips: Sequence[Flips], tolerated: Bound) -> Iterator[Exhibit]:
    """The shortcut, or that none was found, and how sensitive the model is otherwise."""
    guilty = flagged(all_flips, tolerated)
    for flips in guilty:
        yield statement(
            "flag",
            f"Changing {flips.nuisance} alone changes {percent(flips.flipped.value)} of the "
            "answers.",
            f"Consistent with a shortcut: {flips.nuisance}. {_evidence_of(flips)}",
        )
    innocent = [flips for flips in all_flips if flips.item.declared and flips not in guilty]
    if innocent:
        yield statement(
            "clear",
            f"Changing {names([flips.nuisance for flips in innocent])} alone changes hardly any "
            "answer.",
            " ".join(map(_evidence_of, innocent)),
        )
    usual = sorted(
        (flips for flips in all_flips if not flips.item.declared),
        key=lambda flips: -flips.flipped.value,
    )
    if usual and usual[0].flipped.value > 0:
        most = usual[0]
        yield statement(
            "note",
            f"Most answers change with {most.nuisance}: {percent(most.flipped.value)}.",
            f"{bracket(most.flipped)}, n {most.flipped.sample_size:,}, of {len(usual)} usual "
            "changes. A model may need what such a change takes away; this is no sign of a "
            "shortcut alone.",
        )


def _evidence_of(flips: Flips) -> str:
    control = (
        ""
        if flips.control is None
        else f" The same exchange between rows alike in {flips.nuisance}: "
        f"{percent(flips.control.value)}."
    )
    return (
        f"Changed: {flips.item.how}. Answers that changed: {percent(flips.flipped.value)} "
        f"{bracket(flips.flipped)}, n {flips.flipped.sample_size:,}.{control}"
    )


def gallery(all_flips: Sequence[Flips]) -> Iterator[Exhibit]:
    """Pairs of the declared nuisances, then one of each usual change that flips most."""
    for flips in (flips_of_one for flips_of_one in all_flips if flips_of_one.item.declared):
        shown = _pairs(flips, SHOWN_DECLARED) or _unchanged(flips)
        if shown:
            changed = int((flips.before != flips.after).sum())
            yield Exhibit(
                "pairs",
                f"{flips.nuisance} changed and nothing else: {changed:,} of "
                f"{len(flips.before):,} answers changed",
                {"pairs": shown},
            )
    usual = sorted(
        (flips_of_one for flips_of_one in all_flips if not flips_of_one.item.declared),
        key=lambda shown_flips: -shown_flips.flipped.value,
    )
    shown = [
        {**pair, "note": f"{flips.item.how}: {pair['note']}"}
        for flips in usual[:SHOWN_USUAL]
        for pair in _pairs(flips, 1)
    ]
    if shown:
        yield Exhibit("pairs", "The usual changes that change most answers", {"pairs": shown})


def _pairs(flips: Flips, number: int) -> list[dict[str, object]]:
    return _shown(flips, most_changed(flips.before, flips.after, flips.certainty, number))


def _unchanged(flips: Flips) -> list[dict[str, object]]:
    """Where nothing flipped, two pairs still show what was changed."""
    return _shown(flips, list(range(min(2, len(flips.before)))))


def _shown(flips: Flips, rows: list[int]) -> list[dict[str, object]]:
    item = flips.item
    assert item.before is not None
    assert item.after is not None
    answers = [(flips.classes[flips.before[row]], flips.classes[flips.after[row]]) for row in rows]
    return pairs(item.before, item.after, item.column, rows, answers)


def table(all_flips: Sequence[Flips]) -> Exhibit:
    """Every intervention, most flips first."""
    rows: list[list[object]] = [
        [
            flips.nuisance,
            "declared" if flips.item.declared else "usual",
            percent(flips.flipped.value),
            f"{100 * flips.flipped.interval.lower:.1f} to {100 * flips.flipped.interval.upper:.1f}",
            flips.flipped.sample_size,
            "" if flips.control is None else percent(flips.control.value),
            None if flips.flipped.p_value is None else shown_p(flips.flipped.p_value),
        ]
        for flips in sorted(all_flips, key=lambda each: -each.flipped.value)
    ]
    return Exhibit(
        "sentences",
        "Answers that change when one thing is changed",
        {
            "head": ["Changed", "Kind", "Answers changed", "Interval, %", "n", "Control", "p"],
            "rows": rows,
            "numeric": [2, 4, 5, 6],
            "caption": "Control: the same exchange between rows alike in the nuisance.",
        },
    )
