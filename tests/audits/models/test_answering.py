import numpy as np
import pytest

from audits.models.answering import codes_of, contradict

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


def test_classes_may_be_called_like_missing_words() -> None:
    answered = np.array(["NA", "None", " x", "NA"], dtype=object)
    assert codes_of(answered, ["NA", "None", "x"], 4).tolist() == [0, 1, 2, 0]
