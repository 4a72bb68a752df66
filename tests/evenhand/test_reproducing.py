"""A report measured again from its own plan and files: the same to the last bit, or not."""

import json
from pathlib import Path
from typing import Any

import pytest

from audits.errors import Refused
from audits.planning.plan import Plan
from audits.planning.steps import Step
from evenhand.keeping import read_report, report_file
from evenhand.local import audit_file
from evenhand.reproduced_files import Files
from evenhand.reproducing import Reproduced, as_it_ran, plan_of
from evenhand.reproducing import reproduce as reproduce_report
from tests.evenhand.test_local import document

# A bootstrap, a permutation and folds among what is drawn; a waiver that has ended by now.
TEXT = """
dataset:
  path: people.csv
  columns:
    sex: {role: protected}
    label: {role: label, favourable: "1"}
    decision: {role: prediction}
probes: [fairness.error_rates, imbalance.accuracy_against_majority, confounds.dataset]
settings: {seed: 5, smallest_group: 5}
policy:
  rules: [{metric: accuracy, at_least: 0.9}]
"""
NO_FILES = Files(None, None, {})


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp("audited")
    result = audit_file(document(folder, TEXT, rows=90), quiet=True, keeps_answers=False)
    return result.report_json, result.report


def reproduce(named: Path, files: Files, *, quiet: bool) -> Reproduced:
    """As the command does with a report's path."""
    report = read_report(named, "REPORT")
    return reproduce_report(report, report_file(named).parent, files, quiet=quiet)


def planted(made: tuple[Path, dict[str, Any]], folder: Path, change: Any) -> Path:
    """The report with something changed, elsewhere; its paths still lead to the files."""
    report = json.loads(json.dumps(made[1]))
    change(report)
    path = folder / "report.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    return path


def test_a_true_repeat_has_no_difference(made: tuple[Path, dict[str, Any]]) -> None:
    again = reproduce(made[0].parent, NO_FILES, quiet=True)
    assert again.comparison.differences == ()
    assert again.comparison.compared > 200
    assert again.notes == ()
    assert again.environment == ()
    assert again.conclusion.report["canonical_sha256"] != ""
    # Budget and seed apart, the whole canonical part is the same bytes.
    assert again.conclusion.report["measurements"] == made[1]["measurements"]
    assert again.conclusion.report["findings"] == made[1]["findings"]


