"""Associations and directions as tables; p-values of all tests together, corrected by Holm."""

from collections.abc import Sequence

from audits.language.association_measurements import Line
from audits.language.attribute_directions import Direction
from audits.measurement import Estimate, Exhibit, Group
from audits.statistics.tests import holm

CAPTION = (
    "d is in standard deviations of the words' associations (the sample's), 0 where the two lists "
    "do not differ. p is two-sided, and corrected over all tests of this table (Holm). That words "
    "lie so does not say that a model which uses them decides so (Goldfarb-Tarrant et al. 2021)."
)


def associations_table(lines: Sequence[Line]) -> Exhibit:
    """Every test with its size, its words and its p-value."""
    tested = [line for line in lines if line.permuted is not None]
    corrected = iter(holm([line.permuted.two_sided for line in tested if line.permuted]))
    rows = [_row(line, next(corrected) if line.permuted is not None else None) for line in lines]
    content = {
        "head": ["Test", "Lists", "d", "n", "Without a vector", "p", "p (Holm)", "How"],
        "rows": rows, "numeric": [2, 3, 4, 5, 6], "caption": CAPTION, "left_out": 0,
    }  # fmt: skip
    return Exhibit("sentences", "Which words go with which", content)


def _row(line: Line, corrected: float | None) -> list[str | float | int | None]:
    measured, test = line.measurement, line.permuted
    sizes = measured.sample_size
    return [
        ", ".join(str(value) for _, value in measured.group),
        " / ".join(line.names[:2]) + " with " + " / ".join(line.names[2:]),
        measured.value if isinstance(measured, Estimate) else None,
        " / ".join(map(str, sizes)) if isinstance(sizes, tuple) else str(sizes),
        line.missing,
        None if test is None else test.two_sided,
        corrected,
        test.method if test is not None else getattr(measured, "reason", ""),
    ]


def directions_table(axes: Sequence[tuple[Group, Direction]]) -> Exhibit:
    """Every direction with the pairs that it was made of."""
    facts = [
        {
            "question": ", ".join(str(value) for _, value in group),
            "answer": f"first principal component of {axis.pairs} pairs, which holds "
            f"{axis.explained:.0%} of their variance; {axis.told_apart} of {axis.pairs} pairs left "
            "out one by one lie on their own sides",
        }
        for group, axis in axes
    ]
    return Exhibit("facts", "Directions", {"facts": facts})
