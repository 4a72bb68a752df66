"""What is shown beside the numbers."""

from audits.privacy.members import members_of
from audits.privacy.membership_attacks import CALLED, Attacks
from audits.privacy.membership_measures import Judged
from audits.privacy.membership_report import shown
from audits.privacy.shift_check import Shift
from audits.statistics.shares import Stated
from tests.audits.privacy.answers import by_heart


def test_curves_rise_from_nobody_to_everybody_and_the_check_is_told():
    subject, _ = by_heart(400)
    judged = Judged(Attacks(members_of(subject)), Stated(0.95, 30))
    curve, facts = shown(judged, Shift(0.51, 0.4, 200), CALLED)
    for line in curve.content["series"]:
        points = line["points"]
        assert points[0] == [0.0, 0.0]
        assert points[-1] == [1.0, 1.0]
        assert points == sorted(points)
        assert len(points) <= 25
    answers = {fact["question"]: fact["answer"] for fact in facts.content["facts"]}
    assert "AUC of 0.510 (p 0.40, 200 rows)" in answers["Do the two sides differ by themselves?"]
    assert set(answers) >= {"Attack gap", "Attack loss", "Attack modified entropy"}


def test_where_the_sides_differ_or_nothing_was_checked_that_is_what_is_told():
    subject, _ = by_heart(200)
    judged = Judged(Attacks(members_of(subject)), Stated(0.95, 30))
    for check, words in ((Shift(0.8, 0.001, 100), "yes: members"), (None, "not checked")):
        _, facts = shown(judged, check, CALLED)
        assert facts.content["facts"][0]["answer"].startswith(words)
