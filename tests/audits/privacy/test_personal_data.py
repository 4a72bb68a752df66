"""Published examples of each kind, near misses, and how often chance passes a check."""

import numpy as np
import pytest

from audits.privacy.personal_data import (
    finnish_identity_code,
    iban,
    kind_of_title,
    kinds_in,
    luhn,
    masked,
)

# Numbers that their issuers publish as examples: nobody has them.
EXAMPLES = [
    ("write to jane.doe+x@mail.example.org please", "e-mail address"),
    ("GB82 WEST 1234 5698 7654 32", "bank account"),
    ("DE89370400440532013000", "bank account"),
    ("FI21 1234 5600 0007 85", "bank account"),
    ("4111 1111 1111 1111", "payment card"),
    ("378282246310005", "payment card"),
    ("131052-308T", "identity code"),
    ("078-05-1120", "identity code"),
    ("192.168.0.12", "network address"),
    ("+358 40 123 4567", "telephone number"),
    ("we met Dr. Smith there", "name with a title"),
]
NONE = [
    "GB82 WEST 1234 5698 7654 33", "4111 1111 1111 1112", "131052-308U", "666-05-1120",
    "300.1.1.1", "version 1.2.3.4.5", "at 10:30 on 2024-05-06", "12345678901234567890123",
    "0.4111111111111111", "a@b", "the doctor met Smith", "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), EXAMPLES)
def test_published_examples_are_known(text, kind):
    assert kinds_in(text) == {kind}


@pytest.mark.parametrize("text", NONE)
def test_near_misses_are_none(text):
    assert kinds_in(text) == set()


@pytest.mark.parametrize(("text", "kind"), EXAMPLES)
def test_nothing_of_it_is_left_when_masked(text, kind):
    hidden = masked(text)
    assert f"[{kind}]" in hidden
    assert kinds_in(hidden) == set()
    assert not any(sign.isdigit() for sign in hidden)


def test_what_is_around_it_stays():
    assert masked("mail a.b@c.org or +358 40 123 4567!") == (
        "mail [e-mail address] or [telephone number]!"
    )


def test_chance_passes_the_checks_as_often_as_is_said():
    rng = np.random.default_rng(0)
    drawn = ["".join(map(str, rng.integers(0, 10, 16))) for _ in range(4000)]
    assert np.mean([luhn(digits) for digits in drawn]) == pytest.approx(0.1, abs=0.02)
    accounts = [f"FI{digits}" for digits in drawn]
    assert np.mean([iban(text) for text in accounts]) == pytest.approx(1 / 97, abs=0.006)
    signs = "0123456789ABCDEFHJKLMNPRSTUVWXY"
    codes = [f"0101{d[:2]}-{d[2:5]}{signs[int(d[5:7]) % 31]}" for d in drawn]
    passed = np.mean([finnish_identity_code(code) for code in codes])
    assert passed == pytest.approx(1 / 31, abs=0.012)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("First Name", "name of a person"), ("sukunimi", "name of a person"),
     ("date_of_birth", "date of birth"), ("SSN", "number of a person"), ("income", None)],
)  # fmt: skip
def test_titles_in_several_languages(name, kind):
    assert kind_of_title(name) == kind


def test_a_text_that_invites_backtracking_is_read_in_time():
    text = "a" * 5000 + "@" + "b." * 2000 + " " + "1 " * 5000 + "+1" + "(" * 3000
    assert kinds_in(text) is not None
