"""What an answer and a training cost in energy, with every figure's origin."""

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.cost.energy import energy
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.cost.test_energy import Metered
from tests.audits.probes.cost.test_inference import Clockwork, Interpreter
from tests.steady_machine import SteadyMachine


def measured(machine=None, **parameters):
    machine = machine or SteadyMachine(1e-7)
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(50.0))),))
    subject = Subject(data, Clockwork(machine), machine=machine)
    *numbers, last = energy(subject, **parameters)
    assert isinstance(last, Exhibit)
    facts = {fact["question"]: fact["answer"] for fact in last.content["facts"]}
    return {m.metric: m for m in numbers}, facts


class Jittery(Metered):
    """Its counter wavers, as real ones do."""

    def energy_joules(self):
        return super().energy_joules() + np.random.default_rng(int(1e6 * self.now)).uniform(0, 1e-3)


def test_measured_energy_by_hand():
    """2.5 ms at 12 watts: 30 mJ; a million of them 8.33 Wh, at PUE 1.2 and 300 g: 3 g."""
    numbers, facts = measured(Jittery(1e-7), grams_per_kwh=300, pue=1.2)
    spent, carbon = numbers["energy"], numbers["co2e_per_million"]
    assert spent.interval.lower < 0.030 < spent.interval.upper
    assert spent.value == pytest.approx(0.030, rel=0.02)
    assert carbon.value == pytest.approx(0.003, rel=0.02)
    assert spent.method.startswith("hall-t (measured by the processor's counters; Steady 1000")
    assert spent.sample_size == 100
    assert facts["Energy of an answer"].startswith("measured")
    assert facts["Grid"] == "stated: 300 g of CO2e a kWh"


def test_an_estimate_says_so_and_is_as_wide_as_its_model():
    """2.5 ms at 2 to 20 watts: 5 to 50 mJ."""
    numbers, facts = measured(grid="france", pue=1.0)
    spent = numbers["energy"]
    assert (spent.interval.lower, spent.interval.upper) == pytest.approx((0.005, 0.05), rel=0.01)
    assert spent.method.startswith("stated-bounds (estimated from processor time; Steady 1000")
    assert facts["Energy of an answer"].startswith("estimated: 2.5 ms of processor time")
    assert "2 to 20 W" in facts["Energy of an answer"]
    # A million answers of 5 mJ are 1.389 Wh, at 56 g a kWh.
    least = numbers["co2e_per_million"].interval.lower
    assert least == pytest.approx(0.001389 * 0.056, rel=0.01)
    assert facts["Grid"] == "france, 2023: 56 g of CO2e a kWh"
    assert "Ember" in facts["Figures of grids"]


def test_a_published_training():
    """Strubell et al. 2019: ELMo, 275 kWh and 262 pounds of CO2e."""
    numbers, facts = measured(grid="us-2018", training_hours=336, training_watts=517.66)
    assert round(numbers["training_energy"].value) == 275
    assert round(numbers["co2e"].value / 0.45359237) == 262
    assert isinstance(numbers["co2e"], Estimate)
    told = facts["The training is as much CO2e as"]
    assert told.startswith(f"{262.2 / 1984:.3g} flights")
    assert "Strubell" in facts["Source of these"]


def test_nothing_is_assumed_of_grid_or_training():
    numbers, facts = measured()
    for metric, needed in (
        ("co2e_per_million", "grams_per_kwh"), ("training_energy", "training_hours"),
        ("co2e", "training_watts"),
    ):  # fmt: skip
        assert isinstance(numbers[metric], Undetermined)
        assert needed in numbers[metric].reason
    assert facts["Grid"] == "none is stated"
    trained, _ = measured(training_hours=1, training_watts=1000)
    assert trained["training_energy"].value == pytest.approx(1.58)
    assert "no grid" in trained["co2e"].reason


def test_a_counter_is_not_believed_on_a_busy_machine_or_over_few_stretches():
    class Shared(Jittery):
        def processor_seconds(self):
            return self.now / 2

    busy, _ = measured(Shared(1e-7))
    assert "busy" in busy["energy"].reason
    few, _ = measured(Jittery(1e-7), seconds=1.0)
    assert "stretches with inputs of their own where 100 are needed" in few["energy"].reason

    class Still(SteadyMachine):
        def energy_joules(self):
            return 5.0

    still, _ = measured(Still(1e-7))
    assert "do not move" in still["energy"].reason


def test_powers_the_wrong_way_round_are_refused():
    with pytest.raises(NotApplicable, match="most_watts"):
        measured(least_watts=5, most_watts=5)


def test_a_translation_costs_what_its_time_costs():
    """12 ms at 2 to 20 watts: 24 to 240 mJ."""
    machine = SteadyMachine(1e-7)
    column = Column("text", Role.FEATURE, Texts.of(["sana", "toinen"]))
    subject = Subject(Dataset((column,)), Interpreter(machine), machine=machine)
    spent, *_, last = energy(subject)
    assert (spent.interval.lower, spent.interval.upper) == pytest.approx((0.024, 0.24), rel=0.01)
    first = last.content["facts"][0]
    assert first == {
        "question": "An answer", "answer": "the translation of a sentence from fi into en"
    }  # fmt: skip
