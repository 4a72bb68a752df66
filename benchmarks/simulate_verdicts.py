"""How often verdicts err with the truth at the bound: writes docs/verdicts.md.

Every metric of every probe in the catalog that reads recorded answers is drawn from populations
whose truth is known (`populations.py`), and judged with a bound exactly at that truth, from below
and from above, by the code that judges audits. A new metric joins by itself; one that no population
gives is named at the end of the page.

Run: python benchmarks/simulate_verdicts.py [AUDITS] (hours of one core at 1,000)
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from audits.catalog import catalog
from audits.errors import NotApplicable
from audits.intervals import deciding, one_sided_p
from audits.measurement import Estimate, Exhibit, Group
from audits.probe import Probe, Scale, Subject
from benchmarks.populations import Population, populations

SIZES = (30, 100, 300, 1000, 5000)
GROUPS = (1, 5, 20)

LEVEL = 0.025
# What may err, in shares of audits, beyond two standard errors of the simulation.
MOST_FAILED, MOST_PASSED = 0.035, 0.05
# Fewer draws than a probe's own make its intervals no better, and the simulation shorter.
FEWER = {"draws": 400, "permutations": 199}

ENDS = {Scale.SHARE: (0.0, 1.0), Scale.UNIT: (0.0, 1.0), Scale.RATIO: (1.0,)}


@dataclass(frozen=True, slots=True)
class Case:
    """One row of the grid: a metric at one of its groups, or over all groups of an attribute."""

    metric: str
    group: str
    population: str
    size: int
    groups: int
    side: str


@dataclass
class Tally:
    """Audits drawn, judged at all, and with a wrong FAIL or a wrong PASS."""

    audits: int = 0
    judged: int = 0
    failed: int = 0
    passed: int = 0

    def add(self, failing: Sequence[float], passing: Sequence[float], comparisons: int) -> None:
        """One audit of a rule: FAIL where one p survives Holm, PASS where all lie inside.

        failing, passing: p-values that the bound is broken, and that it is kept. An interval lies
        inside exactly where the second is at most LEVEL.
        """
        self.audits += 1
        self.judged += bool(failing)
        self.failed += bool(failing) and min(failing) * comparisons <= LEVEL
        self.passed += len(passing) == comparisons and max(passing) <= LEVEL


def parameters_of(probe: Probe) -> dict[str, object]:
    """Its own, with fewer draws."""
    held = {name: parameter.default for name, parameter in probe.parameters.items()}
    return held | {name: value for name, value in FEWER.items() if name in held}


def estimates(probe: Probe, data: object, seed: int) -> dict[tuple[str, Group], Estimate | None]:
    """What it measures; None where that is undetermined."""
    subject = Subject(data, seed=seed)  # type: ignore[arg-type]
    return {
        (found.metric, found.group): found if isinstance(found, Estimate) else None
        for found in probe(subject, **parameters_of(probe))
        if not isinstance(found, Exhibit)
    }


def truths(probe: Probe, population: Population) -> dict[tuple[str, Group], float]:
    """Every number of the population itself."""
    found = estimates(probe, population.whole(), 0)
    # A share of none or of all cannot be beyond its truth, nor a share of the highest that is 1.
    ends = {metric.name: ENDS.get(metric.scale, ()) for metric in probe.metrics}
    return {
        key: held.value
        for key, held in found.items()
        if held is not None and held.value not in ends[key[0]]
    }


def simulate(
    probe: Probe, population: Population, size: int, audits: int, seed: int
) -> dict[Case, Tally]:
    """Audits of so many rows a group, each number held against its own truth."""
    known = truths(probe, population)
    rules = _rules(known)
    tallies: dict[Case, Tally] = defaultdict(Tally)
    rng = np.random.default_rng([seed, size, population.groups])
    for number in range(audits):
        found = estimates(probe, population.draw(rng, size), number)
        for (metric, label), keys in rules.items():
            held = [estimate for key in keys if (estimate := found.get(key)) is not None]
            tails = [_tails(estimate, known[metric, estimate.group]) for estimate in held]
            for side in ("at_least", "at_most"):
                case = Case(metric, label, population.name, size, population.groups, side)
                below = side == "at_least"
                failing = [tail[0 if below else 1] for tail in tails]
                passing = [tail[1 if below else 0] for tail in tails]
                tallies[case].add(failing, passing, len(keys))
    return tallies


def _tails(estimate: Estimate, truth: float) -> tuple[float, float]:
    """One-sided p-values that the number lies below its truth, and above it."""
    method = deciding(estimate.method)
    below = one_sided_p(method, estimate.evidence, truth, above=False)
    return below, one_sided_p(method, estimate.evidence, truth, above=True)


def _rules(
    known: Mapping[tuple[str, Group], float],
) -> dict[tuple[str, str], list[tuple[str, Group]]]:
    """Numbers that one rule judges together: all groups of an attribute, else each by itself."""
    rules: dict[tuple[str, str], list[tuple[str, Group]]] = defaultdict(list)
    for metric, group in known:
        if [name for name, _ in group] == ["group"]:
            rules[metric, "by group"].append((metric, group))
        else:
            label = ", ".join(f"{name} {value}" for name, value in group)
            rules[metric, label or "overall"].append((metric, group))
    return rules


def cases(
    audits: int, sizes: Sequence[int] = SIZES, groups: Sequence[int] = GROUPS
) -> Iterator[tuple[Case, Tally]]:
    """The whole grid, a population and a probe at a time."""
    for number in groups:
        for population in populations(number):
            for name, probe in catalog().items():
                if probe.model is not None:
                    continue
                try:
                    truths(probe, population)
                except NotApplicable:
                    continue
                for size in sizes:
                    found = simulate(probe, population, size, audits, 20261129)
                    worst = max(found.values(), key=lambda t: t.failed, default=Tally())
                    print(name, population.name, number, size, worst, file=sys.stderr, flush=True)
                    yield from found.items()
