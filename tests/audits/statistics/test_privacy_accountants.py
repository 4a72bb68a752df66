"""Published epsilons of three trainings, by Google's dp-accounting, and closed forms."""

from math import exp, sqrt

import pytest
from scipy.optimize import brentq
from scipy.stats import norm

from audits.statistics.privacy_accountants import (
    Training,
    loss_distribution_epsilon,
    renyi_epsilon,
)

# tensorflow/privacy's tutorials on MNIST: noise, epochs, and what the two accountants give.
PUBLISHED = [(1.3, 15, 0.954, 0.864), (1.1, 60, 2.597, 2.382), (0.7, 45, 6.319, 5.639)]


@pytest.mark.parametrize(("noise", "epochs", "renyi", "losses"), PUBLISHED)
def test_three_trainings_of_sixty_thousand_rows(noise, epochs, renyi, losses):
    training = Training(noise, 256 / 60_000, epochs * 60_000 // 256)
    assert renyi_epsilon(training, 1e-5) == pytest.approx(renyi, abs=0.005)
    assert loss_distribution_epsilon(training, 1e-5) == pytest.approx(losses, abs=0.005)


@pytest.mark.parametrize(("noise", "steps"), [(2.0, 1), (4.0, 9), (1.0, 1)])
def test_of_whole_batches_it_is_the_gaussian_mechanism(noise, steps):
    """Balle & Wang 2018, theorem 8: n steps are one with the noise over sqrt(n)."""
    scale = noise / sqrt(steps)

    def delta(epsilon):
        return norm.cdf(0.5 / scale - epsilon * scale) - exp(epsilon) * norm.cdf(
            -0.5 / scale - epsilon * scale
        )

    exact = brentq(lambda epsilon: delta(epsilon) - 1e-5, 0, 50)
    training = Training(noise, 1.0, steps)
    assert loss_distribution_epsilon(training, 1e-5) == pytest.approx(exact, abs=0.002)
    # Renyi's is an upper bound of it, and no wild one.
    assert exact < renyi_epsilon(training, 1e-5) < 1.25 * exact


def test_more_noise_and_fewer_steps_spend_less():
    spent = [
        loss_distribution_epsilon(Training(*given), 1e-5)
        for given in ((0.8, 0.01, 500), (1.2, 0.01, 500), (1.2, 0.01, 100), (100.0, 0.01, 1))
    ]
    assert spent == sorted(spent, reverse=True)
    assert spent[-1] == pytest.approx(0, abs=0.01)
