"""Thirty rows are asked one by one: what stands between a model and its numbers changes nothing."""

from dataclasses import dataclass

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.errors import ModelFailure, UnsteadyModel
from audits.models import Answers
from audits.models.held_numbers import NotHeld
from audits.running.row_by_row_check import ask_again, rows_to_ask_again
from audits.specification.roles import Role


def two(chances):
    """Answers of two classes."""
    return Answers((chances > 0.5).astype(np.intp), np.stack([1 - chances, chances], axis=1))


@dataclass
class Company:
    """P(second) moves by `pull` with the mean of the batch, as in training mode."""

    pull: float
    classes: tuple = ("no", "yes")
    reads: tuple = ("x",)
    fingerprint: str = "0" * 64
    rows: int = 0

    def classify(self, features):
        x = features["x"]
        self.rows += len(x)
        return two(np.clip(0.5 + 0.1 * x + self.pull * (x.mean() - x), 0, 1))


@dataclass
class Numbered:
    """A regressor whose answer is its place in the batch."""

    reads: tuple = ("x",)
    fingerprint: str = "0" * 64

    def regress(self, features):
        return np.arange(len(features["x"]), dtype=float)


def table(rows, seed=0):
    values = np.random.default_rng(seed).normal(size=rows)
    return Dataset((Column("x", Role.FEATURE, Numbers(values)),))


def test_a_model_whose_answers_depend_on_their_company_is_an_error_that_names_the_row():
    with pytest.raises(UnsteadyModel, match=r"^row 1 is answered 0\.\d+, 0\.\d+ when it is asked"):
        ask_again(Company(pull=0.01), table(400))


def test_random_answers_are_told_apart_from_those_that_depend_on_their_company():
    class Random(Company):
        def classify(self, features):
            self.rows += 1
            x = features["x"]
            return two((np.arange(len(x)) < 15).astype(float) * (self.rows % 2))

    with pytest.raises(UnsteadyModel, match="answers at random") as raised:
        ask_again(Random(0.0), table(400))
    # Wilson's interval of 15 of 30 by hand: .5 and 1.96 sqrt(30 / 4 + .96) / 33.84 = .169
    assert raised.value.finding.endswith("15 of them otherwise (50 %, 95 % interval 33 % to 67 %)")
    assert "its random state" in str(raised.value)
    with pytest.raises(UnsteadyModel, match="depend on their company"):
        ask_again(Company(pull=0.01), table(400))


def test_rounding_is_let_and_its_size_is_told():
    ((what, how),) = ask_again(Company(pull=1e-6), table(400)).reading
    assert what == "asked again"
    assert how.startswith("30 rows were asked one by one")
    assert "allowed are 0.001" in how


def test_a_regressor_is_compared_too():
    with pytest.raises(UnsteadyModel, match=r"^row 15 "):  # the first place is 0 in both
        ask_again(Numbered(), table(400))


def test_what_is_asked_is_a_hundredth_of_ten_thousand_rows():
    model = Company(pull=0.0)
    ask_again(model, table(10_000))
    assert model.rows == 60  # thirty together, thirty alone
    assert model.rows <= 0.01 * 10_000


def test_a_short_table_is_asked_whole():
    model = Company(pull=0.0)
    assert "7 rows" in ask_again(model, table(7)).reading[0][1]
    assert model.rows == 14


def test_rows_are_spread_over_the_lengths_of_texts_the_longest_among_them():
    texts = ["a" * n for n in np.random.default_rng(0).permutation(500)]
    data = Dataset((Column("t", Role.FEATURE, Texts.of(texts)),))
    rows = rows_to_ask_again(Company(0.0, reads=("t",)), data)
    lengths = sorted(len(texts[row]) for row in rows)
    assert (lengths[0], lengths[-1], len(lengths)) == (0, 499, 30)
    assert max(np.diff(lengths)) <= 18


def test_a_row_without_an_answer_is_the_same_alone_and_together():
    values = np.arange(40.0)
    values[3] = np.nan

    class Silent(Company):
        def classify(self, features):
            x = features["x"]
            chances = np.where(np.isnan(x), np.nan, 0.3)
            found = two(chances)
            return Answers(np.where(np.isnan(x), -1, found.codes), found.probabilities)

    data = Dataset((Column("x", Role.FEATURE, Numbers(values)),))
    assert ask_again(Silent(0.0), data).reading[0][0] == "asked again"


def test_the_answers_that_were_compared_are_those_of_the_audit():
    """Only what is asked alone comes on top: ten thousand rows and thirty."""
    from audits.probing.batched_inference import ask

    class InFifties(Company):
        batch_rows, pads_texts = 50, False

    model, data = InFifties(pull=0.0), table(10_000)
    known = ask_again(model, data).known
    codes, chances = ask(model, data, model.classify, known=known)
    assert model.rows == 10_030
    expected = 0.5 + 0.1 * data["x"].numbers
    np.testing.assert_allclose(chances[:, 1], np.clip(expected, 0, 1))
    np.testing.assert_array_equal(codes, expected > 0.5)


class OfWhole(Company):
    """Takes whole numbers and says so."""

    def not_held(self, features):
        away = int((features["x"] != np.rint(features["x"])).sum())
        return (NotHeld("x", 0.5, away, np.dtype("int64")),) if away else ()


def test_rows_that_an_input_cannot_hold_are_told_and_of_none_that_it_can_nothing_is_asked():
    values = np.array([0.0, 1.0, 0.5, 2.0])
    data = Dataset((Column("x", Role.FEATURE, Numbers(values)),))
    (warning,) = ask_again(OfWhole(pull=0), data).warnings
    assert "1 of 4 rows" in warning
    with pytest.raises(ModelFailure, match="no row can be asked: column 'x' has fractions"):
        ask_again(OfWhole(pull=0), table(4))


class Silent(OfWhole):
    """Answers no row with a fraction."""

    def classify(self, features):
        held = features["x"] == np.rint(features["x"])
        chances = np.full((len(held), 2), np.nan)
        chances[held] = (0.25, 0.75)
        return Answers(np.where(held, 1, -1), chances)


def test_rows_that_are_asked_and_cannot_be_held_are_told_by_their_column():
    values = np.full(90, 0.5)
    data = Dataset((Column("x", Role.FEATURE, Numbers(values)),))
    asked = rows_to_ask_again(Silent(pull=0), data)
    (other, *_) = sorted({*range(90)} - {*asked.tolist()})
    values[other] = 1.0
    with pytest.raises(ModelFailure, match=r"none of 30 rows .* 'x' has fractions.* 89 of 90"):
        ask_again(Silent(pull=0), data)
