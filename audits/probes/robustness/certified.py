"""What can be shown to hold: certificates by randomised smoothing, of the smoothed classifier."""

from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from audits.measurement import Exhibit, Group, Measurement
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import rows_to_attack
from audits.robustness.measuring import divided, gaps, share
from audits.robustness.smoothing import ABSTAINED, Smoothing, certified_shares, certify
from audits.robustness.threat import spelled
from audits.specification.parameter_bounds import Between, Confidence, Rows, SmallestGroup
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

METRIC, GAP, ABSTENTION = (
    "certified_accuracy", "certified_accuracy_difference", "smoothing_abstention_rate",
)  # fmt: skip
Radius = Annotated[float, Between(0, 1000)]
OF_WHAT = (
    "It speaks of the smoothed classifier, which answers what the model answers most often to a "
    "picture with noise; of the model itself nothing is shown."
)


@probe(
    metrics=(
        Metric(
            METRIC,
            "Share of rows that the smoothed classifier answers rightly whatever change of at most "
            "this `radius` (l2) is made; overall at the stated radius. What abstains is not right.",
            Scale.SHARE,
            title="certified accuracy of the smoothed classifier",
            evidence=Evidence.CERTIFICATE,
        ),
        Metric(
            GAP,
            "Certified accuracy of the group minus the reference group's; 0 is equality.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="gap in certified accuracy",
            compares=(METRIC,),
        ),
        Metric(
            ABSTENTION,
            "Share of rows for which the smoothed classifier gives no answer.",
            Scale.SHARE,
            title="rows on which the smoothed classifier abstains",
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    task="image-classification",
    passes=forward_passes.certified,
    sampled=({"certified_rows": 50}, {"certified_rows": 30}),
    by_default=False,
)
def certified(
    subject: Subject,
    *,
    sigma: Annotated[float, Between(0.001, 10)] = 0.25,
    radius: Radius = 0.25,
    radii: Annotated[tuple[Radius, ...], Field(max_length=40)] = (),
    draws: Annotated[int, Between(10, 1_000_000)] = 1_000,
    alpha: Annotated[float, Between(1e-9, below=0.5)] = 0.001,
    certified_rows: Rows = 100,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """For how many rows no change of at most a radius can turn the smoothed classifier's answer.

    Randomised smoothing (Cohen, Rosenfeld & Kolter 2019): from the model's answers to Gaussian
    noise, with exact binomial limits. The one probe of this section that can pass a rule.

    sigma: deviation of the noise, in shares of a pixel's range.
    radius: the l2 radius that is judged, over all pixels.
    radii: further ones for the curve; left out, up to the largest that so many draws can show.
    draws: noisy pictures a row; the largest radius grows with their number.
    alpha: how often a certificate may be wrong, a row.
    certified_rows: at most so many labelled rows; a picture that stands twice counts once.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    asker = asker_of(subject)
    attacked = rows_to_attack(subject, asker, certified_rows)
    smoothing = Smoothing(sigma, max(10, draws // 10), draws, alpha)
    seeds = subject.rng("certified").integers(0, 2**63, len(attacked))
    codes = np.full(len(attacked), ABSTAINED)
    found = np.zeros(len(attacked))
    for row, picture in enumerate(attacked.pixels):
        drawn = np.random.default_rng(seeds[row])
        codes[row], found[row] = certify(asker, picture, smoothing, drawn)
        subject.on_progress((row + 1) / len(attacked))
    right = (codes == attacked.labels) & (attacked.labels >= 0)
    note = f"randomised smoothing with noise of {spelled(sigma)}, {draws:,} draws, alpha {alpha:g}"
    largest = smoothing.largest_radius
    at = sorted({radius, *(radii or np.linspace(0, largest, 6)[:-1].tolist())})
    (held,) = certified_shares(right, found, [radius])
    yield share(METRIC, (), held, len(attacked), stated, note)
    abstained = codes == ABSTAINED
    yield share(ABSTENTION, (), int(abstained.sum()), len(attacked), stated)
    line = []
    for each, count in zip(at, certified_shares(right, found, at), strict=True):
        group: Group = (("radius", spelled(each)),)
        line.append((each, share(METRIC, group, count, len(attacked), stated, note)))
        yield line[-1][1]
    holds = right & (found >= radius)
    for division, groups in divided(subject, attacked):
        for place, group in enumerate(division.groups):
            own = groups == place
            total = int(own.sum())
            yield share(METRIC, group, int((holds & own).sum()), total, stated, note)
            yield share(ABSTENTION, group, int((abstained & own).sum()), total, stated)
        yield from gaps(GAP, division, groups, holds, stated, note)
    yield exhibits.curve_of(
        "Certified accuracy of the smoothed classifier", {"certified": line}, "l2 radius",
        "right, whatever the change", stated=radius,
        note=f"{OF_WHAT} No radius above {largest:.3g} can be shown by {draws:,} draws.",
    )  # fmt: skip
    yield exhibits.budget(
        "What the certificate rests on",
        [
            ("Of what", OF_WHAT),
            ("Noise", f"Gaussian, of {spelled(sigma)} of a pixel's range, not cut to the range"),
            ("Draws", f"{draws:,} a row to bound and {smoothing.first:,} to choose; "
                      f"{asker.asked:,} answers in all"),
            ("Largest radius", f"{largest:.4g}: what so many draws can show where all agree"),
            ("Abstained", f"{int(abstained.sum()):,} of {len(attacked):,} rows, counted as wrong"),
            ("May be wrong", f"each certificate in {alpha:g} of cases"),
        ],
    )  # fmt: skip
