"""No number of recorded answers is silent about the rows that have none; over every probe."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from audits.data.dataset import Categories, Dataset, Numbers, Texts
from audits.measurement import Estimate
from audits.specification.roles import Role
from tests.contracts.situations import pairs, situations

ANSWERS = (Role.PREDICTION, Role.SCORE, Role.ANSWER_SET, Role.DETECTIONS)
# What reads labels, features or the document, and no answer.
OF_NO_ANSWER = {
    "confounds.dataset", "data.drift", "data.duplicates", "data.label_noise", "data.leakage",
    "data.poisoning_sensitivity", "data.backdoor", "privacy.columns", "reproducibility.checklist",
    "tradeoffs.simplicity",
}  # fmt: skip
# In these a missing answer is an outcome of its own, and is counted as that.
OUTCOMES = {
    "unanswered_rate", "injection_unanswered_rate", "decision_unread_rate", "unresolved_share",
    "reading_share",
    # Of answers that a person has read, who read none where there was none.
    "decision_misread_rate", "refusal_rule_disagreement",
    # A missing answer is the same as no other, so that it lowers what a policy asks at least.
    "wording_agreement",
    # What is planted, and answers by themselves: of the document without a plant.
    "injection_control_rate",
    # Of the scorer and its shipped sentences.
    "scorer_difference",
}  # fmt: skip
# Where an empty translation is one that names nobody: it stays in every denominator.
TRANSLATIONS = {"translation.gendered_pronouns", "translation.gender_accuracy"}
# Numbers of a training on labels and features beside the recorded answers.
SURROGATES = {
    "few_shot_accuracy", "accuracy_with_twice_the_data", "accuracy_gain_of_twice_the_data",
}  # fmt: skip


def without(column, rows):
    """The column with the cells of these rows missing."""
    match column.values:
        case Categories(codes, levels):
            return replace(column, values=Categories(np.where(rows, -1, codes), levels))
        case Numbers(numbers):
            blank = np.where(rows, np.nan, numbers.astype(float))
            return replace(column, values=replace(column.values, values=blank))
        case Texts(texts):
            blank = texts.copy()
            blank[rows] = None
            return replace(column, values=Texts(blank))


def recorded():
    """Probes with situations whose answers are recorded."""
    return [
        (probe, where)
        for probe, where in pairs()
        if situations()[where].model is None
        and any(column.role in ANSWERS for column in situations()[where].data)
        and probe not in OF_NO_ANSWER | TRANSLATIONS
    ]


@cache
def silent(probe, where):
    """Metrics of everyone that say nothing of rows without an answer, which a tenth are."""
    situation = situations()[where]
    rows = np.random.default_rng(0).random(len(situation.data)) < 0.1
    columns = tuple(
        without(column, rows) if column.role in ANSWERS else column for column in situation.data
    )
    result = situation.run(probe, Dataset(columns, situation.data.notes))
    assert result.status in ("ran", "not_run"), result.reason
    estimates = [one for one in result.measurements if isinstance(one, Estimate) and not one.group]
    return {
        one.metric for one in estimates if one.unanswered is None and one.undecidable is None
    }  # fmt: skip


@pytest.mark.parametrize(("probe", "where"), recorded())
def test_numbers_of_everyone_say_how_many_rows_have_no_answer(probe, where):
    assert silent(probe, where) <= OUTCOMES | SURROGATES
