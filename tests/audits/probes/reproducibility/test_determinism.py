"""Planted unsteadiness is counted, by way and by group, and named; a steady model has none."""

import numpy as np
import pytest

from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.reproducibility.determinism import NO_PROCESS, NO_THREADS, determinism
from audits.reproducibility.repeats import ON_CPU, PROCESS, THREADS, Elsewhere, answers, rows_asked
from audits.reproducibility.sources import AT_RANDOM, NOTHING
from audits.statistics.proportions import wilson
from tests.askable import LinearTable, people
from tests.audits.reproducibility.unsteady import Unsteady
from tests.subjects import Subject

FLIPS, CHANGES = "answer_flip_rate", "answer_change_rate"
WEIGHTS = {"x0": 1.0, "x1": -1.0}


def measured(model, elsewhere=None, **parameters):
    found = list(determinism(Subject(people(), model, asked_elsewhere=elsewhere), **parameters))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    (table,) = (m for m in found if isinstance(m, Exhibit))
    return numbers, table.content


def another(model, *, on_gpu=False, move=0.0):
    data = people()
    rows = rows_asked(data, model.reads, 200)
    told = answers(model, data, rows)
    return Elsewhere(rows, told.codes, told.probabilities + move, on_gpu)


def test_a_steady_model_never_flips_and_n_bounds_how_often_it_might():
    numbers, table = measured(Unsteady(WEIGHTS), another(Unsteady(WEIGHTS)))
    flips = numbers[FLIPS, ()]
    assert (flips.value, flips.sample_size) == (0, 200)
    assert flips.interval.upper == pytest.approx(wilson((0, 200), 0.95)[1])
    assert len(table["rows"]) == 6
    assert {row[4] for row in table["rows"]} == {"0"}
    assert NOTHING in table["caption"]


def test_random_answers_flip_and_their_source_is_told():
    """P moves by N(0, .3): about as many flips in each way, and more in any of them."""
    numbers, table = measured(Unsteady(WEIGHTS, by_chance=0.3))
    again = numbers[FLIPS, (("variant", "asked again"),)]
    assert again.interval.lower > 0.05
    assert numbers[FLIPS, ()].value > again.value
    assert numbers[CHANGES, ()].value > 0.9
    assert AT_RANDOM in table["caption"]
    assert {(("sex", "f"),), (("sex", "m"),)} <= {group for _, group in numbers}


def test_what_cannot_be_tried_says_why():
    numbers, _ = measured(LinearTable(WEIGHTS))
    assert numbers[FLIPS, (("variant", THREADS),)].reason == NO_THREADS
    assert numbers[FLIPS, (("variant", PROCESS),)].reason == NO_PROCESS
    assert isinstance(numbers[FLIPS, ()], Estimate)
    numbers, _ = measured(LinearTable(WEIGHTS), "it ran out of memory")
    lost = numbers[CHANGES, (("variant", PROCESS),)]
    assert lost.reason == "another process failed: it ran out of memory"


def test_another_process_is_beside_the_first_time():
    model = LinearTable(WEIGHTS)
    numbers, table = measured(model, another(model, move=1e-12))
    assert numbers[CHANGES, (("variant", PROCESS),)].value == 1
    assert numbers[FLIPS, (("variant", PROCESS),)].value == 0
    assert numbers[CHANGES, (("variant", "asked again"),)].value == 0
    assert "at each start" in table["caption"]
    numbers, _ = measured(model, another(model, on_gpu=True))
    assert numbers[FLIPS, (("variant", ON_CPU),)].value == 0
    assert (FLIPS, (("variant", PROCESS),)) not in numbers


def test_rows_of_another_draw_are_not_compared():
    model = LinearTable(WEIGHTS)
    lent = another(model)
    other = Elsewhere(lent.rows[::-1], lent.codes, lent.probabilities, False)
    numbers, _ = measured(model, other)
    reason = numbers[FLIPS, (("variant", PROCESS),)].reason
    assert reason == "another process was asked about other rows"


def test_few_rows_are_undetermined():
    numbers, _ = measured(LinearTable(WEIGHTS), smallest_group=250)
    assert isinstance(numbers[FLIPS, ()], Undetermined)
    assert np.isfinite(numbers[FLIPS, ()].raw[0])
