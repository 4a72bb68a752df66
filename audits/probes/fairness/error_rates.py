"""How often the answers are wrong, for whom, and in which direction."""

from collections.abc import Iterator, Mapping
from functools import partial

from audits.data.dataset import Kind, Role
from audits.data.tallies import Tally
from audits.errors import NotApplicable
from audits.measurement import Group, Measurement
from audits.probing.confusion import Confusion, confusion, unknown_share
from audits.probing.probe import Asks, Idle, Metric, Scale, Shown, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.statistics.share_measurements import (
    Ends,
    Mask,
    Pair,
    Share,
    Stated,
    gap,
    larger_gap,
    rate,
    share_of,
)

_share = partial(Metric, scale=Scale.SHARE)
_difference = partial(Metric, scale=Scale.SHARE_DIFFERENCE, overall=False, two_sided=True, null=0.0)

# Metric of a difference: the rate it is the difference of.
DIFFERENCES = {
    "equal_opportunity_difference": "true_positive_rate",
    "predictive_parity_difference": "positive_predictive_value",
    "accuracy_difference": "accuracy",
}


@probe(
    metrics=(
        _share(
            "true_positive_rate",
            "Of the positive, the share that is answered positive.",
            shown=Shown.JUDGED,
        ),
        _share(
            "false_positive_rate",
            "Of the negative, the share that is answered positive.",
            shown=Shown.FIRST,
            column=20,
        ),
        _share(
            "false_negative_rate",
            "Of the positive, the share that is answered negative.",
            shown=Shown.FIRST,
            column=30,
        ),
        _share(
            "true_negative_rate",
            "Of the negative, the share that is answered negative.",
            shown=Shown.JUDGED,
        ),
        _share("positive_predictive_value", "Of positive answers, the share that is right."),
        _share(
            "negative_predictive_value",
            "Of negative answers, the share that is right.",
            shown=Shown.JUDGED,
        ),
        _share(
            "accuracy",
            "Share of answers that are right.",
            shown=Shown.FIRST,
            column=40,
            idle=Idle.MAJORITY,
        ),
        _share("base_rate", "Share of people whose label is positive."),
        _difference(
            "equal_opportunity_difference",
            "True positive rate of the group minus the reference group's; 0 is equality.",
            compares=("true_positive_rate",),
            shown=Shown.FIRST,
        ),
        _difference(
            "equalized_odds_difference",
            "The larger in size of the true and false positive rates' differences, with its sign.",
            compares=("true_positive_rate", "false_positive_rate"),
        ),
        _difference(
            "predictive_parity_difference",
            "Positive predictive value of the group minus the reference group's.",
            compares=("positive_predictive_value",),
        ),
        _difference(
            "accuracy_difference",
            "Accuracy of the group minus the reference group's.",
            compares=("accuracy",),
            shown=Shown.FIRST,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    version=4,
)
def error_rates(
    subject: Subject, *, smallest_group: SmallestGroup = 30, confidence: Confidence = 0.95
) -> Iterator[Measurement]:
    """Rates of right and wrong answers overall and by group, and their differences.

    With more than two classes and none named positive, only accuracy is measured.

    smallest_group: a rate with a smaller denominator is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    confusions = confusion(subject)
    masks = rates_of(subject, confusions)
    open_ = {name: confusions.everyones_ends(*mask) for name, mask in masks.items()}
    yield from _rates((), confusions.overall, masks, stated, {}, open_)
    for index in range(len(confusions.divisions)):
        yield from _division(confusions, index, masks, stated)


def rates_of(subject: Subject, confusions: Confusion) -> dict[str, tuple[Mask, Mask]]:
    """The cells that are successes and those that are trials, of each rate."""
    anything = confusions.anything
    accuracy = {"accuracy": (confusions.right, anything)}
    try:
        positive = subject.positive
    except NotApplicable as missing:
        message = f"only accuracy is measured of the error rates: {missing.reason}; "
        subject.warn(message + missing.remedy)
        return accuracy
    is_positive, said_positive = confusions.is_label(positive), confusions.is_prediction(positive)
    return {
        "true_positive_rate": (said_positive, is_positive),
        "false_positive_rate": (said_positive, ~is_positive),
        "false_negative_rate": (~said_positive, is_positive),
        "true_negative_rate": (~said_positive, ~is_positive),
        "positive_predictive_value": (is_positive, said_positive),
        "negative_predictive_value": (~is_positive, ~said_positive),
        **accuracy,
        "base_rate": (is_positive, anything),
    }


def _rates(
    group: Group,
    tally: Tally,
    masks: Mapping[str, tuple[Mask, Mask]],
    stated: Stated,
    unknown: Mapping[str, Share | None],
    open_: Mapping[str, Ends | None],
) -> Iterator[Measurement]:
    for metric, (success, trial) in masks.items():
        share, ends = share_of(tally, success, trial), open_[metric]
        if metric == "base_rate" and ends is not None:
            # A label is known whether or not the row was answered.
            share, ends = ends.low, None
        yield rate(metric, group, share, stated, unknown=unknown.get(metric), ends=ends)


def _division(
    confusions: Confusion, index: int, masks: Mapping[str, tuple[Mask, Mask]], stated: Stated
) -> Iterator[Measurement]:
    division, tally = confusions.divisions[index], confusions.groups[index]
    unknown = [
        {name: unknown_share(division, tally, code, *mask) for name, mask in masks.items()}
        for code in range(len(division.groups))
    ]
    open_ = [
        {name: confusions.ends_of(index, code, *mask) for name, mask in masks.items()}
        for code in range(len(division.groups))
    ]
    for code, group in enumerate(division.groups):
        yield from _rates(group, tally[code], masks, stated, unknown[code], open_[code])
    reference = division.reference
    known = [code for code in range(len(division.groups)) if division.known[code]]
    if reference is None or len(known) < 2:
        return
    base = division.groups.index(reference) if reference in division.groups else None

    def pair(index: int, name: str) -> Pair:
        other = Share(0, 0, 0) if base is None else share_of(tally[base], *masks[name])
        its = (None, None) if base is None else (unknown[base][name], open_[base][name])
        own = share_of(tally[index], *masks[name])
        return Pair(own, other, unknown[index][name], its[0], open_[index][name], its[1])

    for code in known:
        group = division.groups[code]
        if group == reference:
            continue
        for metric, name in DIFFERENCES.items():
            if name in masks:
                yield gap(metric, group, reference, pair(code, name), stated)
        if "true_positive_rate" in masks:
            pairs = pair(code, "true_positive_rate"), pair(code, "false_positive_rate")
            yield larger_gap("equalized_odds_difference", group, reference, pairs, stated)
