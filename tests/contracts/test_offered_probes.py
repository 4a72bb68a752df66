"""What a form offers for an everyday table of recorded answers makes sense there, and runs."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.planning.plan import make_plan
from audits.planning.steps import choose_steps
from audits.running.run import run
from audits.specification.document import ProbeRequest
from audits.specification.probe_manifest import entries
from audits.specification.roles import Role
from tests.tables import document, profile

# Sections whose numbers need a model to ask, or rows that are more than recorded answers.
NEED_MORE = ("explanations", "language", "privacy", "robustness", "translation")
# What a table tells of the people in it, and recorded answers of what is not in the table.
OF_TABLES = {"privacy.columns", "privacy.attribute"}


def loans(rows=400):
    """Sex, age, what was decided, by which score, and who paid back: nothing else."""
    rng = np.random.default_rng(12)
    score = rng.random(rows)
    return Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(list(rng.choice(["f", "m"], rows)))),
            Column("age", Role.FEATURE, Numbers(rng.integers(18, 80, rows).astype(float))),
            Column("repaid", Role.LABEL, _words(rng.random(rows) < score), favourable="yes"),
            Column("decision", Role.PREDICTION, _words(score > 0.5)),
            Column("score", Role.SCORE, Numbers(score)),
        )
    )


def _words(flags):
    return Categories.of(["yes" if flag else "no" for flag in flags])


@pytest.fixture(scope="module")
def offered():
    """The steps of every probe that a form would offer for that table."""
    data = loans()
    asked = document(data, *entries())
    steps = choose_steps(
        asked, asked.dataset.columns, profile(data), None, entries(), [], offering=True
    )
    return [step.probe for step in steps if step.reason is None]


def test_nothing_is_offered_that_recorded_answers_cannot_tell(offered):
    assert {name for name in offered if name.startswith(NEED_MORE)} == OF_TABLES
    assert {"fairness.selection_rate", "imbalance.prevalence", "data.label_noise"} <= set(offered)


def test_whatever_is_offered_runs(offered):
    data = loans()
    plan = make_plan(document(data, *offered), dataset=profile(data))
    not_run = {r.probe: r.reason for r in run(plan, data) if str(r.status) != "ran"}
    assert not_run == {}


@pytest.mark.parametrize("name", [n for n, entry in entries().items() if entry.stated is not None])
def test_what_must_be_stated_is_asked_for_and_is_enough(name):
    """Named in earnest it is NOT RUN with the reason; what its remedy names makes it run."""
    need, data = entries()[name].stated, loans(40)
    data = Dataset(tuple(column for column in data if column.role not in need.roles))
    assert reason(name, data) == need.reason
    for role in need.roles:
        assert reason(name, renamed(data, "age", "age", Role(role))) is None
    for column in need.columns:
        assert reason(name, renamed(data, "score", column, Role.SCORE)) is None
    for parameter in need.parameters:
        schema = entries()[name].parameters["properties"][parameter]
        text = "string" in str(schema.get("items"))
        value = ["score"] if text else [0.5] if "array" in str(schema) else 0.5
        value = "score" if "string" in str(schema.get("anyOf")) else value
        assert reason(name, data, {parameter: value}) is None


def reason(name, data, parameters=None):
    """Why the probe would not run."""
    asked = document(data, name).model_copy(
        update={"probes": [ProbeRequest(name=name, parameters=parameters or {})]}
    )
    (step,) = make_plan(asked, dataset=profile(data)).steps
    return step.reason


def renamed(data, old, new, role):
    """The table with one column by another name and role."""
    columns = tuple(
        Column(new, role, column.values) if column.name == old else column for column in data
    )
    return Dataset(columns)
