"""What is shown of learning curves: lines with their bands, gaps by size, a sentence, tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.special import stdtrit

from audits.measurement import Exhibit, Group, Interval, WhyNot, interval_to_json
from audits.statistics import profiled_shapes
from audits.statistics.intervals import limits
from audits.tradeoffs.curve_measurements import OfGroup
from audits.tradeoffs.few_shots import FewShot
from audits.tradeoffs.learning_curves import Curve, Points

# So many points of a band that it bends smoothly; more than two dozen are drawn without dots.
DRAWN = 25
MOST_LINES = 5


def curves(
    by_group: Mapping[Group, OfGroup], size: float, confidence: float, *, accuracy: bool,
    idle: float | None,
) -> Iterator[Exhibit]:  # fmt: skip
    """One picture of everyone, and one an attribute.

    size: rows that there are; twice as many are the end of the line. accuracy: whether scores are
    shares. idle: accuracy of the most frequent label, where that is known.
    """
    everyone = by_group.get(())
    word = "Accuracy" if accuracy else "Score"
    guides: list[dict[str, Any]] = [{"at": size, "label": "all there is", "vertical": True}]
    if everyone is not None and everyone.points is not None:
        series = [*_line("fitted", everyone.curve, size, confidence),
                  _measured("measured", everyone.points)]  # fmt: skip
        note = (
            f"Fitted: the mean over all curves that level off, with the {confidence:.0%} band of "
            f"all that the data allow, up to twice the {size:,.0f} rows that there are. Measured: "
            "the mean over draws."
        )
        whole = list(guides)
        if idle is not None:
            note += f" The most frequent label is right in {idle:.1%}."
            if idle > float(everyone.points.means.min()):
                whole.append({"at": idle, "label": "most frequent label"})
        yield _curve(f"{word} by training size", series, word, note, whole, accuracy=accuracy)
    for attribute in dict.fromkeys(group[0][0] for group in by_group if len(group) == 1):
        series = [
            one
            for group, of in by_group.items()
            if len(group) == 1 and group[0][0] == attribute and of.reason is None
            for one in _line(group[0][1] or "unknown", of.curve, size, confidence)
        ]
        if series:
            title = f"{word} by training size and {attribute}"
            note = f"Fitted, each with its {confidence:.0%} band, up to twice the rows."
            yield _curve(title, series[:MOST_LINES], word, note, guides[:1], accuracy=accuracy)


def gaps(
    by_group: Mapping[Group, OfGroup], references: Mapping[Group, Group], size: float,
    confidence: float, *, accuracy: bool,
) -> Iterator[Exhibit]:  # fmt: skip
    """How far each group is from its reference at each size, one picture an attribute."""
    word = "accuracy" if accuracy else "score"
    by_attribute: dict[str, list[dict[str, Any]]] = {}
    for group, reference in references.items():
        one, other = by_group[group], by_group.get(reference)
        if len(group) != 1 or group == reference or other is None:
            continue
        points = [] if one.reason or other.reason else [*_gap_points(one, other, size, confidence)]
        if points:
            name = group[0][1] or "unknown"
            by_attribute.setdefault(group[0][0], []).append(
                {"name": name, "points": [pair for pair, _ in points],
                 "intervals": [interval for _, interval in points]}
            )  # fmt: skip
    for attribute, series in by_attribute.items():
        reference = next(r for r in references.values() if r[0][0] == attribute)
        yield _curve(
            f"Gap in {word} by training size: {attribute}, against {reference[0][1]}",
            series[:MOST_LINES], f"Difference in {word}",
            "Measured at each size; the last point is what the curves say of twice the rows. "
            f"Each with its {confidence:.0%} interval.",
            [{"at": 0.0, "label": "no gap"}, {"at": size, "label": "all there is",
                                              "vertical": True}],
            accuracy=accuracy, scale="share difference" if accuracy else "number",
        )  # fmt: skip


def sentence(
    by_group: Mapping[Group, OfGroup], size: float, confidence: float, source: str, *,
    accuracy: bool,
) -> Exhibit | None:  # fmt: skip
    """What twice the data would bring, and to whom; None where no curve says it of everyone."""
    of = by_group.get(())
    if of is None:
        return None
    if isinstance(of.curve, WhyNot) or of.reason:
        reason = of.reason or (of.curve.reason if isinstance(of.curve, WhyNot) else "")
        words = f"What twice the data would bring cannot be told: {reason}."
        return Exhibit("statement", "Twice the data.", {"tone": "note", "words": words})
    words = f"{2 * size:,.0f} rows instead of {size:,.0f} would bring "
    words += _words(of, size, confidence, accuracy)
    groups = [
        f"{group[0][1] or 'unknown'} {_words(one, size, confidence, accuracy)}"
        for group, one in by_group.items()
        if len(group) == 1 and not one.reason and isinstance(one.curve, Curve)
    ]
    if groups:
        words += f"; by group: {', '.join(groups[:MOST_LINES])}"
    words += f". {source}"
    return Exhibit("statement", "Twice the data.", {"tone": "note", "words": words})


def by_size(
    by_group: Mapping[Group, OfGroup], size: float, confidence: float, *, accuracy: bool
) -> Exhibit:
    """Every score by size, measured and predicted, with its interval."""
    rows = []
    for group, of in by_group.items():
        if of.points is None or len(group) > 1:
            continue
        whose = ", ".join(f"{name} {value or 'unknown'}" for name, value in group) or "everyone"
        for (taught, mean), interval in zip(*_means(of.points, confidence), strict=True):
            rows.append([whose, f"{taught:,.0f}", *_number(mean, interval, accuracy), "measured"])
        if isinstance(of.curve, Curve):
            for taught in (size, 2 * size):
                if taught <= of.points.sizes[-1]:
                    continue
                value, ends = _score(of.curve, taught, confidence)
                rows.append([whose, f"{taught:,.0f}", *_number(value, ends, accuracy), "predicted"])
    word = "accuracy" if accuracy else "score"
    content = {
        "head": ["whose rows", "rows taught", word, f"{confidence:.0%} interval", "is"],
        "rows": rows, "numeric": [1, 2], "left_out": 0,
        "caption": "Predicted by all curves that level off and fit what was measured.",
    }  # fmt: skip
    return Exhibit("table", f"{word.capitalize()} by training size", content)


def shots_table(shots: Sequence[FewShot]) -> Exhibit:
    """What a handful of rows of each class teaches, and how much the draw of them matters."""
    rows = []
    for one in shots:
        by_draw = one.by_draw
        least, most = np.quantile(by_draw, [0.05, 0.95])
        rows.append(
            [f"{one.shots:,}", f"{len(by_draw):,}", f"{100 * by_draw.mean():.1f} %",
             f"{100 * least:.1f} to {100 * most:.1f} %"]
        )  # fmt: skip
    content = {
        "head": ["rows of each class", "draws", "accuracy", "nine draws of ten"],
        "rows": rows, "numeric": [0, 1, 2], "left_out": 0,
        "caption": "Each draw teaches a surrogate anew: one handful of rows is not another.",
    }  # fmt: skip
    return Exhibit("table", "Few-shot sizes", content)


def _curve(
    title: str, series: Sequence[Mapping[str, Any]], word: str, note: str,
    guides: Sequence[Mapping[str, Any]], *, accuracy: bool, scale: str = "",
) -> Exhibit:  # fmt: skip
    return Exhibit(
        "curve", title,
        {
            "series": list(series), "note": note, "guides": list(guides),
            "x": {"title": "Rows that taught", "scale": "count", "logarithmic": True},
            "y": {"title": word, "scale": scale or ("share" if accuracy else "number")},
        },
    )  # fmt: skip


def _line(
    name: str, curve: Curve | WhyNot, size: float, confidence: float
) -> Iterator[dict[str, Any]]:
    if isinstance(curve, WhyNot):
        return
    sizes = np.geomspace(curve.points.sizes[0], 2 * size, DRAWN).tolist()
    scores = [_score(curve, one, confidence) for one in sizes]
    yield {
        "name": name,
        "points": [[one, value] for one, (value, _) in zip(sizes, scores, strict=True)],
        "intervals": [interval_to_json(interval) for _, interval in scores],
    }


def _measured(name: str, points: Points) -> dict[str, Any]:
    pairs = zip(points.sizes.tolist(), points.means.tolist(), strict=True)
    return {"name": name, "points": [list(pair) for pair in pairs]}


def _score(curve: Curve, size: float, confidence: float) -> tuple[float, Interval]:
    evidence = curve.score(size)
    return evidence[0], limits(profiled_shapes.GAIN, evidence, confidence)


def _means(points: Points, confidence: float) -> tuple[list[tuple[float, float]], list[Interval]]:
    """Each measured mean by size, with its interval."""
    quantile = -float(stdtrit(points.degrees_of_freedom, (1 - confidence) / 2))
    halves = quantile * np.sqrt(np.diag(points.covariance) + points.in_common)
    pairs = list(zip(points.sizes.tolist(), points.means.tolist(), strict=True))
    ends = zip((points.means - halves).tolist(), (points.means + halves).tolist(), strict=True)
    return pairs, [Interval(*pair) for pair in ends]


def _gap_points(
    one: OfGroup, other: OfGroup, size: float, confidence: float
) -> Iterator[tuple[list[float], list[float | None]]]:
    if one.points is None or other.points is None:
        return
    shared = {size: index for index, size in enumerate(other.points.sizes.tolist())}
    own, others = _means(one.points, confidence), _means(other.points, confidence)
    for (taught, mean), interval in zip(*own, strict=True):
        index = shared.get(taught)
        if index is not None:
            beside, ends = others[0][index][1], others[1][index]
            half = float(np.hypot(interval.upper - mean, ends.upper - beside))
            gap = mean - beside
            yield [taught, gap], [gap - half, gap + half]
    if isinstance(one.curve, Curve) and isinstance(other.curve, Curve):
        evidence = profiled_shapes.difference_evidence(
            one.curve.score(2 * size), other.curve.score(2 * size)
        )
        ends = limits(profiled_shapes.DIFFERENCE, evidence, confidence)
        yield [2 * size, profiled_shapes.difference_value(evidence)], interval_to_json(ends)


def _words(of: OfGroup, size: float, confidence: float, accuracy: bool) -> str:
    assert isinstance(of.curve, Curve)
    evidence = of.curve.gain(size, 2 * size)
    ends = limits(profiled_shapes.GAIN, evidence, confidence)
    if accuracy:
        return (
            f"{100 * evidence[0]:+.1f} points [{100 * ends.lower:+.1f} to {100 * ends.upper:+.1f}]"
        ).replace("-", "−")
    return f"{evidence[0]:+.3g} [{ends.lower:+.3g} to {ends.upper:+.3g}]".replace("-", "−")


def _number(value: float, ends: Interval, accuracy: bool) -> tuple[str, str]:
    if accuracy:
        lower, upper = max(0.0, ends.lower), min(1.0, ends.upper)
        return f"{100 * value:.1f} %", f"{100 * lower:.1f} to {100 * upper:.1f}"
    return f"{value:.4g}", f"{ends.lower:.4g} to {ends.upper:.4g}".replace("-", "−")
