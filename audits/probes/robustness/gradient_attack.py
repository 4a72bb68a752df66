"""Attacks that follow the model's own slopes, and whether their failure may be believed."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement
from audits.models import Differentiable
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import rows_to_attack
from audits.robustness.gradient_suite import AttackName, Effort, Suite, curve, most_passes
from audits.robustness.masking import Sign, masked, unless_masked
from audits.robustness.measuring import Names, Outcome, share, smallest
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.threat import Threat, threat_of
from audits.robustness.what_stands import signs_shown, what_stands
from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

NAMES = Names(
    "robust_accuracy",
    "attack_success_rate",
    "robust_accuracy_difference",
    "clean_accuracy",
    quoted=20,
)
# Sizes of the curve, in multiples of the stated one, and the quantiles of the smallest size.
GRID, QUANTILES = (1 / 8, 1 / 4, 1 / 2, 1, 2, 4), (0.1, 0.5, 0.9)
Size = Annotated[float, Between(0, 1000)]


@probe(
    metrics=(
        *NAMES.metrics("attacks by gradients"),
        Metric(
            "smallest_epsilon",
            "The smallest change, of those tried, that turns this `fraction` of the rows answered "
            "rightly before; in shares of the range of a pixel.",
            Scale.NUMBER,
            overall=False,
            title="smallest change that turns an answer",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            "masked_gradients",
            "Share of rows that show a sign of masked gradients; `term` says which. A sign that is "
            "more than may be makes what the attack left standing undetermined.",
            Scale.SHARE,
            overall=False,
            title="rows with a sign of masked gradients",
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Differentiable,
    task="image-classification",
    passes=forward_passes.gradient_attack,
    sampled=({"attacked_rows": 100}, {"attacked_rows": 50}),
    by_default=False,
)
def gradient_attack(
    subject: Subject,
    *,
    norm: Literal["linf", "l2"] = "linf",
    epsilon: Size | None = None,
    epsilons: Annotated[tuple[Size, ...], Field(max_length=20)] = (),
    attacks: Annotated[tuple[AttackName, ...], Field(max_length=4)] = (
        "fgsm",
        "pgd",
        "apgd-ce",
        "apgd-dlr",
    ),
    steps: Annotated[int, Between(2, 1000)] = 20,
    restarts: Annotated[int, Between(1, 100)] = 1,
    targeted: bool = False,
    attacked_rows: Rows = 200,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """How many answers stand when pixels are moved a little along the model's own gradients.

    FGSM, PGD and APGD (Croce & Hein 2020) against the true label, on pixels of 0 to 1, whatever a
    model makes of them later. The value overall is of all attacks together at the stated size;
    `{attack: pgd, epsilon: "0.03137"}` is one attack alone. Checks of masked gradients stand beside
    it: where one shows, nothing is said of what is left standing.

    norm: how a change is measured: linf, the largest change of a pixel, or l2, over all pixels.
    epsilon: the size that is judged, in shares of a pixel's range; left out, 8/255 or (l2) 0.5.
    epsilons: further sizes for the curve; left out, an eighth to four times the stated one.
    attacks: which ones.
    steps: of each attack but FGSM.
    restarts: random starts of each.
    targeted: toward each other class in turn, the most probable first, at most nine.
    attacked_rows: at most so many labelled rows; a picture that stands twice counts once.
    most_queries: questions in all, a pass forward and one back being two; fewer rows where they
        do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    threat = threat_of(norm, epsilon, "gradients", targeted=targeted)
    stated = Stated(confidence, smallest_group)
    asker = asker_of(subject)
    model = subject.model
    if not isinstance(model, Differentiable):
        raise NotApplicable(
            "the model gives no gradients",
            "attack it by its answers: `robustness.score_attack` or `robustness.decision_attack`",
        )
    sizes = _sizes(threat, epsilons)
    names: list[AttackName] = list(dict.fromkeys(attacks or ("pgd",)))
    each = most_passes(
        names, len(sizes), Effort(steps, restarts), len(model.classes) if targeted else None
    )
    rows = rows_paid_for(subject, attacked_rows, each, most_queries)
    attacked = rows_to_attack(subject, asker, rows)
    right = attacked.rows_to_turn
    total = max(1, len(right) * (len(sizes) * len(names) * (steps + 1) * restarts + 3 * steps))
    suite = Suite(
        asker, model.slopes(attacked.pixels), threat, Effort(steps, restarts),
        attacked.pixels[right], attacked.labels[right],
        lambda purpose: subject.rng(f"gradient_attack {purpose}"),
        lambda count: subject.on_progress(min(1.0, suite.passed / total)),
    )  # fmt: skip
    alone = {name: suite.alone(name, threat.epsilon) for name in names}
    points = curve(suite, names, sizes, np.logical_or.reduce(list(alone.values())))
    signs = suite.signs({str(name): turned for name, turned in alone.items()})
    reason = masked(signs)
    method = f"{', '.join(names)} within {threat.description}, {suite.effort.description}"

    at_stated = next(turned for size, turned in points if size == threat.epsilon)
    outcome = Outcome(attacked, attacked.standing(at_stated), method, stated)
    yield from what_stands(NAMES, subject, outcome, reason)
    for name, turned in alone.items():
        hits = int(attacked.standing(turned).sum())
        note = f"{name} within {threat.description}, {suite.effort.description}"
        one = share(NAMES.standing, threat.group(name), hits, len(attacked), stated, note)
        yield unless_masked(one, reason)
    line = []
    for size, turned in points:
        hits, group = int(attacked.standing(turned).sum()), threat.group("all", size)
        one = share(NAMES.standing, group, hits, len(attacked), stated, method)
        line.append((size, one))
        yield unless_masked(one, reason)
    tried = [(size, int(turned.sum())) for size, turned in points if size > 0]
    for quantile in QUANTILES:
        group = (("fraction", f"{quantile:g}"),)
        yield smallest(
            "smallest_epsilon", group, quantile, len(right), tried, stated, method,
            wrap=lambda measured: unless_masked(measured, reason),
        )  # fmt: skip
    yield from signs_shown("masked_gradients", signs, stated)
    yield from _shown(suite, threat, line, signs, reason, len(attacked))
    made = {int(right[index]): pixels for index, pixels in suite.made.items()}
    codes = asker.codes(np.stack(list(made.values()))) if made else np.zeros(0, dtype=int)
    pairs = exhibits.pictures(
        f"Rows that {', '.join(names)} turned within {threat.description}", attacked, sorted(made),
        made, dict(zip(made, codes.tolist(), strict=True)), asker.model.classes,
    )  # fmt: skip
    if pairs is not None:
        yield pairs


