"""Models whose pace is known, on a clock that only they move."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate
from audits.models import Answers
from audits.planning.steps import Step
from audits.planning.time_budget import (
    Budget,
    NoRoom,
    OutOfTime,
    StepLadder,
    allot,
    effective,
    on_grid,
)
from audits.running.run import run
from audits.specification.probe_manifest import entries
from audits.specification.roles import Role
from tests.tables import audit_everything

ROWS = 120
COLUMNS = ("x0", "x1", "x2", "x3", "x4", "x5")


@dataclass
class Clock:
    """Seconds that pass only where a model answers."""

    now: float = 0.0

    def __call__(self):
        return self.now


@dataclass
class Slow:
    """A linear model of six columns that takes its time a row."""

    clock: Clock
    pace: float
    asked: int = 0
    classes: tuple = ("no", "yes")
    reads: tuple = COLUMNS
    fingerprint: str = "0" * 64

    def classify(self, features):
        rows = len(features["x0"])
        self.asked += rows
        self.clock.now += self.pace * rows
        total = sum((at + 1) * features[name].astype(float) for at, name in enumerate(COLUMNS))
        positive = 1 / (1 + np.exp(-total))
        found = np.stack([1 - positive, positive], axis=1)
        return Answers((positive > 0.5).astype(np.intp), found)


def data():
    rng = np.random.default_rng(0)
    return Dataset(
        (
            *(Column(name, Role.FEATURE, Numbers(rng.normal(size=ROWS))) for name in COLUMNS),
            Column("sex", Role.PROTECTED, Categories.of(list(rng.choice(["f", "m"], ROWS)))),
            Column(
                "label",
                Role.LABEL,
                Categories.of(list(rng.choice(["no", "yes"], ROWS))),
                positive="yes",
                favourable="yes",
            ),
        )
    )


PROBES = (
    "explanations.kernel_shap", "explanations.lime", "explanations.occlusion",
    "explanations.transparency", "fairness.selection_rate", "imbalance.class_report",
)  # fmt: skip


def defaults(name):
    properties = entries()[name].parameters["properties"]
    return {key: schema["default"] for key, schema in properties.items() if "default" in schema}


def plan(budget="10m", policy=None):
    made, _ = audit_everything()
    steps = tuple(Step(at, name, 1, defaults(name)) for at, name in enumerate(PROBES))
    settings = made.settings.model_copy(update={"budget": budget})
    return replace(made, steps=steps, settings=settings, policy=policy)


def audited(pace, budget="10m", *, policy=None, limit=None):
    clock = Clock()
    model = Slow(clock, pace)
    results = list(run(plan(budget, policy), data(), model, limit=limit, clock=clock))
    return {result.step.probe: result for result in results}, model, clock


def test_a_quick_model_is_asked_everything_and_nothing_says_budget():
    found, _, _ = audited(1e-5)
    assert {result.status for result in found.values()} == {"ran"}
    assert not any("budget" in text for result in found.values() for text in result.warnings)
    assert not any("budget" in m.method for m in estimates(found))


def estimates(found):
    return [m for result in found.values() for m in result.measurements if isinstance(m, Estimate)]


@pytest.mark.parametrize("pace", [0.001, 0.004, 0.025, 0.2, 1.0])
@pytest.mark.parametrize("budget", ["2m", "10m"])
def test_a_slow_model_ends_within_its_budget_with_what_is_cheap_whole(pace, budget):
    found, _, clock = audited(pace, budget)
    # Answers to the rows are not the budget's; what asks again begins only within it, and is
    # ended at its next word of progress.
    allowed = {"2m": 120, "10m": 600}[budget]
    assert clock.now <= max(allowed, ROWS * pace) * 1.001
    for name in ("fairness.selection_rate", "imbalance.class_report"):
        assert found[name].status == "ran"
    assert not any("budget" in m.method for m in estimates({n: found[n] for n in PROBES[4:]}))


def test_what_does_not_fit_is_not_run_with_the_time_it_needs_and_the_key():
    found, _, _ = audited(1.0)
    shap = found["explanations.kernel_shap"]
    assert shap.status == "not_run"
    # Eight rows, each explained 13 times (itself, four seeds, eight shuffles) on 2 ** 6 sets of
    # columns by eight rows of the background, 110 points of curves by the same eight, and asked
    # twice; two rows in three parts of the layers: 8 (13 * 512 + 880 + 2) + 2 * 3 * 512.
    assert "about 63,376 rows again" in shap.reason
    assert "budget of 10m" in shap.reason
    assert "settings.budget:" in shap.remedy


def test_what_is_sampled_says_so_in_every_method_and_in_a_warning():
    found, _, _ = audited(0.01)
    lowered = [r for r in found.values() if any("to fit the budget" in w for w in r.warnings)]
    assert lowered
    for result in lowered:
        (warning,) = [w for w in result.warnings if "to fit the budget" in w]
        assert "machine's pace" in warning
        assert "settings.budget:" in warning
        for measurement in estimates({"one": result}):
            assert "for the budget)" in measurement.method


def test_the_remedy_that_is_printed_works():
    found, _, _ = audited(0.01)
    told = next(w for r in found.values() for w in r.warnings if "to fit the budget" in w)
    budget = told.rpartition("settings.budget: ")[2].partition("`")[0]
    whole, _, _ = audited(0.01, budget)
    assert {result.status for result in whole.values()} == {"ran"}
    assert not any("budget" in text for result in whole.values() for text in result.warnings)


def test_small_differences_of_pace_give_the_same_numbers():
    def numbers(pace):
        found, _, _ = audited(pace)
        return {name: list(r.measurements) for name, r in found.items()}

    assert numbers(0.0100) == numbers(0.0101) == numbers(0.0099)


def test_recorded_answers_have_no_budget():
    made, table = audit_everything()
    quick = replace(made, settings=made.settings.model_copy(update={"budget": "1s"}))
    clock = iter(range(0, 10**9, 1000))
    long = [r.measurements for r in run(quick, table, clock=lambda: float(next(clock)))]
    assert long == [r.measurements for r in run(made, table)]


def test_the_budget_stays_below_a_limit_at_which_all_is_cut():
    found, _, clock = audited(0.01, "2h", limit=300)
    assert clock.now < 300
    told = [w for r in found.values() for w in (*r.warnings, r.remedy or "")]
    assert any("EVENHAND_AUDIT_SECONDS" in text for text in told)
    assert effective(600, None) == (600, False)
    assert effective(600, 3600) == (600, False)
    assert effective(600, 600) == (510, True)


def ladder(index, *passes, turn=1):
    return StepLadder(tuple(Step(index, "p", 1, {}, passes=one) for one in passes), turn)


def test_the_rest_is_fitted_with_few_samples_before_any_is_whole():
    ladders = [ladder(0, 100, 40, 10), ladder(1, 200, 20), ladder(2, 1000, 500)]
    assert allot(ladders, 1300) == {0: 0, 1: 0, 2: 0}
    assert allot(ladders, 800) == {0: 0, 1: 0, 2: 1}
    assert allot(ladders, 799) == {0: 0, 1: 1, 2: 1}
    assert allot(ladders, 300) == {0: 0, 1: 0}
    assert allot(ladders, 120) == {0: 0, 1: 1}
    assert allot(ladders, 119) == {0: 1, 1: 1}
    assert allot(ladders, 30) == {0: 2, 1: 1}
    assert allot(ladders, 29) == {0: 2}
    assert allot(ladders, 9) == {}


def test_an_earlier_turn_is_whole_before_a_later_one_has_anything():
    ladders = [ladder(0, 100, 10, turn=2), ladder(1, 200, 150, turn=0)]
    assert allot(ladders, 149) == {0: 0}
    assert allot(ladders, 155) == {1: 1}
    assert allot(ladders, 160) == {1: 1, 0: 1}
    assert allot(ladders, 209) == {1: 0}
    assert allot(ladders, 210) == {1: 0, 0: 1}
    assert allot(ladders, 300) == {1: 0, 0: 0}


def test_paces_stand_on_a_grid():
    assert on_grid(1.0) == 1.0
    assert on_grid(1.01) == on_grid(1.25) == 1.25
    assert on_grid(0.01) >= 0.01
    assert on_grid(0.01) / 0.01 < 1.25


def test_a_step_that_runs_past_the_budget_is_ended():
    clock = Clock()
    told = []
    guarded = Budget(10, clock, 0.0).guard(told.append)
    guarded(0.5)
    clock.now = 10.0
    with pytest.raises(OutOfTime, match="budget of 10s ended while it ran"):
        guarded(0.6)
    assert told == [0.5]


def test_without_a_pace_steps_run_until_the_budget_has_ended():
    clock = Clock()
    budget = Budget(10, clock, 0.0)
    step = Step(0, "explanations.lime", 1, {})
    assert budget.step(step) is step
    clock.now = 10.5
    with pytest.raises(NotApplicable, match="does not fit the budget of 10s"):
        budget.step(step)


def test_what_steps_leave_over_is_shared_again_among_those_that_were_cut():
    clock = Clock()
    budget = Budget(100, clock, 0.0)
    # A pace of 0.1 is 0.107 on the grid: 85 s hold 791 passes, of which the cheap two take 700.
    cheap, middle, dear = ladder(0, 300, 100), ladder(1, 400), ladder(2, 600, 500)
    budget.share_out([cheap, middle, dear], 0.1)
    assert budget.step(cheap.rungs[0]).passes == 300
    assert budget.step(middle.rungs[0]).passes == 400
    with pytest.raises(NoRoom):
        budget.step(dear.rungs[0])
    clock.now = 4.0  # the two took 4 s where 75 were set aside: at 5 s of 100, 752 passes fit
    budget.share_again([dear])
    assert budget.pace == on_grid(0.1)  # nothing says yet that a pass takes less
    assert budget.step(dear.rungs[0]).passes == 600
    clock.now = 41.0  # at 45 s, 435 passes: nobody loses what it was given
    budget.share_again([dear])
    assert [step.passes for step in budget.allotted[2]] == [600, 500]


@dataclass
class Warming(Slow):
    """Fifty times quicker once it has answered 5,000 rows."""

    def classify(self, features):
        self.pace = self.pace / 50 if self.pace == 1.0 and self.asked > 5_000 else self.pace
        return super().classify(features)


def test_a_step_without_room_is_tried_again_after_the_others():
    clock = Clock()
    model = Warming(clock, 1.0)
    results = list(run(plan("6h"), data(), model, clock=clock))
    by_probe = {result.step.probe: result for result in results}
    steady, _, _ = audited(1.0, "6h")
    assert steady["explanations.kernel_shap"].status == "not_run"
    assert {result.status for result in by_probe.values()} == {"ran"}
    assert results[-1].step.probe == "explanations.kernel_shap"
    assert clock.now <= 6 * 3600
    assert len(results) == len(PROBES)
