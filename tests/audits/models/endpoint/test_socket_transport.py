"""The child's end of the wire, with a parent at the other end of a pair of sockets."""

import json
import socket
import threading
from itertools import chain

import pytest

from audits.errors import ModelFailure
from audits.models.endpoint import socket_transport
from audits.models.endpoint.socket_transport import SocketCarrier


@pytest.fixture
def wire():
    own, other = socket.socketpair()
    with own, other:
        yield SocketCarrier(own), other


def answering(other, *answers, pieces=1):
    """Read a line for each answer, and send it in so many pieces."""
    heard = []

    def serve():
        reader = other.makefile("rb")
        for answer in answers:
            number, _, asked = reader.readline().partition(b" ")
            heard.append(json.loads(asked))
            content = number + b" " + json.dumps(answer).encode() + b"\n"
            size = -(-len(content) // pieces)
            for start in range(0, len(content), size):
                other.sendall(content[start : start + size])

    thread = threading.Thread(target=serve)
    thread.start()
    return heard, thread


@pytest.mark.parametrize("pieces", [1, 2, 40])
def test_a_line_goes_out_and_one_comes_back(wire, pieces):
    carrier, other = wire
    text = "é " * 50_000
    heard, thread = answering(other, {"status": 200, "text": text}, {"status": 429, "text": "é"},
                              pieces=pieces)  # fmt: skip
    assert carrier({"url": "/", "body": "ä\n"}) == (200, text)
    assert carrier({"again": True}) == (429, "é")
    thread.join()
    assert heard == [{"url": "/", "body": "ä\n"}, {"again": True}]


def test_what_the_parent_could_not_do_is_a_failure_of_the_model(wire):
    carrier, other = wire
    _, thread = answering(other, {"error": "no answer within 60 s"})
    with pytest.raises(ModelFailure, match="no answer within 60 s"):
        carrier({})
    thread.join()


def test_answers_come_in_whatever_order_and_are_told_apart(wire):
    """Three requests are ahead of the first reply; the last is answered first."""
    carrier, other = wire

    def serve():
        reader = other.makefile("rb")
        lines = [reader.readline() for _ in range(3)]
        for line in chain(reversed(lines), iter(reader.readline, b"")):
            number, _, asked = line.partition(b" ")
            answer = {"status": 200, "text": asked.decode().strip()}
            other.sendall(number + b" " + json.dumps(answer).encode() + b"\n")

    thread = threading.Thread(target=serve)
    thread.start()
    replies = list(carrier.many([{"n": n} for n in range(4)], window=3))
    carrier._socket.shutdown(socket.SHUT_WR)
    thread.join()
    assert [index for index, _ in replies] == [2, 1, 0, 3]
    assert [json.loads(reply.text) for _, reply in replies] == [{"n": n} for n in (2, 1, 0, 3)]


def test_what_comes_for_a_request_that_nobody_waits_for_is_passed_over(wire):
    carrier, other = wire
    replies = carrier.many([{"n": n} for n in range(2)], window=2)

    def serve():
        reader = other.makefile("rb")
        for _ in range(3):
            number, _, asked = reader.readline().partition(b" ")
            answer = {"status": 200, "text": asked.decode().strip()}
            other.sendall(number + b" " + json.dumps(answer).encode() + b"\n")

    thread = threading.Thread(target=serve)
    thread.start()
    assert json.loads(next(replies)[1].text) == {"n": 0}
    replies.close()
    assert json.loads(carrier({"n": "alone"})[1]) == {"n": "alone"}
    thread.join()


def test_a_failure_of_one_request_is_not_one_of_the_others(wire):
    carrier, other = wire
    _, thread = answering(
        other, {"error": "no answer within 1 seconds", "timed_out": True},
        {"status": 200, "text": "{}"}, {"error": "spent", "spent": True},
    )  # fmt: skip
    first, second, third = (reply for _, reply in carrier.many([{}, {}, {}], window=1))
    thread.join()
    assert (first.timed_out, second.status, third.spent) == (True, 200, True)


def test_a_wire_that_ends_or_never_ends_a_line_is_lost(wire, monkeypatch):
    carrier, other = wire
    monkeypatch.setattr(socket_transport, "MOST_BYTES", 1000)
    other.sendall(b"x" * 100_000)
    with pytest.raises(ModelFailure, match="was lost"):
        carrier({})
    other.close()
    with pytest.raises(ModelFailure, match="was lost"):
        SocketCarrier(carrier._socket)({})


def test_a_child_finds_its_end_at_the_descriptor_it_was_given():
    own, other = socket.socketpair()
    carrier = SocketCarrier.over(own.detach())
    with other:
        _, thread = answering(other, {"status": 204, "text": ""})
        assert carrier({}) == (204, "")
        thread.join()
    carrier._socket.close()
