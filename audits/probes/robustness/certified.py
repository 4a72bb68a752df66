"""Which answers are shown to stand, whoever attacks them, and within which radius?"""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from audits.errors import NotApplicable
from audits.measurement import Exhibit, Group, Measurement
from audits.models import Bounded
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits, interval_certificates, recorded_certificates, smoothing
from audits.robustness.asking import BATCH, answering, asker_of
from audits.robustness.attacked_rows import Attacked, rows_to_attack
from audits.robustness.measuring import divided, gaps, share
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.smoothing import Certificates, Smoothing
from audits.robustness.threat import spelled
from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

CERTIFIED, GAP = "certified_accuracy", "certified_accuracy_difference"
ABSTAINED = "certified_abstention_share"
# Radii of the curve, in multiples of the stated one.
GRID = (0, 1 / 4, 1 / 2, 1, 2, 4)
Method = Literal["smoothing", "intervals"]
Size = Annotated[float, Between(0, 1000)]


@probe(
    metrics=(
        Metric(
            CERTIFIED,
            "Share of rows whose right answer is shown to stand within the radius, of all rows, "
            "those without a certificate among them.",
            Scale.SHARE,
            evidence=Evidence.CERTIFICATE,
            quoted=50,
        ),
        Metric(
            GAP,
            "Certified accuracy of the group minus the reference group's; 0 is equality.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="gap in certified accuracy",
            compares=(CERTIFIED,),
        ),
        Metric(
            ABSTAINED,
            "Share of rows for which no class could be certified at all.",
            Scale.SHARE,
            title="share of rows without a certificate",
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    passes=forward_passes.certified,
    sampled=({"certified_rows": 50}, {"certified_rows": 30}),
    by_default=False,
    stated=recorded_certificates.RADIUS,
)
def certified(
    subject: Subject,
    *,
    method: Method = "smoothing",
    radius: Size | None = None,
    radii: Annotated[tuple[Size, ...], Field(max_length=20)] = (),
    sigma: Annotated[float, Between(0.001, 10)] = 0.25,
    draws: Annotated[int, Between(10, 10**6)] = 1000,
    first_draws: Annotated[int, Between(1, 10**5)] = 100,
    alpha: Annotated[float, Between(1e-9, 0.5)] = 0.001,
    certified_rows: Rows = 100,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Certified accuracy: what no change within a radius can turn, shown and not tried.

    `smoothing` (Cohen et al. 2019) asks the model under Gaussian noise. It certifies the smoothed
    classifier, which answers by the vote of noisy inputs, not the model by itself; radii are in the
    L2 norm over pixels of 0 to 1. `intervals` carries intervals through a small ONNX network and
    certifies the model itself, in the largest change of a pixel; what it does not show may stand
    all the same. A table of certificates made elsewhere is read as it is: label, prediction (-1
    where it abstained), and the radius as the score. Its column must be called `radius`, or
    `radius` or `radii` be stated: any other score is what a model gave.

    method: smoothing or intervals.
    radius: the one that is judged; left out, 0.5, or 8/255 for intervals.
    radii: further ones for the curve; left out, none to four times the stated one.
    sigma: deviation of the noise, in shares of a pixel's range.
    draws: noisy inputs a row that certify; so many allow a radius of sigma times the normal
        quantile of alpha to the power of 1/draws at most.
    first_draws: noisy inputs a row that choose the class.
    alpha: the chance that the certificate of one row is wrong.
    certified_rows: at most so many labelled rows, spread evenly; a picture that stands twice
        counts once.
    most_queries: questions in all; fewer rows where they do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    radius_used = (8 / 255 if method == "intervals" else 0.5) if radius is None else radius
    sizes = sorted({radius_used, *(radii or (radius_used * factor for factor in GRID))})
    largest = None
    if subject.model is None:
        attacked, is_certified = recorded_certificates.recorded(subject)
        method_words = recorded_certificates.TOLD
    elif method == "intervals":
        attacked, is_certified = _by_intervals(subject, certified_rows, max(sizes))
        method_words = interval_certificates.TOLD
    else:
        smooth = Smoothing(sigma, first_draws, draws, alpha)
        largest = smooth.largest_radius
        rows = rows_paid_for(subject, certified_rows, draws + first_draws, most_queries)
        attacked, is_certified = _by_smoothing(subject, rows, smooth)
        method_words = smooth.description
        subject.warn(
            "certified accuracy by smoothing is that of the smoothed classifier, which answers by "
            "the vote of noisy inputs; deploy that one, or take it for no more than it is"
        )
    right = {size: is_certified.hold(attacked.labels, size) for size in sizes}
    total = len(attacked)
    yield share(CERTIFIED, (), int(right[radius_used].sum()), total, stated, method_words)
    abstained = int((is_certified.codes == smoothing.ABSTAINED).sum())
    yield share(ABSTAINED, (), abstained, total, stated)
    line = []
    for size in sizes:
        group: Group = (("radius", spelled(size)),)
        if method == "intervals":
            group = (*group, ("norm", "linf"))
        one = share(CERTIFIED, group, int(right[size].sum()), total, stated, method_words)
        line.append((size, one))
        yield one
    for division, codes in divided(subject, attacked.data):
        for code, group in enumerate(division.groups):
            here = codes == code
            hits = int(right[radius_used][here].sum())
            yield share(CERTIFIED, group, hits, int(here.sum()), stated, method_words)
        yield from gaps(GAP, division, codes, right[radius_used], stated, method_words)
    yield exhibits.curve_of(
        "Answers shown to stand, against the radius",
        {"certified": line},
        "radius, in shares of a pixel's range" + ("" if method == "intervals" else " (L2)"),
        "shown to stand",
        stated=radius_used,
        note=_note(method, largest),
    )


def _by_smoothing(subject: Subject, rows: int, smooth: Smoothing) -> tuple[Attacked, Certificates]:
    asker = asker_of(subject)
    attacked = rows_to_attack(subject, asker, rows)

    def draws(row: int) -> np.random.Generator:
        subject.on_progress(row / len(attacked))
        return subject.rng(f"certified {row}")

    return attacked, smoothing.certify(
        attacked.pixels, attacked.labels, len(asker.model.classes), answering(asker), smooth,
        draws, BATCH,
    )  # fmt: skip


def _by_intervals(subject: Subject, rows: int, most: float) -> tuple[Attacked, Certificates]:
    asker = asker_of(subject)
    model = asker.model
    if not isinstance(model, Bounded):
        raise NotApplicable(
            "intervals go through ONNX networks that read one picture alone",
            "certify it by randomised smoothing: `method: smoothing`",
        )
    if most > 1:
        raise NotApplicable(
            f"a radius of {spelled(most)} is more than the whole range of a pixel, which is 1",
            "give it as a share of the range: 8 of 255 steps are 0.03137",
        )
    attacked = rows_to_attack(subject, asker, rows)
    model.check_bounds(attacked.pixels)
    return attacked, interval_certificates.certify(model, attacked.pixels, attacked.codes, most)


def _note(method: str, largest: float | None) -> str:
    if method == "intervals":
        return (
            "Shown by intervals for the model itself. What is not shown may stand all the same: "
            "intervals are wide, and an attack would tell."
        )
    if largest is None:
        return (
            "As recorded. A certificate covers its radius and the classifier that it was made of."
        )
    return (
        "Of the smoothed classifier, which answers by the vote of noisy inputs. So many draws "
        f"certify no radius above {spelled(largest)}; beyond it nothing is shown, which is not to "
        "say that it breaks."
    )
