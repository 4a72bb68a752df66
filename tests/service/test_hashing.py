"""Passwords are checked one at a time, with a short queue."""

import threading

import pytest

from service import hashing, passwords
from service.hashing import is_password


def test_a_burst_of_guesses_leaves_the_threads_and_the_memory_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_once, most = [0], [0]
    real = hashing._is_password

    def counted(*given: str) -> bool:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        try:
            return real(*given)
        finally:
            at_once[0] -= 1

    monkeypatch.setattr(hashing, "_is_password", counted)
    outcomes: list[object] = []

    def guess() -> None:
        try:
            outcomes.append(is_password(None, "x"))
        except hashing.Unavailable as busy:
            outcomes.append(busy.code)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == hashing.THREADS
    assert outcomes.count(False) >= hashing.MOST_WAITING
    assert outcomes.count("sign_in_busy") + outcomes.count(False) == 12
    assert outcomes.count("sign_in_busy") > 0
    assert is_password(None, "x") is False  # every place was given back


def test_a_new_password_is_hashed_in_the_same_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []

    class Hasher:
        def hash(self, password: str) -> str:
            threads.append(threading.current_thread().name)
            return password[::-1]

    monkeypatch.setattr(hashing, "_hasher", Hasher)
    assert passwords.hashed("plum lantern otter quay", about=()) == "yauq retto nretnal mulp"
    assert [name.partition("_")[0] for name in threads] == ["hashing"]
