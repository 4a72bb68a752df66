"""The best of several attacks for each row: the figure to quote, with the check of the check."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement
from audits.models import Classifier, Differentiable
from audits.perturbations.norm_balls import Norm
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.asking import Asker, asker_of
from audits.robustness.attacked_rows import Attacked, rows_to_attack
from audits.robustness.gradient_attacks import Ball, pgd
from audits.robustness.gradient_suite import AttackName, Effort, Suite, most_passes
from audits.robustness.hop_skip_jump import hop_skip_jump
from audits.robustness.linear_copy import linear_copy
from audits.robustness.masking import (
    BLACK_BOX,
    TRANSFER,
    Sign,
    masked,
    outdone,
    unless_masked,
)
from audits.robustness.measuring import Names, Outcome, share
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.square_attack import square_attack
from audits.robustness.steadiness import NOISE_PICTURES, steadiness
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
    "worst_case_accuracy", "worst_case_success_rate", "worst_case_accuracy_difference",
    "worst_case_clean_accuracy",
    quoted=10,
)  # fmt: skip
SIGNS = "worst_case_masked_gradients"
GRADIENTS: tuple[AttackName, ...] = ("fgsm", "pgd", "apgd-ce", "apgd-dlr")


@probe(
    metrics=(
        *NAMES.metrics("the worst of several attacks"),
        Metric(
            SIGNS,
            "Share of rows that show a sign of masked gradients; `term` says which: those of "
            "`robustness.gradient_attack`, and attacks without gradients that break more.",
            Scale.SHARE,
            overall=False,
            title="rows with a sign of masked gradients under several attacks",
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    task="image-classification",
    passes=forward_passes.worst_case,
    sampled=({"attacked_rows": 100}, {"attacked_rows": 50}),
    by_default=False,
)
def worst_case(
    subject: Subject,
    *,
    norm: Literal["linf", "l2"] = "linf",
    epsilon: Annotated[float, Between(0, 1000)] | None = None,
    steps: Annotated[int, Between(2, 1000)] = 20,
    restarts: Annotated[int, Between(1, 100)] = 1,
    queries: Annotated[int, Between(2, 100_000)] = 500,
    attacked_rows: Rows = 200,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """How many answers stand under every attack of a set: by gradients, by questions, by transfer.

    A row stands if none of them turns it. FGSM, PGD and APGD where the model has gradients; Square
    (linf) or HopSkipJump (l2); and inputs made for a linear copy of the model. Where those without
    gradients break more than those with them, or another check of masked gradients fails, what
    stands is undetermined (Athalye et al. 2018; Carlini et al. 2019).

    norm: how a change is measured: linf, the largest change of a pixel, or l2, over all pixels.
    epsilon: the size of a change, in shares of a pixel's range; left out, 8/255 or (l2) 0.5.
    steps: of each attack by gradients.
    restarts: random starts of each.
    queries: questions a row at most, of the attack by questions.
    attacked_rows: at most so many labelled rows; a picture that stands twice counts once.
    most_queries: questions in all, a pass forward and one back being two; fewer rows where they
        do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    threat = threat_of(norm, epsilon, "gradients")
    stated = Stated(confidence, smallest_group)
    asker = asker_of(subject)
    # Beside attacks by gradients: questions, a copy's inputs, and each row once more.
    each = most_passes(GRADIENTS, 1, Effort(steps, restarts)) + queries + 1 + 1
    rows = rows_paid_for(subject, attacked_rows, each, most_queries, fixed=NOISE_PICTURES)
    attacked = rows_to_attack(subject, asker, rows)
    right = attacked.rows_to_turn
    turned: dict[str, Flags] = {}
    signs: list[Sign] = []
    suite = _suite(subject, asker, threat, Effort(steps, restarts), attacked, right)
    if suite is not None:
        by_gradients = {str(name): suite.alone(name, threat.epsilon) for name in GRADIENTS}
        subject.on_progress(0.4)
        signs = suite.signs(by_gradients)
        turned |= by_gradients
    else:
        signs = steadiness(asker, attacked, subject.rng("worst_case noise"))
    subject.on_progress(0.5)
    by_questions = "square" if threat.norm is Norm.LINF else "hop-skip-jump"
    attack = square_attack if threat.norm is Norm.LINF else hop_skip_jump
    turned[by_questions] = attack(
        asker, attacked.pixels[right], attacked.labels[right], threat.epsilon, queries,
        subject.rng(f"worst_case {by_questions}"),
        lambda fraction: subject.on_progress(0.5 + 0.4 * fraction),
    ).turned  # fmt: skip
    turned["transfer"] = _transferred(asker, attacked, right, threat, steps)
    if suite is not None:
        white = np.logical_or.reduce([turned[name] for name in GRADIENTS])
        signs.append(outdone(BLACK_BOX, turned[by_questions], white))
        signs.append(outdone(TRANSFER, turned["transfer"], white))
    reason = masked(signs)
    effort = f"{Effort(steps, restarts).description}, {queries:,} questions a row"
    note = f"{', '.join(turned)} within {threat.description}, {effort}"

    by_any = np.logical_or.reduce(list(turned.values()))
    whole = Outcome(attacked, attacked.standing(by_any), note, stated)
    yield from what_stands(NAMES, subject, whole, reason)
    bars = []
    for name, flags in turned.items():
        hits = int(attacked.standing(flags).sum())
        one = share(
            NAMES.standing, threat.group(name), hits, len(attacked), stated,
            f"{name} within {threat.description}, {effort}",
        )  # fmt: skip
        bars.append((name, hits))
        yield unless_masked(one, reason)
    yield from signs_shown(SIGNS, signs, stated)
    yield exhibits.checks("The check of the check: may what stands be believed?", signs)
    yield exhibits.budget(
        f"What each attack left standing within {threat.description}, of {len(attacked):,} rows",
        [
            ("Before any attack", f"{int(attacked.right.sum()):,} answered rightly"),
            *((name, f"{hits:,} answered rightly") for name, hits in bars),
            ("Under every one of them", f"{int(whole.standing.sum()):,} answered rightly"),
            ("Effort", f"{effort}; {asker.asked:,} answers in all"),
        ],
    )


