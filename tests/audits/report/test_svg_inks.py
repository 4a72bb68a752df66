"""Drawings carry their colours themselves."""

from pathlib import Path
from xml.etree.ElementTree import fromstring

from audits.report.svg_inks import SVG, ink, settled

STYLE = """
:root { --red: #f00; --ink: #111; }
.v-fail { color: var(--red); } .c-line { stroke: var(--red); fill: none; }
.people div + div .on { fill: #00f; }
@media (prefers-color-scheme: dark) { :root { --red: #faa; } }
@media print { :root { --red: #c00; } }
"""
PAGE = """<html xmlns:s="http://www.w3.org/2000/svg"><body>
<s:svg class="sprite"><s:symbol id="i-x" viewBox="0 0 2 2"><s:path fill="currentColor"/></s:symbol>
</s:svg><b class="v-fail"><s:svg class="icon"><s:use href="#i-x"/></s:svg></b>
<p class="people"><div><s:svg><s:path class="on"/></s:svg></div>
<div><s:svg aria-label="two"><s:path class="on"/><s:path class="c-line"/></s:svg></div></p>
</body></html>"""


def test_colours_symbols_and_titles_are_written_in():
    root = fromstring(PAGE)
    ink(root, STYLE)
    icon, first, second = root.iter(f"{SVG}svg")
    assert icon.get("viewBox") == "0 0 2 2"
    assert icon.find(f"{SVG}path").get("fill") == "#c00"  # the colour of its word, on paper
    assert first.find(f"{SVG}path").get("fill") is None
    on, line = second.findall(f"{SVG}path")
    assert (on.get("fill"), line.get("stroke"), line.get("fill")) == ("#00f", "#c00", "none")
    assert second.find(f"{SVG}title").text == "two"


def test_a_text_that_ends_at_its_place_begins_with_nothing_to_cut():
    root = fromstring(
        '<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:text class="ce">n 9</s:text>'
        '<s:text class="cm">n 9</s:text><s:text>n 9</s:text></s:svg>'
    )
    ink(root, ".ce { text-anchor: end; } .cm { text-anchor: middle; }")
    texts = [text.text.replace("\N{NO-BREAK SPACE}", "_") for text in root.iter(f"{SVG}text")]
    assert texts == ["_n 9", "_n 9_", "n 9"]


def test_tokens_of_paper_take_the_places_of_their_names():
    assert ".v-fail { color: #c00; }" in settled(STYLE)


def test_every_token_of_the_report_is_known():
    folder = Path(__file__).parents[3] / "audits/report/static"
    style = "".join((folder / f"{name}.css").read_text() for name in ("tokens", "report", "paper"))
    assert "var(--" not in settled(style)
