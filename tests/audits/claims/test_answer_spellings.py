"""Answers in other notations, by hand; answers that are wrong stay wrong."""

import pytest

from audits.claims.answer_spellings import core, told_of_strange_answers
from audits.errors import NotApplicable


@pytest.mark.parametrize(
    ("written", "label"),
    [("(A)", "A"), ("Answer: A", "A"), ("a", "A"), ("A.", "A"), ("**B**", "B"), ("1,846", "1846"),
     ("The final answer is 12", "12"), ("$1,846.", "1846"), ("Option C", "c"), ("18.0", "18")],
)  # fmt: skip
def test_a_notation_adds_nothing(written, label):
    assert core(written) == core(label)


@pytest.mark.parametrize(("one", "other"), [("-1", "1"), ("1.5", "15"), ("no", "not"), ("A", "B")])
def test_other_answers_stay_apart(one, other):
    assert core(one) != core(other)


def test_codes_beside_names_are_refused_and_a_few_strange_answers_told():
    truths, codes = ["A", "B"] * 20, ["0", "1"] * 20
    with pytest.raises(NotApplicable, match="none of the 40 answers of m is any label's value"):
        told_of_strange_answers("answer", "m", truths, codes)
    note = told_of_strange_answers("answer", "m", truths, ["none", "B"] * 20)
    assert note == "20 of 40 answers of m are no label's value and count as wrong: 'none'"
    assert told_of_strange_answers("answer", "m", truths, ["B", "A"] * 20) is None


def test_of_texts_an_answer_that_is_no_label_is_a_wrong_one():
    truths = [f"text {number}" for number in range(60)]
    assert told_of_strange_answers("answer", "m", truths, ["other"] * 60) is None
