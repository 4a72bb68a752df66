"""What changed answers are told as: flags by the control and the interval, pairs, one table."""

import numpy as np

from audits.confounds.intervention_report import Flips, flagged, gallery, sentences, table
from audits.confounds.interventions import Intervention
from audits.data.dataset import Categories, Column, Dataset
from audits.measurement import Estimate, Interval
from audits.probing.advice import Bound
from audits.specification.roles import Role
from audits.statistics.share_measurements import Share

TOLERATED = Bound(0.01, 0.05)
CONTROL = Share(2.0, 100.0, 100)


def rows(*values):
    return Dataset((Column("light", Role.FEATURE, Categories.of(values)),))


def flips(name, value, interval, *, declared=True, p_value=None, control=None, **given):
    estimate = Estimate(
        "flips", (), value, Interval(*interval), 0.95, 200, "wilson", (), p_value=p_value
    )
    item = Intervention(
        name, f"{name} exchanged", declared, "light", before=rows("dim", "dim", "dim"),
        after=rows("dim", "bright", "bright"),
    )  # fmt: skip
    answers = {
        "before": np.array([0, 0, 1]), "after": np.array([0, 1, 0]),
        "certainty": (
            np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8]]),
            np.array([[0.9, 0.1], [0.5, 0.5], [0.9, 0.1]]),
        ), **given,
    }  # fmt: skip
    return Flips(item, estimate, control, ("no", "yes"), **answers)


def told(*all_flips):
    exhibits = sentences(all_flips, TOLERATED)
    return [(e.content["tone"], e.title, e.content["words"]) for e in exhibits]


def test_a_declared_nuisance_is_flagged_by_the_lower_end_of_its_interval():
    over, under = flips("a", 0.2, (0.011, 0.3)), flips("b", 0.2, (0.01, 0.3))
    usual = flips("c", 0.9, (0.8, 0.95), declared=False)
    assert flagged([over, under, usual], TOLERATED) == [over]


def test_beside_a_control_the_adjusted_p_value_decides_as_well():
    # Benjamini & Hochberg over .02 and .04: .04 and .04; over .02 and .06: .04 and .06.
    pair = [flips("a", 0.2, (0.1, 0.3), p_value=0.02, control=CONTROL)]
    sure = flips("b", 0.2, (0.1, 0.3), p_value=0.04, control=CONTROL)
    unsure = flips("b", 0.2, (0.1, 0.3), p_value=0.06, control=CONTROL)
    assert len(flagged([*pair, sure], TOLERATED)) == 2
    assert flagged([*pair, unsure], TOLERATED) == pair


def test_the_sentences_say_what_was_changed_how_often_and_beside_what():
    spoken = told(
        flips("light", 0.125, (0.1, 0.15), p_value=0.001, control=CONTROL),
        flips("crop", 0.0, (0.0, 0.01)),
        flips("noise", 0.3, (0.25, 0.35), declared=False),
        flips("blur", 0.1, (0.05, 0.15), declared=False),
    )
    assert [tone for tone, _, _ in spoken] == ["flag", "clear", "note"]
    assert spoken[0][1:] == (
        "Changing light alone changes 12.5 % of the answers.",
        "Consistent with a shortcut: light. Changed: light exchanged. Answers that changed: "
        "12.5 % [10.0 to 15.0], n 200. The same exchange between rows alike in light: 2.0 %.",
    )
    assert spoken[1][1] == "Changing crop alone changes hardly any answer."
    assert spoken[2][1] == "Most answers change with noise: 30.0 %."
    assert spoken[2][2].startswith("[25.0 to 35.0], n 200, of 2 usual changes.")


def test_usual_changes_that_change_nothing_are_not_spoken_of():
    assert told(flips("noise", 0.0, (0.0, 0.02), declared=False)) == []


def test_pairs_show_the_flips_that_lost_most_and_else_what_was_changed():
    (shown,) = gallery([flips("light", 0.1, (0.05, 0.2))])
    assert shown.title == "light changed and nothing else: 2 of 3 answers changed"
    # Row 2 lost .7 of its certainty, row 1 lost .1.
    assert [pair["note"] for pair in shown.content["pairs"]] == ["yes became no", "no became yes"]
    assert shown.content["pairs"][0]["after"] == {"text": "light: bright", "caption": "answered no"}
    still = flips("light", 0.0, (0.0, 0.1), after=np.array([0, 0, 1]), certainty=None)
    (shown,) = gallery([still])
    assert [pair["note"] for pair in shown.content["pairs"]] == ["no stayed", "no stayed"]


def test_of_usual_changes_one_pair_each_says_which_change_it_was():
    few = flips("blur", 0.1, (0.05, 0.15), declared=False)
    many = flips("noise", 0.3, (0.25, 0.35), declared=False)
    (shown,) = gallery([few, many])
    assert shown.title == "The usual changes that change most answers"
    assert [pair["note"] for pair in shown.content["pairs"]] == [
        "noise exchanged: yes became no", "blur exchanged: yes became no",
    ]  # fmt: skip


def test_the_table_puts_most_flips_first():
    exhibit = table([
        flips("crop", 0.02, (0.0, 0.04)),
        flips("noise", 0.3, (0.25, 0.35), declared=False, p_value=0.0001, control=CONTROL),
    ])  # fmt: skip
    assert exhibit.content["rows"] == [
        ["noise", "usual", "30.0 %", "25.0 to 35.0", 200, "2.0 %", "< 0.001"],
        ["crop", "declared", "2.0 %", "0.0 to 4.0", 200, "", None],
    ]
