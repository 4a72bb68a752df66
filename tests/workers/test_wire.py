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
        return json.loads(file.readline())


def test_each_line_is_answered():
    with Echo() as wire:
        assert ask(wire, b"12345\n") == {"got": 6}


def test_a_line_beyond_the_limit_is_refused_and_not_answered():
    with Echo() as wire:
        assert "more than 100 bytes" in ask(wire, b"x" * 200 + b"\n")["error"]


def test_closing_ends_the_thread_that_waits_for_a_line():
    before = threading.active_count()
    started = time.monotonic()
    with Echo():
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
    assert time.monotonic() - started < 2
