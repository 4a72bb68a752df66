"""Which numbers of an accepted audit are kept: of what failed, with an interval."""

from audits.specification.accepted_failures import AcceptedFailure, accepted_failures

MEASURED = [{"value": 0.6}, {"undetermined": "few"}]


def finding(name, verdict="fail", index=0, **more):
    return {"id": name, "verdict": verdict, "measurement": index,
            "interval_adjusted": [0.5, None], **more}  # fmt: skip


def test_failures_are_kept_with_the_interval_for_all_comparisons():
    judged_again = finding("b", judged={"value": 0.4})
    found = accepted_failures([finding("a"), judged_again], MEASURED)
    assert found == {"a": AcceptedFailure(0.6, 0.5, None), "b": AcceptedFailure(0.4, 0.5, None)}
    assert found["a"].to_json() == [0.6, 0.5, None]


def test_what_did_not_fail_or_has_no_number_is_left_out():
    left = [
        finding("a", "inconclusive"), finding("b", index=None), finding("c", index=1),
        finding("d", interval_adjusted=None),
    ]  # fmt: skip
    assert accepted_failures(left, MEASURED) == {}
