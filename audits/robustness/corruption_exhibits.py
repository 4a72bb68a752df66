"""What is shown of corruptions: accuracy against severity, and a row that each kind turned."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.picture_addresses import thumbnail
from audits.measurement import Exhibit, Measurement
from audits.perturbations.shown_pictures import seen
from audits.probing.subject import Subject
from audits.robustness.corrupting import SEVERITIES, Corrupted, mean_of
from audits.robustness.exhibits import curve_of
from audits.robustness.measuring import divided
from audits.statistics.shares import Stated

MOST_PAIRS, MOST_LINES = 6, 5
CHANCE = "Faults like these come by chance; whoever means harm finds worse ones."


def shown(subject: Subject, result: Corrupted, stated: Stated) -> Iterator[Exhibit]:
    """The curve by kind of fault, that by protected group, and rows that were turned."""
    severity = "severity (0: as it is)"
    families = list(dict.fromkeys(result.families.values()))
    if len(families) > 1:
        lines = {each: [result.of_family(each, level) for level in SEVERITIES] for each in families}
    else:
        lines = {
            _words(name): [right[level - 1].astype(np.float64) for level in SEVERITIES]
            for name, right in result.right.items()
        }
    clean = result.rows.right.astype(np.float64)
    points = {
        name: _line([clean, *values], stated) for name, values in list(lines.items())[:MOST_LINES]
    }
    title = "Right answers against the severity of faults"
    yield curve_of(title, points, severity, "answered rightly", note=_worst(result))
    for division, codes in divided(subject, result.rows.data):
        if len(division.attributes) > 1:
            continue
        by_group = {}
        for level, group in enumerate(division.groups):
            here: NDArray[np.bool_] = np.asarray(codes == level)
            if here.sum() >= stated.smallest_group:
                values = [clean[here], *(result.at_severity(each)[here] for each in SEVERITIES)]
                by_group[group[0][1] or "unknown"] = _line(values, stated)
        if len(by_group) > 1:
            title = f"The same by {division.attributes[0]}"
            shown_groups = dict(list(by_group.items())[:MOST_LINES])
            yield curve_of(title, shown_groups, severity, "answered rightly", note=CHANCE)
    pairs = _pairs(subject, result)
    if pairs:
        yield Exhibit("pairs", "Rows that a fault turned", {"pairs": pairs})


def _line(values: list[Floats], stated: Stated) -> list[tuple[float, Measurement]]:
    return [
        (float(severity), mean_of("", (), each, stated)) for severity, each in enumerate(values)
    ]


def _worst(result: Corrupted) -> str:
    """The sentence under the curve: which fault costs most, and how much."""
    name, right = min(result.right.items(), key=lambda item: float(item[1][-1].mean()))
    before, after = 100 * float(result.rows.right.mean()), 100 * float(right[-1].mean())
    return (
        f"{_words(name).capitalize()} costs most: of {len(result.rows):,} rows {before:.0f} of 100 "
        f"are answered rightly as they are, {after:.0f} of 100 at its worst. {CHANCE}"
    )


def _pairs(subject: Subject, result: Corrupted) -> list[dict[str, object]]:
    classes = subject.model_classes
    first = {result.families[name]: name for name in reversed(result.examples)}
    # One of each family first, then further kinds.
    pair_keys = dict.fromkeys([*reversed(first.values()), *result.examples])
    pairs: list[dict[str, object]] = []
    for name in list(pair_keys)[:MOST_PAIRS]:
        example = result.examples[name]
        label = classes[result.rows.labels[example.row]]
        answer = classes[example.code] if example.code >= 0 else "nothing"
        fault = f"{_words(name)}, severity {example.severity}"
        pairs.append(
            {
                "before": {**_side(example.before), "caption": f"{label}, answered so"},
                "after": {**_side(example.after), "caption": f"{fault}: answered {answer}"},
            }
        )
    return pairs


def _side(original: NDArray[np.float32] | str) -> dict[str, str]:
    return {"text": original} if isinstance(original, str) else {"image": thumbnail(seen(original))}


def _words(name: str) -> str:
    """A corruption's name as a sentence says it."""
    return name.replace("_", " ").replace("jpeg", "JPEG").replace("gaussian", "Gaussian")
