"""What does not fit on the page stands in the JSON report."""

from hypothesis import given
from hypothesis import strategies as st

from audits.report.charts.shapes import Figure, Table, columns
from audits.report.components import Banner, Block, Explorer, Figures, Folded, Heading, Tabled, Text
from audits.report.page_budget import FEW_ROWS, PAGE_BYTES, _shares, fitted


def test_folded_parts_count_towards_the_size_of_the_page():
    rows = [("x" * 2_000, "y") for _ in range(400)]
    part = Tabled("t", columns(("a", "b"), rows))
    (block,) = fitted([Block("b", "B", "", (Folded("f", "More", (part,)),))], ())
    (fold, *_) = block.parts
    assert len(fold.parts[0].table.rows) < len(rows)


def block(*parts):
    return Block("b", "B", "", parts)


def test_what_fits_is_left_alone():
    small = block(Tabled("t", columns(("a",), [("x",)] * 100)))
    assert fitted([small], ()) == (small,)


def test_tables_are_shortened_before_figures_are_left_out():
    figure = Figure("f", "t", "", "", "<svg>", Table((), ()), "")
    tabled = Tabled("t", columns(("a",), [("x" * 400,)] * 900))
    (shown,) = fitted([block(Figures((figure,)), tabled)], ())
    figures, table = shown.parts
    assert figures.figures == (figure,)
    assert len(table.table.rows) == FEW_ROWS[0]
    assert table.table.caption == "870 more rows stand in the JSON report."


def test_figures_beyond_the_page_are_counted():
    figure = Figure("f", "t", "", "", "x" * 50_000, Table((), ()), "")
    (shown,) = fitted([block(Figures((figure,) * 20))], ())
    figures, words = shown.parts
    assert 0 < len(figures.figures) * 50_000 <= PAGE_BYTES
    assert words == Text(
        f"{20 - len(figures.figures)} more figures and tables stand in the JSON report."
    )


def test_a_warning_and_a_heading_go_with_the_picture_they_are_about():
    large = Figure("f", "t", "", "", "x" * PAGE_BYTES, Table((), ()), "")
    small = Figure("s", "t", "", "", "<svg>", Table((), ()), "")
    parts = (
        Heading("h", "Rows"), Figures((large,)), Banner("Do not rely on this.", "Doubt."),
        Folded("g", "More", (Figures((large,)), Banner("Not sure.", "Doubt."))),
        Heading("i", "Small"), Figures((small,)), Banner("Known.", "Stays."),
    )  # fmt: skip
    (shown,) = fitted([block(*parts)], ())
    kinds = [type(part) for part in shown.parts]
    assert kinds == [Heading, Figures, Banner, Text]
    assert shown.parts[2].head == "Known."
    # Told once, however deep they stood.
    assert shown.parts[-1].words == "2 more figures and tables stand in the JSON report."


def slider(cuts):
    shares = tuple(0.5 for _ in range(cuts))
    return Explorer(
        id="e", title="t", rates=("r",), cuts=shares, used_cut=0, groups=("g",), sizes=(9,),
        shares=((shares,),), counts=((9,),), cells=(("",),), z_quantile=1.96,
    )  # fmt: skip


def test_a_slider_stays_before_pictures_until_sliders_fill_half_the_room():
    picture = Figure("f", "t", "", "", "x" * (PAGE_BYTES // 2), Table((), ()), "")
    (shown,) = fitted([block(Figures((picture,)), slider(50))], ())
    assert [type(part) for part in shown.parts] == [Figures, Explorer]
    (shown,) = fitted([block(Figures((picture,) * 3), slider(50))], ())
    assert Explorer in [type(part) for part in shown.parts]
    many = [slider(1000) for _ in range(40)]  # each about 15 kB
    (shown,) = fitted([block(*many)], ())
    assert 0 < sum(isinstance(part, Explorer) for part in shown.parts) < 20


@given(st.lists(st.floats(0, 1e6), max_size=8), st.floats(0, 1e6))
def test_room_is_shared_and_nobody_gets_more_than_it_needs(needs, room):
    shares = _shares(needs, room)
    assert sum(shares) <= room * (1 + 1e-9) + 1e-6
    assert all(0 <= share <= need for share, need in zip(shares, needs, strict=True))
    short = [share for share, need in zip(shares, needs, strict=True) if share < need * (1 - 1e-9)]
    if short:
        assert max(short) - min(short) <= 1e-6 * max(1.0, room)


def test_a_row_that_fails_is_never_cut_from_a_table():
    rows = [("x" * 400, "Fail" if place == 700 else "Pass") for place in range(900)]
    (shown,) = fitted([block(Tabled("t", columns(("a", "Verdict"), rows)))], ())
    (table,) = shown.parts
    assert [row[1] for row in table.table.rows].count("Fail") == 1
    assert len(table.table.rows) == FEW_ROWS[0] + 1
    assert table.table.caption == "869 more rows stand in the JSON report."
