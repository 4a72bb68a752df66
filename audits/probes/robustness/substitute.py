"""What a copy made of the model's answers alone agrees with, and what is made for it breaks."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from audits.data.arrays import Flags
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import copy_agreement, exhibits
from audits.robustness.attacked_rows import Attacked, take
from audits.robustness.masking import unless_masked
from audits.robustness.measuring import Names, Outcome, share
from audits.robustness.stealing import Inputs, Thief, steal
from audits.robustness.thieves import PictureThreat, thief_of
from audits.robustness.what_stands import what_stands
from audits.specification.parameter_bounds import (
    Between,
    ColumnNames,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.paired_gap_measurements import paired_gap
from audits.statistics.shares import Stated

NAMES = Names(
    "transfer_accuracy",
    "transfer_rate",
    "transfer_accuracy_difference",
    "transfer_clean_accuracy",
    quoted=80,
)
NOISE, EFFECT = "transfer_noise_rate", "transfer_effect"
# Answers that a copy is made of, at least.
FEWEST = 10
FIELD = "probes.robustness.substitute"
ONE_ANSWER = "the model gives one answer to all that it was asked, so there is nothing to copy"


@probe(
    metrics=(
        *NAMES.metrics("inputs made for a copy"),
        *copy_agreement.METRICS,
        Metric(
            NOISE,
            "Of the rows answered rightly before, the share whose answer random noise of the same "
            "size turns.",
            Scale.SHARE,
            title="share broken by random changes of the same size",
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
    passes=forward_passes.substitute,
    sampled=({"attacked_rows": 200}, {"attacked_rows": 100}),
    by_default=False,
    version=2,
)
def substitute(
    subject: Subject,
    *,
    norm: Literal["linf", "l2"] = "linf",
    epsilon: Annotated[float, Between(0, 1000)] | None = None,
    steps: Annotated[int, Between(2, 1000)] = 20,
    most_columns: Annotated[int, Between(1, 4)] = 2,
    immutable: ColumnNames = (),
    most_share: Annotated[float, Between(0.01, 1)] = 0.2,
    synonyms: Annotated[tuple[str, ...], Field(max_length=10_000)] = (),
    rounds: Annotated[int, Between(0, 12)] = 4,
    most_queries: MostQueries | None = 4000,
    attacked_rows: Rows = 400,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Steal the model by asking it, attack the copy, and see what that breaks of the model.

    Papernot et al. 2017 (ASIA CCS). A small network is fitted to the model's classes for half of
    the rows; then every input is moved a step to where the copy's answer turns, asked about, and
    the copy fitted anew, round after round: labels are not used. On the other half: how often the
    copy answers as the model does, and which right answers fall to inputs made for the copy, beside
    random changes of the same size on the same rows. Of pictures every pixel is moved (PGD to the
    edge of the ball); of tables the cells that turn the copy most are given values that other rows
    have; of texts the words, for others of the same meaning. A better copy may break more.

    norm: of pictures, how a change is measured: linf, the largest change of a pixel, or l2, over
        all pixels.
    epsilon: of pictures, the size of a change, in shares of a pixel's range; left out, 8/255 or
        (l2) 0.5.
    steps: of pictures, of the attack on the copy.
    most_columns: of tables, changed at once.
    immutable: of tables, columns that nobody can change, beside protected ones.
    most_share: of texts, at most this share of the words is exchanged, and one at least.
    synonyms: of texts, the words to exchange, in place of the English list, each as
        "film: movie, picture".
    rounds: how often the inputs to ask about are doubled.
    most_queries: questions in all, those for the judging among them; a smaller copy where they do
        not reach.
    attacked_rows: at most so many labelled rows, both halves together; the same input counts
        once.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model = subject.model
    assert isinstance(model, Classifier)
    thief, inputs, attacked = thief_of(
        subject, attacked_rows, PictureThreat(norm, epsilon, steps), most_columns=most_columns,
        immutable=immutable, most_share=most_share, synonyms=synonyms, field=FIELD,
    )  # fmt: skip
    yield from _stolen(
        subject, thief, inputs, attacked, len(model.classes), rounds, most_queries, stated
    )


def _stolen(
    subject: Subject,
    thief: Thief,
    inputs: Inputs,
    attacked: Attacked,
    classes: int,
    rounds: int,
    most_queries: int | None,
    stated: Stated,
) -> Iterator[Measurement | Exhibit]:
    """Every second row is the thief's; the others are judged."""
    places = np.arange(1, len(attacked), 2)
    judged, ours = take(attacked, places), inputs[places]
    if not judged.right.any():
        raise NotApplicable(
            "no row of the half that is judged is answered rightly",
            "give more labelled rows, and check that labels and classes are spelled alike",
        )
    most = len(inputs) << rounds
    if most_queries is not None:
        most = most_queries - 2 * len(judged)
        if most < FEWEST:
            raise NotApplicable(
                f"{2 * len(judged):,} questions are for the judging, and `most_queries` is "
                f"{most_queries:,}",
                "raise `most_queries`, or give fewer `attacked_rows`",
            )
    made = steal(
        thief, inputs[::2], classes, rounds=rounds, most_queries=most,
        rng=subject.rng("substitute"),
        on_round=lambda round_number: subject.on_progress(0.9 * (round_number + 1) / (rounds + 1)),
    )  # fmt: skip
    reason = None if made else ONE_ANSWER
    changed = noisy = ours
    method = "no copy"
    if made:
        method = f"a copy of {made[-1].queries:,} answers, {thief.threat}"
        right = np.flatnonzero(judged.right)
        changed = ours.copy()
        changed[right] = thief.attacked(made[-1].copy, ours[right], judged.labels[right])
        noisy = thief.control(ours, changed, subject.rng("substitute noise"))
    codes = thief.ask(changed)
    turned = judged.right & (codes != judged.labels) & (codes >= 0)
    answers = thief.ask(noisy)
    by_noise = judged.right & (answers != judged.labels) & (answers >= 0)
    outcome = Outcome(judged, judged.right & ~turned, method, stated)
    yield from what_stands(NAMES, subject, outcome, reason)
    line = [
        (each.queries, copy_agreement.overall(each, thief, ours, judged, stated)) for each in made
    ]
    if not line:
        yield Undetermined(copy_agreement.AGREEMENT, (), ONE_ANSWER, len(judged))
    else:
        yield line[-1][1]
        yield from copy_agreement.by_group(subject, made[-1], thief, ours, judged, stated)
    rows = int(judged.right.sum())
    noise = share(NOISE, (), int(by_noise.sum()), rows, stated, thief.noise)
    yield unless_masked(noise, reason)
    before = judged.right
    effect = paired_gap(EFFECT, (), turned[before], by_noise[before], stated, method)
    yield unless_masked(effect, reason)
    yield from _shown(line, outcome, turned, by_noise, thief)
    pairs = thief.shown(judged, ours, changed, np.flatnonzero(turned), codes)
    if pairs is not None:
        yield pairs


def _shown(
    line: list[tuple[int, Measurement]],
    outcome: Outcome,
    turned: Flags,
    by_noise: Flags,
    thief: Thief,
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
            ("Sees", "the model's classes, for inputs of its own"),
            ("Asked", f"{line[-1][0] if line else 0:,} inputs for the copy"),
            ("May change", thief.threat),
            ("Made for the copy", f"{int(turned.sum()):,} of {rows:,} right answers turned"),
            ("At random", f"{int(by_noise.sum()):,} of {rows:,}: {thief.noise}"),
        ],
    )
