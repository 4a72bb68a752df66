"""Passwords are checked and hashed by a thread of their own, with a short queue before it.

argon2id takes 64 MB and a tenth of a second a check: a burst of guesses must neither hold the
threads that answer requests nor fill the memory.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from service.errors import Unavailable

THREADS = 1
MOST_WAITING = 3  # running ones included; further ones are sent away, and may come again

Value = TypeVar("Value")


class _HashingPool:
    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hashing")
        self.places = threading.BoundedSemaphore(MOST_WAITING)


@cache
def _hashing_pool() -> _HashingPool:
    return _HashingPool()


@cache
def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    """What the password of an unknown name is compared with: it takes as long as a known one's."""
    return str(_hasher().hash("nobody"))


def is_password(password_argon2: str | None, password: str) -> bool:
    """Whether the hash is the password's; None: nobody's hash, and always False.

    Raises `Unavailable` where too many wait already.
    """
    return _in_turn(_is_password, password_argon2, password)


def hash_of(password: str) -> str:
    """The argon2id hash of the password. Raises `Unavailable` as above."""
    return _in_turn(lambda: str(_hasher().hash(password)))


def _in_turn(work: Callable[..., Value], *arguments: object) -> Value:
    hashing = _hashing_pool()
    if not hashing.places.acquire(blocking=False):
        raise Unavailable(
            "Too many passwords are looked at in this moment.",
            code="sign_in_busy",
            retry_seconds=2,
        )
    try:
        return hashing.pool.submit(work, *arguments).result()
    finally:
        hashing.places.release()


def _is_password(password_argon2: str | None, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    nobodys = _nobodys()
    try:
        _hasher().verify(password_argon2 or nobodys, password)
    except (Argon2Error, InvalidHashError):
        return False
    return password_argon2 is not None
