"""A reply, and carriers that know only how to ask one thing at a time."""

import pytest

from audits.errors import ModelFailure, NoAnswerInTime
from audits.models.endpoint.carrying import Reply, carried


def test_a_reply_reads_what_a_wire_says():
    assert Reply.from_json({"status": 200, "text": "é"}).taken() == (200, "é")
    with pytest.raises(NoAnswerInTime, match="late"):
        Reply.from_json({"error": "late", "timed_out": True}).taken()
    spent = Reply.from_json({"error": "no more", "spent": True})
    assert spent.spent
    with pytest.raises(ModelFailure, match="no more"):
        spent.taken()


def test_a_carrier_of_single_requests_is_asked_in_turn_until_it_is_enough():
    asked = []

    def carry(body):
        asked.append(body["n"])
        if body["n"] == 1:
            raise NoAnswerInTime("late")
        if body["n"] == 2:
            raise ModelFailure("gone")
        return 200, "{}"

    bodies = [{"n": number} for number in range(6)]
    replies = list(carried(carry, bodies, window=4, stop=lambda: len(asked) == 4))
    assert asked == [0, 1, 2, 3]
    assert [index for index, _ in replies] == [0, 1, 2, 3]
    assert [reply.error for _, reply in replies] == ["", "late", "gone", ""]
    assert replies[1][1].timed_out
    assert not replies[2][1].timed_out
