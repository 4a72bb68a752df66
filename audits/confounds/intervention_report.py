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
    """One intervention's answers. codes: shape (rows,), into `classes`. control: its own flips."""

    item: Intervention
    found: Estimate
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
    p_values = [1.0 if f.found.p_value is None else f.found.p_value for f in declared]
    # Without a control only the nuisance was changed, so every flip is its own.
    adjusted = benjamini_hochberg(
        [p if f.control is not None else 0.0 for f, p in zip(declared, p_values, strict=True)]
    )
    return [
        flips
        for flips, p in zip(declared, adjusted, strict=True)
        if tolerated.exceeded(flips.found.interval.lower, p)
    ]


def sentences(all_flips: Sequence[Flips], tolerated: Bound) -> Iterator[Exhibit]:
    """The shortcut, or that none was found, and how sensitive the model is otherwise."""
    guilty = flagged(all_flips, tolerated)
    for flips in guilty:
        yield statement(
            "flag",
            f"Changing {flips.nuisance} alone changes {percent(flips.found.value)} of the answers.",
            f"Consistent with a shortcut: {flips.nuisance}. {_told(flips)}",
        )
    innocent = [flips for flips in all_flips if flips.item.declared and flips not in guilty]
    if innocent:
        yield statement(
            "clear",
            f"Changing {names([flips.nuisance for flips in innocent])} alone changes hardly any "
            "answer.",
            " ".join(map(_told, innocent)),
        )
    usual = sorted(
        (flips for flips in all_flips if not flips.item.declared),
        key=lambda flips: -flips.found.value,
    )
    if usual and usual[0].found.value > 0:
        most = usual[0]
        yield statement(
            "note",
            f"Most answers change with {most.nuisance}: {percent(most.found.value)}.",
            f"{bracket(most.found)}, n {most.found.sample_size:,}, of {len(usual)} usual changes. "
            "A model may need what such a change takes away; this is no sign of a shortcut alone.",
        )


def _told(flips: Flips) -> str:
    control = (
        ""
        if flips.control is None
        else f" The same exchange between rows alike in {flips.nuisance}: "
        f"{percent(flips.control.value)}."
    )
    return (
        f"Changed: {flips.item.how}. Answers that changed: {percent(flips.found.value)} "
        f"{bracket(flips.found)}, n {flips.found.sample_size:,}.{control}"
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
        key=lambda shown_flips: -shown_flips.found.value,
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
            percent(flips.found.value),
            f"{100 * flips.found.interval.lower:.1f} to {100 * flips.found.interval.upper:.1f}",
            flips.found.sample_size,
            "" if flips.control is None else percent(flips.control.value),
            None if flips.found.p_value is None else shown_p(flips.found.p_value),
        ]
        for flips in sorted(all_flips, key=lambda each: -each.found.value)
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
