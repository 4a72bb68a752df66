"""The scale under a map of signed amounts."""

import re

from audits.report.charts.signed_scale import AGAINST, FOR, STEPS, scale_bar


def test_it_runs_from_the_strongest_against_to_the_strongest_for():
    pieces = "".join(scale_bar(10, 100, 240, "0.30"))
    boxes = re.findall(r'x="([\d.]+)" y="106" .*?fill="(#\w+)" fill-opacity="([\d.]+)"', pieces)
    assert len(boxes) == 2 * STEPS
    assert [ink for _, ink, _ in boxes] == [AGAINST] * STEPS + [FOR] * STEPS
    shades = [float(shade) for _, _, shade in boxes]
    assert shades[:STEPS] == sorted(shades[:STEPS], reverse=True)
    assert shades[STEPS:] == sorted(shades[STEPS:])
    assert float(boxes[0][0]) == 10
    assert float(boxes[-1][0]) == 10 + 240 - 10  # one step, of which there are 24
    assert "−0.30 against" in pieces
    assert "for +0.30" in pieces


def test_a_scale_without_a_size_names_its_ends_alone():
    pieces = "".join(scale_bar(0, 0, 48, ""))
    assert ">against<" in pieces
    assert ">for<" in pieces
