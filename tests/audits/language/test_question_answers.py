import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.answers_among_options import Answered
from audits.language.question_answers import UNKNOWN, read_questions
from audits.specification.roles import Role

OPTIONS = ("he", "she", "unknown")


def read(rows, unknown=()):
    """Rows of (label, what keeps to the stereotype, answer)."""
    label, target, answer = zip(*rows, strict=True)
    data = Dataset(
        (
            Column("label", Role.LABEL, Texts.of(label)),
            Column("target", Role.STEREOTYPE, Categories.of(target)),
            *(Column(one, Role.OPTION, Texts.of([one] * len(rows))) for one in OPTIONS),
        )
    )
    return read_questions(data, Answered([OPTIONS] * len(rows), answer, asked=False), unknown)


def test_a_context_is_ambiguous_where_the_right_answer_is_that_nobody_knows():
    questions = read([("Unknown", "he", "unknown"), ("He", "he", "he"), ("she", "he", None)])
    assert questions.ambiguous.tolist() == [True, False, False]
    assert questions.right.tolist() == [True, True, False]
    assert questions.unread.tolist() == [False, False, True]


def test_an_answer_leans_by_the_stereotype_and_not_by_what_is_right():
    rows = [("she", "he", answer) for answer in ("he", "she", "unknown", None)]
    assert read(rows).lean.tolist() == [1, -1, 0, 0]


def test_the_index_of_what_is_right_is_read_as_in_bbqs_own_files():
    """Of BBQ's Age.jsonl: `label` 2 where `ans2` is the right answer."""
    questions = read([("2", "he", "unknown"), ("0", "he", "he"), ("1", "he", "he")])
    assert questions.ambiguous.tolist() == [True, False, False]
    assert questions.right.tolist() == [True, True, False]
    assert [notice.split("`")[1] for notice in questions.notices] == ["label"]


def test_bbq_has_ten_ways_to_say_that_it_cannot_be_told():
    """Parrish et al. 2022, appendix; those that stand in three of its categories."""
    assert len({word.casefold() for word in UNKNOWN}) == 10


def test_the_row_that_does_not_fit_is_named():
    with pytest.raises(NotApplicable, match="the label of row 2, 'they'"):
        read([("he", "he", "he"), ("they", "he", "he")])
    with pytest.raises(NotApplicable, match="of row 1 not exactly one option"):
        read([("he", "he", "he")], unknown=("she",))
