"""`evenhand reproduce`: what it prints, and the exit code that it means."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from audits.comparison.reproduction import Comparison, Difference
from evenhand import cli
from evenhand.commands.reproduce import MOST_PRINTED, lines
from tests.evenhand.test_local import document

VERSIONS = {"versions": {"evenhand": "0.1.0", "numpy": "2.0"}, "sandbox": [], "device": "cpu"}


@dataclass
class Made:
    """What `evenhand.reproducing.reproduce` gives, as far as it is printed."""

    comparison: Comparison
    notes: tuple[str, ...] = ()
    now: dict[str, Any] = field(default_factory=lambda: dict(VERSIONS))

    @property
    def before(self) -> dict[str, Any]:
        return told(VERSIONS)

    @property
    def conclusion(self) -> Any:
        return SimpleNamespace(report=told(self.now))


def told(environment: dict[str, Any]) -> dict[str, Any]:
    plan = {"steps": [], "columns": {}, "settings": {}, "policy": None, "model": None}
    return {"model": {}, "dataset": {}, "plan": plan, "environment": environment, "policy": {},
            "probes": []}  # fmt: skip


def test_no_difference_is_one_line() -> None:
    assert list(lines(Made(Comparison((), 4321)))) == [
        "reproduced: 4,321 numbers and words, none differs"
    ]


def test_each_number_is_told_with_how_far_it_is_apart() -> None:
    differences = (
        Difference("step 0 p.q rate", "value", 0.5, 0.5 + 1e-9),
        Difference("step 0 p.q rate", "undetermined", "no variation", "not there"),
        Difference("gate", "", "pass", "fail"),
    )
    first, *rest = lines(Made(Comparison(differences, 100, of_machine=7), ("something first",)))
    assert first == "something first"
    assert rest == [
        "NOT reproduced: 3 of 100 numbers and words differ",
        "  step 0 p.q rate value: 0.5 -> 0.500000001  (+1e-09)",
        "  step 0 p.q rate undetermined: no variation -> not there",
        "  gate: pass -> fail",
        "7 numbers of the machine itself were not compared",
    ]


def test_many_are_cut_and_that_is_told() -> None:
    many = tuple(Difference(f"step {n}", "value", 0, 1) for n in range(MOST_PRINTED + 5))
    assert list(lines(Made(Comparison(many, 99))))[-1] == "  and 5 more (--json FILE has all)"


def test_another_release_is_told() -> None:
    now = {**VERSIONS, "versions": {"evenhand": "0.2.0", "numpy": "2.0"}}
    *_, last = lines(Made(Comparison((), 1), now=now))
    assert last.startswith("made with")
    assert "0.1.0" in last
    assert "0.2.0" in last


def test_exit_0_for_a_repeat_and_1_for_a_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", str(document(tmp_path)), "--quiet"]) == 0
    report = tmp_path / "audit.report" / "report.json"
    assert cli.main(["reproduce", str(report), "--quiet"]) == 0
    assert "none differs" in capsys.readouterr().out
    written = json.loads(report.read_text(encoding="utf-8"))
    next(m for m in written["measurements"] if "value" in m)["value"] += 1e-9
    report.write_text(json.dumps(written), encoding="utf-8")
    assert cli.main(["reproduce", str(report), "--quiet", "--json", "-"]) == 1
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert [one["field"] for one in found["differences"]] == ["value"]
    assert found["schema"] == "evenhand.reproduction/1"
    assert "1 of" in said.err


@pytest.mark.parametrize(
    ("arguments", "field"), [(["nobody.json"], "REPORT"), ([], "the following")]
)
def test_bad_usage_is_3(
    arguments: list[str], field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = cli.main(["reproduce", *arguments])
    except SystemExit as stopped:
        code = stopped.code
    assert code == 3
    assert field in capsys.readouterr().err