def _suite(
    subject: Subject,
    asker: Asker,
    threat: Threat,
    effort: Effort,
    attacked: Attacked,
    right: NDArray[np.intp],
) -> Suite | None:
    """The attacks by gradients; None, with a warning that says why, where there are none."""
    model = subject.model
    try:
        if not isinstance(model, Differentiable):
            raise NotApplicable("the model gives no gradients", "export it to ONNX")
        slopes = model.slopes(attacked.pixels)
    except NotApplicable as missing:
        subject.warn(
            f"the worst case is of attacks without gradients alone: {missing.reason}; what stands "
            "under them may fall to others"
        )
        return None
    return Suite(
        asker, slopes, threat, effort, attacked.pixels[right], attacked.labels[right],
        lambda purpose: subject.rng(f"worst_case {purpose}"),
        lambda rows: subject.on_progress(0.1),
    )  # fmt: skip


def _transferred(
    asker: Asker,
    attacked: Attacked,
    right: NDArray[np.intp],
    threat: Threat,
    steps: int,
) -> Flags:
    """What is turned by inputs that are made for a linear copy of the model."""
    copy = linear_copy(attacked.pixels, attacked.codes, len(asker.model.classes))
    ball = Ball(copy, threat.norm, threat.epsilon)
    labels = attacked.labels[right]
    # Past where the copy is turned, to the edge: what turns it barely seldom turns the model.
    changed = pgd(ball, attacked.pixels[right], labels, steps=steps, to_the_edge=True)
    return np.asarray(asker.codes(changed) != labels)
