import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.association_lists import (
    carried,
    directions,
    own_tests,
    word_lists,
    word_tests,
)
from audits.specification.roles import Role


def test_the_published_tests_have_the_papers_numbers_of_words():
    """Caliskan, Bryson & Narayanan 2017; of test 3 the 32 names that are not rare in its corpus, as
    in W4ngatang/sent-bias, tests/weat3.txt."""
    sizes = {name: (len(t.first), len(t.attribute)) for name, t in word_tests().items()}
    assert sizes == {
        "WEAT 1": (25, 25), "WEAT 2": (25, 25), "WEAT 3": (32, 25), "WEAT 6": (8, 8),
        "WEAT 7": (8, 8), "WEAT 8": (8, 8), "WEAT 9": (6, 7), "WEAT 10": (8, 8),
    }  # fmt: skip
    for test in word_tests().values():
        assert len(test.first) == len(test.second)
        assert len(test.attribute) == len(test.other)
        assert not {*test.first, *test.second} & {*test.attribute, *test.other}


def test_names_that_the_paper_left_out_as_too_rare_are_in_no_list():
    """Eighteen of Greenwald's fifty on either side; a few of each."""
    test = word_tests()["WEAT 3"]
    left_out = {
        "Chip",
        "Jed",
        "Wilbur",
        "Sara",
        "Amber",
        "Bobbie-Sue",
        "Lerone",
        "Percell",
        "Latonya",
    }
    assert not left_out & {*test.first, *test.second}
    assert {"Adam", "Rachel"} <= set(test.first)
    assert {"Alonzo", "Yvette"} <= set(test.second)


def test_lists_hold_each_word_once_and_all_are_used():
    used = {name for test in word_tests().values() for name in test.names}
    assert used == set(word_lists())
    for name, words in word_lists().items():
        assert len(set(words)) == len(words), name


def test_directions_are_bolukbasis_ten_pairs_and_hold_known_lists():
    assert len(directions()["gender"]) == 10
    assert directions().keys() == carried().keys()
    for pairs in carried().values():
        assert {name for pair in pairs for name in pair} <= set(word_lists())


def table(rows):
    test, listed, word = zip(*rows, strict=True)
    return Dataset(
        (
            Column("test", Role.ID, Categories.of(test)),
            Column("list", Role.STEREOTYPE, Categories.of(listed)),
            Column("word", Role.FEATURE, Texts.of(word)),
        )
    )


ROWS = [("b", name, f"{name}{n}") for name in ("first", "second", "attribute", "other")
        for n in (2, 1, 1)]  # fmt: skip


def test_a_users_tests_are_read_of_the_table():
    (test,) = own_tests(table(ROWS))
    assert test.name == "b"
    assert test.first == ("first1", "first2")
    assert own_tests(Dataset(())) == []
    assert [t.name for t in own_tests(table([*ROWS, *[("a", *row[1:]) for row in ROWS]]))] == [
        "a", "b",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([*ROWS, ("b", "third", "x")], "the stereotype of row 13 is 'third'"),
        (ROWS[:9], "the test 'b' has no other"),
        ([("WEAT 1", *row[1:]) for row in ROWS], "is a published test"),
    ],
)
def test_what_is_no_test_is_refused(rows, reason):
    with pytest.raises(NotApplicable, match=reason):
        own_tests(table(rows))
