"""A small picture of the gate for a README: word, icon and colour."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from audits.report.acceptance import is_accepted
from audits.report.charts.ink import advance
from audits.report.forms import Form
from audits.report.terminal_text import printable
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


# Of a version's label; the rest is cut off.
MOST_LETTERS = 16


def render(report: Mapping[str, Any]) -> str:
    """SVG, 20 pixels high. Not the policy, not a promise: the audit's gate."""
    return draw(report["gate"], accepted=sum(map(is_accepted, report.get("findings", ()))))


def draw(gate: str, *, accepted: int = 0, version: str = "", newer: str = "") -> str:
    """The gate, what was accepted, and of which version.

    newer: what is to be said of a version after this one, whose gate it is not; the picture then
    has the colour of what did not run.
    """
    parts = [WORDS[gate].lower()]
    parts += [f"{accepted} accepted"] if accepted else []
    parts += [f"version {short(version)}"] if version else []
    parts += [newer] if newer else []
    word = ", ".join(parts)
    left, right = "evenhand", f"{MARKS[gate]} {word}"
    ink = INKS["not_run" if newer and gate == "pass" else gate]
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
            w=first + second, h=HEIGHT, left=left, word=word, first=first,
            inner=second - 3, ink=ink, size=SIZE, pad=PAD, at=first + PAD, right=right,
        )
    )  # fmt: skip


def short(version: str) -> str:
    """A version's label, cut where it is long."""
    label = printable(version)
    return label if len(label) <= MOST_LETTERS else f"{label[: MOST_LETTERS - 1]}…"


FORM = Form(
    "badge", "badge.svg", "image/svg+xml",
    "The gate as a small picture.", render, is_noted=False,
)  # fmt: skip
