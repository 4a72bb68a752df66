"""A small picture of the gate for a README: word, icon and colour."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from audits.report.charts.ink import advance
from audits.report.forms import Form
from audits.report.view import MARKS, WORDS

# The verdict inks of the light theme: white on each has a contrast of 4.5 to 1 or more.
INKS = {
    "pass": "#00634a",
    "fail": "#a3320b",
    "inconclusive": "#765000",
    "not_run": "#4a5560",
    "error": "#7d2a66",
}
HEIGHT, SIZE, PAD = 20, 11, 7


def render(report: Mapping[str, Any]) -> str:
    """SVG, 20 pixels high. Not the policy, not a promise: the last audit's gate."""
    gate = report["gate"]
    left, right = "evenhand", f"{MARKS[gate]} {WORDS[gate].lower()}"
    first = round(advance(left, SIZE)) + 2 * PAD
    second = round(advance(right, SIZE)) + 2 * PAD + 4
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" role="img" '
            'aria-label="{left}: {word}"><title>{left}: {word}</title>'
            '<rect width="{w}" height="{h}" rx="3" fill="#17212b"/>'
            '<path d="M{first} 0h{inner}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{inner}z" fill="{ink}"/>'
            '<g fill="#fff" font-family="DejaVu Sans,Verdana,sans-serif" font-size="{size}">'
            '<text x="{pad}" y="14">{left}</text><text x="{at}" y="14">{right}</text></g></svg>'
        ).format(
            w=first + second, h=HEIGHT, left=left, word=WORDS[gate].lower(), first=first,
            inner=second - 3, ink=INKS[gate], size=SIZE, pad=PAD, at=first + PAD, right=right,
        )
    )  # fmt: skip


FORM = Form(
    "badge", "badge.svg", "image/svg+xml",
    "The gate as a small picture.", render, is_noted=False,
)  # fmt: skip
