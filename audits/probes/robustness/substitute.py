"""What a copy made of the model's answers alone agrees with, and what is made for it breaks."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np

from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier
from audits.perturbations.norm_balls import Norm, Pixels, direction, project
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.asking import Asker, asker_of
from audits.robustness.attacked_rows import Attacked, rows_to_attack, take
from audits.robustness.gradient_attacks import Ball, pgd
from audits.robustness.masking import unless_masked
from audits.robustness.measuring import Flags, Names, Outcome, share
from audits.robustness.neural_copy import NeuralCopy
from audits.robustness.stealing import Round, steal
from audits.robustness.threat import Threat, threat_of
from audits.robustness.what_stands import what_stands
from audits.specification.parameter_bounds import Between, Confidence, Rows, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

NAMES = Names(
    "transfer_accuracy", "transfer_rate", "transfer_accuracy_difference", "transfer_clean_accuracy"
)
AGREEMENT, NOISE, EFFECT = "substitute_agreement", "transfer_noise_rate", "transfer_effect"
ONE_ANSWER = "the model gives one answer to all that it was asked, so there is nothing to copy"


@probe(
    metrics=(
        *NAMES.metrics("inputs made for a copy"),
        Metric(
            AGREEMENT,
            "Share of rows that were not used to make the copy and that the copy answers as the "
            "model does.",
            Scale.SHARE,
            title="agreement of a copy with the model",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            NOISE,
            "Of the rows answered rightly before, the share whose answer random noise of the same "
            "size turns.",
            Scale.SHARE,
            title="share broken by random noise of the same size",
        ),
        Metric(
            EFFECT,
            "Share broken by inputs made for a copy minus the share broken by random noise of the "
            "same size, on the same rows.",
            Scale.SHARE_DIFFERENCE,
            two_sided=True,
            null=0.0,
            title="what inputs made for a copy break beyond noise",
            evidence=Evidence.ATTACK,
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    task="image-classification",
    passes=forward_passes.substitute,
    sampled=({"attacked_rows": 200}, {"attacked_rows": 100}),
    by_default=False,
)
def substitute(
    subject: Subject,
    *,
    norm: Literal["linf", "l2"] = "linf",
    epsilon: Annotated[float, Between(0, 1000)] | None = None,
    rounds: Annotated[int, Between(0, 12)] = 4,
    most_queries: Annotated[int, Between(10, 10**7)] = 4000,
    steps: Annotated[int, Between(2, 1000)] = 20,
    attacked_rows: Rows = 400,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Steal the model by asking it, attack the copy, and see what that breaks of the model.

    Papernot et al. 2017 (ASIA CCS). A small network is fitted to the model's classes for half of
    the rows; then every picture is moved a step to where the copy's answer turns, asked about, and
    the copy fitted anew, round after round: labels are not used. On the other half: how often the
    copy answers as the model does, and which right answers fall to inputs made for the copy (PGD to
    the edge of the ball), beside random noise of the same size on the same rows. A better copy may
    break more.

    norm: how a change is measured: linf, the largest change of a pixel, or l2, over all pixels.
    epsilon: the size of a change, in shares of a pixel's range; left out, 8/255 or (l2) 0.5.
    rounds: how often the pictures to ask about are doubled.
    most_queries: pictures asked for the copy at most.
    steps: of the attack on the copy.
    attacked_rows: at most so many labelled rows, both halves together; the same picture counts
        once.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    threat = threat_of(norm, epsilon, "labels")
    stated = Stated(confidence, smallest_group)
    asker = asker_of(subject)
    attacked = rows_to_attack(subject, asker, attacked_rows)
    if len(attacked) < 2:
        raise NotApplicable("there is one picture alone", "give more labelled rows")
    stolen = take(attacked, np.arange(0, len(attacked), 2))
    judged = take(attacked, np.arange(1, len(attacked), 2))
    if not judged.right.any():
        raise NotApplicable(
            "no picture of the half that is judged is answered rightly",
            "give more labelled rows, and check that labels and classes are spelled alike",
        )
    made = steal(
        asker.codes, stolen.pixels, len(asker.model.classes), rounds=rounds,
        most_queries=most_queries, rng=subject.rng("substitute"),
        on_round=lambda round_number: subject.on_progress(0.9 * (round_number + 1) / (rounds + 1)),
    )  # fmt: skip
    reason = None if made else ONE_ANSWER
    changed = noisy = judged.pixels
    method = "no copy"
    if made:
        method = (
            f"a copy of {made[-1].queries:,} answers, within {threat.description}, {steps:,} steps"
        )
        changed = _attacked(made[-1].copy, judged, threat, steps)
        noisy = _noise(judged.pixels, threat, subject.rng("substitute noise"))
    codes = asker.codes(changed)
    turned = judged.right & (codes != judged.labels) & (codes >= 0)
    answers = asker.codes(noisy)
    by_noise = judged.right & (answers != judged.labels) & (answers >= 0)
    outcome = Outcome(judged, judged.right & ~turned, method, stated)
    yield from what_stands(NAMES, subject, outcome, reason)
    line = [(each.queries, _agreement(each, judged, stated)) for each in made]
    if not line:
        yield Undetermined(AGREEMENT, (), ONE_ANSWER, len(judged))
    else:
        yield line[-1][1]
    rows = int(judged.right.sum())
    noise = share(
        NOISE, (), int(by_noise.sum()), rows, stated, f"noise within {threat.description}"
    )
    yield unless_masked(noise, reason)
    yield unless_masked(_effect(turned, by_noise, rows, method, stated), reason)
    yield from _shown(line, outcome, turned, by_noise, changed, codes, asker, threat)


def _attacked(copy: NeuralCopy, judged: Attacked, threat: Threat, steps: int) -> Pixels:
    """The rows answered rightly, moved to the edge of the ball against the copy."""
    places = np.flatnonzero(judged.right)
    changed = judged.pixels.copy()
    ball = Ball(copy, threat.norm, threat.epsilon)
    changed[places] = pgd(
        ball, judged.pixels[places], judged.labels[places], steps=steps, to_the_edge=True
    )
    return changed


def _noise(pixels: Pixels, threat: Threat, rng: np.random.Generator) -> Pixels:
    """Random directions to the edge of the same ball, cut to the range as the attack's are."""
    drawn = rng.standard_normal(pixels.shape).astype(np.float32)
    if threat.norm is Norm.LINF:
        drawn = np.sign(drawn)
    away = np.float32(threat.epsilon) * direction(drawn, threat.norm)
    return project(pixels + away, pixels, threat.norm, threat.epsilon)


