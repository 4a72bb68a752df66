"""Expected sentences are those of the published files (W4ngatang/sent-bias, sent-weat*.jsonl).

An article that those have wrong ("A executive is a thing.") is put right.
"""

import pytest

from audits.language.association_lists import directions, word_lists
from audits.language.bleached_sentences import kind_of, plural, sentences_of


def test_a_name_stands_in_the_eight_sentences_of_the_sixth_test():
    assert sentences_of("John") == (
        "This is John.", "That is John.", "There is John.", "Here is John.", "John is here.",
        "John is there.", "John is a person.", "The person's name is John.",
    )  # fmt: skip


def test_a_thing_stands_in_its_singular_and_its_plural():
    assert sentences_of("salary") == (
        "This is a salary.", "That is a salary.", "There is a salary.", "Here is a salary.",
        "The salary is here.", "The salary is there.", "A salary is a thing.", "It is a salary.",
        "These are salaries.", "Those are salaries.", "They are salaries.",
        "The salaries are here.", "The salaries are there.", "Salaries are things.",
    )  # fmt: skip
    assert "An executive is a thing." in sentences_of("executive")
    assert "These are businesses." in sentences_of("business")


def test_people_are_people_whoever_names_them():
    assert sentences_of("woman")[-1] == "Women are people."
    assert "An accountant is a person." in sentences_of("accountant", persons={"accountant"})
    assert "An accountant is a thing." in sentences_of("accountant")


def test_other_kinds_have_sentences_of_their_own():
    assert sentences_of("ugly") == ("This is ugly.", "That is ugly.", "They are ugly.")
    assert sentences_of("kill")[0] == "This will kill."
    assert sentences_of("love")[-1] == "It is love."
    assert sentences_of("she")[2] == "Here she is."
    assert sentences_of("children")[0] == "These are children."


def test_no_word_of_the_lists_is_both_a_thing_and_one_that_has_no_plural():
    words = {word for listed in word_lists().values() for word in listed}
    words |= {word for pairs in directions().values() for pair in pairs for word in pair}
    things = {word for word in words if kind_of(word) == "thing"}
    assert {"salary", "knife", "virus"} <= things
    assert not things & {"math", "poetry", "love", "numbers", "sad", "he", "woman", "John"}


@pytest.mark.parametrize(
    ("word", "many"),
    [("man", "men"), ("policewoman", "policewomen"), ("human", "humans"), ("boy", "boys"),
     ("family", "families"), ("wasp", "wasps"), ("virus", "viruses"), ("knife", "knives"),
     ("police officer", "police officers"), ("tax", "taxes")],
)  # fmt: skip
def test_plurals(word, many):
    assert plural(word) == many
