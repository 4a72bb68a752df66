"""How often verdicts err, by simulation: writes docs/verdicts.md.

Each audit draws selection rates of groups and a reference, judges |gap| within 0.1 and notes
what the policy said. Run: python benchmarks/simulate_verdicts.py [AUDITS]
"""

import sys
from math import sqrt
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from audits.intervals import limits
from audits.measurement import Estimate, measurement_to_json
from audits.parsing import parse_policy
from audits.planning.steps import Step
from audits.policy import Verdict, judge

METRIC = "demographic_parity_difference"
BOUND = 0.1
PAGE = Path(__file__).parents[1] / "docs" / "verdicts.md"
POLICY = parse_policy({"rules": [{"metric": METRIC, "attribute": "g", "within": BOUND}]})
PLAN = SimpleNamespace(
    policy=POLICY, steps=(Step(0, "fairness.selection_rate", 1, {"smallest_group": 30}),)
)


def audit(
    rng: np.random.Generator, *, rate: float, gap: float, n: int, groups: int
) -> set[Verdict]:
    """The verdicts of one simulated audit."""
    reference = int(rng.binomial(n, rate))
    found = []
    for number in range(groups):
        selected = int(rng.binomial(n, rate + gap))
        evidence = (float(selected), float(n), float(reference), float(n))
        estimate = Estimate(
            METRIC,
            (("g", str(number)),),
            (selected - reference) / n,
            limits("newcombe", evidence, 0.95),
            0.95,
            (n, n),
            "newcombe",
            evidence,
        )
        found.append({"probe": PLAN.steps[0].probe, "step": 0} | measurement_to_json(estimate))
    step = {"step": 0, "probe": PLAN.steps[0].probe, "status": "ran", "measurements": found}
    return {finding.verdict for finding in judge(PLAN, [step]).findings}


def row(rng: np.random.Generator, audits: int, **case: float) -> tuple[float, float]:
    """Shares of audits with any FAIL, and with nothing but PASS."""
    drawn = [audit(rng, **case) for _ in range(audits)]
    failed = sum(Verdict.FAIL in verdicts for verdicts in drawn) / audits
    passed = sum(verdicts == {Verdict.PASS} for verdicts in drawn) / audits
    return failed, passed


def main(audits: int = 1000) -> None:
    rng = np.random.default_rng(20261123)
    lines = [
        "# How often verdicts err",
        "",
        f"Simulated by `python benchmarks/simulate_verdicts.py {audits}`: {audits:,} audits a row, "
        f"each judging |selection rate of a group - reference's| within {BOUND} by Newcombe's "
        f"interval at 95 %. The simulation's own error is about "
        f"{200 * sqrt(0.035 * 0.965 / audits):.1f} points (two standard errors at 3.5 %).",
        "",
    ]
    sizes, rates = (40, 200, 1000, 5000), (0.05, 0.3, 0.5, 0.8)
    tables = {
        "The truth at the bound (gap 0.1): FAIL in at most 3.5 %, PASS in at most 5 %": (BOUND, 1),
        "No disparity, ten groups: FAIL in at most 3.5 %": (0.0, 10),
        "A real gap of 0.2, one group: power": (0.2, 1),
    }
    for title, (gap, groups) in tables.items():
        lines += [f"## {title}", "", "| rate | n a group | FAIL % | PASS % |", "|---|---|---|---|"]
        for rate in rates:
            if rate + gap > 1:
                continue
            for n in sizes:
                failed, passed = row(rng, audits, rate=rate, gap=gap, n=n, groups=groups)
                lines.append(f"| {rate} | {n:,} | {100 * failed:.1f} | {100 * passed:.1f} |")
        lines.append("")
    PAGE.write_text("\n".join(lines), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