def _sizes(threat: Threat, epsilons: tuple[float, ...]) -> list[float]:
    """Every size of the curve, the stated one among them."""
    largest = 1.0 if threat.norm == "linf" else float("inf")
    given = epsilons or tuple(threat.epsilon * factor for factor in GRID)
    return sorted({min(size, largest) for size in (*given, threat.epsilon)})


def _shown(
    suite: Suite,
    threat: Threat,
    line: list[tuple[float, Measurement]],
    signs: list[Sign],
    reason: str | None,
    rows: int,
) -> Iterator[Exhibit]:
    yield exhibits.curve_of(
        f"Right answers against the size of a change ({threat.norm})",
        {"all attacks together": line}, "size, in shares of a pixel's range", "answered rightly",
        stated=threat.epsilon, masked=reason,
    )  # fmt: skip
    yield exhibits.checks("Are the gradients masked?", signs)
    yield exhibits.budget(
        "What the attacker was given",
        [
            ("Sees", "the model's gradients, and every answer"),
            ("May change", f"every pixel, by {threat.description} of its range, within the range"),
            ("Wants", "each other class in turn" if threat.targeted else "any wrong answer"),
            ("Effort", f"{suite.effort.description}; {suite.passed:,} passes forward and back and "
                       f"{suite.asker.asked:,} answers for {rows:,} rows"),
        ],
    )  # fmt: skip
