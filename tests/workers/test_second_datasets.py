"""The rows of an earlier dataset in the child that measures, or why they cannot be had."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audits.data.reading import profile_dataset
from audits.measurement import WhyNot
from audits.planning.plan import Plan, make_plan
from audits.specification.parsing import parse_document
from tests.workers.test_measuring import DOCUMENT, people
from workers.measuring import measure
from workers.second_datasets import second_rows

ASKED = {**DOCUMENT, "probes": ["data.drift"], "policy": None, "earlier": {"path": "was.csv"}}


def before(folder: Path, text: str | None = None) -> Path:
    """A hundred people, nine of ten selected."""
    rows = [f"{'fm'[at % 2]},1,{int(at % 10 > 0)}" for at in range(100)]
    file = folder / "was.csv"
    file.write_text(text or "\n".join(["sex,label,decision", *rows]) + "\n", encoding="utf-8")
    return file


def planned(folder: Path, was: Path, **document: Any) -> Plan:
    return make_plan(
        parse_document({**ASKED, **document}),
        dataset=profile_dataset(people(folder)),
        seconds={"earlier": profile_dataset(was)},
    )


def test_its_rows_reach_the_probe(tmp_path: Path) -> None:
    was = before(tmp_path)
    plan = planned(tmp_path, was)
    sent: list[dict[str, Any]] = []
    measure(
        {"plan": plan.to_json(), "model": None, "dataset": str(tmp_path / "people.csv"),
         "scratch": str(tmp_path), "done": [], "endpoint": None, "answers": None, "limit": 60.0,
         "seconds": {"earlier": str(was)}},
        sent.append,
    )  # fmt: skip
    (step,) = [message["step"] for message in sent if message["kind"] == "step"]
    # By hand: 90 of 100 before, 60 of 200 now.
    of_answers = {"metric": "drift_distance", "group": {"column": "decision"}}
    (decision,) = [m for m in step["measurements"] if m.items() >= of_answers.items()]
    assert decision["value"] == pytest.approx(0.6)
    assert decision["sample_size"] == [200, 100]


def test_what_is_gone_or_cannot_be_read_says_so(tmp_path: Path) -> None:
    was = before(tmp_path)
    plan = planned(tmp_path, was, earlier={"path": "was.csv", "look": 4})
    gone = second_rows(plan, {"earlier": None})["earlier"]
    assert gone.rows == WhyNot("the dataset of `earlier` is not stored any more")
    assert gone.look == 4
    before(tmp_path, "sex,label\nf,1\n")
    damaged = second_rows(plan, {"earlier": str(was)})["earlier"]
    assert isinstance(damaged.rows, WhyNot)
    assert "decision the dataset has no such column" in damaged.rows.reason
    lacking = second_rows(plan, {"earlier": str(was)}, reads=("age",))["earlier"]
    assert lacking.rows == WhyNot("the dataset of `earlier` lacks 'age', which the model reads")


def test_a_plan_without_one_has_none(tmp_path: Path) -> None:
    plan = planned(tmp_path, before(tmp_path))
    assert second_rows(replace(plan, seconds={}), {}) == {}
