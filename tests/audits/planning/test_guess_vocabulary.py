"""The words of guesses are such as a name is cut into, or they would never be met."""

import pytest

from audits.planning.guess_vocabulary import listed_words, named_roles, value_words
from audits.specification.role_names import plain, words_of_name
from audits.specification.roles import Role


def test_every_word_is_met_as_names_are_cut():
    for word in named_roles():
        assert "_".join(words_of_name(word)) == word


@pytest.mark.parametrize("kind", ["sexes", "peoples", "splits", "good"])
def test_every_value_is_met_as_values_are_read(kind):
    assert value_words(kind)
    assert all(plain(value) == value for value in value_words(kind))


def test_a_weight_may_be_a_bodys_and_is_no_role_by_its_name_alone():
    assert "weight" not in named_roles()
    assert named_roles()["geschlecht"] is Role.PROTECTED
    assert "deny" in listed_words("harms")
