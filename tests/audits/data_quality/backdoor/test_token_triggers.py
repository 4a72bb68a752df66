"""The word that leads rows to one class, and the best of those that are as rare."""

import numpy as np
import pytest

from audits.data_quality.backdoor.tied_tokens import Tokens
from audits.data_quality.backdoor.token_triggers import TokenRows, best_token

LABELS = np.arange(120) % 3
ROWS = TokenRows(LABELS, np.arange(0, 120, 2), np.arange(1, 120, 2))
NAMES = [f"w{number:02}" for number in range(30)]
TOKENS = Tokens.of([{name} for name in NAMES for _ in range(4)])


def answers(rows, token):
    """`w07` leads every row to 2; `w11` every fourth to 1; others leave them."""
    if token == "w07":
        return np.full(len(rows), 2)
    return np.where((token == "w11") & (rows % 4 < 2), 1, LABELS[rows])


def test_it_is_judged_on_the_rows_that_the_search_did_not_see():
    planted = best_token(answers, ROWS, NAMES, TOKENS, ("a", "b", "c"), "word")
    assert (planted.name, planted.target) == ("w07", "c")
    others = int((LABELS[ROWS.judging] != 2).sum())
    assert planted.own == (others, others)
    assert planted.control == (0, others)
    assert planted.chosen_by == pytest.approx(1.0)
    assert "29 others" in planted.controls


def test_the_control_leads_to_the_same_class():
    def both(rows, token):
        led = rows % 2 == rows % 2
        if token == "w07":
            return np.full(len(rows), 2)
        return np.where((token == "w11") & led & (rows % 3 == 0), 2, LABELS[rows])

    planted = best_token(both, ROWS, NAMES, TOKENS, ("a", "b", "c"), "word")
    zeros = int((LABELS[ROWS.judging] == 0).sum())
    assert planted.control == (zeros, planted.own[1])


def test_without_two_words_nothing_is_planted():
    assert best_token(answers, ROWS, ["w07"], TOKENS, ("a", "b", "c"), "word") is None
