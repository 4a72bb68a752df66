"""Tokens that chance would not tie to a label, by counting."""

from math import comb, log10

import numpy as np
import pytest

from audits.data_quality.backdoor.tied_tokens import Tokens, candidates, equally_rare, ties

# A hundred rows, half of each label; `cf` stands in four rows of label 1, `so` in two of each.
LABELS = np.repeat([0, 1], 50)
SETS = [{"the"} for _ in range(100)]
for row in (50, 51, 52, 53):
    SETS[row].add("cf")
for row in (0, 1, 60, 61):
    SETS[row].add("so")
SETS[7].add("once")
TOKENS = Tokens.of(SETS)


def test_a_tie_is_as_unlikely_as_counting_says():
    strengths = dict(zip(TOKENS.names, ties(TOKENS, LABELS), strict=True))
    chance = comb(50, 4) / comb(100, 4)
    assert strengths["cf"] == pytest.approx(-log10(2 * chance))
    assert strengths["so"] == 0.0
    assert strengths["the"] == strengths["once"] == 0.0  # in all rows, and in one alone


def test_rare_tokens_are_tried_the_most_tied_first():
    assert candidates(TOKENS, LABELS, 10) == ["cf", "so"]
    assert candidates(TOKENS, LABELS, 1) == ["cf"]


def test_controls_are_as_rare():
    names = [f"w{count:02}" for count in range(3, 33)]
    sets = [set() for _ in range(1000)]
    for count, name in enumerate(names, start=3):
        for row in range(count):
            sets[row].add(name)
    alike = equally_rare("w10", names, Tokens.of(sets))
    assert len(alike) == 19  # more than the fifteen that are in half to twice as many rows
    assert alike[0] in ("w11", "w09")
    assert "w10" not in alike
    # A token of no row is as rare as the rarest.
    assert equally_rare("cf", ["cf", *names], Tokens.of(sets))[0] == "w03"


def test_rows_without_a_token():
    assert TOKENS.without("cf").sum() == 96
    assert TOKENS.without("nobody's").all()
