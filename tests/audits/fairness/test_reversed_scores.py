import numpy as np
import pytest

from audits.data.dataset import Dataset
from audits.probes.fairness.ranking import ranking
from audits.specification.roles import Role
from tests.audits.probes.published import category, number
from tests.subjects import Subject


def told(signs, rows=300, seed=0):
    """What is told of groups whose scores go with the labels, against them, or with none."""
    rng = np.random.default_rng(seed)
    truth = rng.random(rows * len(signs)) < 0.5
    of_group = np.repeat(np.arange(len(signs)), rows)
    scores = np.array(signs)[of_group] * (truth - 0.5) + rng.normal(0, 0.5, len(truth))
    columns = (
        category("site", Role.PROTECTED, [f"s{code}" for code in of_group]),
        category("y", Role.LABEL, [str(int(one)) for one in truth], positive="1"),
        number("risk", Role.SCORE, scores),
    )
    subject = Subject(Dataset(columns))
    list(ranking(subject))
    return [note for note in subject.warnings if "runs backwards" in note]


def test_a_group_whose_scores_run_backwards_is_told_beside_others():
    (note,) = told((1.0, -1.0, 1.0))
    assert note.startswith("the score runs backwards in a part of the rows: of site s1 (ROC AUC 0.")


def test_scores_that_run_backwards_everywhere_are_told_of_everyone():
    (note,) = told((-1.0, -1.0))
    assert note.startswith("the score runs backwards: ")


@pytest.mark.parametrize("signs", [(1.0, 1.0), (1.0, 0.0), (0.0, 0.0)])
def test_scores_that_say_less_of_a_group_run_nowhere(signs):
    assert told(signs) == []


@pytest.mark.parametrize("groups", [1, 20])
def test_scores_that_say_nothing_or_little_are_not_turned_round(groups):
    """Of 60 tables of scores by chance, and of bad ones (ROC AUC .45), none is told so."""
    for seed in range(60):
        assert told((0.0,) * groups, rows=90, seed=seed) == []
    assert told((-0.09,) * 2, rows=1500) == []
