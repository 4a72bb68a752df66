"""What rows are answered, here and as another process writes it down."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.models.generator import Sampling
from audits.reproducibility.given import Elsewhere, Given, answers, rows_asked
from audits.specification.roles import Role
from tests.askable import LinearTable, people
from tests.audits.probing.test_asking_texts import Continuing, Likelihood, Parrot

WEIGHTS = {"x0": 1.0, "x1": -1.0}


def test_batches_do_not_change_what_a_steady_model_answers():
    data, model = people(), LinearTable(WEIGHTS)
    rows = np.array([5, 3, 9, 1, 7])
    whole, parts = answers(model, data, rows), answers(model, data, rows, 2)
    assert np.array_equal(whole.codes, parts.codes)
    assert np.array_equal(whole.numbers, parts.numbers)


def test_a_regressors_answers_come_back_from_another_process_without_codes(tmp_path):
    Elsewhere(np.array([1, 0]), Given(None, np.array([[0.1], [0.2]])), False).write(
        tmp_path / "a.npz"
    )
    read = Elsewhere.read(tmp_path / "a.npz")
    assert read.given.codes is None
    assert read.given.numbers.tolist() == [[0.1], [0.2]]


def test_rows_do_not_depend_on_the_order_of_the_file():
    rng = np.random.default_rng(0)
    values = rng.normal(size=500)
    data = Dataset((Column("x", Role.FEATURE, Numbers(values)),))
    turned = data.take(np.arange(500)[::-1])
    model = LinearTable({"x": 1.0})
    one = sorted(values[rows_asked(model, data, 40)])
    other = sorted(turned["x"].numbers[rows_asked(model, turned, 40)])
    assert one == other
    assert len(one) == 40


@pytest.mark.parametrize("has_probabilities", [True, False])
def test_another_process_writes_what_this_one_reads(tmp_path, has_probabilities):
    told = np.array([[1 / 3, 2 / 3], [0.1, 0.9]]) if has_probabilities else None
    Elsewhere(np.array([4, 2]), Given(np.array([1, 1]), told), True).write(tmp_path / "a.npz")
    read = Elsewhere.read(tmp_path / "a.npz")
    assert read.rows.tolist() == [4, 2]
    assert read.given.codes.tolist() == [1, 1]
    assert read.on_gpu
    assert (read.given.numbers is None) == (told is None)
    if told is not None:
        assert np.array_equal(read.given.numbers, told)


def test_what_is_no_such_file_is_refused(tmp_path):
    (tmp_path / "a.npz").write_bytes(b"nothing")
    with pytest.raises((OSError, ValueError)):
        Elsewhere.read(tmp_path / "a.npz")


def said(*texts):
    return Dataset((Column("said", Role.FEATURE, Texts.of(list(texts))),))


def test_a_translator_a_writer_and_a_scorer_answer_in_their_own_way():
    data = said("ab", "c", "def")
    rows = np.array([2, 0])
    assert answers(Parrot(), data, rows).texts == ("DEF", "AB")
    assert answers(Continuing(), data, rows, sampling=Sampling(5)).texts == ("def 5", "ab 5")
    assert answers(Likelihood(), data, rows).numbers.tolist() == [[-3], [-2]]
    model = Parrot()
    answers(model, data, rows, 1)
    assert [sentences for sentences, *_ in model.asked] == [["def"], ["ab"]]


def test_rows_without_a_text_are_not_asked_and_data_without_any_are_refused():
    assert sorted(rows_asked(Parrot(), said("ab", " ", None, "c"), 30).tolist()) == [0, 3]
    with pytest.raises(NotApplicable) as refused:
        rows_asked(Parrot(), said("", None), 30)
    assert "kind: text" in refused.value.remedy


def test_words_come_back_from_another_process_to_the_last_character(tmp_path):
    words = ("naïve\0", None, "", "😀 \n\ud83d")
    Elsewhere(np.arange(4), Given(texts=words), False).write(tmp_path / "a.npz")
    read = Elsewhere.read(tmp_path / "a.npz").given
    assert (read.texts, read.codes, read.numbers) == (words, None, None)
