"""What each modality carries is found where it was planted, and where one stands in for another."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Undetermined
from audits.models import Answers
from audits.probes.explanations.modality_reliance import modality_reliance
from audits.specification.roles import Role
from benchmarks.drawn_modalities import ReadingBoth, noted
from tests import askable
from tests.subjects import Subject

RELIANCE, OVERLAP = "modality_reliance", "modality_overlap"
DIFFERENCE = "modality_reliance_difference"


def measured(data, model, **parameters):
    subject = Subject(data, model)
    found = list(modality_reliance(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    (facts,) = (m for m in found if isinstance(m, Exhibit))
    return numbers, {one["question"]: one["answer"] for one in facts.content["facts"]}


def of(name, *group):
    return (*group, ("modality", name))


class EitherWillDo(ReadingBoth):
    """Reads the number, and the text where the number is 0."""

    def classify(self, features):
        amount = np.asarray(features["amount"], dtype=np.float64)
        good = np.array([1.0 if note == "good" else -1.0 for note in features["note"]])
        sums = np.where(amount == 0, good, amount)
        return Answers((sums > 0).astype(np.intp), None)


def test_a_model_that_reads_the_text_alone_loses_nothing_with_the_table():
    """Right in .9; with another row's text as often as two labels agree: .5."""
    numbers, facts = measured(noted(1000, 1, told=(0.9, 0.9)), ReadingBoth(1.0, 0.0))
    assert 0.4 in numbers[RELIANCE, of("texts")].interval
    assert numbers[RELIANCE, of("texts")].interval.lower > 0.3
    assert numbers[RELIANCE, of("table")].value == 0
    assert 0.4 in numbers[RELIANCE, of("all together")].interval
    assert facts["Modality texts"] == "note"
    assert "not decided" in facts["Together"]


def test_what_a_group_loses_is_its_own():
    numbers, _ = measured(noted(1000, 2, told=(0.95, 0.6)), ReadingBoth(1.0, 0.0))
    one, other = ((("group", name),) for name in ("g00", "g01"))
    assert 0.45 in numbers[RELIANCE, of("texts", *one)].interval
    assert 0.1 in numbers[RELIANCE, of("texts", *other)].interval
    (gap,) = (m for (name, group), m in numbers.items()
              if name == DIFFERENCE and ("modality", "texts") in group)  # fmt: skip
    sign = 1 if ("group", "g00") in gap.group else -1
    assert 0.35 * sign in gap.interval
    assert gap.interval.lower > 0 or gap.interval.upper < 0


def test_two_that_say_the_same_are_told_as_redundant():
    """Text and number say the label in the same rows; a number of 0 in half of them says nothing,
    and then the text stands in: exchanging the text alone costs only those."""
    rng = np.random.default_rng(3)
    label = rng.integers(0, 2, 1000)
    data = Dataset(
        (
            Column("note", Role.FEATURE, Texts.of([("bad", "good")[one] for one in label])),
            Column("amount", Role.FEATURE, Numbers(2.0 * label - 1)),
            Column("label", Role.LABEL, Categories(label.astype(np.int8), ("no", "yes")),
                   positive="yes"),
        )
    )  # fmt: skip
    # Weighed alike, one against the other is a tie, which is answered "no": half of it is right.
    numbers, facts = measured(data, ReadingBoth(1.0, 1.0))
    alone = [numbers[RELIANCE, of(name)] for name in ("texts", "table")]
    together = numbers[RELIANCE, of("all together")]
    assert all(0.25 in one.interval for one in alone)
    assert 0.5 in together.interval
    # The text is never looked at while there is a number, and the number is enough by itself.
    numbers, facts = measured(data, EitherWillDo(1, 1))
    assert numbers[RELIANCE, of("texts")].value == 0
    assert 0.5 in numbers[RELIANCE, of("table")].interval
    assert "not decided" in facts["Together"]


class Voting(ReadingBoth):
    """Right if either says the label: "yes" where text or number is sure of it."""

    def classify(self, features):
        good = np.array([note == "good" for note in features["note"]])
        sure = np.asarray(features["amount"], dtype=np.float64) > 0
        return Answers((good | sure).astype(np.intp), None)


def test_overlap_is_what_is_lost_together_beyond_the_parts():
    """Of positive rows each says yes by itself: with one exchanged nothing of them is lost, with
    both half is; of the others either exchanged says yes in half."""
    rng = np.random.default_rng(4)
    label = rng.integers(0, 2, 1000)
    data = Dataset(
        (
            Column("note", Role.FEATURE, Texts.of([("bad", "good")[one] for one in label])),
            Column("amount", Role.FEATURE, Numbers(2.0 * label - 1)),
            Column("label", Role.LABEL, Categories(label.astype(np.int8), ("no", "yes")),
                   positive="yes"),
            Column("y", Role.PROTECTED, Categories.of([("neg", "pos")[one] for one in label])),
        )
    )  # fmt: skip
    numbers, _ = measured(data, Voting(1, 1))
    positive, negative = (("y", "pos"),), (("y", "neg"),)
    assert numbers[RELIANCE, of("texts", *positive)].value == 0
    assert 0.5 in numbers[RELIANCE, of("all together", *positive)].interval
    redundant = numbers[OVERLAP, positive]
    assert 0.5 in redundant.interval
    assert redundant.interval.lower > 0.3
    together = numbers[OVERLAP, negative]
    assert -0.5 in together.interval
    assert together.interval.upper < -0.3


def test_parts_of_a_table_are_named():
    people = askable.people()
    model = askable.LinearTable({"x0": 3.0, "x1": 0.0})
    codes = model.classify(people.features(model.reads, slice(None))).codes
    label = Categories(np.asarray(codes).astype(np.int32), model.classes)
    data = Dataset((*people.columns[:-1], Column("told", Role.LABEL, label, positive="yes")))
    with pytest.raises(NotApplicable, match="one kind of input"):
        measured(data, model)
    numbers, _ = measured(data, model, modalities={"first": ["x0"], "second": ["x1"]})
    assert numbers[RELIANCE, of("first")].interval.lower > 0.2
    assert numbers[RELIANCE, of("second")].value == 0


def test_few_rows_are_undetermined():
    numbers, _ = measured(noted(20, 5, told=(0.9, 0.9)), ReadingBoth(1.0, 0.0))
    assert all(isinstance(m, Undetermined) for m in numbers.values())


def test_no_more_rows_are_asked_than_said():
    class Counting(ReadingBoth):
        asked = 0

        def classify(self, features):
            self.asked += len(features["note"])
            return super().classify(features)

    model = Counting(1.0, 0.0)
    measured(noted(400, 6, told=(0.9, 0.9)), model, exchanged_rows=100, exchanges=2)
    assert model.asked == 400 + 100 * 2 * 3  # every row once, then two modalities and both
