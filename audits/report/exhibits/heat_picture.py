"""Kind `heat_picture`: a picture, and beside it the same under the map of what moved the answer.

content: `image` and `heat` (`data:` addresses of small PNGs; the heat is transparent where nothing
weighs), `regions` (`{label, value}`, the strongest), and optional `largest`, `unit`, `note`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from audits.report.charts.ink import picture, text
from audits.report.charts.shapes import Figure, columns
from audits.report.charts.signed_scale import scale_bar
from audits.report.components import Figures, Part
from audits.report.exhibits.pairs import small_picture
from audits.report.number_format import plain, significant
from audits.report.view import View

WIDTH, SIDE, GAP = 352, 168, 16


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """Both pictures, the scale under the heat, the strongest regions as numbers."""
    content = exhibit["content"]
    image, heat = small_picture(content["image"]), small_picture(content["heat"])
    if not image or not heat:
        raise ValueError("a picture is no small PNG in the page itself")
    regions = [(str(r["label"]), plain(float(r["value"]), 3, signed=True))
               for r in content.get("regions", ())]  # fmt: skip
    unit = str(content.get("unit", "weight"))
    largest = content.get("largest")
    right = SIDE + GAP
    pieces = [
        _image(image, 0),
        _image(image, right, faint=True),
        _image(heat, right),
        text(0, SIDE + 16, "the picture", "cq"),
        *scale_bar(right, SIDE, SIDE, significant(float(largest)) if largest else ""),
    ]
    spoken = "; ".join(f"{label} {value}" for label, value in regions[:4])
    alt = (
        f"A picture and its heat map, orange for and blue against the answer. {exhibit['title']}. "
        f"Strongest: {spoken}."
    )
    yield Figures(
        (
            Figure(
                f"fig-{name}", exhibit["title"], str(content.get("note", "")), alt,
                picture(WIDTH, SIDE + 32, pieces, alt=alt, kind="pictures"),
                columns(("Region", unit), regions),
                f"{unit[:1].upper()}{unit[1:]} of each region. Measured by {exhibit['probe']}.",
            ),
        )
    )  # fmt: skip


def _image(address: str, x: float, *, faint: bool = False) -> Markup:
    return Markup('<image href="{}" x="{}" y="0" width="{}" height="{}"{}/>').format(
        address, x, SIDE, SIDE, Markup(' opacity="0.45"') if faint else ""
    )
