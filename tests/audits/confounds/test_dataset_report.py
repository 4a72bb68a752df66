"""What a dataset offers is told in sentences: each case of flag, clear and note, by hand."""

import numpy as np

from audits.confounds.cross_validated_skill import Skill
from audits.confounds.dataset_report import (
    bracket,
    copies_across_splits,
    drifting,
    drifts,
    leaking,
    marking,
    percent,
    predictive_nuisances,
    skills_table,
    split_apart,
)
from audits.confounds.leakage import Leak
from audits.confounds.nuisance_skill import NuisanceSkill
from audits.confounds.predictive_words import Marker
from audits.confounds.split_scopes import Scope
from audits.confounds.variables import Variable
from audits.data.dataset import Column, Dataset, Numbers
from audits.measurement import Estimate, Interval, Undetermined
from audits.probing.advice import Bound
from audits.specification.roles import Role

GAIN = Bound(0.05, 0.05)
TRAINING, TEST = Scope("train", np.arange(3)), Scope("test", np.arange(3), np.arange(3))


def estimate(value, low=0.0, high=1.0, group=()):
    return Estimate("m", group, value, Interval(low, high), 0.95, 1_200, "t", ())


def skill(name, right, *, p_value=0.001, scope=TRAINING, v=0.3, **given):
    """Of 1,000 rows, of which the commonest answer is right in 600."""
    measured = Skill(1_000, right, 0.6, p_value, **given)
    alone = estimate(right / 1_000, right / 1_000 - 0.02, right / 1_000 + 0.02)
    return NuisanceSkill(name, scope, estimate(v, v - 0.1, v + 0.1), alone, measured, "a x b: 40")


def told(exhibits):
    return [(e.content["tone"], e.title, e.content["words"]) for e in exhibits]


def test_a_nuisance_that_predicts_the_label_is_flagged_with_its_interval_and_what_guessing_gives():
    full = Skill(1_000, 950, 0.6, 0.001)
    ((tone, title, words),) = told(predictive_nuisances([skill("scanner", 800)], full, GAIN))
    assert (tone, title) == ("flag", "scanner alone predicts the label.")
    assert words == (
        "Right on rows not fitted to: scanner 80.0 % [78.0 to 82.0], n 1,000. Always giving the "
        "same answer: 60.0 %. All features together: 95.0 %. A model may be right for that reason."
    )


def test_of_many_the_strongest_three_are_named():
    skills = [skill(name, right) for name, right in zip("abcd", (700, 900, 800, 750), strict=True)]
    ((_, title, words),) = told(predictive_nuisances(skills, None, GAIN))
    assert title == "b, c and d alone predict the label."
    assert "; and 1 more" in words


def test_a_gain_that_is_small_or_may_be_chance_is_no_flag():
    for small in (skill("a", 649), skill("a", 900, p_value=0.06)):
        ((tone, title, words),) = told(predictive_nuisances([small], None, GAIN))
        assert (tone, title) == ("clear", "No nuisance alone predicts the label.")
        assert words == "1 looked at, each against always giving the same answer."


def test_of_many_tests_each_p_value_is_adjusted():
    # Benjamini & Hochberg over .04, .9: .08 and .9.
    pair = [skill("a", 900, p_value=0.04), skill("b", 900, p_value=0.9)]
    assert [tone for tone, _, _ in told(predictive_nuisances(pair, None, GAIN))] == ["clear"]


def test_of_a_number_what_is_explained_must_pass_by_two_errors():
    sure, unsure = (skill("age", 300, explained=0.3, error=error) for error in (0.124, 0.126))
    ((tone, _, words),) = told(predictive_nuisances([sure], None, GAIN))
    assert tone == "flag"
    assert words.startswith("Variance explained on rows not fitted to: age 30.0 %")
    assert "Knowing nothing explains none." in words
    assert [tone for tone, _, _ in told(predictive_nuisances([unsure], None, GAIN))] == ["clear"]


def test_rules_of_other_splits_and_nothing_at_all_are_not_told_here():
    assert told(predictive_nuisances([skill("a", 900, scope=TEST)], None, GAIN)) == []
    assert told(predictive_nuisances([], None, GAIN)) == []


