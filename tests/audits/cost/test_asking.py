"""What a model is asked while it is timed."""

import numpy as np
import pytest
from scipy import stats

from audits.cost.asking import MOST_PICTURES, MOST_ROWS, Asking
from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from audits.models import Operations
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests import askable, taggers
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
    singles = asking.drawn(1, 400)
    assert sorted(float(each["x"][0]) for each in singles.each) == [0, 1, 2, 3, 4]
    assert (singles.apart, singles.alike) == (5, True)
    eights = asking.drawn(8, 400)
    assert len(eights.each[-1]["x"]) == 8
    assert set(eights.each[-1]["x"]) <= {0, 1, 2, 3, 4}
    assert eights.apart == 0
    assert asking.ask({"x": np.array([3.0])}) == [6.0]


def test_batches_that_have_no_row_in_common_come_first():
    drawn = Asking.of(Subject(numbers(100), Doubling())).drawn(8, 400)
    assert drawn.apart == 12
    assert len(np.unique([each["x"] for each in drawn.each[:12]])) == 96


def test_no_more_is_held_than_is_needed():
    asking = Asking.of(Subject(numbers(20_000), Doubling()))
    assert len(asking.drawn(1, 400).each) == 400
    assert len(asking.drawn(1, 20_000).each) == MOST_ROWS
    assert len(asking.drawn(2048, 400).each) == MOST_ROWS // 2048


def test_rows_are_of_the_whole_data_and_drawn_by_the_seed():
    """Of 20,000 rows along a line, 400 at random lie as a uniform sample does (Kolmogorov)."""
    data = numbers(20_000)
    samples = [
        [float(each["x"][0]) for each in Asking.of(Subject(data, Doubling(), seed=seed))
         .drawn(1, 400).each] for seed in (1, 1, 2)
    ]  # fmt: skip
    assert samples[0] == samples[1] != samples[2]
    for sample in samples:
        assert len(set(sample)) == 400
        assert stats.kstest(np.array(sample) / 20_000, "uniform").pvalue > 1e-3


def test_fewer_decoded_pictures_are_in_memory_than_rows():
    asking = Asking.of(Subject(askable.album(askable.spots(12)), askable.BrightCorner()))
    assert len(asking.drawn(1, 400).each) == 12
    assert asking.drawn(1, 400).alike
    assert len(asking.drawn(64, 400).each) == MOST_PICTURES // 64
    assert len(asking.drawn(1000, 400).each) == 1


def test_pictures_of_several_sizes_are_not_alike():
    spots = askable.spots(12)
    cut = [picture[:-1] if index % 2 else picture for index, picture in enumerate(spots)]
    assert not Asking.of(Subject(askable.album(cut), askable.BrightCorner())).drawn(1, 12).alike


def test_the_order_of_rows_in_the_file_does_not_choose():
    data = numbers(300)
    shuffled = data.take(np.random.default_rng(1).permutation(300))
    first, second = (
        Asking.of(Subject(each, Doubling())).drawn(1, 50).each for each in (data, shuffled)
    )
    assert [float(each["x"][0]) for each in first] == [float(each["x"][0]) for each in second]


def test_a_classifier_is_asked_for_classes():
    model = askable.LinearTable({"x": 1.0})
    assert Asking.of(Subject(numbers(3), model)).ask == model.classify


def test_what_answers_neither_with_classes_nor_with_numbers_is_not_timed():
    with pytest.raises(NotApplicable, match="classes, numbers or detections"):
        Asking.of(Subject(numbers(3), object()))


def sentences(count):
    column = Column("said", Role.FEATURE, Texts.of([f"sana {number}" for number in range(count)]))
    return Dataset((column,))


def test_a_model_of_texts_is_asked_lists_of_them():
    asking = Asking.of(Subject(sentences(5), Parrot()), most_tokens=8)
    singles = asking.drawn(1, 400)
    assert sorted(text for (text,) in singles.each) == [f"sana {n}" for n in range(5)]
    assert (singles.apart, singles.alike) == (5, False)
    assert [len(batch) for batch in asking.drawn(4096, 1).each] == [4096]
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


def test_of_texts_the_one_of_middle_length_is_counted():
    class Counting(Parrot):
        engine = "parrot"

        def operations_while(self, ask):
            (answer,) = ask()
            return Operations({"letters": len(answer)}, 1, 1, {})

    column = Column("said", Role.FEATURE, Texts.of(["a" * 9, "a", "b" * 40, "zz", "y" * 5]))
    asking = Asking.of(Subject(Dataset((column,)), Counting()), most_tokens=8)
    assert asking.operations().multiply_accumulates == {"letters": 5}


def test_of_rows_with_words_the_one_of_middle_length_is_counted():
    class Reading(Doubling):
        reads, engine = ("said",), "abacus"

        def operations(self, features):
            return Operations({"letters": len(features["said"][0])}, 1, 1, {})

    column = Column("said", Role.FEATURE, Texts.of(["a" * 9, "a", "b" * 40, None, "y" * 5]))
    subject = Subject(Dataset((column,)), Reading())
    assert not Asking.of(subject).drawn(1, 5).alike
    assert Asking.of(subject).operations().multiply_accumulates == {"letters": 5}


def test_a_tagger_is_timed_by_the_spans_that_it_finds():
    data = taggers.table(12)
    asking = Asking.of(Subject(data, taggers.CapitalLetters()))
    (batch,) = asking.drawn(4, 1).each
    assert [len(spans) > 0 for spans in asking.ask(batch)] == [True] * 4
    assert asking.unit == "row"
