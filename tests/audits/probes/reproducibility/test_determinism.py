"""Planted unsteadiness is counted, by way and by group, and named; a steady model has none."""

from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.reproducibility.determinism import (
    NO_CLASSES,
    NO_NUMBERS_IN_WORDS,
    NO_PROCESS,
    NO_TOLERANCE,
    determinism,
)
from audits.reproducibility.given import Elsewhere, Given, answers, rows_asked
from audits.reproducibility.repeats import NO_THREADS, ON_CPU, PROCESS, THREADS
from audits.reproducibility.sources import AT_RANDOM, NOTHING
from audits.specification.roles import Role
from audits.statistics.proportions import wilson
from tests.askable import LinearTable, people
from tests.audits.reproducibility.unsteady import Unsteady
from tests.audits.reproducibility.unsteady_words import Interpreter, Writer
from tests.subjects import Subject

FLIPS, CHANGES, MOVES = "answer_flip_rate", "answer_change_rate", "answer_shift_rate"
WEIGHTS = {"x0": 1.0, "x1": -1.0}


def measured(model, elsewhere=None, data=None, **parameters):
    subject = Subject(data or people(), model, asked_elsewhere=elsewhere)
    found = list(determinism(subject, **parameters))
    numbers = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    (table,) = (m for m in found if isinstance(m, Exhibit))
    return numbers, table.content


def another(model, *, on_gpu=False, move=0.0):
    data = people()
    rows = rows_asked(model, data, 200)
    told = answers(model, data, rows)
    return Elsewhere(rows, Given(told.codes, told.numbers + move), on_gpu)


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
    assert numbers[FLIPS, (("variant", THREADS),)].reason == NO_THREADS.reason
    assert numbers[FLIPS, (("variant", PROCESS),)].reason == NO_PROCESS.reason
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
    other = Elsewhere(lent.rows[::-1], lent.given, False)
    numbers, _ = measured(model, other)
    reason = numbers[FLIPS, (("variant", PROCESS),)].reason
    assert reason == "another process was asked about other rows"


def test_few_rows_are_undetermined():
    numbers, _ = measured(LinearTable(WEIGHTS), smallest_group=250)
    assert isinstance(numbers[FLIPS, ()], Undetermined)
    assert np.isfinite(numbers[FLIPS, ()].raw[0])


@dataclass
class Priced:
    """A number that rises with x0, moved by its company and, in another precision, by a step."""

    by_company: float = 0.0
    step: float = 0.0
    reads: tuple = ("x0",)
    fingerprint: str = "0" * 64

    def regress(self, features):
        numbers = features["x0"].astype(float)
        return numbers + self.by_company * np.arange(len(numbers)) + self.step

    @contextmanager
    def asked_in(self, precision):
        if precision == "bfloat16":
            raise NotApplicable("it knows no halves", "leave it out")
        yield replace(self, step=0.25)


def test_of_numbers_no_class_flips_and_each_row_that_moves_is_counted():
    """In reverse order row i of 200 moves by |199 - 2 i| steps of 0.001: by more than 100.5 of
    them for i up to 49 and from 150 on, by hand; alone by i steps, more than 100.5 for 99 rows."""
    numbers, table = measured(Priced(by_company=0.001), tolerance=0.1005)
    assert numbers[FLIPS, ()].reason == NO_CLASSES
    assert (FLIPS, (("sex", "f"),)) not in numbers
    reversed_order = numbers[MOVES, (("variant", "in reverse order"),)]
    assert reversed_order.value == pytest.approx(100 / 200)
    assert numbers[CHANGES, (("variant", "in reverse order"),)].value == 1
    assert numbers[MOVES, (("variant", "one row at a time"),)].value == pytest.approx(99 / 200)
    assert numbers[MOVES, (("variant", "asked again"),)].value == 0
    assert {row[2] for row in table["rows"]} == {"–"}
    assert table["caption"].startswith("Differences of the number answered.")


