"""The parent's end of the wire: lines of a known length, and an end that does not wait."""

import json
import threading
import time
from contextlib import contextmanager

from workers.wire import Wire


class Echo(Wire):
    most_request_bytes = 100

    @contextmanager
    def _answering(self):
        yield lambda line: {"got": len(line)}


def ask(wire, line):
    with wire.wire.dup() as ours, ours.makefile("rwb") as file:
        file.write(line)
        file.flush()
        number, _, answer = file.readline().partition(b" ")
        return int(number), json.loads(answer)


def test_each_line_is_answered_under_its_number():
    with Echo() as wire:
        assert ask(wire, b"7 12345\n") == (7, {"got": 6})
        assert ask(wire, b"1 \n") == (1, {"got": 1})


def test_a_line_beyond_the_limit_is_refused_and_not_answered():
    with Echo() as wire:
        number, answer = ask(wire, b"3 " + b"x" * 500 + b"\n")
        assert number == 3
        assert "more than 100 bytes" in answer["error"]
        assert ask(wire, b"4 x\n") == (4, {"got": 2})  # and what was left of it is no request


def test_closing_ends_the_thread_that_waits_for_a_line():
    before = threading.active_count()
    started = time.monotonic()
    with Echo():
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    assert time.monotonic() - started < 2
