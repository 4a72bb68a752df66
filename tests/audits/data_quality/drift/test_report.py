"""What is shown of drift draws, and says no more than what was tested."""

import numpy as np

from audits.data_quality.drift.columns import Moved
from audits.data_quality.drift.explained import Explained, Part
from audits.data_quality.drift.joint import ToldApart
from audits.data_quality.drift.report import along, parts, sentence, table
from audits.data_quality.drift.stream import Watched
from audits.specification.roles import Role
from audits.statistics.auc import areas
from audits.statistics.ranked_scores import ranked


def moved(name, distance, adjusted, role=Role.FEATURE):
    return Moved(name, role, distance, 1, "below 1", 0.5, 0.5 + distance, adjusted, adjusted)


def joint():
    both = areas(ranked(np.arange(60.0), np.arange(60) % 3 > 0))
    return ToldApart(both, 0.001, 20, 40)


def test_the_column_that_moved_is_named_with_its_shares():
    exhibit = sentence([moved("a", 0.1, 0.4), moved("b", 0.3, 0.001, Role.LABEL)], None, 0.05)
    assert exhibit.title == "Of another kind than before: b."
    assert exhibit.content["words"].startswith(
        "the label b: 50.0% of rows below 1 before, 80.0% now (adjusted p 0.001)"
    )


def test_what_no_column_shows_alone_is_said_of_them_together():
    columns = [moved("a", 0.1, 0.4)]
    assert "Together" in sentence(columns, (joint(), 0.01), 0.05).title
    clear = sentence(columns, (joint(), 0.6), 0.05)
    assert clear.content["tone"] == "clear"
    assert "may be there" in clear.content["words"]


def test_tables_have_a_row_a_column_and_a_part():
    shown = table([moved("a", 0.1, 0.4), moved("b", 0.3, 0.001)], (300, 400))
    assert [row[0] for row in shown.content["rows"]] == ["b", "a"]
    assert all(len(row) == len(shown.content["head"]) for row in shown.content["rows"])
    change, part = Part(-0.1, 0.03, (300, 400)), Part(-0.08, 0.04, (300, 400))
    (shown,) = parts([Explained("accuracy", 0.9, 0.8, change, "b", part)])
    assert shown.content["rows"][0][5:8] == ["b", -0.08, "-0.12 to -0.04"]
    assert not list(parts([]))


def test_a_stream_says_since_when_and_how_often_it_may_err():
    rows, far = np.array([40, 80, 120]), np.array([0.1, 0.2, 0.4])
    still = Watched("still", rows, far / 10, 1, 500, -1, False)
    left = Watched("left", rows, far, 1, 500, 1, True)
    said, curve = along([still, left], ("d1", "d2", "d3"), 0.95)
    assert said.content["tone"] == "flag"
    assert "left since d2 (that period alone)" in said.content["words"]
    assert "at most 0.05" in said.content["words"]
    assert [one["name"] for one in curve.content["series"]] == ["left", "still"]
    assert curve.content["guides"] == [{"at": 2.0, "label": "left", "vertical": True}]
    said, _ = along([still], ("d1", "d2", "d3"), 0.95)
    assert said.content["tone"] == "clear"
