"""The templates for pipelines: their shells are run, and only a gate that passed lets one on."""

import importlib.util
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from evenhand import exit_codes
from evenhand.cli import build_parser

FOLDER = Path(__file__).parents[2] / "examples" / "pipelines"
CODES = sorted(
    {
        exit_codes.PASS,
        exit_codes.FAIL,
        exit_codes.UNDECIDED,
        exit_codes.REFUSED,
        exit_codes.ERROR,
        exit_codes.WAITED_TOO_LONG,
    }
)
# Eighty rows: 30 of 40 men and 12 of 40 women are chosen, an impact ratio of .3/.75 = .4.
UNFAIR = "sex,outcome,decision\n" + "".join(
    f"{sex},{answer},{answer}\n"
    for sex, chosen in (("male", 30), ("female", 12))
    for answer in ["yes"] * chosen + ["no"] * (40 - chosen)
)
DOCUMENT = """
dataset:
  path: people.csv
  columns:
    sex: {role: protected, reference: male}
    outcome: {role: label}
    decision: {role: prediction, favourable: "yes"}
policy: four-fifths
"""


def loaded(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


def github() -> str:
    steps = loaded("github-workflow.yml")["jobs"]["audit"]["steps"]
    (line,) = (step["run"] for step in steps if step.get("name") == "Audit")
    return str(line)


def gitlab() -> str:
    return "\n".join(loaded("gitlab-ci.yml")["fairness"]["script"])


def jenkins() -> str:
    text = (FOLDER / "Jenkinsfile").read_text(encoding="utf-8")
    (line,) = re.findall(r"^ +sh '(.*)'$", text, re.MULTILINE)
    return str(line)


def pre_commit() -> str:
    (hook,) = loaded("pre-commit-config.yaml")["repos"][0]["hooks"]
    assert hook["pass_filenames"] is False
    return str(hook["entry"])


SHELLS = {"github": github, "gitlab": gitlab, "jenkins": jenkins, "pre-commit": pre_commit}


def shell(text: str, folder: Path, path: Path) -> subprocess.CompletedProcess[str]:
    """As the runners do it: bash -e, in the checkout."""
    return subprocess.run(
        ["bash", "-e", "-c", text], cwd=folder, capture_output=True, text=True, check=False,
        timeout=300, env={**os.environ, "PATH": f"{path}:{os.environ['PATH']}"},
    )  # fmt: skip


@pytest.mark.parametrize("name", SHELLS)
def test_every_shell_asks_for_what_the_command_knows_and_hands_on_its_exit_code(
    name: str, tmp_path: Path
) -> None:
    line = SHELLS[name]()
    command, *arguments = line.split()
    assert command == "evenhand"
    parsed = build_parser().parse_args(arguments)
    assert parsed.file == Path("audit.yaml")
    for code in CODES:
        stub = tmp_path / "evenhand"
        stub.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        stub.chmod(0o755)
        assert shell(line, tmp_path, tmp_path).returncode == code


def test_a_gate_that_fails_stops_the_pipeline_and_leaves_what_is_shown(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(UNFAIR, encoding="utf-8")
    (tmp_path / "audit.yaml").write_text(DOCUMENT, encoding="utf-8")
    done = shell(gitlab(), tmp_path, Path(sys.executable).parent)
    assert done.returncode == exit_codes.FAIL, done.stdout + done.stderr
    after = loaded("gitlab-ci.yml")["fairness"]["after_script"]
    shown = shell("\n".join(after), tmp_path, tmp_path)
    assert shown.returncode == 0
    assert "0.4" in shown.stdout
    assert (tmp_path / "junit.xml").is_file()
    assert (tmp_path / "report" / "report.html").is_file()
    assert "FAIL" in done.stdout


def test_nothing_in_a_template_softens_a_failure_and_everything_is_pinned_by_hash() -> None:
    files = [path for path in FOLDER.iterdir() if path.is_file() and path.suffix != ".md"]
    assert len(files) == 5
    for path in files:
        text = path.read_text(encoding="utf-8")
        for soft in ("|| true", "continue-on-error", "allow_failure: true", "returnStatus"):
            assert soft not in text, (path.name, soft)
        for pin in re.findall(r"example\.com/evenhand([@-]\S+)", text):
            assert re.search(r"@sha256:\w{64}|#sha256=\w{64}", pin), (path.name, pin)
        for action in re.findall(r"uses: (\S+)", text):
            assert re.fullmatch(r"\S+@[0-9a-f]{40}", action), action


class Operator:
    """What the template uses of Airflow's base class."""

    def __init__(self, *, task_id: str) -> None:
        self.task_id = task_id
        self.log = logging.getLogger("task")


class Failed(Exception):
    """Airflow's exception that asks for no retry."""


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> type[Any]:
    """The operator, with Airflow's two names given."""
    airflow, sdk, errors = (
        ModuleType(name) for name in ("airflow", "airflow.sdk", "airflow.sdk.exceptions")
    )
    sdk.BaseOperator = Operator  # type: ignore[attr-defined]
    errors.AirflowFailException = Failed  # type: ignore[attr-defined]
    for module in (airflow, sdk, errors):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    spec = importlib.util.spec_from_file_location("airflow_gate", FOLDER / "airflow_gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.EvenhandGate  # type: ignore[no-any-return]


@pytest.mark.parametrize("code", CODES)
def test_the_operator_fails_on_everything_but_a_pass(
    gate: type[Any], code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, code, "the verdict", "")

    monkeypatch.setattr(subprocess, "run", run)
    task = gate(task_id="fairness", document="audit.yaml", most_seconds=60)
    if code == exit_codes.PASS:
        task.execute({})
    else:
        with pytest.raises(Failed, match="gate: "):
            task.execute({})
    (command,) = asked
    assert Path(command[0]).name == "evenhand"
    parsed = build_parser().parse_args(command[1:])
    assert (parsed.file, parsed.wait, parsed.timeout) == (Path("audit.yaml"), True, 60)