def test_another_precision_stands_by_itself_and_in_no_number_of_any_way():
    numbers, table = measured(Priced(), tolerance=0.1)
    assert numbers[MOVES, (("variant", "in double precision"),)].value == 1
    assert numbers[MOVES, ()].value == 0
    assert numbers[CHANGES, ()].value == 0
    assert numbers[CHANGES, (("variant", "in half precision"),)].reason == "it knows no halves"
    assert NOTHING in table["caption"]
    assert [row[4] for row in table["rows"] if row[0] == "in double precision"] == ["0.25"]


def test_without_a_stated_tolerance_nobody_says_what_is_far():
    numbers, _ = measured(Priced())
    assert numbers[MOVES, ()].reason == NO_TOLERANCE
    assert [group for metric, group in numbers if metric == MOVES] == [()]


def test_a_probability_may_move_as_far_as_is_stated():
    model = LinearTable(WEIGHTS)
    numbers, _ = measured(model, another(model, move=1e-6), tolerance=1e-5)
    assert numbers[MOVES, (("variant", PROCESS),)].value == 0
    numbers, _ = measured(model, another(model, move=1e-6), tolerance=1e-7)
    assert numbers[MOVES, (("variant", PROCESS),)].value == 1
    assert numbers[MOVES, ()].value == 1


def prompts(number=200):
    """Half of them about one group, half about the other."""
    return Dataset(
        (
            Column("prompt", Role.FEATURE, Texts.of([f"say {row:03}" for row in range(number)])),
            Column("sex", Role.PROTECTED, Categories.of(["f", "m"] * (number // 2))),
        )
    )


def test_a_writer_and_a_translator_that_repeat_never_flip_in_any_way():
    for model in (Writer(), Interpreter()):
        numbers, table = measured(model, data=prompts())
        flips = numbers[FLIPS, ()]
        assert (flips.value, flips.sample_size) == (0, 200)
        assert flips.interval.upper == pytest.approx(wilson((0, 200), 0.95)[1])
        assert numbers[MOVES, ()].reason == NO_NUMBERS_IN_WORDS
        assert NOTHING in table["caption"]
        assert table["head"][2:4] == ["other words", "any character differs"]


def test_words_that_are_drawn_flip_by_group_and_their_source_is_the_document():
    """Each time .3 of the answers are others: of two askings 2 x .3 x .7 = .42 differ."""
    model = Writer(by_chance=0.3, temperature=0.8)
    numbers, table = measured(model, data=prompts())
    again = numbers[FLIPS, (("variant", "asked again"),)]
    assert again.interval.lower < 0.42 < again.interval.upper
    assert {(("sex", "f"),), (("sex", "m"),)} <= {group for _, group in numbers}
    assert numbers[FLIPS, (("sex", "f"),)].sample_size == 100
    assert "at most 64 tokens, tokens drawn at temperature 0.8;" in table["caption"]
    assert "tokens drawn at temperature 0.8), and no seed is sent" in table["caption"]


def test_a_prompt_that_is_left_without_an_answer_counts_and_is_told():
    numbers, table = measured(Writer(unanswered={"say 003", "say 150"}), data=prompts())
    assert numbers[FLIPS, (("variant", "asked again"),)].value == pytest.approx(2 / 200)
    assert "Up to 2 prompts were left without an answer one of two times" in table["caption"]


def test_words_of_another_process_are_held_beside_the_first():
    model, data = Writer(), prompts()
    rows = rows_asked(model, data, 200)
    told = list(answers(model, data, rows).texts)
    told[7] = "something else"
    numbers, table = measured(model, Elsewhere(rows, Given(texts=tuple(told)), False), data)
    assert numbers[FLIPS, (("variant", PROCESS),)].value == pytest.approx(1 / 200)
    assert "at each start" in table["caption"]


def test_a_recording_that_repeats_itself_is_no_witness():
    model = Writer()
    model.carry = type("Carry", (), {"repeated": 12})()
    with pytest.raises(NotApplicable, match="a recording repeats itself"):
        measured(model, data=prompts())
