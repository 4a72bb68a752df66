import numpy as np

from audits.measurement import Estimate, Interval, Undetermined
from audits.robustness import exhibits
from audits.robustness.attacked_rows import Attacked
from audits.robustness.masking import FLAT, counted

SHARE = Estimate("m", (), 0.5, Interval(0.4, 0.6), 0.95, 10, "wilson", (5.0, 10.0))


def test_a_curve_has_its_intervals_and_a_line_where_it_is_judged():
    masked = Undetermined("m", (), "masked", 10, (0.9, Interval(0.8, 1.0)))
    nothing = Undetermined("m", (), "0 rows", 0)
    drawn = exhibits.curve_of(
        "t", {"all": [(0.1, SHARE), (0.2, masked), (0.3, nothing)]}, "x", "y", stated=0.2
    ).content
    assert drawn["series"] == [
        {"name": "all", "points": [[0.1, 0.5], [0.2, 0.9]], "intervals": [[0.4, 0.6], [0.8, 1.0]]}
    ]
    assert drawn["guides"] == [{"at": 0.2, "label": "stated", "vertical": True}]
    assert "not shown to hold" in drawn["note"]


def test_a_curve_that_shows_nothing_says_so_at_a_glance():
    drawn = exhibits.curve_of("Size", {"all": [(0.1, SHARE)]}, "x", "y", masked="gradients masked")
    assert drawn.title == "Size: masked, shows nothing"
    assert drawn.content["series"][0]["muted"]
    assert drawn.content["note"] == "Gradients masked."


def attacked():
    pixels = np.full((3, 1, 4, 4), 0.5, dtype=np.float32)
    labels = np.array([0, 1, 0])
    return Attacked(np.array([7, 8, 9]), pixels, labels, labels, None)


def test_rows_that_were_turned_are_shown_with_both_answers():
    made = {1: np.full((1, 4, 4), 0.6, dtype=np.float32)}
    shown = exhibits.pictures("t", attacked(), [0, 1], made, {1: 0}, ("cat", "dog"))
    (pair,) = shown.content["pairs"]
    assert (pair["before"]["caption"], pair["after"]["caption"]) == ("row 8: dog", "answered cat")


def test_where_nothing_was_turned_nothing_is_shown():
    assert exhibits.pictures("t", attacked(), [], {}, {}, ("cat", "dog")) is None


def test_checks_and_budget_are_questions_with_answers():
    sign = counted(FLAT, np.array([True, False]))
    (fact,) = exhibits.checks("t", [sign]).content["facts"]
    assert fact["answer"].startswith("Seen: 1 of 2")
    assert exhibits.budget("t", [("Sees", "all")]).content["facts"] == [
        {"question": "Sees", "answer": "all"}
    ]