def test_what_goes_with_the_label_in_training_alone_is_a_flag_and_the_reverse_a_note():
    change = Bound(0.1)
    for before, now, expected in ((0.5, 0.3, ["flag"]), (0.3, 0.5, ["note"]), (0.35, 0.3, [])):
        pair = [skill("a", 900, v=before), skill("a", 700, scope=TEST, v=now)]
        spoken = told(split_apart(pair, change))
        assert [tone for tone, _, _ in spoken] == expected
    assert told(split_apart([skill("a", 700, scope=TEST)], change)) == []
    ((_, title, words),) = told(
        split_apart([skill("a", 900, v=0.5), skill("a", 700, scope=TEST, v=0.25)], change)
    )
    assert title == "a goes with the label differently in 'test'."
    assert words == (
        "Cramér's V 0.500 where a model is trained, 0.250 in 'test'. The rule learned from it is "
        "right 70.0 % of the time there."
    )


def test_the_table_has_the_strongest_first_and_says_why_a_line_has_no_numbers():
    reason = Undetermined("m", (), "too few rows", 3)
    rows = skills_table([
        NuisanceSkill("c", TEST, reason, reason), skill("a", 700, v=0.2), skill("b", 650, v=0.6),
    ]).content["rows"]  # fmt: skip
    assert rows == [
        ["b", "train", 0.6, "0.500 to 0.700", "65.0 %", "63.0 to 67.0", "60.0 %", 1_000,
         "a x b: 40"],
        ["a", "train", 0.2, "0.100 to 0.300", "70.0 %", "68.0 to 72.0", "60.0 %", 1_000,
         "a x b: 40"],
        ["c", "test", None, "too few rows", None, None, None, None, ""],
    ]  # fmt: skip


def test_columns_that_all_but_equal_the_label_are_named():
    ((tone, title, words),) = told(leaking([Leak("id", 0.995, 0.6, 1_500)], 4))
    assert (tone, title) == ("flag", "id all but equals the label.")
    assert words.startswith("Right alone: id: 99.5 % (n 1,500).")
    ((tone, _, words),) = told(leaking([], 4))
    assert (tone, words) == (
        "clear", "4 looked at, each alone: none is right in 99.0 % of the rows.",
    )  # fmt: skip
    assert told(leaking([], 0)) == []


def test_a_label_that_changes_along_the_file_is_told_unless_rows_have_no_order():
    sorted_label = Variable(np.repeat([0, 1], 500), ("no", "yes"))
    plain = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(1_000.0))),))
    (exhibit,) = drifts(plain, sorted_label)
    # Five tenths all no and five all yes: V is 1.
    assert exhibit.content["words"].startswith("Cramér's V of label and tenths of the rows 1.000,")
    assert list(drifts(plain, Variable(np.tile([0, 1], 500), ("no", "yes")))) == []
    counted = Dataset((Column("n", Role.COUNT, Numbers(np.ones(1_000))),))
    assert list(drifts(counted, sorted_label)) == []
    assert (
        drifting(0.25, 0.0004)
        .content["words"]
        .startswith("Cramér's V of label and tenths of the rows 0.250, p 0.0004.")
    )


def test_copies_are_told_of_splits_whose_interval_lies_above_what_is_tolerated():
    share = estimate(0.2, 0.15, 0.25, (("split", "test"),))
    ((tone, title, words),) = told(copies_across_splits([share], Bound(0.1)))
    assert (tone, title) == ("flag", "20.0 % of 'test' was seen in training.")
    assert words.startswith(
        "Copies or near copies of training rows: 20.0 % [15.0 to 25.0], n 1,200."
    )
    assert told(copies_across_splits([share], Bound(0.15))) == []
    nothing = Undetermined("m", (("split", "test"),), "too few rows", 3)
    assert told(copies_across_splits([nothing], Bound(0.0))) == []


def test_telling_words_come_with_the_share_of_their_label():
    exhibit = marking("note", [Marker("urgent", "yes", 40, 0.9, 0.255)])
    assert exhibit.title == "Words of 'note' that say most about the label"
    assert exhibit.content["rows"] == [["urgent", "yes", 40, "90.0 %", "25.5 %"]]


def test_shares_are_written_with_one_decimal():
    assert (percent(0.95), bracket(estimate(0.95, 0.943, 0.9561))) == ("95.0 %", "[94.3 to 95.6]")
