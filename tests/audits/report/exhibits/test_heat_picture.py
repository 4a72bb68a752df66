"""A picture beside its map of what moved the answer."""

from audits.report.components import Banner, Figures
from tests.audits.report.exhibits.samples import SAMPLES, one_figure, shown


def test_a_heat_map_has_a_scale_from_against_to_for(view):
    (part,) = shown(view, "heat_picture", {**SAMPLES["heat_picture"], "largest": 0.125})
    assert isinstance(part, Figures)
    assert "−0.125 against" in part.figures[0].svg
    assert "for +0.125" in part.figures[0].svg


def test_a_heat_picture_takes_no_address_from_outside(view):
    content = {**SAMPLES["heat_picture"], "image": "https://example.org/x.png"}
    (part,) = shown(view, "heat_picture", content)
    assert isinstance(part, Banner)


def test_the_regions_are_told_in_words_and_numbers(view):
    regions = [{"label": "left", "value": 0.25}, {"label": "right", "value": -0.125}]
    content = {**SAMPLES["heat_picture"], "regions": regions, "unit": "drop of the answer"}
    figure = one_figure(view, "heat_picture", content)
    assert figure.table.rows == (("left", "+0.250"), ("right", "−0.125"))
    assert figure.table.head == ("Region", "drop of the answer")
    assert figure.alt.endswith("Strongest: left +0.250; right −0.125.")
    assert figure.method == "Drop of the answer of each region. Measured by a.b."


def test_the_picture_under_the_heat_is_faint(view):
    figure = one_figure(view, "heat_picture", SAMPLES["heat_picture"])
    assert figure.svg.count("<image") == 3
    assert figure.svg.count('opacity="0.45"') == 1
