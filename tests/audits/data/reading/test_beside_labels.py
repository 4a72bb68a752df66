"""Answers that slipped by a row, are copies, or say that there was none."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from audits.specification.document import ColumnSpec
from tests.reading import read_planned

CLASSES = {"y": ColumnSpec(role="label"), "p": ColumnSpec(role="prediction")}
NUMBERS = {"y": ColumnSpec(role="label", kind="number"), "p": ColumnSpec(role="prediction")}
SCORES = {"y": ColumnSpec(role="label"), "p": ColumnSpec(role="score")}


def notes(tmp_path, y, p, roles):
    path = tmp_path / "t.csv"
    pd.DataFrame({"y": y, "p": p}).to_csv(path, index=False)
    return [note for note in read_planned(path, roles).notes if "'p'" in note]


def classes(levels, rows=300):
    """Labels, and answers of which four in five are right."""
    rng = np.random.default_rng(13)
    y = rng.choice(levels, rows)
    return y, np.where(rng.random(rows) < 0.8, y, rng.choice(levels, rows))


@pytest.mark.parametrize("levels", [["no", "yes"], ["a", "b", "c", "d"]])
@pytest.mark.parametrize(("slip", "where"), [(1, "above"), (-1, "below")])
def test_answers_that_slipped_by_a_row_are_told_with_the_agreement(tmp_path, levels, slip, where):
    y, p = classes(levels)
    assert notes(tmp_path, y, p, CLASSES) == []
    slipped = np.roll(p, slip)
    (note,) = notes(tmp_path, y, slipped, CLASSES)
    pair = (y[:-1], slipped[1:]) if slip > 0 else (y[1:], slipped[:-1])
    assert f"of the row {where} ({cohen_kappa_score(*pair):.2f};" in note
    assert f"its own row's {cohen_kappa_score(y, slipped):.2f}," in note


def test_answers_that_are_the_labels_again_are_told(tmp_path):
    y, _ = classes(["no", "yes"])
    (note,) = notes(tmp_path, y, y, CLASSES)
    assert "column 'p' equals 'y' in all 300 rows compared" in note
    (note,) = notes(tmp_path, np.where(np.arange(300) < 40, "", y), y, CLASSES)
    assert "all 260 rows" in note
    amounts = np.random.default_rng(13).normal(size=300)
    (note,) = notes(tmp_path, amounts, amounts, NUMBERS)
    assert "all 300 rows" in note


def test_a_model_that_is_nearly_always_right_and_a_small_table_are_not_told(tmp_path):
    """Of 99 rows, with one mistake, or where next to all rows have one label."""
    y, _ = classes(["no", "yes"])
    assert notes(tmp_path, y[:99], y[:99], CLASSES) == []
    once = y.copy()
    once[7] = "yes" if y[7] == "no" else "no"
    assert notes(tmp_path, y, once, CLASSES) == []
    rare = np.where(np.arange(300) < 4, "yes", "no")
    assert notes(tmp_path, rare, rare, CLASSES) == []


def test_numbers_and_scores_that_slipped_are_told(tmp_path):
    rng = np.random.default_rng(13)
    y = rng.normal(size=600)
    p = y + rng.normal(size=600)
    assert notes(tmp_path, y, p, NUMBERS) == []
    (note,) = notes(tmp_path, y, np.roll(p, 1), NUMBERS)
    assert f"({np.corrcoef(y[:-1], np.roll(p, 1)[1:])[0, 1]:.2f};" in note
    answers = np.where(y > 0, "yes", "no")
    for score in (p, -p):  # whichever class the score is of
        assert notes(tmp_path, answers, score, SCORES) == []
        (note,) = notes(tmp_path, answers, np.roll(score, -1), SCORES)
        assert "of the row below" in note


def test_sorted_rows_and_answers_at_random_are_not_told(tmp_path):
    """In sorted rows every shift agrees; of 200 tables of chance none is told."""
    rng = np.random.default_rng(13)
    y, p = classes(["no", "yes"])
    order = np.argsort(y, kind="stable")
    assert notes(tmp_path, y[order], p[order], CLASSES) == []
    for _ in range(200):
        one, other = rng.choice(["no", "yes"], (2, 80))
        assert notes(tmp_path, one, other, CLASSES) == []


def test_a_slip_among_missing_answers_is_told(tmp_path):
    rng = np.random.default_rng(13)
    y, p = classes(["no", "yes"])
    slipped = pd.Series(np.roll(p, 1)).where(rng.random(300) < 0.9)
    assert any("of the row above" in note for note in notes(tmp_path, y, slipped, CLASSES))


def test_a_value_that_many_answers_share_and_no_label_has_is_told(tmp_path):
    rng = np.random.default_rng(13)
    y = rng.uniform(500, 900, 200).round(2)
    p = (y + rng.normal(0, 20, 200)).round(2)
    p[::10] = 0
    (note,) = notes(tmp_path, y, p, NUMBERS)
    assert note.startswith("0 stands in 20 rows of column 'p'")
    y[3] = 0  # a label that is so too
    assert notes(tmp_path, y, p, NUMBERS) == []


def test_answers_of_few_values_are_not_taken_for_failures(tmp_path):
    """A tree's leaves: each stands often."""
    rng = np.random.default_rng(13)
    y = rng.uniform(500, 900, 200).round(2)
    assert notes(tmp_path, y, rng.choice([300.0, 600, 700, 800], 200), NUMBERS) == []


