"""The gate as a small picture."""

from xml.dom.minidom import parseString

import pytest

from audits.report.exports import badge


@pytest.mark.parametrize("gate", ["pass", "fail", "inconclusive", "not_run", "error"])
def test_the_badge_says_the_gate_in_words(report, gate):
    root = parseString(badge.render({**report, "gate": gate})).documentElement
    assert root.getAttribute("aria-label") == f"evenhand: {gate.replace('_', ' ')}"


def label(svg):
    return parseString(svg).documentElement.getAttribute("aria-label")


def test_what_was_accepted_is_counted(make_report):
    report = make_report()
    for finding in report["findings"]:
        finding["waived"] = "since the last accepted audit had it"
    assert label(badge.render({**report, "gate": "pass"})) == "evenhand: pass, 3 accepted"


def test_a_newer_version_takes_the_green_away():
    assert badge.INKS["pass"] in badge.draw("pass", version="2")
    behind = badge.draw("pass", version="2", newer="3 refused")
    assert label(behind) == "evenhand: pass, version 2, 3 refused"
    assert badge.INKS["pass"] not in behind
    assert badge.INKS["fail"] in badge.draw("fail", version="2", newer="3 refused")


def test_a_long_label_is_cut_and_shown_as_text():
    assert badge.short("x" * 30) == "x" * 15 + "…"
    assert "<script" not in badge.draw("pass", version="<script>")


def luminance(colour):
    """Relative luminance by WCAG 2.2 of `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("gate", ["pass", "fail", "inconclusive", "not_run", "error"])
def test_its_words_stand_out_from_their_ground_and_inside_the_picture(report, gate):
    root = parseString(badge.render({**report, "gate": gate})).documentElement
    (ground,) = root.getElementsByTagName("path")
    grounds = [root.getElementsByTagName("rect")[0].getAttribute("fill"),
               ground.getAttribute("fill")]  # fmt: skip
    for colour in grounds:
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour  # WCAG 2.2, 1.4.3, for white text
    first, second = root.getElementsByTagName("text")
    assert 0 < int(first.getAttribute("x")) < int(second.getAttribute("x"))
    assert int(second.getAttribute("x")) < int(root.getAttribute("width"))
