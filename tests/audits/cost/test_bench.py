"""Calls are timed on the machine that is put in place, and their tokens are looked at between."""

import numpy as np

from audits.cost.asking import Asking
from audits.cost.bench import Bench
from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.contracts.situations import CountedTable, CountedWriter
from tests.steady_machine import SteadyMachine


def bench(data, model):
    told = []
    subject = Subject(data, model, machine=SteadyMachine(1e-4), on_progress=told.append)
    return Bench(subject, Asking.of(subject, most_tokens=3), "here", 1.0, 3), told


def test_a_model_of_rows_has_no_meter_and_is_timed_by_the_row():
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(9.0))),))
    made, told = bench(data, CountedTable({"x": 1.0}))
    assert made.meter is None
    took, busy = made.timed(1, 20, 0.5)
    assert (len(took), busy) == (20, None)
    assert told[-1] == 0.75  # the second half of a step has two quarters


def test_a_writer_has_a_meter_that_sees_each_call():
    column = Column("said", Role.FEATURE, Texts.of([f"sana {n}" for n in range(20)]))
    made, _ = bench(Dataset((column,)), CountedWriter())
    meter = made.meter
    took, _ = made.timed(2, 7, 0.0, meter=meter)
    assert meter.written(len(took)).tolist() == [6] * 7
    assert meter.read(len(took)).tolist() == [6] * 7
    first = made.meter
    made.timed(1, 5, 0.0, ask=made.asking.texts.begin, meter=first)
    assert first.written(5).tolist() == [1] * 5


class Slower(CountedTable):
    """Takes as many milliseconds as its rows say."""

    def classify(self, features):
        self.machine.now += float(np.sum(features["x"])) / 1000
        return super().classify(features)


def test_rows_that_take_longer_than_others_count_once():
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(30.0))),))
    model = Slower({"x": 1.0})
    made, _ = bench(data, model)
    model.machine = made.machine
    took, why = made.timed(1, 60, 0.0)
    assert (len(took), why, made.differ) == (30, None, True)
    # Of batches of eight only three have rows of their own.
    took, why = made.timed(8, 7, 0.0)
    assert len(took) == 3
    assert why == (
        "different batches of 8 rows that can be made of the data: 3, where 6 are needed, since "
        "some take longer than others"
    )


def test_few_texts_are_not_enough_to_time():
    column = Column("said", Role.FEATURE, Texts.of(["sana", "toinen sana"]))
    made, _ = bench(Dataset((column,)), CountedWriter())
    took, why = made.timed(1, 20, 0.0)
    assert len(took) == 2
    assert why.startswith("different prompts that can be made of the data: 2,")
