"""What a password must be: long enough, and nothing that is tried first."""

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from audits.errors import Refused
from service.passwords import hashed, why_not

GOOD = "plum lantern otter quay"


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("", "12 are the least"),
        ("elevenchars", "12 are the least"),
        ("x" * 201, "200 are the most"),
        ("qwertyuiop123", "common"),  # of the leaked lists
        ("Password1234!", "common"),
        ("aaaaaaaaaaaaaaaa", "guessed"),
        ("123456789012", "guessed"),
        ("abcabcabcabcabc", "guessed"),
        ("evenhandevenhand", "guessed"),
        ("ada lovelace", "guessed"),  # the person's own name
        ("northwindnorthwind", "guessed"),  # the organisation's
        ("plum lantern\0otter", "cannot be typed"),
        ("plum lantern\ud800otter", "cannot be typed"),
    ],
)
def test_what_is_guessed_first_is_refused(password: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        hashed(password, about=("ada lovelace", "northwind"))
    assert refused.value.problems[0].field == "password"


@pytest.mark.parametrize("password", [GOOD, "jfk3kd9sk2lq", "ünïcödé fürs täglich"])
def test_length_is_what_is_asked_for_not_signs(password: str) -> None:
    assert why_not(password, about=()) is None


def test_it_is_kept_as_argon2id() -> None:
    kept = hashed(GOOD, about=())
    found = extract_parameters(kept)
    assert found.type is Type.ID
    assert found.memory_cost >= 19_456  # OWASP's least, in KiB
    assert GOOD not in kept
