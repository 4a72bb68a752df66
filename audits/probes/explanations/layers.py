"""Layers: what each layer of a network knows of a protected attribute or a nuisance."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.content_order import evenly
from audits.data.dataset import Categories, Column
from audits.data.picture_addresses import shown
from audits.data.pixels import as_8_bits
from audits.errors import NotApplicable
from audits.explanations.direction_exhibits import directions_table
from audits.explanations.linear_probes import FOLDS, Read, read_layer
from audits.measurement import Estimate, Exhibit, Group, Measurement, Undetermined
from audits.models import Layered
from audits.planning.forward_passes import per_row
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.counts import counted
from audits.specification.parameter_bounds import Confidence, Rows, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.cross_validation import share_evidence, worth_of
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value

METRIC = "layer_knowledge"
BATCH = 32


@probe(
    metrics=(
        Metric(
            METRIC,
            "Share of held-out rows whose attribute a straight line reads off a layer; beside it "
            "the control task (attributes handed out at random) and the commonest level's share.",
            Scale.UNIT,
            overall=False,
        ),
    ),
    model=Layered,
    passes=per_row(1, "rows"),
    sampled=({"rows": 200}, {"rows": 100}),
    version=2,
)
def layers(
    subject: Subject,
    *,
    rows: Rows = 400,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """What each layer knows of every protected attribute and nuisance, as a curve over depth.

    A linear probe a layer, five folds, with a control task (Hewitt & Liang 2019). That a layer
    knows an attribute does not say that the answer uses it. Layer 0 is the input's embedding; of an
    ONNX network the picture itself, and its session is asked once more, to compare the conversion.
    Of two attributes a table says what the last layer's direction of one, learned from labelled
    rows, carries along of the other on rows held out.

    rows: at most so many, spread evenly over their values.
    smallest_group: an attribute with fewer rows that are not missing is undetermined.
    confidence: of every interval.
    """
    model = subject.model
    if not isinstance(model, Layered):
        raise NotApplicable(
            "the model shows no layers",
            "give a Hugging Face classifier or encoder of pictures, or an ONNX network of pictures",
        )
    columns = (*subject.data.having(Role.PROTECTED), *subject.data.having(Role.NUISANCE))
    known = [column for column in columns if isinstance(column.values, Categories)]
    if not known:
        raise NotApplicable(
            "there is no categorical column with the role protected or nuisance",
            "name one, or give a numeric one a `cut`",
        )
    studied = evenly(subject.content_order, rows)
    layers_held = activations(model, subject, studied)
    stated = Stated(confidence, smallest_group)
    for column in known:
        yield from _column(subject, column, studied, layers_held, stated)
    yield from directions_table(known, studied, layers_held[-1], subject, stated)
    yield from _maps(model, subject, studied[:1])


def activations(model: Layered, subject: Subject, rows: NDArray[np.intp]) -> NDArray[np.float32]:
    """Shape (layers, rows, width), asked a batch at a time."""
    parts = []
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        parts.append(model.layers(subject.data.features(model.reads, batch)))
        subject.on_progress(0.8 * (start + len(batch)) / len(rows))
    return np.concatenate(parts, axis=1)


def _column(
    subject: Subject,
    column: Column,
    rows: NDArray[np.intp],
    activations: NDArray[np.float32],
    stated: Stated,
) -> Iterator[Measurement | Exhibit]:
    codes = column.categories.codes[rows].astype(np.intp)
    there = codes >= 0
    codes, activations = np.unique(codes[there], return_inverse=True)[1], activations[:, there]
    count = len(codes)
    sizes = np.bincount(codes) if count else np.zeros(0, dtype=int)
    reason = None
    if count < stated.smallest_group:
        reason = f"{counted(count, 'row', 'rows')} where {stated.smallest_group} are needed"
    elif len(sizes) < 2 or sizes.min() < FOLDS:
        reason = f"a level of {column.name} has fewer than {FOLDS} rows, or it has one level only"
    lines: dict[str, list[tuple[int, Estimate]]] = {"held out": [], "control task": []}
    for depth, layer in enumerate(activations):
        for name in lines:
            group = _group(column, depth, name)
            if reason is not None:
                yield Undetermined(METRIC, group, reason, count)
                continue
            read = read_layer(layer, codes, subject.rng(f"layers {column.name} {depth}"))
            right = read.correct if name == "held out" else read.control
            estimate = _share(group, right, read, stated)
            if isinstance(estimate, Estimate):
                lines[name].append((depth, estimate))
            yield estimate
    if reason is None:
        yield _curve(column, lines, float(sizes.max() / count))


def _group(column: Column, depth: int, name: str) -> Group:
    layer = ("layer", f"{depth:02d}")
    term = ("term" if column.role is Role.PROTECTED else "nuisance", column.name)
    return (term, layer) if name == "held out" else (term, layer, ("set", name))


def _share(group: Group, right: int, read: Read, stated: Stated) -> Measurement:
    evidence = share_evidence(right, read.rows, worth_of(read.rows, read.rows, FOLDS))
    value, method = right / read.rows, f"wilson (held out in {FOLDS} folds)"
    return stated_value(METRIC, group, value, method, evidence, read.rows, None, stated)


def _curve(
    column: Column, lines: dict[str, list[tuple[int, Estimate]]], majority: float
) -> Exhibit:
    series: list[dict[str, Any]] = [
        {
            "name": name,
            "points": [[depth, estimate.value] for depth, estimate in points],
            "intervals": [[f.interval.lower, f.interval.upper] for _, f in points],
        }
        for name, points in lines.items()
    ]
    return Exhibit(
        "curve",
        f"What each layer knows of {column.name}",
        {
            "series": series,
            "x": {"title": "layer", "scale": "count"},
            "y": {"title": "rows read rightly", "scale": "share", "domain": [0, 1]},
            "guides": [{"at": majority, "label": "commonest level"}],
            "note": "That a layer knows it does not say that the answer uses it.",
            "method": "A linear probe a layer on held-out rows (five folds); the control task "
            "hands the same attribute out at random (Hewitt & Liang 2019).",
        },
    )


def _maps(model: Layered, subject: Subject, rows: NDArray[np.intp]) -> Iterator[Exhibit]:
    """Where each layer of a picture network is active, for the first row."""
    features = subject.data.features(model.reads, rows)
    maps = model.maps(features)
    if not maps:
        return
    picture = as_8_bits(np.asarray(features[model.reads[0]][0]))
    pairs = [
        {
            "before": {"image": shown(picture), "caption": f"row {int(rows[0])}"},
            "after": {"image": shown(_grey(sizes[0])), "caption": f"layer {depth}"},
            "note": "Bright: strong activation.",
        }
        for depth, sizes in enumerate(maps)
    ]
    yield Exhibit("pairs", "Where each layer is active", {"pairs": pairs[-6:]})


def _grey(sizes: NDArray[np.float32]) -> NDArray[np.uint8]:
    low, high = float(sizes.min()), float(sizes.max())
    share = (sizes - low) / (high - low) if high > low else np.zeros_like(sizes)
    return np.repeat(np.round(255 * share).astype(np.uint8)[..., None], 3, axis=2)
