"""Charts that are hard to draw, and what must hold of every drawing."""

import re
from xml.dom.minidom import parseString

from audits.report.charts.ink import advance
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


def assert_inside_its_frame(draw, chart, *, wide):
    """The drawing is well-formed, says what it shows, and no text or mark leaves it."""
    drawn = str(draw(chart, alt="what it says", wide=wide))
    root = parseString(drawn).documentElement
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
    for number in re.findall(r'(?:c?x|x1)="([-\d.]+)"', drawn):
        assert -1 <= float(number) <= width + 1
