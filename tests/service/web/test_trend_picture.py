"""A small picture of a model's audits over time."""

from types import SimpleNamespace
from typing import Any

from service.answers.trends import Point
from service.records.worst_gaps import Gap
from service.web.trend_picture import HEIGHT, MARGIN, WIDTH, gap_words, pictures


def point(version: str, gate: str | None, gap: float | None, name: str = "m on d") -> Point:
    audit: Any = SimpleNamespace(name=name, gate=gate)
    said = None
    if gap is not None:
        ends = (gap - 0.05, gap + 0.05)
        said = Gap("accuracy_difference", {"sex": "f"}, gap, ends, [9, 9])
    return Point(audit, version, None, said)


def test_audits_stand_in_time_and_a_larger_gap_stands_higher() -> None:
    (picture,) = pictures(
        [point("3", "fail", -0.4), point("2", "pass", 0.02), point("1", "pass", 0.2)]
    )
    assert [mark.shown for mark in picture.marks] == ["pass", "pass", "fail"]
    assert [mark.x for mark in picture.marks] == [MARGIN, WIDTH / 2, WIDTH - MARGIN]
    heights = [HEIGHT - mark.y for mark in picture.marks]
    assert heights[1] < heights[0] < heights[2]
    assert picture.top == 0.45  # the largest end of an interval, whatever its sign
    # An interval that holds 0 goes down to it; the sizes between its ends are all possible.
    assert picture.marks[1].low == HEIGHT - MARGIN
    assert "was pass and is fail after 3 audits" in picture.sentence
    assert "20.0 points at first and 40.0 points last" in picture.sentence


def test_small_gaps_do_not_fill_the_picture_and_one_audit_is_none() -> None:
    found = pictures(
        [point("2", "pass", 0.01), point("1", "pass", 0.01), point("1", "fail", 0.2, name="alone"),
         point("3", None, None)]
    )  # fmt: skip
    (picture,) = found
    assert picture.top == 0.1
    assert "is still pass" in picture.sentence


def test_an_audit_without_a_gap_says_so() -> None:
    assert gap_words(point("1", "pass", None)) == "none determined"
    assert gap_words(point("1", "pass", 0.18)) == (
        "18.0 points [13.0 to 23.0], accuracy difference, sex: f"
    )
    (picture,) = pictures([point("2", "pass", None), point("1", "fail", 0.2)])
    assert picture.sentence == "The gate was fail and is pass after 2 audits."
    assert picture.line.count(",") == 1  # what was not measured is on no line
