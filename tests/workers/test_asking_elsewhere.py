"""The same rows in a confined child of its own: answers come back to the last bit, or why not."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.reading import read_dataset
from audits.models.generator import Sampling
from audits.models.opening import open_model
from audits.planning.steps import Step
from audits.reproducibility.given import Elsewhere, answers, rows_asked
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.roles import Kind, Role
from tests.audits.models.huggingface.conftest import causal
from tests.workers.test_asking_apart import table
from workers import asking_elsewhere
from workers.child_supervisor import Outcome
from workers.endings import AuditFailed
from workers.sandbox import Limits, shut_down

__all__ = ["causal", "table"]  # fixtures
STEP = Step(0, asking_elsewhere.PROBE, 1, {"asked_rows": 40, "most_tokens": 64, "temperature": 0.0})


@pytest.fixture(scope="module", autouse=True)
def _no_server_left():
    yield
    shut_down()


def asked(plan, model, data, scratch):
    payload = {"plan": plan.to_json(), "model": str(model), "dataset": str(data),
               "scratch": str(scratch)}  # fmt: skip
    lent = asking_elsewhere.ask_elsewhere(
        payload, read_only=[model, data], scratch=scratch, limits=Limits(),
        on_progress=lambda told: None, should_stop=lambda: False,
    )  # fmt: skip
    return asking_elsewhere.asked_elsewhere({**payload, "elsewhere": lent})


def test_another_process_answers_the_rows_that_this_one_asks(table, tmp_path):
    plan, path, csv = table
    plan = replace(plan, steps=(STEP,))
    found = asked(plan, path, csv, tmp_path)
    assert isinstance(found, Elsewhere)
    model = open_model(path, plan.model, scratch=tmp_path)
    data = read_dataset(csv, plan.columns, reads=model.reads)
    rows = rows_asked(model, data, 40)
    here = answers(model, data, rows)
    assert np.array_equal(found.rows, rows)
    assert np.array_equal(found.given.codes, here.codes)
    assert np.array_equal(found.given.numbers, here.numbers)


def test_prompts_are_answered_there_by_the_same_draws(table, causal, tmp_path):
    csv = tmp_path / "prompts.csv"
    csv.write_text("prompt\n" + "\n".join(f"the nurse {word}" for word in ("is", "she", "he")))
    columns = {"prompt": ColumnSpec(role=Role.FEATURE, kind=Kind.TEXT)}
    drawn = replace(STEP, parameters={**STEP.parameters, "most_tokens": 6, "temperature": 1.5})
    plan = replace(table[0], columns=columns, model=ModelSpec(), steps=(drawn,))
    found = asked(plan, causal, csv, tmp_path)
    assert isinstance(found, Elsewhere), found
    model = open_model(causal, ModelSpec(), scratch=tmp_path)
    data = read_dataset(csv, columns)
    rows = rows_asked(model, data, 40)
    here = answers(model, data, rows, sampling=Sampling(6, 1.5, plan.settings.seed))
    assert found.given.texts == here.texts
    assert len(set(here.texts)) > 1


def test_a_child_that_dies_is_told_and_ends_nothing(table, tmp_path, monkeypatch):
    plan, path, csv = table
    dead = Outcome("killed", error={"code": "killed", "message": "out of memory"})
    monkeypatch.setattr(asking_elsewhere, "run_sandboxed", lambda *a, **k: dead)
    assert asked(replace(plan, steps=(STEP,)), path, csv, tmp_path) == "out of memory"


def test_an_audit_that_was_stopped_stops_here(table, tmp_path, monkeypatch):
    plan, path, csv = table
    stopped = Outcome("cancelled", error={"code": "cancelled", "message": "stopped"})
    monkeypatch.setattr(asking_elsewhere, "run_sandboxed", lambda *a, **k: stopped)
    with pytest.raises(AuditFailed):
        asked(replace(plan, steps=(STEP,)), path, csv, tmp_path)


def test_answers_that_are_not_there_are_told(tmp_path):
    found = asking_elsewhere.asked_elsewhere({"scratch": str(tmp_path), "elsewhere": {}})
    assert found.startswith("its answers cannot be read")
    assert asking_elsewhere.asked_elsewhere({"scratch": str(tmp_path)}) is None


def test_only_a_step_that_is_still_to_run_wants_it(table):
    plan, _, _ = table
    assert not asking_elsewhere.is_wanted(plan)
    wanted = replace(plan, steps=(STEP,))
    assert asking_elsewhere.is_wanted(wanted)
    assert not asking_elsewhere.is_wanted(wanted, done=[0])
    assert not asking_elsewhere.is_wanted(replace(plan, steps=(replace(STEP, reason="no"),)))
