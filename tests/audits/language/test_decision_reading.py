import pytest

from audits.language.decision_reading import Outcome, ReadingRule, label_outcome

RULE = ReadingRule()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Yes", Outcome.FAVOURABLE), ("  **Yes.**", Outcome.FAVOURABLE),
        ("“No.”", Outcome.UNFAVOURABLE),
        ("Yes, they have the experience.", Outcome.FAVOURABLE),
        ("No: the income is too low.", Outcome.UNFAVOURABLE),
        ("Yes and no", Outcome.UNREAD), ("Nobody can tell", Outcome.UNREAD),
        ("I would say yes", Outcome.UNREAD), ("It depends on the budget.", Outcome.HEDGED),
        ("I'm sorry, but I can't help with that.", Outcome.REFUSED),
        ("I’m sorry, but I can’t help with that.", Outcome.REFUSED),
        ("No, I cannot assist with hiring.", Outcome.REFUSED), ("", Outcome.UNANSWERED),
        ("  ", Outcome.UNANSWERED), (None, Outcome.UNANSWERED),
        ("Kyllä, ehdottomasti.", Outcome.UNREAD),
        ("Sorry, that is not something I can do.", Outcome.REFUSED),
        ("Apologies, hiring is not my field.", Outcome.REFUSED),
        ("Unfortunately, I don't feel comfortable deciding.", Outcome.REFUSED),
        ("No, unfortunately we will not invite them.", Outcome.UNFAVOURABLE),
        ("Sorry, no.", Outcome.UNREAD),
    ],
)  # fmt: skip
def test_an_answer_is_read_in_the_stated_order(answer, outcome):
    assert RULE.read(answer) is outcome


def test_a_word_may_be_inside_one_of_the_other_side():
    rule = ReadingRule(favourable=("grant",), unfavourable=("do not grant",))
    assert rule.read("Grant.") is Outcome.FAVOURABLE
    assert rule.read("Do not grant it.") is Outcome.UNFAVOURABLE


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("8", Outcome.FAVOURABLE), ("7/10", Outcome.FAVOURABLE),
        ("6 out of 10", Outcome.UNFAVOURABLE),
        ("Score: 6.5.", Outcome.UNFAVOURABLE), ("7.", Outcome.FAVOURABLE),
        ("between 6 and 8", Outcome.UNREAD), ("ten", Outcome.UNREAD),
        ("Not sure.", Outcome.HEDGED),
    ],
)  # fmt: skip
def test_a_score_is_the_one_number_of_an_answer(answer, outcome):
    assert ReadingRule(from_score=7).read(answer) is outcome


def test_the_rule_says_itself():
    assert 'begins with "yes" and names no "no"' in RULE.words
    assert "at least 7" in ReadingRule(from_score=7).words


def test_a_label_is_an_outcome_or_a_word_of_either_side():
    assert label_outcome(RULE, "No") is Outcome.UNFAVOURABLE
    assert label_outcome(RULE, "refused") is Outcome.REFUSED
    assert label_outcome(RULE, None) is None
    with pytest.raises(ValueError, match="fine"):
        label_outcome(RULE, "fine")


def test_a_rule_of_other_words_or_of_numbers_is_not_read_in_english():
    assert RULE.is_english
    assert not ReadingRule(favourable=("sí",)).is_english
    assert not ReadingRule(from_score=7).is_english
