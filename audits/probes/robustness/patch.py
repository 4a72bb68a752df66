"""Can one sticker, laid anywhere, turn answers about pictures that it was not made on?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from pydantic import Field

from audits.data.arrays import Flags
from audits.data.picture_addresses import thumbnail
from audits.errors import NotApplicable, Refused
from audits.measurement import Exhibit, Group, Measurement
from audits.models import Differentiable
from audits.perturbations.norm_balls import Pixels
from audits.perturbations.shown_pictures import seen
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.asking import Asker, asker_of
from audits.robustness.attacked_rows import Attacked, rows_to_attack, take
from audits.robustness.gradient_suite import without_gradient
from audits.robustness.losses import Labels
from audits.robustness.masking import FLAT, MOST_FLAT, counted, masked, unless_masked
from audits.robustness.measuring import Names, Outcome, share
from audits.robustness.patch_placing import placed
from audits.robustness.patch_training import BATCH, train_patch
from audits.robustness.query_budget import steps_paid_for
from audits.robustness.steadiness import one_answer
from audits.robustness.what_stands import what_stands
from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.specification.suggestions import nearest
from audits.statistics.paired_gap_measurements import paired_gap
from audits.statistics.shares import Stated

NAMES = Names(
    "patch_accuracy",
    "patch_success_rate",
    "patch_accuracy_difference",
    "patch_clean_accuracy",
    quoted=70,
)
CONTROL, EFFECT = "patch_control_rate", "patch_effect"
Area = Annotated[float, Between(0.001, 0.5)]


@probe(
    metrics=(
        *NAMES.metrics("a patch laid anywhere"),
        Metric(
            CONTROL,
            "Of the rows answered rightly before, the share whose answer turns under a patch of "
            "random pixels of the same size at the same place; `fraction` is its share of the "
            "picture.",
            Scale.SHARE,
            overall=False,
            title="share broken by a patch of random pixels",
        ),
        Metric(
            EFFECT,
            "Share broken by the patch minus the share broken by random pixels of the same size at "
            "the same place, on the same rows; `fraction` is its share of the picture.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="what the patch breaks beyond random pixels",
            evidence=Evidence.ATTACK,
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Differentiable,
    task="image-classification",
    passes=forward_passes.patch,
    sampled=({"steps": 60}, {"steps": 30}),
    by_default=False,
    version=2,
)
def patch(
    subject: Subject,
    *,
    area: Area = 0.1,
    areas: Annotated[tuple[Area, ...], Field(max_length=10)] = (0.05, 0.1, 0.2),
    target: str | None = None,
    steps: Annotated[int, Between(1, 100_000)] = 120,
    attacked_rows: Rows = 400,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """One square patch, trained on half of the rows and judged on the other half.

    Brown et al. 2017. In training and in judging it is laid at a random place of each picture,
    turned by up to 30 degrees, its side up to a tenth larger or smaller. What is covered may be
    what the answer needs: so a patch of random pixels is laid at the same places, and what the
    trained one breaks beyond it is tested on the same rows.

    area: the share of a picture that is judged overall and by group.
    areas: further shares, for the curve.
    target: the class to which it should lead, whose own rows then count as standing; left out, any
        wrong answer counts.
    steps: of training, each on 32 pictures.
    attacked_rows: at most so many labelled rows, both halves together; the same picture counts
        once.
    most_queries: questions in all, a pass forward and one back being two; fewer steps where they
        do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    asker = asker_of(subject)
    model = subject.model
    if not isinstance(model, Differentiable):
        raise NotApplicable(
            "the model gives no gradients to train a patch with",
            "attack it by its answers: `robustness.score_attack`",
        )
    aim = _aim(target, model.classes)
    attacked = rows_to_attack(subject, asker, attacked_rows)
    learnt = take(attacked, np.arange(0, len(attacked), 2))
    judged = take(attacked, np.arange(1, len(attacked), 2))
    if not learnt.right.any() or not judged.right.any():
        raise NotApplicable(
            "one half of the rows has no picture that is answered rightly",
            "give more labelled rows, and check that labels and classes are spelled alike",
        )
    sizes = sorted({area, *areas})
    if most_queries is not None:
        # Each row is compared forward twice and its slope looked at; the judged are asked twice.
        fixed = 4 * len(attacked) + 2 * len(sizes) * len(judged)
        steps = steps_paid_for(steps, 2 * BATCH * len(sizes), most_queries, fixed)
    slopes = model.slopes(attacked.pixels)
    done = [0]

    def stepped() -> None:
        done[0] += 1
        subject.on_progress(done[0] / (steps * len(sizes)))

    tried = []
    for size in sizes:
        made = train_patch(
            slopes, learnt.pixels[learnt.right], learnt.labels[learnt.right], size,
            steps=steps, rng=subject.rng(f"patch {size:g}"), target=aim, on_step=stepped,
        )  # fmt: skip
        tried.append(_judged(asker, judged, size, made, aim, subject))
    of_area = next(one for one in tried if one.area == area)
    note = _trial_note(of_area, target, steps)
    outcome = Outcome(judged, ~of_area.hit & judged.right, note, stated)
    right = learnt.right
    _, flat = without_gradient(slopes, learnt.pixels[right], learnt.labels[right])
    flat_sign = counted(FLAT, flat, MOST_FLAT)
    any_turned = np.any([one.hit | one.controlled for one in tried], axis=0)
    reason = one_answer(subject, any_turned) or masked([flat_sign])
    yield from what_stands(NAMES, subject, outcome, reason)
    for one in tried:
        for measured in _of_size(one, judged, _trial_note(one, target, steps), stated):
            yield unless_masked(measured, reason)
    yield _curve(tried, judged, area, stated)
    yield from _pictures(tried, of_area, judged, model.classes)
    yield exhibits.checks("Are the gradients masked?", [flat_sign])
    yield exhibits.budget(
        "What the patch was given",
        [
            ("Sees", "the model's gradients on one half of the rows"),
            ("May change", "a square at a random place, turned and scaled, within the range"),
            ("Wants", f"the answer {target!r}" if target is not None else "any wrong answer"),
            ("Effort", f"{steps:,} steps for each size, on {int(learnt.right.sum()):,} pictures; "
                       f"judged on {len(judged):,} others"),
        ],
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Tried:
    """One size. hit, controlled: shape (judged rows,): turned by the patch, by random pixels."""

    area: float
    patch: Pixels
    control: Pixels
    laid: Pixels
    codes: Labels
    hit: Flags
    controlled: Flags

    @property
    def group(self) -> Group:
        return (("fraction", f"{self.area:g}"),)


def _aim(target: str | None, classes: Sequence[str]) -> int | None:
    if target is None:
        return None
    if target not in classes:
        raise Refused.because(
            "probes.robustness.patch.target", f"the model knows no class {target!r}",
            nearest(target, classes), code="no_class",
        )  # fmt: skip
    return classes.index(target)


def _judged(
    asker: Asker, judged: Attacked, area: float, made: Pixels, aim: int | None, subject: Subject
) -> _Tried:
    rng = subject.rng(f"patch judged {area:g}")
    shape = (judged.pixels.shape[2], judged.pixels.shape[3])
    places = placed(len(judged), shape, area, rng)
    control = rng.random(made.shape).astype(np.float32)
    laid = places.paste(judged.pixels, made)
    codes, beside = asker.codes(laid), asker.codes(places.paste(judged.pixels, control))

    def turned(answers: Labels) -> Flags:
        other = (answers != judged.labels) & (answers >= 0)
        return np.asarray(judged.right & (other if aim is None else other & (answers == aim)))

    return _Tried(area, made, control, laid, codes, turned(codes), turned(beside))


def _trial_note(one: _Tried, target: str | None, steps: int) -> str:
    led = "" if target is None else f" toward {target}"
    return f"a patch of {one.area:.3g} of the picture{led}, {steps:,} steps"


def _of_size(one: _Tried, judged: Attacked, note: str, stated: Stated) -> Iterator[Measurement]:
    """Patch, control and the paired difference of one size (Tango 1998)."""
    rows = int(judged.right.sum())
    yield share(NAMES.success, one.group, int(one.hit.sum()), rows, stated, note)
    yield share(CONTROL, one.group, int(one.controlled.sum()), rows, stated, "random pixels")
    before = judged.right
    yield paired_gap(EFFECT, one.group, one.hit[before], one.controlled[before], stated, note)


def _curve(tried: Sequence[_Tried], judged: Attacked, area: float, stated: Stated) -> Exhibit:
    rows = int(judged.right.sum())

    def line(hits: Sequence[Flags]) -> list[tuple[float, Measurement]]:
        return [
            (one.area, share(NAMES.success, (), int(hit.sum()), rows, stated))
            for one, hit in zip(tried, hits, strict=True)
        ]

    lines = {
        "patch": line([one.hit for one in tried]),
        "random pixels": line([one.controlled for one in tried]),
    }
    return exhibits.curve_of(
        "Right answers turned by a patch, by its size", lines, "share of the picture covered",
        "turned", stated=area,
        note=f"On {rows:,} pictures that the patch was not made on. {exhibits.NO_PROOF}",
    )  # fmt: skip


def _pictures(
    tried: Sequence[_Tried], of_area: _Tried, judged: Attacked, classes: Sequence[str]
) -> Iterator[Exhibit]:
    """The patches beside random pixels, and pictures that the one of the stated size turned."""
    pairs = [
        {
            "before": {"image": thumbnail(seen(one.patch)), "caption": "trained"},
            "after": {"image": thumbnail(seen(one.control)), "caption": "random pixels"},
            "note": f"{one.area:.3g} of the picture, {one.patch.shape[1]} values a side",
        }
        for one in tried
    ]
    yield Exhibit("pairs", "The patches", {"pairs": pairs})
    turned = np.flatnonzero(of_area.hit)[: exhibits.MOST_PAIRS]
    if not len(turned):
        return
    pairs = [
        {
            "before": {
                "image": thumbnail(seen(judged.pixels[index])),
                "caption": f"row {int(judged.rows[index])}: {classes[judged.labels[index]]}",
            },
            "after": {
                "image": thumbnail(seen(of_area.laid[index])),
                "caption": f"answered {classes[of_area.codes[index]]}",
            },
        }
        for index in turned.tolist()
    ]
    yield Exhibit(
        "pairs", f"Rows turned by a patch of {of_area.area:.3g} of them", {"pairs": pairs}
    )
