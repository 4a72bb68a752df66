"""How often verdicts err with the truth at the bound: writes docs/verdicts.md.

Every metric of every probe in the catalog is measured on populations whose truth is known
(`populations.py`; for probes that ask a model, the rows and models of the contract tests, drawn
with replacement), and judged with a bound exactly at that truth, from below and from above, by the
methods that judge audits. A new metric joins by itself; one that nothing here gives a number is
named at the end of the page.

Run: python -m benchmarks.simulate_verdicts [AUDITS] (an hour of one core at 200)
     ... --kept FILE: what is drawn is kept there, and a drawing that was ended goes on from it
     ... --metric NAME [NAME ...]: their cells alone, worst first, and no page
     ... --metric NAME [NAME ...] --write: their rows of the page anew. Each cell has its own seed,
     so a metric drawn alone is what it is among all
     ... --reviewed --write: the table of rows whose weights go with the answer anew
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache
from math import sqrt
from pathlib import Path
from types import ModuleType

import numpy as np
from scipy.stats import binom

from audits.data.dataset import Dataset
from audits.errors import NotApplicable, Refused
from audits.judging.advice import advice
from audits.measurement import Estimate, Exhibit, Group
from audits.probing.machine import Machine
from audits.probing.probe import Probe, Scale, Subject
from audits.running.catalog import catalog
from audits.running.unused_roles import undecidable
from audits.statistics.intervals import deciding, one_sided_p
from benchmarks.drawn_models import Models, of_audit, on_average
from benchmarks.drawn_rewordings import SYNONYMS
from benchmarks.drawn_units import is_for, tells_of, units
from benchmarks.populations import Drawn, Resampled, crossings, populations

PAGE = Path(__file__).parents[1] / "docs" / "verdicts.md"
SIZES = (30, 100, 300, 1000, 5000)
GROUPS = (1, 5, 20)
LEVEL = 0.025
# The probe whose cells are drawn from crossings.
CELLS = "confounds.worst_cells"
# Rows drawn twice are copies: its number is drawn as that of `confounds.dataset`, of its own units.
COPIES = "data.duplicates"
# What may err, in shares of audits, beyond the simulation's own error.
MOST_FAILED, MOST_PASSED = 0.035, 0.05
# Enough for the intervals of a simulation; a probe's own numbers of draws are larger. Of
# corruptions those that draw nothing: the truth of one draw of noise is not that of the next.
FEWER = {
    "draws": 400, "permutations": 199, "samples": 200, "written": 0, "steps": 6, "queries": 100,
    "population": 10, "generations": 3, "pixels": (1,), "rounds": 0, "attacked_rows": 1000,
    "refused_rows": 1000, "prefix": 2, "suffix": 10,
    "kinds": ("contrast", "brightness"), "baseline": {"contrast": 0.5, "brightness": 0.5},
}  # fmt: skip
# Values tried for a unit: its own number of them, which is fewer still.
# A search of a row that ends at its questions says nothing, so those that search have all.
FEWER_OF: Mapping[str, Mapping[str, object]] = {
    # Scores of few runs are judged where it is stated that they are normal, as they are here.
    "claims.comparison": {"assumes": "normal"},
    # So are effects of words in deviations.
    "language.embeddings": {"assumes": "normal"},
    "explanations.prediction_difference": {"samples": 30},
    "explanations.recourse": {"queries": 5000},
    "robustness.columns": {"queries": 5000},
    "robustness.words": {"queries": 500, "synonyms": SYNONYMS},
    "privacy.memorisation": {"asked_rows": 10**6},
    "claims.published": {"printed": ("60 %",)},
    "cost.variants": {
        "asked_rows": 10**6,
        "calibration_rows": 1,
        "variants": ("fp16",),
        "batches": (),
        "calls": 20,
        "seconds": 0.1,
    },
}
# Seeds over which the number of a population is averaged where the probe draws at random itself:
# random orders, folds, perturbations.
SEEDS = 2
# The truth is that of all rows, and of faults and noise in the mean.
EVERY_ROW = {"corrupted_rows": 10**6, "certified_rows": 10**6}
DRAWN_ANEW = ("robustness.corruptions", "robustness.certified")
# Numbers of rules learned from the sample: fewer rows teach worse ones, so their truth is that of
# rules learned from so many rows. Held-out rows were not learned from, so it is what the audits of
# that size have on average.
LEARNED = (
    "nuisance_only_skill", "held_out_level_skill", "layer_knowledge", "substitute_agreement",
    "transfer_rate", "transfer_accuracy", "transfer_effect", "patch_accuracy",
    "patch_success_rate", "patch_effect", "fooling_success_rate", "fooling_auc",
    "smallest_column_change", "recourse_cost", "leakage_skill",
    "drift_auc", "extraction_agreement", "extraction_gain", "attribute_inference_gain",
    "canary_exposure", "accuracy_gain_of_twice_the_data",
    "accuracy_gain_of_twice_the_data_difference", "accuracy_with_twice_the_data",
    "accuracy_difference_with_twice_the_data", "few_shot_accuracy", "membership_advantage",
)  # fmt: skip
# Rows that an explaining probe is given, all of which it explains; more where only some can be
# turned, of which a group must have enough.
EXPLAINED = 30
EXPLAINED_BY = {"explanations.recourse": 120}
# What trains a model in each audit, counts what a machine does, or asks twice.
OF_THEIR_OWN = (
    "cost.energy", "cost.inference", "data.backdoor", "data.poisoning_sensitivity",
    "reproducibility.determinism",
)  # fmt: skip
# Rows of a resampled table.
RESAMPLED = 120
WITH_CARE = (
    "**Read with care.** `nuisance_only_skill`, `held_out_level_skill`, `layer_knowledge` and what "
    "is made of the rows (copies, patches, inputs made to look certain, values that a cell may "
    "be given) are learned from the sample, and smaller samples teach worse: their truth is "
    "that of what is learned from so many rows. A stability is of these rows under other seeds, a "
    "sanity of one shuffle of the weights: it is drawn from a model of four thousand, and of one "
    "with a few dozen another shuffle is another number, of which its interval over rows does not "
    "know. The worst cells are those of 40 audits, in which four are 10 %."
)
OTHERWISE = (
    "Of probes that train models in each audit, which their own tests count: `data.backdoor` and "
    "`data.poisoning_sensitivity`. Numbers of `cost` are counted (of `cost.variants` "
    "its bytes), or timed or metered on one machine (of `cost.variants` its times and its energy), "
    "and their limits are drawn in its own tests. Each model here answers alike when it is asked "
    "again, which is the end of the scale of `reproducibility.determinism`. `toxic_share_change` "
    "needs an earlier dataset; it is decided as `attribute_inference_gain` is. "
    "`corrected_improvement` needs variants of which the best was kept, and is drawn in its own "
    "tests. Shares of one table's own rows "
    "(`privacy.columns`) and of a fixed list (`robustness.malformed`) are no sample."
)
# A share of none or of all cannot be beyond its truth, nor a share of the highest that is 1.
ENDS = {Scale.SHARE: (0.0, 1.0), Scale.UNIT: (0.0, 1.0)}
FEWEST = 40
# A share over the highest is that, whichever group happens to be the highest.
AGAINST_THE_LUCKIEST = ("impact_ratio",)


HEAD = """| metric | cells | FAIL %, all | worst | where | PASS %, all | worst | where |
|---|---|---|---|---|---|---|---|
"""

# Populations with a table of their own, and where it stands.
REVIEWED = "reviewed by answer"
REVIEWED_HEAD, METRICS_HEAD = "## Weights that go with the answer\n", "## Every metric, worst cell"
# Estimates by (metric, group); None where the number is undetermined.
Found = Mapping[tuple[str, Group], Estimate | None]


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
        # `drawn_sharing` has the chances of heads; what counts tokens tells of its machine alone.
        drawn_itself = name.endswith(("of a head", "that counts"))
        if len(situation.data) > RESAMPLED // 4 and not drawn_itself:
            yield Resampled(name, situation.data, situation.model)


def estimates(  # type: ignore[no-untyped-def]
    probe: Probe,
    data: Dataset,
    model: object,
    seed: int,
    *,
    explained: int = 0,
    parameters: Mapping[str, object] = FEWER,
):
    """What it measures by (metric, group); None where that is undetermined."""
    held = _held(probe, explained, parameters)
    subject = Subject(
        data, model, seed=seed, source_language="fi", target_language="en",  # type: ignore[arg-type]
        advice=advice(None), machine=getattr(model, "machine", None) or Machine(),
    )  # fmt: skip
    found: dict[tuple[str, Group], Estimate | None] = {}
    for item in probe(subject, **held):
        if not isinstance(item, Exhibit):
            found[item.metric, item.group] = item if isinstance(item, Estimate) else None
    return found


def _held(probe: Probe, explained: int, parameters: Mapping[str, object]) -> dict[str, object]:
    """What the probe is called with."""
    held = {name: parameter.default for name, parameter in probe.parameters.items()}
    parameters = {**parameters, **FEWER_OF.get(probe.name, {})}
    held |= {name: value for name, value in parameters.items() if name in held}
    if explained and "how_many" in held:
        held["how_many"] = explained
    return held


def _stated(population: Drawn) -> dict[str, object]:
    """Parameters of probes, with those that the population states."""
    return {**FEWER, **getattr(population, "parameters", {})}


def truths(probe: Probe, population: Drawn) -> dict[tuple[str, Group], Estimate]:
    """Every number of the population itself; none where the probe has nothing to say of it."""
    return _truths(probe.name, population)


@cache
def _truths(name: str, population: Drawn) -> dict[tuple[str, Group], Estimate]:
    probe = catalog()[name]
    if probe.model is not None and not isinstance(population.model, probe.model):
        return {}
    whole = population.whole()
    if undecidable(whole, probe) is not None:
        return {}  # no rule stands on it
    explained = len(whole)
    stated = _stated(population)
    # In the population itself no cell is too small to be counted.
    every = {**stated, **EVERY_ROW, "smallest_group": 1}
    alike = _held(probe, explained, stated) == _held(probe, explained, every)
    draws = probe.name.startswith("explanations.") or probe.name in DRAWN_ANEW
    try:
        found, *others = (
            estimates(
                probe, whole, population.model, seed, explained=explained, parameters=parameters
            )
            for seed, parameters in [
                (0, stated),
                # Asked alike it would say the same again.
                *([] if alike else [(0, every)]),
                *((seed, every) for seed in range(1, SEEDS if draws else 1)),
            ]
        )
        complete = _averaged([found, *others] if alike else others)
    except (NotApplicable, Refused):
        return {}
    except Exception as error:  # a model of another kind than the probe asks
        if population.model is None:
            raise
        print(f"{probe.name} of {population.name}: {error}", file=sys.stderr)
        return {}
    complete = dict(on_average(population, complete))
    ends = {
        metric.name: (1.0,) if metric.name in AGAINST_THE_LUCKIEST else ENDS.get(metric.scale, ())
        for metric in probe.metrics
    }
    return {
        key: complete[key]
        for key, held in found.items()
        if held is not None
        and key in complete
        and complete[key].value not in ends[key[0]]
        and tells_of(population, key[0])
    }


def _averaged(found: Sequence[Found]) -> dict[tuple[str, Group], Estimate]:
    """Each number that all of them have, at its mean."""
    means = {}
    for key, first in found[0].items():
        values = [held.value for one in found if (held := one.get(key)) is not None]
        if first is not None and len(values) == len(found):
            means[key] = replace(first, value=float(np.mean(values)))
    return means


def simulate(
    probe: Probe,
    population: Drawn,
    size: int,
    audits: int,
    seed: int = 20261129,
    *,
    rows: int | None = None,
) -> dict[Case, Tally]:
    """Audits of so many rows a group, each number held against its own truth.

    rows: that an explaining probe is given; left out, its own number of them.
    """
    rows = rows or EXPLAINED_BY.get(probe.name, EXPLAINED)
    known = truths(probe, population)
    rules = _rules(known)
    tallies: dict[Case, Tally] = defaultdict(Tally)
    rng = np.random.default_rng([seed, size, population.groups])
    drawn: list[Found] = []
    for number in range(audits if known else 0):
        # Where a probe chooses the rows that it explains, the sample is so many that it takes all.
        explained = rows if "how_many" in probe.parameters else 0
        data = population.draw(rng, explained or size)
        try:
            model = of_audit(population, number + 1)
            found = estimates(
                probe, data, model, number + 1, explained=explained, parameters=_stated(population)
            )
        except NotApplicable:
            found = {}
        drawn.append(found)
    known = known | _learned(drawn, known)
    for found in drawn:
        for (metric, label), keys in rules.items():
            held = [estimate for key in keys if (estimate := found.get(key)) is not None]
            # Beside another reference, as where two are about as frequent, it is another number.
            held = [
                estimate
                for estimate in held
                if estimate.metric in AGAINST_THE_LUCKIEST
                or estimate.reference == known[metric, estimate.group].reference
            ]
            tails = [_tails(estimate, known[metric, estimate.group].value) for estimate in held]
            for side in ("at_least", "at_most"):
                case = Case(metric, label, population.name, size, population.groups, side)
                below = side == "at_least"
                failing = [tail[0 if below else 1] for tail in tails]
                passing = [tail[1 if below else 0] for tail in tails]
                tallies[case].add(failing, passing, len(keys))
    return tallies


def _learned(
    drawn: Sequence[Found], known: Mapping[tuple[str, Group], Estimate]
) -> dict[tuple[str, Group], Estimate]:
    """The truths of rules learned from samples of this size."""
    means = {}
    for key, truth in known.items():
        values = [held.value for one in drawn if (held := one.get(key)) is not None]
        if key[0] in LEARNED and values:
            means[key] = replace(truth, value=float(np.mean(values)))
    return means


def _tails(estimate: Estimate, truth: float) -> tuple[float, float]:
    """One-sided p-values that the number lies below its truth, and above it."""
    method = deciding(estimate.method)
    below = one_sided_p(method, estimate.evidence, truth, above=False)
    return below, one_sided_p(method, estimate.evidence, truth, above=True)


def _rules(
    known: Mapping[tuple[str, Group], Estimate],
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
    audits: int,
    sizes: Sequence[int] = SIZES,
    groups: Sequence[int] = GROUPS,
    metrics: Sequence[str] = (),
    kept: Path | None = None,
) -> Iterator[tuple[Case, Tally]]:
    """Every probe on every population that gives it a number, but for those of `reviewed_grid`.

    metrics: only the probes that have one of these; none named means all.
    kept: where what is drawn is kept, and read again by the next drawing.
    """
    told = _Told(kept)
    probes = [
        probe
        for probe in catalog().values()
        if not metrics or any(metric.name in metrics for metric in probe.metrics)
    ]
    for number in groups:
        for population in populations(number):
            if population.name.startswith(REVIEWED):
                continue
            for probe in probes:
                if truths(probe, population):
                    for size in sizes if number == 1 else sizes[::2]:
                        yield from told(probe, population, size, audits // number)
    for crossed in crossings() if catalog()[CELLS] in probes else ():
        for size in sizes:
            yield from told(catalog()[CELLS], crossed, size, audits)
    for unit in units():
        for probe in probes:
            if is_for(probe.name, unit):
                # How many rows there are matters neither to models nor to explained rows.
                explained = "how_many" in probe.parameters
                alike = isinstance(unit, Models) or explained
                each = getattr(unit, "rows_each", RESAMPLED)
                for size in (each,) if alike else (each, 2 * each):
                    yield from told(probe, unit, size, audits // 4 if explained else audits)
    for situation in situations():
        for probe in probes:
            if is_about(probe.name, situation) and truths(probe, situation):
                yield from told(probe, situation, RESAMPLED, audits // 4)


def reviewed_grid(audits: int, kept: Path | None = None) -> Iterator[tuple[Case, Tally]]:
    """Rows whose weights go with the answer: every probe that takes weights into account."""
    drawing = _Told(kept)
    for population in populations(1):
        for probe in catalog().values() if population.name.startswith(REVIEWED) else ():
            if truths(probe, population):
                for size in SIZES:
                    yield from drawing(probe, population, size, audits)


def is_about(probe: str, population: Drawn) -> bool:
    """Whether drawing rows again leaves the number that the probe is about as it is.

    An explanation of a row of a table, or of a picture, leans on the others as a whole (their
    spread, their values), so others have another truth; so does drift between two parts. What it
    costs to turn an answer leans on the model and on what a cell may hold, of which each draw has
    as much.
    """
    if probe in EXPLAINED_BY:
        return True
    if probe == COPIES or probe.startswith("claims."):
        return False  # rows of a table of results belong together
    if probe in ("tradeoffs.learning_curve", "tradeoffs.simplicity"):
        return False  # a copy of a row that judges would teach
    if probe == "data.drift" or probe in OF_THEIR_OWN:
        return False
    of_others = population.name.endswith(("of tables", "of pixels"))
    return not (probe.startswith("explanations.") and of_others)


class _Told:
    """Cells one after the other, told while they are drawn, and kept where there is a file."""

    def __init__(self, kept: Path | None) -> None:
        self.kept = kept
        self.before: dict[str, list[list[dict[str, object]]]] = {}
        if kept is not None and kept.exists():
            for line in kept.read_text(encoding="utf-8").splitlines():
                self.before |= json.loads(line)

    def __call__(
        self, probe: Probe, population: Drawn, size: int, audits: int
    ) -> Iterable[tuple[Case, Tally]]:
        audits = max(FEWEST, audits)
        drawn = f"{population.name}; {population.groups}; {size}; {audits}"
        key = f"{probe.name}/{probe.version}; {drawn}"
        if key in self.before:
            return [(Case(**case), Tally(**tally)) for case, tally in self.before[key]]  # type: ignore[arg-type]
        found = simulate(probe, population, size, audits)
        worst = max(found.values(), key=lambda tally: tally.failed, default=Tally())
        print(
            probe.name, population.name, population.groups, size, worst, file=sys.stderr, flush=True
        )
        if self.kept is not None:
            cells = [[asdict(case), asdict(tally)] for case, tally in found.items()]
            with self.kept.open("a", encoding="utf-8") as kept:
                kept.write(json.dumps({key: cells}) + "\n")
        return found.items()


def exact_shares() -> Iterator[tuple[str, int, float, float, int]]:
    """Of one share, by enumeration: method, groups, worst FAIL over the audits, at what rate, n."""
    for method in ("wilson", "clopper-pearson"):
        for groups in (1, 10, 20):
            found = []
            for n in SIZES:
                for rate in (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 0.9, 0.99, 0.999):
                    # The p-value falls as events are added: the first that fails tells which do.
                    low, high = 0, n + 1
                    while low < high:
                        middle = (low + high) // 2
                        p = one_sided_p(method, (middle, n), rate, above=True)
                        low, high = (low, middle) if p * groups <= LEVEL else (middle + 1, high)
                    alone = float(binom.sf(low - 1, n, rate)) if low <= n else 0.0
                    found.append((1 - (1 - alone) ** groups, rate, n))
            worst, rate, n = max(found)
            yield method, groups, worst, rate, n


def never_drawn(drawn: Collection[str]) -> dict[str, list[str]]:
    """Metrics of the catalog that are not among these, by their probe."""
    missing = {
        name: [metric.name for metric in probe.metrics if metric.name not in drawn]
        for name, probe in catalog().items()
    }
    return {name: metrics for name, metrics in missing.items() if metrics}


def page(audits: int, kept: Path | None = None) -> str:
    """docs/verdicts.md."""
    found = dict(grid(audits, kept=kept))
    lines = [
        "# How often verdicts err",
        "",
        f"Made by `python -m benchmarks.simulate_verdicts {audits}`. Each audit is drawn from a "
        "population whose numbers are known and judged with a bound exactly at the truth, from "
        "below (`at_least`) and from above (`at_most`), by the methods that [decide]"
        "(statistics.md#what-decides-a-rule). FAIL may occur in at most 3.5 % of audits, PASS in "
        "at most 5 %, beyond the simulation's own error. With groups, FAIL means that Holm's "
        "correction over them left one standing.",
        "",
        "## One share, exactly",
        "",
        "By the binomial law, over rates of .001 to .999 and 30 to 5,000 rows a group; the worst "
        "cell. Wilson's interval is what is printed and would decide without "
        "[exact limits](decisions/exact-limits-decide.md).",
        "",
        "| decided by | groups | FAIL %, worst | at rate | n |",
        "|---|---|---|---|---|",
    ]
    for method, groups, worst, rate, n in exact_shares():
        lines.append(f"| `{method}` | {groups} | {100 * worst:.1f} | {rate:g} | {n:,} |")
    lines += ["", *_reviewed_said(dict(reviewed_grid(audits, kept)), audits)]
    lines += [f"{METRICS_HEAD} first", "", _grid_said(found, audits), ""]
    drawn = {case.metric for case in found}
    lines += [HEAD + "\n".join(_rows(found)), "", *_end(drawn)]
    return "\n".join(lines)


def _end(drawn: Collection[str]) -> list[str]:
    """What stands under the table, of metrics that have rows in it."""
    return [WITH_CARE, "", "## Not drawn", "", _not_drawn(never_drawn(drawn)), "", OTHERWISE, ""]


def again(page: str, found: Mapping[Case, Tally]) -> str:
    """The page with the rows of these metrics anew, each in its place."""
    fresh = {row.split("`")[1]: row for row in _rows(found)}
    before, head, rest = page.partition(HEAD)
    rows = rest.split("\n\n", 1)[0]
    held = {row.split("`")[1]: row for row in rows.split("\n") if row} | fresh
    ordered = sorted(held.values(), key=lambda row: -float(row.split(" | ")[3]))
    cells = sum(int(row.split(" | ")[1]) for row in ordered)
    before = re.sub(r"\n[\d,]+ cells:", f"\n{cells:,} cells:", before)
    return "\n".join([f"{before}{head}" + "\n".join(ordered), "", *_end(held)])


def _reviewed_said(found: Mapping[Case, Tally], audits: int) -> list[str]:
    """The section of its own, ended by an empty line."""
    rows = []
    for row in _rows(found):
        cells = [tally for case, tally in found.items() if case.metric == row.split("`")[1]]
        judged = 100 * sum(t.judged for t in cells) / sum(t.audits for t in cells)
        metric, number, *rest = row.split(" | ")
        rows.append(" | ".join([metric, number, f"{judged:.0f}", *rest]))
    return [
        REVIEWED_HEAD,
        "Nine in ten of the flagged rows were looked at, and of the others one in ten; each row "
        "weighs what it was drawn by. Two groups alike, prevalence .06 and .2, TPR .7, FPR .1, 30 "
        f"to 5,000 rows a group; {len(found):,} cells of {audits} audits. *Judged*: audits in "
        "which it is determined.",
        "",
        "| metric | cells | judged % | FAIL %, all | worst | where | PASS %, all | worst | where |",
        "|---|---|---|---|---|---|---|---|---|",
        *rows,
        "",
    ]


def reviewed_again(page: str, found: Mapping[Case, Tally], audits: int) -> str:
    """The page with that section anew."""
    before, head, rest = page.partition(METRICS_HEAD)
    before = before.partition(REVIEWED_HEAD)[0]
    return before + "\n".join(_reviewed_said(found, audits)) + "\n" + head + rest


def _not_drawn(metrics: Mapping[str, Sequence[str]]) -> str:
    if not metrics:
        return "Nothing: every metric of the catalog stands above."
    return (
        "Metrics that no population here gives a number other than the end of its scale, by their "
        "probe: "
        + "; ".join(
            f"`{name}`: {', '.join(f'`{metric}`' for metric in each)}"
            for name, each in metrics.items()
        )
        + "."
    )


def _grid_said(found: Mapping[Case, Tally], audits: int) -> str:
    five, twenty, resampled = (max(FEWEST, audits // part) for part in (5, 20, 4))
    return (
        f"{len(found):,} cells: {audits} audits each with one group, {five} with five, {twenty} "
        f"with twenty (classes alone), {resampled} of the contract tests' tables and models. "
        "*All*: over all cells of the metric together. *Worst*: the cell that erred most; of a "
        "hundred cells with a true rate of 2.5 % the worst lies two to three errors above it by "
        f"chance alone (one error is {_error(audits):.1f} points of {audits} audits, "
        f"{_error(twenty):.1f} of {twenty})."
    )


def _error(audits: int) -> float:
    """Of a share of 2.5 %, in points."""
    return 100 * sqrt(0.025 * 0.975 / audits)


def _rows(found: Mapping[Case, Tally]) -> list[str]:
    by_metric: dict[str, list[tuple[Case, Tally]]] = defaultdict(list)
    for case, tally in found.items():
        by_metric[case.metric].append((case, tally))
    rows = []
    for metric, cells in by_metric.items():
        audits = sum(tally.audits for _, tally in cells)
        parts = []
        for name in ("failed", "passed"):
            case, tally = max(cells, key=lambda cell: getattr(cell[1], name) / cell[1].audits)
            worst = 100 * getattr(tally, name) / tally.audits
            over_all = 100 * sum(getattr(tally, name) for _, tally in cells) / audits
            parts.append((worst, f"{over_all:.1f} | {worst:.1f} | {case if worst else ''}"))
        rows.append((parts[0][0], f"| `{metric}` | {len(cells)} | {parts[0][1]} | {parts[1][1]} |"))
    return [row for _, row in sorted(rows, key=lambda row: -row[0])]


def cells(found: Mapping[Case, Tally], metrics: Sequence[str]) -> Iterator[str]:
    """The cells of some metrics, worst first: wrong FAIL and PASS, and how many were judged."""
    for metric in metrics:
        own = [(case, tally) for case, tally in found.items() if case.metric == metric]
        total = sum(tally.audits for _, tally in own) or 1
        parts = [
            f"{name} {100 * sum(getattr(tally, name) for _, tally in own) / total:.1f} %"
            for name in ("failed", "passed", "judged")
        ]
        yield f"{metric}: {len(own)} cells, {', '.join(parts)}"
        for case, tally in sorted(own, key=lambda held: -held[1].failed / held[1].audits):
            yield f"  {case}: {tally}"


def draw_reviewed(audits: int, *, write: bool, kept: Path | None) -> None:
    """Their cells, worst first, and their section of the page."""
    found = dict(reviewed_grid(audits, kept))
    print("\n".join(cells(found, list(dict.fromkeys(case.metric for case in found)))))
    if write:
        written = reviewed_again(PAGE.read_text(encoding="utf-8"), found, audits)
        PAGE.write_text(written, encoding="utf-8")


def main(audits: int, metrics: Sequence[str], *, write: bool, kept: Path | None) -> None:
    if not metrics:
        PAGE.write_text(page(audits, kept), encoding="utf-8")
        print(PAGE.read_text(encoding="utf-8"))
        return
    drawn = grid(audits, metrics=metrics, kept=kept)
    found = {case: tally for case, tally in drawn if case.metric in metrics}
    print("\n".join(cells(found, metrics)))
    if write:
        PAGE.write_text(again(PAGE.read_text(encoding="utf-8"), found), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="How often verdicts err.")
    parser.add_argument("audits", type=int, nargs="?", default=200)
    parser.add_argument("--metric", nargs="+", default=(), help="only these, and no page")
    parser.add_argument("--write", action="store_true", help="put their rows into the page")
    parser.add_argument("--kept", type=Path, help="a file of what was drawn before")
    parser.add_argument("--reviewed", action="store_true", help="rows that weigh by their answer")
    asked = parser.parse_args()
    if asked.reviewed:
        draw_reviewed(asked.audits, write=asked.write, kept=asked.kept)
        sys.exit()
    main(asked.audits, asked.metric, write=asked.write, kept=asked.kept)
