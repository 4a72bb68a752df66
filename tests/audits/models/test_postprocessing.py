import numpy as np
import pytest

from audits.errors import Refused
from audits.models.postprocessing import as_probabilities, codes_of, contradict, form_of

SECOND = np.array([0.1, 0.2, 0.4, 0.6, 0.9])


def of(second: np.ndarray) -> np.ndarray:
    return np.stack([1 - second, second], axis=1)


@pytest.mark.parametrize("threshold", [0.15, 0.3, 0.5, 0.8])
def test_labels_by_any_threshold_go_with_their_scores(threshold: float) -> None:
    codes = (threshold <= SECOND).astype(np.intp)
    assert contradict(of(SECOND), codes) is False
    assert contradict(of(SECOND)[:, ::-1], codes) is True


def test_one_answer_shows_nothing() -> None:
    assert contradict(of(SECOND), np.zeros(5, dtype=np.intp)) is None


def test_three_classes_in_a_wrong_order_are_seen() -> None:
    scores = np.eye(3) * 0.8 + 0.1
    codes = np.arange(3, dtype=np.intp)
    assert contradict(scores, codes) is False
    assert contradict(scores[:, [1, 2, 0]], codes) is True


@pytest.mark.parametrize("classes", [2, 10, 200])
def test_probabilities_of_eight_bits_are_probabilities(classes: int) -> None:
    """Cut to 1/256 their sums are off; a softmax over them would flatten every answer."""
    rng = np.random.default_rng(0)
    exact = rng.dirichlet(np.full(classes, 0.5), 300)
    held = np.floor(exact * 256) / 256 if classes == 2 else np.round(exact * 256) / 256
    assert abs(held.sum(axis=1) - 1).max() > 0.003
    assert form_of(held, "p") == "probabilities"
    found = as_probabilities(held, "probabilities")
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert abs(found - exact).max() < 0.01 * max(1, classes / 20)


def test_numbers_that_could_be_probabilities_or_logits_are_asked_about() -> None:
    unclear = np.random.default_rng(0).random((50, 3))
    with pytest.raises(Refused, match=r"lie between 0 and 1 and do not sum to 1"):
        form_of(unclear, "scores")
    assert form_of(unclear * 9 - 4, "scores") == "logits"


def test_a_row_of_no_probability_at_all_is_even() -> None:
    found = as_probabilities(np.array([[0.0, 0.0], [0.25, 0.75]]), "probabilities")
    assert found.tolist() == [[0.5, 0.5], [0.25, 0.75]]


def test_classes_may_be_called_like_missing_words() -> None:
    answered = np.array(["NA", "None", " x", "NA"], dtype=object)
    assert codes_of(answered, ["NA", "None", "x"], 4).tolist() == [0, 1, 2, 0]
