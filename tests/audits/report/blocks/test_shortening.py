"""A section is a sentence and one picture first; the rest is counted and folded."""

from audits.report.blocks.shortening import shortened
from audits.report.charts.shapes import Figure, columns
from audits.report.components import (
    Block,
    Cell,
    Figures,
    Folded,
    Heading,
    Heat,
    How,
    Tabled,
    Text,
)


def figure(name, *, stamp="", method="Counted."):
    table = columns(("A", "B"), [("a", "1")])
    return Figure(name, f"{name}: found", "", "", "<svg/>", table, method, stamp=stamp)


HEAT = Heat("cells", "Cells", "", ("x",), (("y", (Cell(1, "5", "", "9"),)),))


def block(*parts, first=()):
    return shortened(Block("b", "B", "Said.", parts, first=first))


def test_the_first_picture_stands_open_and_is_not_drawn_again():
    short = block(Figures((figure("one"), figure("two"))), Text("words"))
    assert short.picture == Figures((figure("one"),))
    assert short.parts == (Figures((figure("two"),)), Text("words"))
    assert short.summary == "1 picture and how this was computed"


def test_what_the_block_names_goes_before_and_what_is_missing_is_passed_over():
    parts = (Figures((figure("one"),)), Folded("f", "More", (Figures((figure("two"),)),)))
    assert block(*parts, first=("absent", "two")).picture == Figures((figure("two"),))
    # Its fold is empty then, and goes with it.
    assert block(*parts, first=("two",)).parts == (Figures((figure("one"),)),)


def test_a_stamped_picture_never_stands_for_the_section_unless_named():
    assert block(Figures((figure("one", stamp="Do not rely on this"),)), HEAT).picture == HEAT
    assert block(Figures((figure("one", stamp="x"),))).picture is None


def test_a_heading_without_anything_under_it_goes_with_its_picture():
    short = block(Heading("h", "Rates"), Figures((figure("one"),)), Heading("i", "More"), HEAT)
    assert [part.words for part in short.parts if isinstance(part, Heading)] == ["More"]


def test_the_rest_is_counted_by_kind():
    table = Tabled("t", columns(("A",), [("a",)]))
    short = block(Figures((figure("one"), figure("two"), figure("three"))), table, HEAT)
    assert short.summary == "3 pictures, 1 table and how this was computed"


def test_nothing_to_fold_is_no_line():
    short = block(Figures((figure("one", method=""),)))
    assert (short.parts, short.summary) == ((), "")


def test_methods_are_in_one_place():
    short = block(Figures((figure("one"),)), How("All rows are read."))
    assert not [part for part in short.parts if isinstance(part, How)]
    assert short.method.common == ("All rows are read.",)
    assert short.method.own == (("one", "one", "Counted."),)
