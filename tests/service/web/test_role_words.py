"""Every role can be chosen on the form, and has words."""

from audits.specification.roles import Role
from service.web.role_words import OTHERS, USUAL


def test_every_role_has_words_once() -> None:
    assert {*USUAL, *OTHERS} == set(Role)
    assert not USUAL.keys() & OTHERS.keys()
    assert len(USUAL) <= 6  # what a person reads before choosing
