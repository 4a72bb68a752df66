"""Labels of MNIST that people call wrong (Northcutt, Athalye & Mueller 2021)."""

import json

import numpy as np

from audits.data_quality.confident_joint import thresholds
from audits.data_quality.suspects import ranked, relative_confidence
from tests.audits.data_quality.mislabelled import recorded
from tests.audits.probes.data.test_label_noise import RATE, measured
from tests.reference_files.test_counts import FOLDER
from tests.subjects import Subject


def test_the_hundred_most_suspicious_digits_hold_all_fifteen_that_people_call_mislabelled():
    """Fewer than three of five people agree with the label (Northcutt, Athalye & Mueller 2021)."""
    files = FOLDER / "label-errors-mnist"
    labels = np.load(files / "mnist_test_set_original_labels.npy").astype(np.intp)
    probabilities = np.load(files / "mnist_test_set_pyx.npy").astype(np.float64)
    votes = json.loads((files / "mnist_mturk.json").read_text("utf-8"))
    mislabelled = {int(vote["id"]) for vote in votes if vote["mturk"]["given"] < 3}
    assert len(mislabelled) == 15
    confidence = relative_confidence(labels, probabilities, thresholds(labels, probabilities))
    first = ranked(confidence, np.arange(len(labels)))[:100]
    assert mislabelled <= set(first.tolist())
    numbers, exhibits = measured(Subject(recorded(labels, probabilities)))
    assert len(mislabelled) / len(labels) in numbers[RATE, ()].interval
    assert exhibits[0].content["rows"][0][0] == f"row {first[0] + 1:,}"
