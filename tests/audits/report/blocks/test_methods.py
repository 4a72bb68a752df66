"""How a section was computed is told once."""

from audits.report.blocks.methods import gathered
from audits.report.charts.shapes import Figure, columns
from audits.report.components import Figures, Folded, How


def figure(name, method):
    return Figure(f"fig-{name}", f"{name}: high", "", "", "", columns(("A",), []), method)


def test_a_sentence_of_many_pictures_is_told_once_and_the_rest_by_name():
    one = figure("Accuracy", "Share that is right. Measured by x, version 1; intervals at 95 %: w.")
    two = figure("Recall", "Share that is found. Measured by x, version 1; intervals at 95 %: w.")
    method = gathered((Figures((one,)), Folded("f", "More", (Figures((two,)),))))
    assert method.common == ("Measured by x, version 1; intervals at 95 %: w.",)
    assert method.own == (
        ("fig-Accuracy", "Accuracy", "Share that is right."),
        ("fig-Recall", "Recall", "Share that is found."),
    )


def test_what_the_section_says_of_itself_comes_with_what_is_common():
    method = gathered((How("A rule holds. It is exact."), Figures((figure("A", "Own."),))))
    assert method.common == ("A rule holds.", "It is exact.")
    assert method.own == (("fig-A", "A", "Own."),)


def test_the_same_words_under_the_same_name_stand_once():
    method = gathered((Figures((figure("A", "By a. B c."), figure("A", "By a. B c."))),))
    assert method.common == ("By a.", "B c.")
    assert method.own == ()


def test_no_parts_have_no_method():
    assert not gathered(()).common
    assert not gathered(()).own
