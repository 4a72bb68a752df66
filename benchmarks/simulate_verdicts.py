"""How often verdicts err with the truth at the bound: writes docs/verdicts.md.

Every metric of every probe in the catalog is measured on populations whose truth is known
(`populations.py`; for probes that ask a model, the rows and models of the contract tests, drawn
with replacement), and judged with a bound exactly at that truth, from below and from above, by the
methods that judge audits. A new metric joins by itself; one that nothing here gives a number is
named at the end of the page.

Run: python -m benchmarks.simulate_verdicts [AUDITS] (an hour of one core at 400)
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from types import ModuleType

import numpy as np

from audits.catalog import catalog
from audits.dataset import Dataset
from audits.errors import NotApplicable, Refused
from audits.intervals import deciding, one_sided_p
from audits.measurement import Estimate, Exhibit, Group
from audits.probe import Probe, Scale, Subject
from benchmarks.populations import Drawn, Resampled, populations

PAGE = Path(__file__).parents[1] / "docs" / "verdicts.md"
SIZES = (30, 100, 300, 1000, 5000)
GROUPS = (1, 5, 20)
LEVEL = 0.025
# What may err, in shares of audits, beyond the simulation's own error.
MOST_FAILED, MOST_PASSED = 0.035, 0.05
# Enough for the intervals of a simulation; a probe's own numbers of draws are larger.
FEWER = {"draws": 400, "permutations": 199, "samples": 200}
# Rows that an explaining probe is given, all of which it explains.
EXPLAINED = 30
# Rows of a resampled table.
RESAMPLED = 120
# A share of none or of all cannot be beyond its truth, nor a share of the highest that is 1.
ENDS = {Scale.SHARE: (0.0, 1.0), Scale.UNIT: (0.0, 1.0), Scale.RATIO: (1.0,)}
SMALLEST = 30


@dataclass(frozen=True, slots=True)
class Case:
    """A row of the grid: a metric at one of its groups, or over all groups of an attribute."""

    metric: str
    group: str
    population: str
    size: int
    groups: int
    side: str

    def __str__(self) -> str:
        groups = f"{self.groups} groups" if self.groups > 1 else self.group
        return f"{self.population}; {groups}; n {self.size:,}; {self.side}"


@dataclass
class Tally:
    """Audits drawn, those judged at all, and those with a wrong FAIL or a wrong PASS."""

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

    def beyond(self, errors: float) -> bool:
        """Whether it errs more than allowed by so many standard errors of the simulation."""
        return any(
            found / self.audits > most + errors * sqrt(most * (1 - most) / self.audits)
            for found, most in ((self.failed, MOST_FAILED), (self.passed, MOST_PASSED))
        )


def situations() -> Iterator[Resampled]:
    """Rows and models of the contract tests, for the probes that ask a model or read texts."""
    if "tests" not in sys.modules:  # a package of that name elsewhere would hide this folder
        sys.modules["tests"] = ModuleType("tests")
        sys.modules["tests"].__path__ = [str(PAGE.parents[1] / "tests")]
    from tests.contracts.situations import situations as known

    for name, situation in known().items():
        if len(situation.data) > RESAMPLED // 4:
            yield Resampled(name, situation.data, situation.model)


def estimates(probe: Probe, data: Dataset, model: object, seed: int, *, explained: int = 0):  # type: ignore[no-untyped-def]
    """What it measures by (metric, group); None where that is undetermined."""
    held = {name: parameter.default for name, parameter in probe.parameters.items()}
    held |= {name: value for name, value in FEWER.items() if name in held}
    if explained and "how_many" in held:
        held["how_many"] = explained
    subject = Subject(data, model, seed=seed, source_language="fi", target_language="en")  # type: ignore[arg-type]
    found: dict[tuple[str, Group], Estimate | None] = {}
    for item in probe(subject, **held):
        if not isinstance(item, Exhibit):
            found[item.metric, item.group] = item if isinstance(item, Estimate) else None
    return found


def truths(probe: Probe, population: Drawn) -> dict[tuple[str, Group], float]:
    """Every number of the population itself; none where the probe has nothing to say of it."""
    if probe.model is not None and not isinstance(population.model, probe.model):
        return {}
    whole = population.whole()
    try:
        found = estimates(probe, whole, population.model, 0, explained=len(whole))
    except (NotApplicable, Refused):
        return {}
    except Exception as error:  # a model of another kind than the probe asks
        if population.model is None:
            raise
        print(f"{probe.name} of {population.name}: {error}", file=sys.stderr)
        return {}
    ends = {metric.name: ENDS.get(metric.scale, ()) for metric in probe.metrics}
    return {
        key: held.value
        for key, held in found.items()
        if held is not None and held.value not in ends[key[0]]
    }


def simulate(
    probe: Probe, population: Drawn, size: int, audits: int, seed: int = 20261129
) -> dict[Case, Tally]:
    """Audits of so many rows a group, each number held against its own truth."""
    known = truths(probe, population)
    rules = _rules(known)
    tallies: dict[Case, Tally] = defaultdict(Tally)
    rng = np.random.default_rng([seed, size, population.groups])
    for number in range(audits if known else 0):
        # Where a probe chooses the rows that it explains, the sample is so many that it takes all.
        explained = EXPLAINED if "how_many" in probe.parameters else 0
        data = population.draw(rng, explained or size)
        try:
            found = estimates(probe, data, population.model, number + 1, explained=explained)
        except NotApplicable:
            found = {}
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


def grid(
    audits: int, sizes: Sequence[int] = SIZES, groups: Sequence[int] = GROUPS
) -> Iterator[tuple[Case, Tally]]:
    """Every probe on every population that gives it a number."""
    for number in groups:
        for population in populations(number):
            for probe in catalog().values():
                if truths(probe, population):
                    for size in sizes:
                        yield from _told(probe, population, size, audits // number)
    for situation in situations():
        for probe in catalog().values():
            if truths(probe, situation):
                yield from _told(probe, situation, RESAMPLED, audits // 4)


def _told(probe: Probe, population: Drawn, size: int, audits: int) -> Iterable[tuple[Case, Tally]]:
    found = simulate(probe, population, size, max(20, audits))
    worst = max(found.values(), key=lambda tally: tally.failed, default=Tally())
    print(probe.name, population.name, population.groups, size, worst, file=sys.stderr, flush=True)
    return found.items()
