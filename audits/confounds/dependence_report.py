"""What the dependence tests say: a sentence to read first, and a table to check it by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audits.measurement import Estimate, Exhibit

SMALLEST_SHOWN = 0.001


@dataclass(frozen=True, eq=False)
class DependenceResult:
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
    tested: Sequence[DependenceResult], adjusted: Sequence[float], level: float
) -> Iterator[Exhibit]:
    """One sentence on what was found, one on what was not, one on the plain correlation.

    level: the largest adjusted p-value that is taken for a dependence.
    """
    pairs = list(zip(tested, adjusted, strict=True))
    flagged = [pair for pair in sorted(pairs, key=lambda pair: pair[1]) if pair[1] <= level]
    clear = [test for test, p in pairs if p > level]
    if flagged:
        named = "; ".join(
            f"{test.nuisance} ({test.effect} {test.estimate.value:.3g} "
            f"[{test.estimate.interval.lower:.3g} to {test.estimate.interval.upper:.3g}], "
            f"adjusted p {p:.2g}, n {test.estimate.sample_size:,})"
            for test, p in flagged
        )
        yield statement(
            "flag",
            f"Consistent with a shortcut: {_names([test for test, _ in flagged])}.",
            f"Among rows with the same label the answer still goes with {named}.",
        )
    if clear:
        named = "; ".join(
            f"{test.nuisance}: {test.effect} of {test.detectable:.2g} or more, "
            f"n {test.estimate.sample_size:,}"
            for test in clear
        )
        yield statement(
            "clear",
            f"No dependence on {_names(clear)} detected.",
            f"Power .8 for {named}. A weaker dependence could have been missed.",
        )
    misled = [test for test in clear if test.plain <= level]
    if misled:
        named = "; ".join(f"{test.nuisance} (p {test.plain:.2g})" for test in misled)
        yield statement(
            "note",
            "A plain correlation would have accused the model.",
            f"It flags {named} without holding the label fixed. Both sides go with the label, so "
            "nearly every innocent model fails that test; it is shown only as a warning.",
        )


def statement(tone: str, head: str, words: str) -> Exhibit:
    """A sentence for the top of the block. tone: flag, clear or note."""
    return Exhibit("statement", head, {"tone": tone, "words": words})


def tables(tested: Sequence[DependenceResult], adjusted: Sequence[float]) -> Iterator[Exhibit]:
    """Every test; then the model of each nuisance and how it was checked."""
    pairs = sorted(zip(tested, adjusted, strict=True), key=lambda pair: pair[1])
    rows: list[list[object]] = []
    models: list[list[object]] = []
    for test, p in pairs:
        interval = test.estimate.interval
        rows.append(
            [
                test.nuisance,
                test.effect,
                test.estimate.value,
                f"{interval.lower:.3g} to {interval.upper:.3g}",
                test.estimate.sample_size,
                shown_p(test.p_value),
                shown_p(p),
                shown_p(test.plain),
            ]
        )
        checks = "; ".join(
            f"{what}: {'holds' if holds else 'FAILS'} (p {shown_p(value)})"
            for what, value, holds in test.checks
        )
        least = f"{test.effect} {test.detectable:.2g}"
        models.append([test.nuisance, test.stated, checks or "nothing to check", least])
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


def _names(tests: Sequence[DependenceResult]) -> str:
    names = [item.nuisance for item in tests]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
