"""`evenhand reproduce`: what it prints, and the exit code that it means."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from audits.comparison.environments import NO_LOCK
from audits.comparison.reproduction import Comparison, Difference
from evenhand import cli, serving
from evenhand.client import Client
from evenhand.commands.reproduce import MOST_CLAUSES, MOST_PRINTED, lines
from tests.evenhand.test_local import document

LOCK = {"engine": {"version": "0.1.0", "sha256": "e"}, "packages": {}}
VERSIONS = {"versions": {"evenhand": "0.1.0"}, "sandbox": [], "device": "cpu", "lock": LOCK}
SAME = "the environment is the same"


@dataclass
class Made:
    """What `evenhand.reproducing.reproduce` gives, as far as it is printed."""

    comparison: Comparison
    notes: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    before_environment: dict[str, Any] = field(default_factory=lambda: dict(VERSIONS))
    now: dict[str, Any] = field(default_factory=lambda: dict(VERSIONS))

    @property
    def before(self) -> dict[str, Any]:
        return told(self.before_environment)

    @property
    def conclusion(self) -> Any:
        return SimpleNamespace(report=told(self.now))


def told(environment: dict[str, Any]) -> dict[str, Any]:
    plan = {"steps": [], "columns": {}, "settings": {}, "policy": None, "model": None}
    return {"model": {}, "dataset": {}, "plan": plan, "environment": environment, "policy": {},
            "probes": []}  # fmt: skip


def test_no_difference_is_one_line() -> None:
    assert list(lines(Made(Comparison((), 4321)))) == [
        "reproduced: 4,321 numbers and words, none differs", SAME,
    ]  # fmt: skip


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
        SAME,
    ]


def test_many_are_cut_and_that_is_told() -> None:
    many = tuple(Difference(f"step {n}", "value", 0, 1) for n in range(MOST_PRINTED + 5))
    assert list(lines(Made(Comparison(many, 99))))[-2] == "  and 5 more (--json FILE has all)"


def test_what_differs_in_the_environment_stands_last() -> None:
    clauses = tuple(f"thing {n} 1, now 2" for n in range(MOST_CLAUSES + 2))
    _, head, *rest = lines(Made(Comparison((), 1), environment=clauses))
    assert head == f"of the environment {MOST_CLAUSES + 2} things differ:"
    assert rest[0] == "  thing 0 1, now 2"
    assert rest[-1] == "  and 2 more (--json FILE has all)"


def test_one_thing_is_told_as_one() -> None:
    _, head, _ = lines(Made(Comparison((), 1), environment=("numpy 1.0, now 2.0",)))
    assert head == "of the environment 1 thing differs:"


def test_a_report_without_a_lock_says_so() -> None:
    made = Made(Comparison((), 1), before_environment={"versions": {"evenhand": "0.0.9"}})
    assert NO_LOCK in list(lines(made))


def test_numbers_of_the_machine_are_shown_and_change_no_verdict() -> None:
    slower = (Difference("step 1 cost.inference latency", "value", 1.0, 1.5),)
    printed = list(lines(Made(Comparison((), 9, of_machine=4, machine=slower))))
    assert printed[0] == "reproduced: 9 numbers and words, none differs"
    assert "  of the machine: step 1 cost.inference latency: 1.0 -> 1.5" in printed


def test_an_audit_of_a_service_goes_by_its_id(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["audit", str(document(tmp_path)), "--quiet"]) == 0
    report = json.loads((tmp_path / "audit.report" / "report.json").read_text(encoding="utf-8"))
    report["audit"] |= {"id": "aud_1", "dataset": "dsv_1"}
    del report["audit"]["file"]
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        return httpx.Response(200, json=report)

    def connect(_: object) -> Client:
        return Client("http://service", "ehk_key", transport=httpx.MockTransport(answer))

    monkeypatch.setattr(serving, "connect", connect)
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    assert cli.main(["reproduce", "aud_1", "--quiet"]) == 3
    assert "--dataset" in capsys.readouterr().err
    people = str(tmp_path / "people.csv")
    assert cli.main(["reproduce", "aud_1", "--quiet", "--dataset", people]) == 0
    assert asked == ["/v1/audits/aud_1/report.json"] * 2


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
