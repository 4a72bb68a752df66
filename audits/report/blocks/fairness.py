"""Block 4: how answers and mistakes fall on groups."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from audits.json_types import Json
from audits.report.blocks.generic import drawn_exhibits, remaining
from audits.report.blocks.intersections import heat_maps
from audits.report.blocks.metrics import metric_figure
from audits.report.components import Banner, Block, Figures, Folded, Heading, How, Part
from audits.report.number_format import between, listed, size, with_unit
from audits.report.view import View, group_name, worst
from audits.specification.probe_manifest import section

COMPARED = (
    "demographic_parity_difference", "impact_ratio", "disparate_impact_ratio",
    "equal_opportunity_difference", "equalized_odds_difference", "predictive_parity_difference",
    "accuracy_difference",
)  # fmt: skip
RATES = (
    "selection_rate", "false_positive_rate", "false_negative_rate", "positive_predictive_value",
    "accuracy", "base_rate",
)  # fmt: skip
# Shown at once; the others where a rule asks for them, else folded.
FIRST = (
    "demographic_parity_difference", "impact_ratio", "equal_opportunity_difference",
    "accuracy_difference", "selection_rate", "false_positive_rate", "false_negative_rate",
    "accuracy", "adjusted_odds_ratio", "crude_odds_ratio",
)  # fmt: skip
QUIET = ("true_positive_rate", "true_negative_rate", "negative_predictive_value")


def block(view: View) -> Block | None:
    """The block, or None where no fairness probe was planned."""
    if "fairness" not in view.sections:
        return None
    measurements = view.of_section("fairness")
    return Block(
        "fairness", section("fairness").title, lede(view), tuple(_parts(view)),
        worst([v for m in measurements if (v := view.verdict(m)) != "none"] or ["none"])
        if any(view.judged(m) for m in measurements) else "none",
    )  # fmt: skip


def lede(view: View) -> str:
    """What the reader should take along: base rates differ, so metrics disagree."""
    if not view.attributes:
        return "No column has the role protected, so rates are shown for everyone together."
    groups = listed([f"every {name}" for name in view.attributes])
    return f"Answers and mistakes for {groups}, each with its interval and n."


def _parts(view: View) -> Iterator[Part]:
    yield from _cannot_all_hold(view)
    first = [metric for metric in COMPARED if metric in FIRST or _is_judged(view, metric)]
    compared = [figure for metric in first if (figure := _simple(view, metric))]
    if compared:
        yield Figures(tuple(compared), key=True)
        yield How(
            "A rule holds the whole interval against its limits: inside passes, outside fails "
            "once the test at the limit survives the correction over all rules and groups, and "
            "anything else stays open."
        )
    maps = list(heat_maps(view))
    yield from maps[:1]
    shown = [metric for metric in RATES if metric in FIRST or _is_judged(view, metric)]
    rates = [figure for metric in shown if (figure := _simple(view, metric))]
    if rates:
        yield Heading("rates", "Rates by group")
        yield Figures(tuple(rates), key=not compared)
    # The precision-recall curve belongs to the block on imbalance, where there is one.
    elsewhere = ("precision_recall",) if "imbalance" in view.sections else ()
    exhibits = drawn_exhibits(view, "fairness", but=elsewhere)
    if exhibits:
        yield Heading("thresholds-and-scores", "Thresholds and scores")
        yield from exhibits
    others = {m["metric"] for m in view.of_section("fairness")} - {*COMPARED, *RATES, *QUIET}
    asked = (
        {m for m in others if m in FIRST or _is_judged(view, m)} if compared or rates else others
    )
    yield from remaining(view, "fairness", _but(view, asked), simple=True)
    second = tuple(_second(view, {*first, *shown}, maps[1:], others - asked))
    if second:
        yield Folded("more-fairness", "Further rates, comparisons and intersections", second)


def _second(
    view: View, shown: Collection[str], maps: Sequence[Part], others: Collection[str]
) -> Iterator[Part]:
    """What a reader asks for after the main figures: nothing of it is judged."""
    figures = [
        figure
        for metric in (*COMPARED, *RATES)
        if metric not in shown and (figure := _simple(view, metric))
    ]
    if figures:
        yield Figures(tuple(figures))
    yield from maps
    yield from remaining(view, "fairness", _but(view, others), simple=True)


def _but(view: View, excluded: Collection[str]) -> set[str]:
    """Every metric of the block except these."""
    return {m["metric"] for m in view.of_section("fairness")} - set(excluded)


def _is_judged(view: View, metric: str) -> bool:
    return any(rule["metric"] == metric for rule in view.policy.get("rules", ()))


def _simple(view: View, metric: str) -> Any:
    """Groups of one attribute; intersections have a table of their own."""
    measurements = [m for m in view.of_metric(metric) if len(m["group"]) == 1]
    return metric_figure(view, metric, measurements) if measurements else None


def _cannot_all_hold(view: View) -> Iterator[Part]:
    """Chouldechova (2017), Kleinberg et al. (2017): said where the base rates differ."""
    for attribute in view.attributes:
        rates = [
            m
            for m in view.of_metric("base_rate")
            if "value" in m and list(m["group"]) == [attribute] and None not in m["group"].values()
        ]
        if len(rates) < 2:
            continue
        low = min(rates, key=lambda m: m["value"])
        high = max(rates, key=lambda m: m["value"])
        if high["interval"][0] > low["interval"][1]:
            yield Banner(
                "These metrics cannot all hold.",
                f"Base rates differ: {_rate(high)}, {_rate(low)}. Then no model that errs can "
                "have equal false positive rates, equal false negative rates and equal "
                "predictive values at once. Which one matters is a decision for people, not for "
                "a metric.",
            )
            return


def _rate(estimate: Json) -> str:
    return (
        f"{group_name(estimate['group'])} {with_unit(estimate['value'], 'share')} "
        f"{between(estimate['interval'], 'share')}, n {size(estimate['sample_size'])}"
    )
