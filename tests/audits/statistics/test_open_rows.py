"""What rows without an answer could make of a number; by hand."""

from audits.measurement import Estimate, Interval, Unanswered, Undetermined
from audits.statistics.open_rows import open_to


def share(hits, trials, method="wilson"):
    evidence = (float(hits), float(trials))
    return Estimate("m", (), hits / trials, Interval(0, 1), 0.95, trials, method, evidence)


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
