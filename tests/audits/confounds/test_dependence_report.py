"""Sentences and tables of dependence tests: each number by hand, each case of flag and clear."""

import pytest

from audits.confounds.dependence_report import (
    DependenceResult,
    shown_p,
    statement,
    statements,
    tables,
)
from audits.measurement import Estimate, Interval


def dependence(name, p_value=0.2, plain=0.5, **given):
    values = {
        "effect": "R²", "detectable": 0.0123, "stated": "a logit of the label", "checks": (),
        **given,
    }  # fmt: skip
    estimate = Estimate("dependence", (), 0.0456, Interval(0.01, 0.0834), 0.95, 1_234, "t", ())
    return DependenceResult(name, estimate=estimate, p_value=p_value, plain=plain, **values)


def told(*tests, adjusted, level=0.05):
    exhibits = list(statements(tests, adjusted, level))
    return [(e.content["tone"], e.title, e.content["words"]) for e in exhibits]


def test_what_depends_is_named_the_surest_first_with_its_interval_and_its_size():
    ((tone, title, words),) = told(
        dependence("light"), dependence("scanner"), adjusted=(0.04, 0.001)
    )
    assert (tone, title) == ("flag", "Consistent with a shortcut: scanner and light.")
    assert words == (
        "Among rows with the same label the answer still goes with scanner (R² 0.0456 "
        "[0.01 to 0.0834], adjusted p 0.001, n 1,234); light (R² 0.0456 [0.01 to 0.0834], "
        "adjusted p 0.04, n 1,234)."
    )


def test_what_was_not_seen_says_what_would_have_been():
    ((tone, title, words),) = told(
        dependence("a"), dependence("b"), dependence("c"), adjusted=(0.051, 0.9, 1.0)
    )
    assert (tone, title) == ("clear", "No dependence on a, b and c detected.")
    assert words.startswith("Power .8 for a: R² of 0.012 or more, n 1,234; b:")
    assert words.endswith("A weaker dependence could have been missed.")


def test_at_the_level_itself_a_test_is_flagged():
    assert [tone for tone, _, _ in told(dependence("a"), adjusted=(0.05,))] == ["flag"]


def test_a_plain_correlation_that_would_accuse_is_told_of_those_that_are_clear_alone():
    spoken = told(dependence("a", plain=0.01), dependence("b", plain=0.001), adjusted=(0.2, 0.01))
    assert [tone for tone, _, _ in spoken] == ["flag", "clear", "note"]
    assert "It flags a (p 0.01) without holding the label fixed." in spoken[2][2]


def test_nothing_tested_says_nothing():
    assert told(adjusted=()) == []


def test_the_tables_are_in_the_order_of_the_adjusted_p_and_say_how_a_model_was_checked():
    checks = (("calibration", 0.3, True), ("spread", 0.0004, False))
    first, second = tables(
        [dependence("weak", 0.3), dependence("strong", 0.0002, checks=checks)], (0.3, 0.0004)
    )
    assert first.content["rows"] == [
        ["strong", "R²", 0.0456, "0.01 to 0.0834", 1_234, "< 0.001", "< 0.001", "0.500"],
        ["weak", "R²", 0.0456, "0.01 to 0.0834", 1_234, "0.300", "0.300", "0.500"],
    ]
    assert len(first.content["head"]) == 8
    assert second.content["rows"] == [
        ["strong", "a logit of the label",
         "calibration: holds (p 0.300); spread: FAILS (p < 0.001)", "R² 0.012"],
        ["weak", "a logit of the label", "nothing to check", "R² 0.012"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "shown"), [(1.0, "1.000"), (0.0235, "0.024"), (0.001, "0.001"), (0.0, "< 0.001")]
)
def test_a_p_value_is_never_shown_as_zero(value, shown):
    assert shown_p(value) == shown


def test_a_statement_is_an_exhibit_with_its_tone():
    made = statement("note", "Head.", "Words.")
    assert (made.kind, made.title) == ("statement", "Head.")
    assert made.content == {"tone": "note", "words": "Words."}
