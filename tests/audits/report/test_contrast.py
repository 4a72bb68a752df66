"""Contrast of the tokens, by the formula of WCAG 2.2 (relative luminance)."""

import re
from pathlib import Path

import pytest

import audits.report

TOKENS = Path(audits.report.__file__).parent / "static" / "tokens.css"
WORDS = [
    ("ink", "paper"), ("ink-2", "paper"), ("ink-2", "paper-2"), ("accent", "paper"),
    ("pass", "pass-paper"), ("fail", "fail-paper"), ("inconclusive", "inconclusive-paper"),
    ("not-run", "not-run-paper"), ("error", "error-paper"), ("heat-1-ink", "heat-1"),
    ("heat-2-ink", "heat-2"), ("heat-3-ink", "heat-3"), ("heat-4-ink", "heat-4"),
    ("heat-5-ink", "heat-5"), ("ink", "against-2"), ("ink", "for-2"),
]  # fmt: skip
MARKS = [(f"data-{i}", "paper") for i in range(1, 6)] + [
    ("data-none", "paper"), ("data-2", "band"), ("data-3", "band"), ("line-strong", "paper"),
    ("focus", "paper"),
]  # fmt: skip


def modes():
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")
    dark = dark.split("@media print")[0]
    found = re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light)
    return {"light": dict(found), "dark": dict(found) | dict(
        re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark)
    )}  # fmt: skip


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [(*pair, 4.5) for pair in WORDS] + [(*pair, 3.0) for pair in MARKS],
)
def test_words_and_marks_can_be_told_from_their_paper(mode, ink, paper, least):
    colours = modes()[mode]
    assert contrast(colours[ink], colours[paper]) >= least


def test_the_formula_gives_the_known_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
