"""Passwords are checked by a thread of their own, with a short queue before it.

argon2id takes 64 MB and a tenth of a second a check: a burst of guesses must neither hold the
threads that answer requests nor fill the memory.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from service.errors import Unavailable

THREADS = 1
MOST_WAITING = 3  # running ones included; further ones are sent away, and may come again


class _Desk:
    def __init__(self) -> None:
        self.pool = ThreadPoolExecutor(THREADS, thread_name_prefix="hashing")
        self.places = threading.BoundedSemaphore(MOST_WAITING)


@cache
def _desk() -> _Desk:
    return _Desk()


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
    desk = _desk()
    if not desk.places.acquire(blocking=False):
        raise Unavailable(
            "Too many people sign in at this moment.", code="sign_in_busy", retry_seconds=2
        )
    try:
        return desk.pool.submit(_is_password, password_argon2, password).result()
    finally:
        desk.places.release()


def _is_password(password_argon2: str | None, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    nobodys = _nobodys()
    try:
        _hasher().verify(password_argon2 or nobodys, password)
    except (Argon2Error, InvalidHashError):
        return False
    return password_argon2 is not None
