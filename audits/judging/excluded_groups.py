"""Ratios to the highest group, drawn again without the groups that a rule leaves out.

A probe measures once, for every rule. A rule that leaves a tiny group out must not have it as
everybody else's denominator either, so the ratio it judges is made again from the rates that
stand beside it: value, interval, reference and bounds.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from audits.judging.rule_scope import Placed
from audits.measurement import Estimate, Group, Measurement, Undetermined
from audits.statistics.impact_ratio import RATE_OF, Candidate, ratios_to_highest
from audits.statistics.share_measurements import Ends, Share, Stated

# Numbers in the evidence of a share with weights or clusters: value, effective trials, freedom.
WIDTH = 3


@dataclass(frozen=True, slots=True)
class _Known(Share):
    """A share as it was measured, with the evidence it was measured with.

    group: whose. times: by group, how many times the variance their clusters make of the two.
    """

    whole_evidence: tuple[float, ...] = ()
    group: Group = ()
    times: Mapping[Group, float] = field(default_factory=dict)

    @property
    def evidence(self) -> tuple[float, ...]:
        return self.whole_evidence

    def worth_less(self, times: float) -> "Share":
        if times == 1 or len(self.whole_evidence) != WIDTH:
            return self
        value, effective, degrees_of_freedom = self.whole_evidence
        return replace(self, whole_evidence=(value, effective / times, degrees_of_freedom))

    def against(self, other: Share) -> float:
        return self.times.get(other.group, 1.0) if isinstance(other, _Known) else 1.0


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
    times = _times(measurement, rates)
    candidates = [
        _candidate(rate, times if rate.group == measurement.group else _NO_TIMES)
        for rate in included
    ]
    made = ratios_to_highest(measurement.metric, candidates, stated)
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


# How many times the variance of each other group's pair: of the answered rows, then where the
# unanswered ones make the group's own share least, and greatest.
_Times = tuple[Mapping[Group, float], Mapping[Group, float], Mapping[Group, float]]
_NO_TIMES: _Times = ({}, {}, {})


def _times(measurement: Measurement, rates: Sequence[Estimate]) -> _Times:
    """What clusters that act on two groups in opposite ways made of each pair of the ratio.

    Rates do not say which clusters they come from. The ratio's own evidence does: each other
    group stands in it with its effective trials, divided by that.
    """
    if isinstance(measurement, Undetermined):
        return _NO_TIMES
    others = [rate for rate in rates if rate.group != measurement.group]
    answered = [rate.evidence for rate in others]
    times = _divided(measurement.evidence, others, answered)
    if measurement.unanswered is None or not measurement.unanswered.evidence:
        return times, {}, {}
    lowest, highest = measurement.unanswered.evidence
    ends = [
        (rate.evidence, rate.evidence) if rate.unanswered is None else rate.unanswered.evidence
        for rate in others
    ]
    return (
        times,
        _divided(lowest, others, [high for _, high in ends]),
        _divided(highest, others, [low for low, _ in ends]),
    )


def _divided(
    evidence: Sequence[float], others: Sequence[Estimate], plain: Sequence[Sequence[float]]
) -> dict[Group, float]:
    """By group, its effective trials over those with which it stands in the evidence of a ratio."""
    if len(evidence) != WIDTH * (len(others) + 1) or any(len(each) != WIDTH for each in plain):
        return {}
    return {
        rate.group: each[1] / evidence[WIDTH * index + 1]
        for index, (rate, each) in enumerate(zip(others, plain, strict=True), 1)
        if evidence[WIDTH * index + 1] > 0
    }


def _candidate(rate: Estimate, times: _Times) -> Candidate:
    share = _known(rate, rate.evidence, rate.value, times[0])
    bounds = None if rate.bounds is None else (rate.bounds.lower, rate.bounds.upper)
    ends, unanswered = None, rate.unanswered
    if (
        unanswered is not None
        and unanswered.bounds is not None
        and isinstance(unanswered.rows, int)
    ):
        low, high = unanswered.evidence
        least, most = unanswered.bounds.lower, unanswered.bounds.upper
        ends = Ends(
            _known(rate, low, least, times[1]),
            _known(rate, high, most, times[2]),
            unanswered.rows,
        )
    return Candidate(rate.group, share, stated_bounds=bounds, ends=ends)


def _known(
    rate: Estimate, evidence: tuple[float, ...], value: float, times: Mapping[Group, float]
) -> _Known:
    """A share from the evidence of its rate, or of an end of it."""
    rows = rate.sample_size if isinstance(rate.sample_size, int) else rate.sample_size[0]
    if len(evidence) != WIDTH:
        return _Known(evidence[0], evidence[1], rows, whole_evidence=evidence, group=rate.group)
    # A weighted or clustered share: value, effective trials, freedom. The method's name says of
    # how many clusters.
    clusters_in_method = re.search(r"\((\d+) clusters\)", rate.method)
    clusters = None if clusters_in_method is None else int(clusters_in_method[1])
    return _Known(
        value,
        1.0,
        rows,
        evidence[1],
        clusters,
        whole_evidence=evidence,
        group=rate.group,
        times=times,
    )
