"""Canaries that were put in or left out bound what training spent."""

import numpy as np
import pytest
from scipy.stats import norm

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Undetermined
from audits.probes.privacy.canaries import canaries
from audits.specification.roles import Role
from audits.statistics.intervals import limits
from audits.statistics.one_run_epsilon import METHOD, evidence_of, frontier
from tests.subjects import Subject


def scored(inside, outside):
    parts = ["train"] * len(inside) + ["left out"] * len(outside)
    return Subject(
        Dataset(
            (
                Column("score", Role.SCORE, Numbers(np.concatenate([inside, outside]))),
                Column("part", Role.SPLIT, Categories.of(parts)),
            )
        )
    )


def quantiles(rows=2000):
    return norm.ppf((np.arange(rows) + 0.5) / rows)


def test_what_is_found_is_the_limit_itself_and_nothing_bounds_it_above():
    """The published cases are those of `one_run_epsilon`."""
    subject = scored(quantiles() + 2, quantiles())
    found, facts = canaries(subject, delta=1e-6, confidence=0.9)
    corners = frontier(quantiles() + 2, quantiles())
    expected = limits(METHOD, evidence_of(4000, 1e-6, corners), 0.9)
    assert (found.value, found.interval) == (expected.lower, expected)
    assert found.value > 1
    assert found.sample_size == (2000, 2000)
    assert isinstance(facts, Exhibit)


def test_scores_that_know_nothing_show_nothing():
    found, _ = canaries(scored(quantiles(), quantiles()))
    assert found.value == 0


def test_losses_are_no_scores():
    """Of 2,000 of either sort 1 apart nobody can tell nothing: the area is Phi(1/sqrt 2) = .76."""
    with pytest.raises(NotApplicable, match="'score' run backwards") as refused:
        list(canaries(scored(quantiles() - 1, quantiles())))
    assert "minus the loss" in refused.value.remedy
    found, _ = canaries(scored(-(quantiles() - 1), -quantiles()))
    assert found.value > 0


def test_a_claim_names_its_accountant():
    subject = scored(quantiles(), quantiles())
    with pytest.raises(NotApplicable, match="accountant is not named"):
        list(canaries(subject, claimed_epsilon=1.0))
    *_, facts = canaries(subject, claimed_epsilon=1.0, accountant="pld")
    answers = [fact["answer"] for fact in facts.content["facts"]]
    assert "epsilon 1 by the accountant pld" in answers


TRAINING = {"noise_multiplier": 1.3, "sampling_rate": 256 / 60_000, "training_steps": 3515}


@pytest.mark.parametrize(("accountant", "epsilon"), [("pld", "0.864"), ("rdp", "0.954")])
def test_a_described_training_is_reckoned_by_the_accountant_that_is_named(accountant, epsilon):
    """The published tutorial of 15 epochs; a claim below it is told."""
    subject = scored(quantiles(200), quantiles(200))
    *_, facts = canaries(subject, accountant=accountant, claimed_epsilon=0.5, **TRAINING)
    answers = {fact["question"]: fact["answer"] for fact in facts.content["facts"]}
    assert answers["Reckoned here"].startswith(f"epsilon {epsilon} by the accountant {accountant}")
    assert any("0.5 is claimed" in text for text in subject.warnings)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"training_steps": 10, "accountant": "pld"}, "in part"),
        ({**TRAINING, "accountant": "moments"}, "no accountant that is known here"),
        ({**TRAINING, "accountant": "rdp", "delta": 0.0}, "no accountant that is known here"),
    ],
)
def test_what_cannot_be_reckoned_is_named(given, reason):
    with pytest.raises(NotApplicable, match=reason):
        list(canaries(scored(quantiles(200), quantiles(200)), **given))


def test_few_canaries_are_undetermined_and_an_unfair_coin_is_told():
    subject = scored(quantiles(40) + 3, quantiles(10))
    found, _ = canaries(subject)
    assert isinstance(found, Undetermined)
    assert any("no fair coin" in line for line in subject.warnings)


def test_canaries_of_one_sort_are_not_run():
    with pytest.raises(NotApplicable, match="no canaries of one sort"):
        list(canaries(scored(quantiles(10), np.zeros(0))))
