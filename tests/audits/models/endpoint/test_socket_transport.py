"""The child's end of the wire, with a parent at the other end of a pair of sockets."""

import json
import socket
import threading

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
            heard.append(json.loads(reader.readline()))
            content = json.dumps(answer).encode() + b"\n"
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
