"""Small pieces of SVG."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.report.charts import ink
from audits.report.charts.ink import advance, shorten, wrapped
from tests.audits.report.charts.drawings import LONG


def test_words_are_cut_with_an_ellipsis_only_where_they_must():
    assert shorten("short", 100) == "short"
    assert shorten(LONG, 100).endswith("…")
    assert wrapped("African-American", 60) == ["African-", "American"]
    assert all(advance(line) <= 60 for line in wrapped(LONG, 60))


@given(st.text(max_size=60), st.floats(20, 200))
def test_what_is_shortened_fits(words, room):
    assert advance(shorten(words, room)) <= room
    assert all(advance(line) <= room for line in wrapped(words, room, lines=3))
    assert len(wrapped(words, room, lines=3)) <= 3


def test_an_ideograph_is_as_wide_as_the_type_is_high():
    assert advance("漢字", 10.0) == 20.0
    assert advance("ii", 10.0) < advance("nn", 10.0) < advance("mm", 10.0)


def test_every_text_is_escaped():
    hostile = '</text><script>"&'
    for piece in (
        ink.text(0, 0, hostile), ink.caption(50, 0, hostile, 1000),
        ink.picture(1, 1, [], alt=hostile, kind="k"),
    ):  # fmt: skip
        assert "<script>" not in piece
        assert "&lt;script&gt;" in piece


def test_numbers_are_short_and_a_box_is_never_invisible():
    assert ink.rule(0, 1.26, 2.0, 3, "k") == '<path class="k" d="M0 1.3L2 3"/>'
    assert 'width="0.1"' in ink.box(0, 0, 0, 5, "k")
    assert ink.polyline([(0, 1), (2.55, 3)], "k") == '<polyline class="k" points="0,1 2.5,3"/>'


def test_a_caption_near_the_edge_moves_inside():
    words = "a title under the axis"
    half = advance(words) / 2
    assert f'x="{half + 2:.1f}"' in ink.caption(0, 0, words, 400)
    assert f'x="{400 - half - 2:.1f}"' in ink.caption(400, 0, words, 400)


@pytest.mark.parametrize(("style", "expected"), [(-1, "s0"), (0, "s1"), (4, "s5"), (5, "s1")])
def test_five_data_colours_go_round_and_what_is_compared_with_has_its_own(style, expected):
    assert ink.series_class(style) == expected


def test_series_differ_by_shape_as_well():
    shapes = [ink.series_mark(0, 0, style).split()[0] for style in range(3)]
    assert len(set(shapes)) == 3
