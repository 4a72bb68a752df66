"""What the dependence tests say: a sentence to read first, and a table to check it by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audits.measurement import Estimate, Exhibit

SMALLEST_SHOWN = 0.001


@dataclass(frozen=True, eq=False)
class Tested:
    """One nuisance's test. plain: the p-value with the label ignored. checks: what, p, holds."""

    nuisance: str
    effect: str
    estimate: Estimate
    p_value: float
    plain: float
    detectable: float
    stated: str
    checks: tuple[tuple[str, float, bool], ...]


def statements(
    tested: Sequence[Tested], adjusted: Sequence[float], level: float
) -> Iterator[Exhibit]:
    """One sentence on what was found, one on what was not, one on the plain correlation.

    level: the largest adjusted p-value that is taken for a dependence.
    """
    pairs = list(zip(tested, adjusted, strict=True))
    flagged = [pair for pair in sorted(pairs, key=lambda pair: pair[1]) if pair[1] <= level]
    clear = [found for found, p in pairs if p > level]
    if flagged:
        told = "; ".join(
            f"{found.nuisance} ({found.effect} {found.estimate.value:.3g} "
            f"[{found.estimate.interval.lower:.3g} to {found.estimate.interval.upper:.3g}], "
            f"adjusted p {p:.2g}, n {found.estimate.sample_size:,})"
            for found, p in flagged
        )
        yield statement(
            "flag",
            f"Consistent with a shortcut: {_names([found for found, _ in flagged])}.",
            f"Among rows with the same label the answer still goes with {told}.",
        )
    if clear:
        told = "; ".join(
            f"{found.nuisance}: {found.effect} of {found.detectable:.2g} or more, "
            f"n {found.estimate.sample_size:,}"
            for found in clear
        )
        yield statement(
            "clear",
            f"No dependence on {_names(clear)} detected.",
            f"Power .8 for {told}. A weaker dependence could have been missed.",
        )
    misled = [found for found in clear if found.plain <= level]
    if misled:
        told = "; ".join(f"{found.nuisance} (p {found.plain:.2g})" for found in misled)
        yield statement(
            "note",
            "A plain correlation would have accused the model.",
            f"It flags {told} without holding the label fixed. Both sides go with the label, so "
            "nearly every innocent model fails that test; it is shown only as a warning.",
        )


def statement(tone: str, head: str, words: str) -> Exhibit:
    """A sentence for the top of the block. tone: flag, clear or note."""
    return Exhibit("statement", head, {"tone": tone, "words": words})


def tables(tested: Sequence[Tested], adjusted: Sequence[float]) -> Iterator[Exhibit]:
    """Every test; then the model of each nuisance and how it was checked."""
    pairs = sorted(zip(tested, adjusted, strict=True), key=lambda pair: pair[1])
    rows: list[list[object]] = []
    models: list[list[object]] = []
    for found, p in pairs:
        interval = found.estimate.interval
        rows.append(
            [
                found.nuisance,
                found.effect,
                found.estimate.value,
                f"{interval.lower:.3g} to {interval.upper:.3g}",
                found.estimate.sample_size,
                shown_p(found.p_value),
                shown_p(p),
                shown_p(found.plain),
            ]
        )
        checks = "; ".join(
            f"{what}: {'holds' if holds else 'FAILS'} (p {shown_p(value)})"
            for what, value, holds in found.checks
        )
        least = f"{found.effect} {found.detectable:.2g}"
        models.append([found.nuisance, found.stated, checks or "nothing to check", least])
    yield Exhibit(
        "sentences",
        "Answer and nuisance, the label held fixed",
        {
            "head": [
                "Nuisance",
                "Effect",
                "Value",
                "Interval",
                "n",
                "p",
                "Adjusted p",
                "p, label ignored",
            ],
            "rows": rows,
            "numeric": [2, 4, 5, 6, 7],
            "caption": "Strongest first. Adjusted: false discovery rate over the nuisances.",
        },
    )
    yield Exhibit(
        "sentences",
        "The nuisance given the label: the model it is drawn from",
        {
            "head": ["Nuisance", "Model", "Checked", "Found with power .8 from"],
            "rows": models,
            "caption": "A failed check is a reason to read the p-value with care.",
        },
    )


def shown_p(value: float) -> str:
    """`0.024`, or `< 0.001`: never 0."""
    return f"{value:.3f}" if value >= SMALLEST_SHOWN else f"< {SMALLEST_SHOWN}"


def _names(found: Sequence[Tested]) -> str:
    names = [item.nuisance for item in found]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
