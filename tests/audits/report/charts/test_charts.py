import re
from xml.dom.minidom import parseString

import pytest

from audits.report.charts import bars, forest, lines, micro, people, scatter, vega
from audits.report.charts.ink import advance, shorten, wrapped
from audits.report.charts.scale import Scale, covering, tick_label, ticks
from audits.report.charts.shapes import (
    Axis,
    Bar,
    Bars,
    Dot,
    Forest,
    Guide,
    Lines,
    Mark,
    Scatter,
    Series,
)

LONG = "A group whose name is much longer than the picture has room for " * 3
FOREST = Forest(
    (
        Dot("African-American", "n 1,795", 0.21, (0.18, 0.25), "+21.4", "[+18.2, +24.5]", "fail"),
        Dot(LONG, "n 8", -0.6, (None, None), "−60.0", "[−∞, ∞]", "not_run"),
        Dot("Hispanic", "n 405", -0.02, (-0.06, 0.03), "−2.0", "[−6.3, +2.8]", "inconclusive"),
    ),
    "share difference",
    "points from the reference group",
    (-0.05, 0.05),
    0.0,
)
RATIO = Forest(
    (Dot("a", "", 0.63, (0.6, 0.66), "0.63", "", "fail", beside=1.0),),
    "ratio", "ratio", (0.8, None), 1.0, logarithmic=True,
)  # fmt: skip
LINES = Lines(
    (
        Series(LONG, ((0.001, 0.0), (0.5, 1.0)), ((0.0, 0.1), (None, None)), 0, dots=True),
        Series("chance", ((0.001, 0.1), (0.5, 0.1)), (), -1),
    ),
    Axis("prevalence", "share", logarithmic=True),
    Axis("precision", "share", (0.0, 1.0)),
    (Guide(0.4, "chance"), Guide(0.4, LONG, vertical=True)),
    "where both agree",
)
SCATTER = Scatter(
    tuple(Mark(i / 1000, (i * 7 % 100) / 100, f"word {i}", i) for i in range(1000)),
    Axis("women's share", "share", (0.0, 1.0)),
    Axis("P(she)", "share", (0.0, 1.0)),
)
BARS = Bars((Bar("age", -1.03, "−1.03", (-1.2, -0.9)), Bar(LONG, 1.4, "+1.40")), "log-odds")
DRAWN = [
    (forest.draw, FOREST), (forest.draw, RATIO), (lines.draw, LINES), (scatter.draw, SCATTER),
    (bars.draw, BARS),
]  # fmt: skip


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize(("draw", "chart"), DRAWN)
def test_a_drawing_is_well_formed_and_nothing_leaves_its_frame(draw, chart, wide):
    found = str(draw(chart, alt="what it says", wide=wide))
    root = parseString(found).documentElement
    assert root.getAttribute("aria-label") == "what it says"
    width, height = map(float, root.getAttribute("viewBox").split()[2:])
    for element in root.getElementsByTagName("text"):
        words = element.firstChild.data if element.firstChild else ""
        x, y = float(element.getAttribute("x")), float(element.getAttribute("y"))
        kind = element.getAttribute("class").split()
        start = x - advance(words) * (1 if "ce" in kind else 0.5 if "cm" in kind else 0)
        assert start >= -1, words
        assert start + advance(words) <= width + 1, words
        assert 0 <= y <= height
    for number in re.findall(r'(?:c?x|x1)="([-\d.]+)"', found):
        assert -1 <= float(number) <= width + 1


def test_a_mark_has_a_shape_of_its_own_for_every_verdict():
    drawn = str(forest.draw(FOREST, alt=""))
    assert '<rect class="m-dot m-fail"' in drawn
    assert '<path class="m-dot m-inconclusive"' in drawn
    assert '<circle class="m-dot m-not_run"' in drawn


def test_a_value_outside_ends_at_the_frame():
    scale = Scale((0.0, 1.0), (0.0, 100.0))
    assert scale(7.0) == 100.0
    assert scale.limits((None, 0.5)) == (0.0, 50.0)


def test_equal_ratios_are_equal_distances_on_a_logarithmic_scale():
    scale = Scale((0.25, 4.0), (0.0, 400.0), logarithmic=True)
    assert scale(0.5) == pytest.approx(100.0)
    assert scale(2.0) == pytest.approx(300.0)


@pytest.mark.parametrize(
    ("domain", "expected"),
    [((0.0, 1.0), [0, 0.25, 0.5, 0.75, 1]), ((-0.4, 0.4), [-0.4, -0.2, 0, 0.2, 0.4])],
)
def test_ticks_are_round(domain, expected):
    assert ticks(domain, logarithmic=False) == pytest.approx(expected)


def test_logarithmic_ticks_lie_inside():
    assert ticks((0.001, 0.5), logarithmic=True) == pytest.approx([0.001, 0.01, 0.1])
    assert ticks((0.4, 2.5), logarithmic=True) == pytest.approx([0.5, 1, 2])


def test_one_value_still_has_a_domain():
    low, high = covering([3.0], logarithmic=False)
    assert low < 3.0 < high


def test_tick_labels_use_a_true_minus():
    assert tick_label(-0.25, "share difference") == "−25"
    assert tick_label(0.1, "share difference") == "+10"


def test_a_hundred_dots_are_a_hundred():
    drawn = str(people.draw(45))
    on, off = re.findall(r' d="([^"]*)"', drawn)
    assert (on.count("M"), off.count("M")) == (45, 55)


def test_words_are_cut_with_an_ellipsis_only_where_they_must():
    assert shorten("short", 100) == "short"
    assert shorten(LONG, 100).endswith("…")
    assert wrapped("African-American", 60) == ["African-", "American"]
    assert all(advance(line) <= 60 for line in wrapped(LONG, 60))


def test_a_strip_shows_the_tolerance_of_its_own_rule():
    strip = str(micro.draw(FOREST.dots[0], FOREST))
    assert "m-band" in strip
    assert "m-fail" in strip


SPECS = [
    vega.forest_spec(FOREST), vega.forest_spec(RATIO), vega.lines_spec(LINES),
    vega.scatter_spec(SCATTER), vega.bars_spec(BARS),
]  # fmt: skip


@pytest.mark.parametrize("spec", SPECS)
def test_a_specification_holds_against_altairs_schema(spec):
    altair = pytest.importorskip("altair")
    coloured = _without_tokens(spec)
    altair.Chart.from_dict(coloured, validate=True)


@pytest.mark.parametrize("spec", SPECS)
def test_a_specification_can_be_drawn(spec):
    vl_convert = pytest.importorskip("vl_convert")
    sized = {**_without_tokens(spec), "width": 400}
    assert vl_convert.vegalite_to_svg(sized).startswith("<svg")


def _without_tokens(value):
    """Tokens are replaced by the page's script; any colour will do here."""
    if isinstance(value, str) and value.startswith("var(--"):
        return "#0072b2"
    if isinstance(value, list):
        return [_without_tokens(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_tokens(item) for key, item in value.items()}
    return value


def test_a_long_label_of_a_bar_keeps_its_value():
    chart = Bars((Bar("mean_compactness = 0.03515", 1.0, "+1.0"),), "weight")
    assert "0.03515" in bars.draw(chart, alt="x")