def _agreement(made: Round, judged: Attacked, stated: Stated) -> Measurement:
    known = judged.codes >= 0
    same = made.copy.scores(judged.pixels).argmax(axis=1) == judged.codes
    note = f"a copy of {made.queries:,} answers"
    return share(AGREEMENT, (), int((same & known).sum()), int(known.sum()), stated, note)


def _effect(turned: Flags, by_noise: Flags, rows: int, note: str, stated: Stated) -> Measurement:
    """The paired difference (Tango 1998)."""
    more, fewer = int((turned & ~by_noise).sum()), int((by_noise & ~turned).sum())
    group: Group = ()
    few = too_few(rows, stated.smallest_group) if rows < stated.smallest_group else None
    if rows < 2:
        return Undetermined(EFFECT, group, few or "no variation", rows)
    return stated_value(
        EFFECT, group, (more - fewer) / rows, f"tango ({note})",
        (float(more), float(fewer), float(rows)), rows, few, stated,
    )  # fmt: skip


def _shown(
    line: list[tuple[int, Measurement]],
    outcome: Outcome,
    turned: Flags,
    by_noise: Flags,
    changed: Pixels,
    codes: np.ndarray,
    asker: Asker,
    threat: Threat,
) -> Iterator[Exhibit]:
    judged, rows = outcome.attacked, int(outcome.right.sum())
    known = judged.codes[judged.codes >= 0]
    most = int(np.bincount(known).max()) if len(known) else 0
    if line:
        last = line[-1][1]
        value = last.value if isinstance(last, Estimate) else None
        head = (
            ""
            if value is None
            else f"The last copy answers {100 * value:.0f} % as the model does; "
        )
        idle = f"{100 * most / len(judged):.0f} %"
        yield exhibits.curve_of(
            "Agreement of a copy with the model, by the answers that it was made of",
            {"copy": [(float(queries), measured) for queries, measured in line]},
            "answers asked of the model", "answered alike",
            note=f"{head}one that always gives the commonest answer, {idle}. "
            "A better copy may be made.",
        )  # fmt: skip
    yield exhibits.budget(
        "What was stolen, and what it breaks",
        [
            ("Sees", "the model's classes, for pictures of its own"),
            ("Asked", f"{line[-1][0] if line else 0:,} pictures for the copy"),
            ("May change", f"every pixel, by {threat.description} of its range, within the range"),
            ("Made for the copy", f"{int(turned.sum()):,} of {rows:,} right answers turned"),
            ("Random noise", f"{int(by_noise.sum()):,} of {rows:,}, of the same size"),
        ],
    )
    made = {int(index): changed[index] for index in np.flatnonzero(turned)}
    pairs = exhibits.pictures(
        f"Rows turned by inputs made for the copy, within {threat.description}", judged,
        sorted(made), made, {index: int(codes[index]) for index in made}, asker.model.classes,
    )  # fmt: skip
    if pairs is not None:
        yield pairs
