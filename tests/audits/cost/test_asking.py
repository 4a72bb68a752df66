"""What a model is asked while it is timed."""

import numpy as np
import pytest

from audits.cost.asking import MOST_INPUTS, MOST_PICTURES, MOST_ROWS, Asking
from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests import askable
from tests.audits.probing.test_asking_texts import Parrot


class Doubling:
    """A regressor."""

    reads = ("x",)
    fingerprint = "0" * 64

    def regress(self, features):
        return 2 * features["x"]


def numbers(rows):
    return Dataset((Column("x", Role.FEATURE, Numbers(np.arange(float(rows)))),))


def test_batches_are_rows_of_the_audit_and_few_rows_stand_twice():
    asking = Asking.of(Subject(numbers(5), Doubling()))
    assert sorted(float(each["x"][0]) for each in asking.inputs(1)) == [0, 1, 2, 3, 4]
    (*_, last) = asking.inputs(8)
    assert len(last["x"]) == 8
    assert set(last["x"]) <= {0, 1, 2, 3, 4}
    assert asking.ask({"x": np.array([3.0])}) == [6.0]


def test_no_more_is_held_than_is_needed():
    asking = Asking.of(Subject(numbers(20_000), Doubling()))
    assert len(asking.inputs(1)) == MOST_INPUTS
    assert len(asking.inputs(2048)) == MOST_ROWS // 2048


def test_fewer_decoded_pictures_are_in_memory_than_rows():
    asking = Asking.of(Subject(askable.album(askable.spots(12)), askable.BrightCorner()))
    assert len(asking.inputs(1)) == 12
    assert len(asking.inputs(64)) == MOST_PICTURES // 64
    assert len(asking.inputs(1000)) == 1


def test_the_order_of_rows_in_the_file_does_not_choose():
    data = numbers(300)
    shuffled = data.take(np.random.default_rng(1).permutation(300))
    first, second = (Asking.of(Subject(each, Doubling())).inputs(1) for each in (data, shuffled))
    assert [float(each["x"][0]) for each in first] == [float(each["x"][0]) for each in second]


def test_a_classifier_is_asked_for_classes():
    model = askable.LinearTable({"x": 1.0})
    assert Asking.of(Subject(numbers(3), model)).ask == model.classify


def test_what_answers_neither_with_classes_nor_with_numbers_is_not_timed():
    with pytest.raises(NotApplicable, match="classes or numbers"):
        Asking.of(Subject(numbers(3), object()))


def sentences(count):
    column = Column("said", Role.FEATURE, Texts.of([f"sana {number}" for number in range(count)]))
    return Dataset((column,))


def test_a_model_of_texts_is_asked_lists_of_them():
    asking = Asking.of(Subject(sentences(5), Parrot()), most_tokens=8)
    assert sorted(text for (text,) in asking.inputs(1)) == [f"sana {n}" for n in range(5)]
    (batch,) = asking.inputs(4096)
    assert len(batch) == 4096
    assert asking.unit == "sentence"
    assert asking.ask(["hän"]) == ["HÄN"]


def test_texts_are_asked_only_by_what_says_how_long_an_answer_may_be():
    with pytest.raises(NotApplicable, match="texts"):
        Asking.of(Subject(sentences(5), Parrot()))


def test_what_cannot_be_counted_says_why():
    class Uncounted(Parrot):
        engine = "parrot"

        def operations_while(self, ask):
            raise NotApplicable("parrots hide their graphs", "ask another")

    unknown = Asking.of(Subject(sentences(5), Parrot()), most_tokens=8).operations()
    assert unknown == WhyNot("the model does not show the graph that answers")
    refused = Asking.of(Subject(sentences(5), Uncounted()), most_tokens=8).operations()
    assert refused == WhyNot("parrots hide their graphs")
