"""Calls are timed on the machine that is put in place, and their tokens are looked at between."""

import numpy as np

from audits.cost.asking import Asking
from audits.cost.bench import Bench
from audits.data.dataset import Column, Dataset, Numbers
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.contracts.situations import CountedTable, CountedWriter, situations
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
    made, _ = bench(situations()["a writer that counts"].data, CountedWriter())
    meter = made.meter
    took, _ = made.timed(2, 7, 0.0, meter=meter)
    assert meter.written(len(took)).tolist() == [6] * 7
    assert meter.read(len(took)).tolist() == [6] * 7
    first = made.meter
    made.timed(1, 5, 0.0, ask=made.asking.texts.begin, meter=first)
    assert first.written(5).tolist() == [1] * 5