def test_a_planted_difference_of_1e_9_in_one_number_is_found(
    made: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    number = next(i for i, m in enumerate(made[1]["measurements"]) if m["metric"] == "accuracy")

    def plant(report: dict[str, Any]) -> None:
        report["measurements"][number]["value"] += 1e-9

    again = reproduce(planted(made, tmp_path, plant), NO_FILES, quiet=True)
    (one,) = again.comparison.differences
    assert one.where.startswith("step ")
    assert "accuracy" in one.where
    assert one.apart == pytest.approx(-1e-9, rel=1e-6)
    assert again.notes == (
        "the report was changed since it was made: its numbers are not those it had",
    )


def test_other_data_are_another_audit(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    other = tmp_path / "people.csv"
    other.write_text((made[0].parent.parent / "people.csv").read_text() + "f,1,1\n")
    with pytest.raises(Refused) as refusal:
        reproduce(made[0], Files(None, other, {}), quiet=True)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("--dataset", "other_file")
    # The same bytes somewhere else are the same data.
    other.write_bytes((made[0].parent.parent / "people.csv").read_bytes())
    assert not reproduce(made[0], Files(None, other, {}), quiet=True).comparison.differences


@pytest.mark.parametrize(
    ("change", "files", "field", "code"),
    [
        (lambda r: r["audit"].update(dataset="gone.csv"), NO_FILES, "--dataset", "not_found"),
        (lambda r: r["audit"].update(dataset=None), NO_FILES, "--dataset", "missing"),
        (lambda r: r["plan"].update(columns=3), NO_FILES, "REPORT", "unreadable"),
        (lambda r: r["plan"]["steps"][0].update(probe="no.probe"), NO_FILES, "REPORT",
         "unknown_probe"),
        (lambda r: r["plan"].update(model={"format": "endpoint"}), NO_FILES, "REPORT",
         "not_a_file"),
        (lambda r: None, Files(Path("m.onnx"), None, {}), "--model", "does_not_fit"),
        (lambda r: None, Files(None, None, {"members": Path("m.csv")}), "--members",
         "does_not_fit"),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_again_is_refused_by_field(
    made: tuple[Path, dict[str, Any]], tmp_path: Path, change: Any, files: Files, field: str,
    code: str,
) -> None:  # fmt: skip
    with pytest.raises(Refused) as refusal:
        reproduce(planted(made, tmp_path, change), files, quiet=True)
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == (field, code)
    assert problem.remedy


def test_what_differs_in_the_environment_is_told_beside_the_numbers(
    made: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    def plant(report: dict[str, Any]) -> None:
        lock = report["environment"]["lock"]
        lock["packages"]["numpy"]["version"] = "1.0"
        lock["machine"]["processor"] = "Another 3000"

    again = reproduce(planted(made, tmp_path, plant), NO_FILES, quiet=True)
    assert again.comparison.differences == ()
    of_numpy, of_machine = again.environment
    assert of_numpy.startswith("numpy 1.0, now ")
    assert of_machine.startswith("machine processor Another 3000, now ")


def test_a_services_report_names_ids_and_takes_files_that_are_given(
    made: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    def plant(report: dict[str, Any]) -> None:
        report["audit"] |= {"id": "aud_1", "dataset": "dsv_1"}
        del report["audit"]["file"]

    report = planted(made, tmp_path, plant)
    with pytest.raises(Refused, match="dsv_1 cannot be read from its store"):
        reproduce(report, NO_FILES, quiet=True)
    people = made[0].parent.parent / "people.csv"
    assert not reproduce(report, Files(None, people, {}), quiet=True).comparison.differences
    # As it was uploaded: the service stored it as UTF-8, and of plain letters that is the same.
    other = tmp_path / "people.csv"
    other.write_bytes(people.read_text(encoding="utf-8").encode("utf-16"))
    given = Files(None, other, {}, "utf-16")
    assert not reproduce(report, given, quiet=True).comparison.differences


def test_a_probe_of_another_version_is_told(
    made: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    def plant(report: dict[str, Any]) -> None:
        report["plan"]["steps"][0]["version"] = 1_000

    again = reproduce(planted(made, tmp_path, plant), NO_FILES, quiet=True)
    assert any("was version 1000 and is" in note for note in again.notes)


def test_what_time_left_out_or_sampled_is_measured_alike(
    made: tuple[Path, dict[str, Any]],
) -> None:
    """As `audits.planning.time_budget` writes it in a report's warnings and reasons."""
    plan = plan_of(made[1])
    steps = (
        Step(0, "explanations.kernel_shap", 3, {"how_many": 12, "seeds": 5, "samples": 2048}),
        Step(1, "explanations.lime", 3, {"how_many": 12}),
        Step(2, "explanations.occlusion", 3, {"how_many": 12}),
    )
    report = {
        "probes": [
            {"step": 0, "name": "explanations.kernel_shap", "status": "ran"},
            {"step": 1, "name": "explanations.lime", "status": "not_run",
             "reason": "it would ask the model about 97,040 rows again; that does not fit the "
             "budget of 2s"},
            {"step": 2, "name": "explanations.occlusion", "status": "ran"},
        ],
        "warnings": [
            "explanations.kernel_shap ran with how_many 3, seeds 4 and samples 500 to fit the "
            "budget of 2s: whole it would take about 5s. How many samples fit depends on this "
            "machine's pace (0.07 ms a row); set `settings.budget: 1m` to have all of it whole",
            "something else",
        ],
    }  # fmt: skip
    ran = as_it_ran(Plan(**{**vars(plan), "steps": steps}), report)
    assert ran.steps[0].parameters == {"how_many": 3, "seeds": 4, "samples": 500}
    assert ran.steps[1].reason.endswith("the budget of 2s")
    assert ran.steps[2] == steps[2]
    assert ran.settings.seed == 5
    assert ran.settings.budget_seconds == 86_400
