"""Amounts for and against."""

from tests.audits.report.exhibits.samples import one_figure, shown

BARS = [{"label": "a", "value": 0.1}, {"label": "b", "value": -0.5, "interval": [-0.6, -0.4]}]


def test_the_largest_amounts_come_first(view):
    figure = one_figure(view, "signed_bars", {"bars": BARS})
    assert figure.table.rows == (("b", "−0.50", "[−0.600 to −0.400]"), ("a", "+0.10", ""))
    assert figure.alt == "Signed bars. A title: b −0.50; a +0.10."


def test_small_amounts_are_written_with_digits_that_tell_them_apart(view):
    small = [{"label": "a", "value": 0.0153}, {"label": "b", "value": -0.0007}]
    figure = one_figure(view, "signed_bars", {"bars": small})
    # No interval is known, so no column stands empty for it.
    assert figure.table.head == ("What", "Weight")
    assert figure.table.rows == (("a", "+0.015"), ("b", "−0.001"))
    tiny = one_figure(view, "signed_bars", {"bars": [{"label": "a", "value": 3e-9}]})
    assert tiny.table.rows == (("a", "+3.0e−9"),)


def test_a_scale_keeps_the_order_and_gives_the_unit(view):
    figure = one_figure(view, "signed_bars", {"bars": BARS, "scale": "share difference"})
    assert [row[:2] for row in figure.table.rows] == [
        ("a", "+10.0\N{NO-BREAK SPACE}points"), ("b", "−50.0\N{NO-BREAK SPACE}points"),
    ]  # fmt: skip


def test_twenty_four_bars_are_drawn_and_all_are_numbers(view):
    many = [{"label": f"f{k}", "value": 1.0 + k} for k in range(40)]
    figure = one_figure(view, "signed_bars", {"bars": many})
    assert figure.svg.count("c-bar") == 24
    assert len(figure.table.rows) == 40
    assert shown(view, "signed_bars", {"bars": []}) == []


def test_a_named_method_is_put_into_a_sentence(view):
    stated = "Mean of ten runs."
    assert one_figure(view, "signed_bars", {"bars": BARS, "method": stated}).method == stated
    assert one_figure(view, "signed_bars", {"bars": BARS, "method": "lime"}).method == (
        "Measured by a.b (lime)."
    )
    assert one_figure(view, "signed_bars", {"bars": BARS}).method == "Measured by a.b."
