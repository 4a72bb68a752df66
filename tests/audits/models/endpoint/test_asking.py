"""What was answered is kept, whatever the others are."""

import pytest

from audits.errors import ModelFailure, Refused
from audits.models.endpoint.asking import GIVE_UP_AFTER, Asker, Unanswered
from audits.models.endpoint.carrying import Reply
from tests.audits.models.endpoint.scripted import Scripted


def asker(answer, understand=lambda answer, question: answer["x"], **more):
    carry = Scripted(answer)
    return Asker(carry, lambda question: question, understand, "test", **more), carry


def bodies(count):
    return [{"n": number} for number in range(count)]


def test_garbage_is_asked_for_once_more():
    ask, carry = asker(lambda body, number: (200, "<html>" if number < 3 else {"x": body["n"]}))
    assert ask.ask(bodies(3)) == [0, 1, 2]
    assert len(carry.sent) == 6
    ask, carry = asker(lambda body, number: (200, {"x": 1} if body["n"] else "<html>"))
    first, *rest = ask.ask(bodies(3))
    assert isinstance(first, Unanswered)
    assert "not of the form test (JSONDecodeError): <html>" in first.why
    assert rest == [1, 1]
    assert sum(ask.failures.values()) == 1


def test_an_endpoint_that_is_gone_is_not_asked_for_hours():
    def answer(body, number):
        return (200, {"x": body["n"]}) if number < 5 else Reply(error="no answer within 1 seconds")

    ask, carry = asker(answer)
    results = ask.ask(bodies(200))
    assert results[:5] == list(range(5))
    assert len(carry.sent) == 5 + GIVE_UP_AFTER
    assert "after 20 requests in a row" in results[-1].why
    assert len(results) == 200
    assert ask.ask(bodies(3))[0].why == results[-1].why
    assert len(carry.sent) == 5 + GIVE_UP_AFTER


def test_single_failures_between_answers_are_no_reason_to_stop():
    ask, carry = asker(lambda body, number: (500, "boom") if number % 2 else (200, {"x": 1}))
    results = ask.ask(bodies(100))
    assert sum(one == 1 for one in results) == 50
    assert len(carry.sent) == 100


def test_whoever_is_not_let_in_asks_once():
    ask, carry = asker(lambda body, number: (401, "who are you?"))
    with pytest.raises(ModelFailure, match="answered nothing: answered 401: who are you"):
        ask.ask(bodies(50))
    assert len(carry.sent) == 1


def test_a_refusal_stands_where_nothing_else_came():
    def understand(answer, index):
        if answer["x"]:
            raise Refused.because("model.output", "wrong", "mend it")
        return 0

    ask, _ = asker(lambda body, number: (200, {"x": 1}), understand)
    with pytest.raises(Refused, match="mend it"):
        ask.ask(bodies(3))
    ask, _ = asker(lambda body, number: (200, {"x": body["n"] % 2}), understand)
    results = ask.ask(bodies(4))
    assert results[0] == results[2] == 0
    assert "answered otherwise than declared" in results[1].why


def test_a_spent_budget_ends_the_questions():
    ask, carry = asker(
        lambda body, number: (200, {"x": 1}) if number < 2 else Reply(error="spent", spent=True)
    )
    results = ask.ask(bodies(9))
    assert results[:2] == [1, 1]
    assert {one.why for one in results[2:]} == {"spent"}
    assert len(carry.sent) == 3


def test_what_a_failure_says_all_the_same_is_an_answer():
    ask, _ = asker(lambda body, number: (400, "filtered"), salvage=lambda reply: reply.text)
    assert ask.ask(bodies(2)) == ["filtered", "filtered"]
    assert not ask.failures


def test_what_one_part_breaks_is_divided_and_costs_the_others_nothing():
    """A batch in three fails, for one of its five numbers; garbage is asked for once more first."""

    def answer(body, number):
        if 7 in body["n"]:
            return 500, "boom"
        return 200, "<html>" if 12 in body["n"] and len(body["n"]) > 1 else {"x": body["n"]}

    ask, carry = asker(answer)
    batches = [{"n": list(range(start, start + 5))} for start in range(0, 15, 5)]
    results = ask.ask_divided(batches, lambda batch: [{"n": [n]} for n in batch["n"]])
    asked = [question["n"] for question, _ in results]
    assert asked == [[0, 1, 2, 3, 4], *([n] for n in range(5, 15))]
    assert [one for _, one in results if isinstance(one, list)] == [
        [0, 1, 2, 3, 4], [5], [6], [8], [9], [10], [11], [12], [13], [14],
    ]  # fmt: skip
    assert ask.failures == {"answered 500: boom": 1}
    assert len(carry.sent) == 3 + 1 + 10


def test_batches_that_all_fail_do_not_end_the_questions_about_their_rows():
    """Of eighty batches each holds a row that the server cannot take; of the rows most it can."""

    def answer(body, number):
        return (500, "boom") if 0 in body["n"] else (200, {"x": body["n"]})

    ask, carry = asker(answer)
    batches = [{"n": [0, row]} for row in range(1, 81)]
    results = ask.ask_divided(batches, lambda batch: [{"n": [n]} for n in batch["n"]])
    assert sum(isinstance(one, list) for _, one in results) == 80
    assert len(carry.sent) == GIVE_UP_AFTER + 160


def test_an_endpoint_that_is_gone_is_asked_about_few_rows():
    ask, carry = asker(lambda body, number: Reply(error="no answer"))
    batches = [{"n": [row, row]} for row in range(80)]
    with pytest.raises(ModelFailure, match="answered nothing: no answer"):
        ask.ask_divided(batches, lambda batch: [{"n": [n]} for n in batch["n"]])
    assert len(carry.sent) == 2 * GIVE_UP_AFTER


@pytest.mark.parametrize("reply", [(401, "who?"), Reply(error="spent", spent=True)])
def test_what_would_fail_for_each_row_is_not_divided(reply):
    ask, carry = asker(lambda body, number: reply)
    with pytest.raises(ModelFailure):
        ask.ask_divided([{"n": [1, 2]}] * 3, lambda batch: [{"n": [n]} for n in batch["n"]])
    assert len(carry.sent) == 1