def test_scores_of_two_scales_are_told(tmp_path):
    rng = np.random.default_rng(13)
    y, _ = classes(["no", "yes"])
    score = rng.random(300).round(3)
    assert notes(tmp_path, y, score, SCORES) == []
    mixed = np.where(np.arange(300) % 10 == 0, 100 * score, score)
    (note,) = notes(tmp_path, y, mixed, SCORES)
    assert note.startswith(f"{int((mixed > 1).sum())} of 300 scores of column 'p' are above 1")
    # Risks whose tail goes on from 1, and percentages, are of one scale.
    assert notes(tmp_path, y, rng.lognormal(-1, 1.2, 300).clip(0, 99), SCORES) == []
    assert notes(tmp_path, y, 100 * score, SCORES) == []


def test_a_slip_that_begins_in_the_middle_of_a_large_table_is_told(tmp_path):
    """At row 30,000 of 60,000 an answer was lost."""
    y, p = classes(["no", "yes"], 60_000)
    (note,) = notes(tmp_path, y[:-1], np.delete(p, 30_000), CLASSES)
    assert "of the row below" in note


def test_answers_that_a_score_was_cut_into_are_no_copy(tmp_path):
    """A model that is right in all rows shows it by its scores; a score that errs does not."""
    rng = np.random.default_rng(13)
    y, _ = classes(["no", "yes"])
    right = np.where(y == "yes", 0.6, 0.1) + 0.3 * rng.random(300)
    for score, told in ((right, 0), (rng.random(300), 1)):
        path = tmp_path / "t.csv"
        pd.DataFrame({"y": y, "p": y, "s": score}).to_csv(path, index=False)
        found = read_planned(path, {**CLASSES, "s": ColumnSpec(role="score")}).notes
        assert sum("equals 'y' in all" in note for note in found) == told


@pytest.mark.parametrize("rho", [0.3, 0.9])
def test_a_forecast_from_the_row_before_did_not_slip(tmp_path, rho):
    rng = np.random.default_rng(13)
    y = rng.normal(size=2001)
    for row in range(1, len(y)):
        y[row] = rho * y[row - 1] + np.sqrt(1 - rho**2) * y[row]
    assert notes(tmp_path, y[1:], rho * y[:-1], NUMBERS) == []
    up = np.where(y > 0, "yes", "no")
    assert notes(tmp_path, up[1:], up[:-1], CLASSES) == []


@pytest.mark.parametrize("times", [0.1, 0.5])
def test_answers_drawn_toward_the_mean_are_of_no_other_unit(tmp_path, times):
    rng = np.random.default_rng(13)
    y = rng.normal(size=300)
    assert notes(tmp_path, y, times * y + rng.normal(0, 0.01, 300), NUMBERS) == []
    assert notes(tmp_path, y + 5, times * y + 5, NUMBERS) == []


@pytest.mark.parametrize("bound", [0.0, 2.0])
def test_answers_that_are_cut_off_go_on_up_to_the_bound(tmp_path, bound):
    rng = np.random.default_rng(13)
    x = rng.normal(size=600)
    y = bound + 0.2 + np.exp(x)
    p = np.maximum(bound, bound + 1.5 + 1.5 * x)
    assert (p == bound).sum() > 60
    assert notes(tmp_path, y.round(4), p.round(4), NUMBERS) == []
