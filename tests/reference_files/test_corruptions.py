"""Mean corruption errors of twelve published networks, from their accuracies."""

import csv
import os
from pathlib import Path
from statistics import mean

import numpy as np
import pytest

from audits.robustness.corruption_errors import error_by_row

FOLDER = Path(os.environ["EVENHAND_REFERENCE_DATA"], "robustbench-corruptions")

# Of RobustBench, to .01 (SOURCE.txt beside the file).
PUBLISHED = {
    "AlexNet": 100.00, "Standard_R50": 76.38, "Salman2020Do_50_2_Linf": 80.00,
    "Hendrycks2020AugMix": 64.17, "Hendrycks2020Many": 60.04, "Geirhos2018_SIN": 76.67,
    "Geirhos2018_SIN_IN": 68.67, "Geirhos2018_SIN_IN_IN": 73.19, "Erichson2022NoisyMix": 60.46,
    "Erichson2022NoisyMix_new": 59.43, "Tian2022Deeper_DeiT-S": 47.61,
    "Tian2022Deeper_DeiT-B": 41.70,
}  # fmt: skip


def accuracies():
    with (FOLDER / "imagenet_c_unaggregated.csv").open() as file:
        names, _, *rows = csv.reader(file)
    return {
        row[0]: {
            name: [float(v) for n, v in zip(names[1:], row[1:], strict=True) if n == name]
            for name in dict.fromkeys(names[1:])
        }
        for row in rows
    }


def errors(accuracy):
    return {name: [1 - share for share in shares] for name, shares in accuracy.items()}


def test_the_published_mean_corruption_errors():
    known = accuracies()
    alexnet = {name: mean(shares) for name, shares in errors(known["AlexNet"]).items()}
    found = {}
    for network, accuracy in known.items():
        # One row that is answered wrongly by these shares: its score is the network's.
        wrong = np.array(list(errors(accuracy).values()))[:, :, None]
        (score,) = error_by_row(wrong, list(accuracy), alexnet)
        found[network] = 100 * score
    assert len(found) == 12
    assert all(len(a) == 15 for a in known.values())
    assert found == pytest.approx(PUBLISHED, abs=0.005 + 1e-9)
