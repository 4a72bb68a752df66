"""A guide's word stands where there is room, and where no curve runs through it."""

import re

import pytest

from audits.report.charts.guides import guide_line
from audits.report.charts.scale import Scale
from audits.report.charts.shapes import Guide

X, Y = Scale((0.0, 1.0), (0, 300)), Scale((0.0, 1.0), (200, 0))


def test_the_word_of_an_upright_guide_stands_where_there_is_room():
    x, y = Scale((0.0, 1.0), (0, 300)), Scale((0.0, 1.0), (200, 0))
    _, left = guide_line(Guide(0.9, "cut", vertical=True), x, y)
    _, right = guide_line(Guide(0.1, "cut", vertical=True), x, y)
    assert 'x="265"' in left
    assert " ce" in left
    assert 'x="35"' in right
    assert " ce" not in right


def place(markup):
    found = re.search(r'class="cq( ce)?" x="([\d.]+)" y="([\d.]+)"', markup)
    return ("end" if found[1] else "start", float(found[2]), float(found[3]))


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        ([], ("start", 155.0, 10.0)),
        ([(160, 8), (300, 8)], ("end", 145.0, 10.0)),  # along the top, on its right
        ([(0, 8), (300, 8)], ("start", 155.0, 194.0)),  # along the whole top
        ([(0, 8), (300, 8), (300, 192), (160, 192)], ("end", 145.0, 194.0)),
        ([(140, 100), (160, 100)], ("start", 155.0, 10.0)),  # across the line, not the word
    ],
)
def test_the_word_of_an_upright_guide_gives_way_to_a_curve(curve, expected):
    _, word = guide_line(Guide(0.5, "cut in use", vertical=True), X, Y, [curve])
    assert place(word) == expected


@pytest.mark.parametrize(
    ("curve", "expected"),
    [
        ([], ("start", 4.0, 113.0)),
        ([(0, 110), (60, 110)], ("start", 4.0, 95.0)),
        ([(0, 110), (60, 110), (60, 92), (0, 92)], ("end", 296.0, 113.0)),
    ],
)
def test_the_word_of_a_level_guide_gives_way_to_a_curve(curve, expected):
    _, word = guide_line(Guide(0.5, "chance", vertical=False), X, Y, [curve])
    assert place(word) == expected
