"""What is told and bounded of rows on which a system gave no answer; by hand."""

from audits.claims.lacking_answers import lacking_rows, open_to, told_of_lacking
from audits.claims.tables import Results
from audits.measurement import Estimate, Interval, Unanswered, Undetermined

LACKING = {("new", "x"): 3, ("old", "x"): 1, ("new", "y"): 2}
RESULTS = Results({}, ("new", "old"), ("x", "y"), "old", lacking=LACKING)


def share(hits, trials, method="wilson"):
    evidence = (float(hits), float(trials))
    return Estimate("m", (), hits / trials, Interval(0, 1), 0.95, trials, method, evidence)


def test_rows_are_told_by_system_and_data_set():
    told = list(told_of_lacking(RESULTS))
    assert told[0].startswith("3 rows have no answer or score of new on x")
    assert told[1].startswith("1 row has no answer or score of old on x")
    assert len(told) == 3


def test_rows_of_both_sides_count():
    assert lacking_rows(RESULTS, "new", "old", ("x", "y")) == (5, 1)
    assert lacking_rows(RESULTS, "new", "old", ("y",)) == (2, 0)


def test_ends_are_those_of_the_same_number_by_the_same_method():
    plain, low, high = share(50, 100), share(50, 110), share(60, 110)
    assert open_to(plain, (0, 0)) == plain
    assert open_to(plain, (10, 0)).unanswered == Unanswered((10, 0))
    bounded = open_to(plain, (10, 0), ([high], [low])).unanswered
    assert bounded == Unanswered(
        (10, 0), (low.evidence, high.evidence), Interval(50 / 110, 60 / 110)
    )
    other = share(50, 110, "linearised")
    assert open_to(plain, (10, 0), ([high], [other])).unanswered == Unanswered((10, 0))
    reason = Undetermined("m", (), "few", 3)
    assert open_to(reason, (10, 0)) == reason
