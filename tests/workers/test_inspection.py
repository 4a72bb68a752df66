"""What an upload is, said by a child; and whom its end is to blame on."""

from pathlib import Path

import pytest

from audits.errors import Refused
from workers import inspection
from workers.child_supervisor import Outcome
from workers.inspection import InspectionFailed, inspect_dataset, inspect_model
from workers.sandbox import Limits


def test_a_table_is_profiled_behind_the_walls(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("sex,label\nf,1\nm,0\n", encoding="utf-8")
    profile = inspect_dataset(file, limits=Limits(wall_seconds=60))
    assert (profile.rows, [column.name for column in profile.columns]) == (2, ["sex", "label"])


def test_what_is_no_table_is_refused_with_its_problems(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_bytes(b"")
    with pytest.raises(Refused):
        inspect_dataset(file, limits=Limits(wall_seconds=60))


@pytest.mark.parametrize("reason", ["segfault", "out_of_memory", "timeout", "crashed"])
def test_a_child_that_died_of_a_file_is_the_files_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reason: str
) -> None:
    outcome = Outcome(reason, error={"message": "at byte 7"})
    monkeypatch.setattr(inspection, "run_sandboxed", lambda *_, **__: outcome)
    with pytest.raises(Refused) as refusal:
        inspect_model(tmp_path / "m.onnx", limits=Limits())
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("model", reason)


@pytest.mark.parametrize("reason", ["killed", "sandbox_unavailable", "no_result", "cancelled"])
def test_what_the_machine_did_is_no_refusal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reason: str
) -> None:
    monkeypatch.setattr(inspection, "run_sandboxed", lambda *_, **__: Outcome(reason))
    with pytest.raises(InspectionFailed) as failure:
        inspect_dataset(tmp_path / "p.csv", limits=Limits())
    assert failure.value.code == reason
