"""What is shown of forms: what each is worth and costs, which are dominated, how each is made."""

import numpy as np

from audits.cost.energy import Spent
from audits.cost.variant_costs import costs
from audits.cost.variant_groups import measured
from audits.cost.variant_report import facts, pareto
from audits.cost.variants import ORIGINAL, Times, Tried, Variant
from audits.measurement import WhyNot
from audits.models import StoredSize
from audits.statistics.shares import Stated
from tests.audits.cost.test_variant_groups import judged

STATED = Stated(0.95, 30)


def form(name, size, *times):
    spent = Spent(None, np.full(50, 0.001), None)
    return Variant(
        name, np.zeros(1, dtype=int), StoredSize(size, size), f"{name} made", spent, times
    )


def shown(size, **how):
    """The form that loses answers, in a file of that size, twice as fast."""
    times = Times(
        1,
        np.tile([0.002, 0.001], (30, 1)) * np.linspace(1, 1.1, 30)[7 * np.arange(30) % 30, None],
        None,
    )
    small, original = form("small", size, times), form(ORIGINAL, 100)
    tried = Tried(np.arange(150), 9, original, (small,), {"fp16": WhyNot("no room")}, "engine")
    one = judged(**how)
    of = {
        each.name: [
            *measured(one, each.name, STATED), *costs(tried, each, (2, 18), "here", STATED)
        ]
        for each in tried.all
    }  # fmt: skip
    return tried, pareto(tried, one, of, STATED)


def test_who_loses_answers_is_not_better_for_being_smaller():
    _, exhibit = shown(25)
    assert exhibit.title == "No form of the model is dominated by another"
    own, small = exhibit.content["variants"]
    assert (own["name"], small["name"]) == (ORIGINAL, "small")
    assert small["worst_group"]["group"] == {"who": "b"}
    assert small["accuracy"]["n"] == 150
    assert own["accuracy_change"] is None
    assert own["flips"] is None
    assert exhibit.content["missing"] == [{"name": "fp16", "why": "no room"}]
    assert exhibit.content["criteria"] == [
        "accuracy", "worst_group", "gap", "latency", "energy", "size", "packed",
    ]  # fmt: skip


def test_who_loses_answers_and_is_larger_is_dominated_unless_it_is_faster():
    _, exhibit = shown(400)
    assert exhibit.title == "No form of the model is dominated by another"
    tried, _ = shown(400)
    slow = Tried(
        tried.rows, 0, tried.original, (form("small", 400),), {}, "engine"
    )  # fmt: skip
    one = judged()
    of = {each.name: [*measured(one, each.name, STATED), *costs(slow, each, (2, 18), "x", STATED)]
          for each in slow.all}  # fmt: skip
    exhibit = pareto(slow, one, of, STATED)
    assert exhibit.title == "Small is dominated; original is not"
    assert exhibit.content["variants"][1]["dominated_by"] == [ORIGINAL]
    assert "latency" not in exhibit.content["criteria"]
    # Times that decide for nobody are told too: a busy machine compares no form by them.
    assert exhibit.content["left_out"] == ["latency"]


def test_without_labels_changed_answers_stand_against_what_is_smaller():
    """Nobody knows whether they are right, so that smaller alone is not better."""
    _, exhibit = shown(25, without_label=True)
    assert exhibit.content["criteria"][0] == "changed"
    assert all(not each["dominated_by"] for each in exhibit.content["variants"])


def test_facts_say_how_and_on_what():
    tried, _ = shown(25)
    exhibit = facts(tried, {"processor": "Steady 1000"})
    told = {each["question"]: each["answer"] for each in exhibit.content["facts"]}
    assert told["Small"] == "small made"
    assert told["Fp16: not made"] == "no room"
    assert "150 rows judge each form" in told["Rows"]
    assert "30 to 30 times" in told["Times"]
    assert told["Processor"] == "Steady 1000"
    assert told["Runtime"] == "engine"
