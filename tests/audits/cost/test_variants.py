"""The same rows for each form, none of which calibrated it; and what cannot be made is named."""

from contextlib import contextmanager

import numpy as np
import pytest

from audits.cost.variants import ORIGINAL, Trying, parted, tried
from audits.data.dataset import Column, Dataset, Numbers
from audits.errors import ModelFailure, NotApplicable
from audits.models import Answers, Compressed, Compression, Operations, StoredSize
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.steady_machine import SteadyMachine


class Threshold:
    """Yes above a cut; -1 where the number is missing. Each call takes its own time."""

    reads, classes, fingerprint, engine = ("x",), ("no", "yes"), "0" * 64, "numpy, 1 thread"

    def __init__(self, machine, cut=0.0, takes=0.002, fails=None):
        self.machine, self.cut, self.takes, self.fails = machine, cut, takes, fails or {}
        self.calibrated, self.asked = {}, []

    def classify(self, features):
        x = np.asarray(features["x"])
        self.asked.append(x)
        self.machine.now += self.takes
        if "asking" in self.fails:
            raise self.fails["asking"]
        return Answers(np.where(np.isnan(x), -1, x > self.cut).astype(np.intp), None)

    def operations(self, features):
        return Operations({}, 1, 1, {})

    def stored_size(self):
        return StoredSize(1000, 800)

    @contextmanager
    def compressed(self, how, *, calibration, sparsity):
        self.calibrated[how] = np.asarray(calibration["x"])
        if how in self.fails:
            raise self.fails[how]
        fails = (
            {"asking": self.fails["asked"]}
            if how is Compression.FP16 and "asked" in self.fails
            else {}
        )
        cut = 0.5 if how is Compression.PRUNED else 0.1
        yield Compressed(
            Threshold(self.machine, cut, self.takes / 2, fails), StoredSize(250, 200), str(how)
        )


KINDS = tuple(Compression)


def subject(values, **fails):
    machine = SteadyMachine(1e-6)
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.asarray(values, dtype=float))),))
    return Subject(data, Threshold(machine, fails=fails), machine=machine)


def run(one, *, kinds=KINDS, calibration=20, most=10_000):
    return tried(one, Trying(kinds, 0.5, calibration, most, (4,), 30, 0.5))


VALUES = np.random.default_rng(0).normal(size=300)


def test_rows_that_calibrate_judge_nothing_nor_do_their_copies():
    one = subject(np.concatenate([VALUES[:100], VALUES[:100]]))
    rows, apart = parted(one, 10_000, 15)
    assert len(apart) == 15
    assert len(rows) == 200 - 30
    x = one.data.fed_values("x").values
    assert not set(x[rows]) & set(x[apart])


def test_no_more_than_a_fifth_calibrates():
    rows, apart = parted(subject(VALUES[:50]), 10_000, 128)
    assert (len(rows), len(apart)) == (40, 10)


def test_rows_are_chosen_by_what_they_hold():
    order = np.random.default_rng(1).permutation(300)
    first, second = subject(VALUES), subject(VALUES[order])
    for own, other in zip(parted(first, 100, 20), parted(second, 100, 20), strict=True):
        assert set(VALUES[own]) == set(VALUES[order][other])


def test_each_form_answers_the_same_rows():
    one = run(subject(VALUES))
    x = VALUES[one.rows]
    assert [each.name for each in one.all] == [ORIGINAL, *map(str, KINDS)]
    for each, cut in zip(one.all, (0.0, 0.1, 0.1, 0.1, 0.5), strict=True):
        np.testing.assert_array_equal(each.codes, x > cut)
    assert one.original.size == StoredSize(1000, 800)
    assert {each.size.size_bytes for each in one.made} == {250}


def test_a_form_is_timed_in_turns_with_the_model():
    one = run(subject(VALUES))
    for each in one.made:
        assert [times.batch for times in each.times] == [1, 4]
        for times in each.times:
            assert times.seconds.shape == (30, 2)
            np.testing.assert_allclose(np.median(times.seconds, axis=0), [0.002, 0.001], rtol=0.01)


def test_rows_that_the_model_does_not_answer_are_no_rows_of_a_form():
    one = run(subject([*VALUES, np.nan, np.nan]))
    assert not np.isnan(np.append(VALUES, [np.nan, np.nan])[one.rows]).any()
    with pytest.raises(NotApplicable, match="answers no row"):
        run(subject([np.nan] * 50))


@pytest.mark.parametrize(
    ("fails", "name", "words"),
    [
        ({Compression.STATIC_INT8: NotApplicable("Conv3D stands there", "leave it out")},
         "static int8", "Conv3D stands there; leave it out"),
        ({"asked": ModelFailure("no kernel for Half")}, "fp16", "no kernel for Half"),
        ({"asked": MemoryError()}, "fp16", "not memory enough"),
        ({"asked": AttributeError("no weight")}, "fp16", "no weight"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_had_is_named_and_the_others_go_on(fails, name, words):
    machine = SteadyMachine(1e-6)
    data = Dataset((Column("x", Role.FEATURE, Numbers(VALUES)),))
    one = run(Subject(data, Threshold(machine, fails=fails), machine=machine))
    assert list(one.missing) == [name]
    assert words in one.missing[name].reason
    assert len(one.made) == 3


def test_the_budget_of_the_audit_ends_it():
    from audits.planning.time_budget import OutOfTime

    one = subject(VALUES)

    def ending(fraction):
        if fraction > 0.3:
            raise OutOfTime("the budget is spent")

    one.on_progress = ending
    with pytest.raises(OutOfTime):
        run(one)
