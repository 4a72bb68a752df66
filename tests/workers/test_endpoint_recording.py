"""A recording holds each exchange as a line, and ends before it fills a disk."""

import gzip
import json
import random
from pathlib import Path

from workers import endpoint_recording
from workers.endpoint_recording import Recording


def test_each_exchange_is_a_line(tmp_path):
    with Recording(tmp_path / "c.gz") as recording:
        recording.note({"q": "ő\ud800"}, {"status": 200, "text": "line\nbreak"})
        recording.note({"q": 2}, {"error": "late", "timed_out": True})
    lines = gzip.decompress((tmp_path / "c.gz").read_bytes()).splitlines()
    assert [json.loads(line) for line in lines] == [
        {"asked": {"q": "ő\ud800"}, "status": 200, "text": "line\nbreak"},
        {"asked": {"q": 2}, "error": "late", "timed_out": True},
    ]


def test_it_ends_where_it_would_be_too_large_and_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(endpoint_recording, "MOST_BYTES", 100)
    with Recording(tmp_path / "c.gz") as recording:
        recording.note({"q": 1}, {"status": 200, "text": ""})
        assert recording.is_whole
        for _ in range(3):
            recording.note({"q": 2}, {"status": 200, "text": "x" * 200})
        assert not recording.is_whole
    assert gzip.decompress((tmp_path / "c.gz").read_bytes()).count(b"\n") == 1


def test_a_full_disk_ends_the_recording_and_not_the_audit():
    letters = random.Random(0)
    with Recording(Path("/dev/full")) as recording:
        for number in range(200):  # more than is held back before it is written
            text = "".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=4000))
            recording.note({"q": number}, {"status": 200, "text": text})
        assert not recording.is_whole
    with Recording(Path("/dev/full")) as short:
        short.note({"q": 1}, {"status": 200, "text": ""})
    assert not short.is_whole  # all of it was held back until the end
