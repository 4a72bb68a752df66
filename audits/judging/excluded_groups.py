"""Ratios to the highest group, drawn again without the groups that a rule leaves out.

A probe measures once, for every rule. A rule that leaves a tiny group out must not have it as
everybody else's denominator either, so the ratio it judges is made again from the rates that
stand beside it: value, interval, reference and bounds.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from audits.judging.rule_scope import Placed
from audits.measurement import Estimate, Group, Measurement, Undetermined
from audits.statistics.impact_ratio import RATE_OF, Candidate, ratios_to_highest
from audits.statistics.share_measurements import Ends, Share, Stated


@dataclass(frozen=True, slots=True)
class _Known(Share):
    """A share as it was measured, with the evidence it was measured with."""

    held: tuple[float, ...] = ()

    @property
    def evidence(self) -> tuple[float, ...]:
        return self.held


def without(
    placed: Placed, everything: Sequence[Placed], excluded: Callable[[Group], bool]
) -> Measurement:
    """The measurement as it is without the excluded groups; itself where that changes nothing."""
    measurement = placed.measurement
    rates = _rates(placed, everything)
    if not any(excluded(rate.group) for rate in rates):
        return measurement
    included = [rate for rate in rates if not excluded(rate.group)]
    if isinstance(measurement, Undetermined) and all(
        rate.group != measurement.group for rate in included
    ):
        # Too small to be judged: only whom it would be compared with is another one.
        return replace(measurement, raw=None, reference=None)
    stated = Stated(rates[0].confidence, 1)
    made = ratios_to_highest(measurement.metric, [_candidate(rate) for rate in included], stated)
    return next((each for each in made if each.group == measurement.group), measurement)


def _rates(placed: Placed, everything: Sequence[Placed]) -> list[Estimate]:
    """The determined rates of the known groups that this ratio was made from."""
    ratio = placed.measurement
    names = {name for name, _ in ratio.group}
    return [
        other.measurement
        for other in everything
        if (other.probe, other.step) == (placed.probe, placed.step)
        and isinstance(other.measurement, Estimate)
        and other.measurement.metric == RATE_OF.get(ratio.metric)
        and {name for name, _ in other.measurement.group} == names
        and all(value is not None for _, value in other.measurement.group)
    ]


def _candidate(rate: Estimate) -> Candidate:
    share = _known(rate, rate.evidence, rate.value)
    bounds = None if rate.bounds is None else (rate.bounds.lower, rate.bounds.upper)
    ends, unanswered = None, rate.unanswered
    if (
        unanswered is not None
        and unanswered.bounds is not None
        and isinstance(unanswered.rows, int)
    ):
        low, high = unanswered.evidence
        least, most = unanswered.bounds.lower, unanswered.bounds.upper
        ends = Ends(_known(rate, low, least), _known(rate, high, most), unanswered.rows)
    return Candidate(rate.group, share, reached=bounds, ends=ends)


def _known(rate: Estimate, evidence: tuple[float, ...], value: float) -> _Known:
    """A share from the evidence of its rate, or of an end of it."""
    rows = rate.sample_size if isinstance(rate.sample_size, int) else rate.sample_size[0]
    if len(evidence) == 2:
        return _Known(*evidence, rows, held=evidence)
    # A weighted or clustered share: value, effective trials, freedom. The method's name says of
    # how many clusters.
    told = re.search(r"\((\d+) clusters\)", rate.method)
    clusters = None if told is None else int(told[1])
    return _Known(value, 1.0, rows, evidence[1], clusters, held=evidence)
