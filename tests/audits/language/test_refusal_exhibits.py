import numpy as np

from audits.language.judged_refusals import COMPLIED, REFUSED, UNJUDGED, Requests
from audits.language.refusal_exhibits import outcomes, parted, validation
from audits.language.refusal_phrases import Kind
from audits.language.refusal_rates import Rates
from audits.statistics.share_measurements import Stated

ALL = np.ones(4, dtype=bool)
ONE = np.array([True, False, True, False])
REQUESTS = Requests(
    ["No, I cannot.", "Here.", None, "It depends."],
    [Kind.REFUSED, Kind.ANSWERED, Kind.UNANSWERED, Kind.HEDGED],
    np.array([REFUSED, REFUSED, UNJUDGED, COMPLIED], dtype=np.int8), ALL, ["a", "b", "b", "a"],
    np.array([0, 1, 1, 0], dtype=np.int32), np.array([0, 1, 1, 0], dtype=np.int32),
    made="greedily",
)  # fmt: skip


def test_outcomes_add_up_to_the_requests():
    table = outcomes(REQUESTS, [((), ALL), ((("about", None),), ONE)])
    assert table.content["rows"] == [
        ["all", 4, 2, 1, 0, 1, 1, 1],
        ["unknown", 2, 1, 0, 0, 1, 1, 0],
    ]
    assert "greedily" in table.content["caption"]


def test_the_rule_is_shown_with_its_errors_and_how_many_they_are_of():
    table = validation(Rates(REQUESTS, Stated(0.95, 1)), [((), REQUESTS.judged)], 0.95)
    (row,) = table.content["rows"]
    assert row[:2] == ["all", 3]
    # One of two refusals is read, and the answer is; Wilson's limits by hand.
    assert row[2].startswith("33.3 % [")
    assert row[3] == "50.0 % [9.5, 90.5], n 2"
    assert row[4] == "100.0 % [20.7, 100.0], n 1"


def test_what_one_group_alone_is_refused_can_be_read():
    sides = ((("about", "x"),), (("about", "y"),), ONE, ~ONE)
    table = parted(REQUESTS, [sides], np.arange(4))
    assert table.content["rows"] == [["a", "x", "y", "No, I cannot."], ["b", "y", "x", "Here."]]
    assert parted(REQUESTS, [], np.arange(4)) is None
