"""Passwords: argon2id (RFC 9106), long enough, and none that are tried first.

The rules are those of NIST SP 800-63B, 5.1.1.2: length, a list of known ones, nothing of the
service's or the person's own names; no demand for digits or signs.
"""

from collections.abc import Iterable

from audits.errors import Refused
from service.hashing import hash_of

LEAST, MOST = 12, 200
# zxcvbn's scale, 0 to 4: 3 stands for 10^8 guesses or more.
LEAST_SCORE = 3
_READ = 72  # zxcvbn reads no further


def hashed(password: str, *, about: Iterable[str]) -> str:
    """The argon2id hash of a password that will do; `Refused` for another.

    about: names that make it easy to guess: the person's, the organisation's.
    """
    problem = why_not(password, about=about)
    if problem is not None:
        raise Refused.because(
            "password", problem, "take a longer one, e.g. four words that do not belong together",
            "weak_password",
        )  # fmt: skip
    return hash_of(password)


def why_not(password: str, *, about: Iterable[str]) -> str | None:
    """Why the password will not do; None where it will."""
    if len(password) < LEAST:
        return f"it has {len(password)} characters; {LEAST} are the least"
    if len(password) > MOST:
        return f"it has {len(password)} characters; {MOST} are the most"
    if "\0" in password or any("\ud800" <= letter <= "\udfff" for letter in password):
        return "it holds a character that cannot be typed"
    from zxcvbn import zxcvbn

    names = ["evenhand", *(word for name in about for word in [name, *name.split()])]
    strength = zxcvbn(password[:_READ], user_inputs=names)
    if strength["score"] >= LEAST_SCORE:
        return None
    warning = str(strength["feedback"]["warning"]).rstrip(".")
    reason = warning[:1].lower() + warning[1:] if warning else "it is among those tried first"
    tries = float(f"{10 ** strength['guesses_log10']:.2g}")
    return f"it is guessed within {tries:,.0f} tries: {reason}"
