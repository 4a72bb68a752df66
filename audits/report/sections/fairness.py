"""Block 4: how answers and mistakes fall on groups."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from audits.json_types import Json
from audits.report.blocks.generic import (
    absent,
    broken,
    drawn_exhibits,
    first_pictures,
    remaining,
    rules_summary,
)
from audits.report.blocks.intersections import heat_maps
from audits.report.blocks.metrics import metric_figure
from audits.report.components import Banner, Block, Figures, Folded, Heading, How, Part, Text
from audits.report.headline import headline
from audits.report.next_steps import SEE_THRESHOLDS
from audits.report.number_format import SHARE, between, listed, size, with_unit
from audits.report.rate_phrases import classes_counted
from audits.report.view import View, group_name, worst
from audits.specification.probe_manifest import MetricEntry, declared, metrics_of, section


def block(view: View) -> Block | None:
    """The block, or None where no fairness probe was planned."""
    if "fairness" not in view.sections:
        return None
    measurements = view.of_section("fairness")
    return Block(
        "fairness", section("fairness").title, rules_summary(view, "fairness") or lede(view),
        tuple(_parts(view)),
        worst([v for m in measurements if (v := view.verdict(m)) != "none"] or ["none"])
        if any(view.judged(m) for m in measurements) else "none",
        first=first_pictures(view, "fairness"),
        open=tuple(broken(view, "fairness")),
        absent=tuple(absent(view, "fairness")),
        closing=section("fairness").caveat,
    )  # fmt: skip


def lede(view: View) -> str:
    """What the reader should take along: base rates differ, so metrics disagree."""
    if not view.attributes:
        return "No column has the role protected, so rates are shown for everyone together."
    groups = listed([f"every {name}" for name in view.attributes])
    return f"Answers and mistakes for {groups}, each with its interval and n."


def _parts(view: View) -> Iterator[Part]:
    yield from _cannot_all_hold(view)
    comparisons, rates_shown = _comparisons(), _rates()
    first = [metric.name for metric in comparisons if _is_first(view, metric)]
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
    # The precision-recall curve belongs to the block on imbalance, where there is one.
    elsewhere = ("precision_recall",) if "imbalance" in view.sections else ()
    exhibits = drawn_exhibits(view, "fairness", but=elsewhere, order=_order(view))
    if exhibits:
        yield Heading(SEE_THRESHOLDS, "Thresholds and scores")
        yield from exhibits
    shown = [metric.name for metric in rates_shown if _is_first(view, metric)]
    rates = [figure for metric in shown if (figure := _simple(view, metric))]
    if rates:
        yield Heading("rates", "Rates by group")
        if classes := classes_counted(view):
            yield Text(classes)
        yield Figures(tuple(rates), key=not compared)
    figures = {metric.name for metric in (*comparisons, *rates_shown)}
    others = {m["metric"] for m in view.of_section("fairness")} - figures
    asked = others
    if compared or rates:
        asked = {name for name in others if _is_first(view, declared(name))}
    yield from remaining(view, "fairness", _but(view, asked), simple=True)
    second = tuple(_second(view, {*first, *shown}, maps[1:], others - asked))
    if second:
        yield Folded("more-fairness", "Further rates, comparisons and intersections", second)


def _order(view: View) -> Callable[[Json], int]:
    """What other cuts would do for the attributes that rules are about comes first."""
    judged = {rule["attribute"] for rule in view.policy.get("rules", ())
              if isinstance(rule.get("attribute"), str)}  # fmt: skip
    leading = headline(view)
    told_of = () if leading is None else (view.measured(leading) or {}).get("group", ())

    def rank_of(exhibit: Json) -> int:
        if exhibit["kind"] != "thresholds":
            return 1
        if exhibit["content"].get("attribute") in told_of:
            return -1
        return 0 if exhibit["content"].get("attribute") in judged else 2

    return rank_of


def _second(
    view: View, shown: Collection[str], maps: Sequence[Part], others: Collection[str]
) -> Iterator[Part]:
    """What a reader asks for after the main figures: nothing of it is judged."""
    figures = [
        figure
        for metric in (*_comparisons(), *_rates())
        if metric.name not in shown and metric.shown == "folded"
        if (figure := _simple(view, metric.name))
    ]
    if figures:
        yield Figures(tuple(figures))
    yield from maps
    yield from remaining(view, "fairness", _but(view, others), simple=True)


def _but(view: View, excluded: Collection[str]) -> set[str]:
    """Every metric of the block except these."""
    return {m["metric"] for m in view.of_section("fairness")} - set(excluded)


def _comparisons() -> list[MetricEntry]:
    """Differences and ratios of shares between groups, as the section's probes declare them."""
    return [metric for metric in metrics_of("fairness") if metric.compares]


def _rates() -> list[MetricEntry]:
    """The shares that are compared, or stand for themselves."""
    return [
        metric for metric in metrics_of("fairness") if metric.scale == SHARE and not metric.compares
    ]


def _is_first(view: View, metric: MetricEntry) -> bool:
    """Whether it is drawn at once: by its declaration, or because a rule asks for it."""
    return metric.shown == "first" or _is_judged(view, metric.name)


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
