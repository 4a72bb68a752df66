"""A machine that lacks a demanded layer opens no upload and says so; so does a weaker report."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from service.sandbox_layers import DEMANDED_LAYERS, SANDBOX_LAYERS
from service.setting_refused import SettingRefused
from service.settings import Settings
from tests.end_to_end.test_local_audit import COLUMNS, WITHIN, even, people, write
from workers.provenance import weaknesses

INSIDE = Path(__file__).parent / "inside"
LACKING = """
import sys
sys.path.insert(0, {inside!r})
import launch
launch.lack({layer!r})
from evenhand.cli import main
raise SystemExit(main(sys.argv[1:]))
"""


def evenhand(
    *arguments: object, layer: str, cwd: Path, demands: str | None = None
) -> subprocess.CompletedProcess[str]:
    """The command on a machine without this layer."""
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "EVENHAND_HOME": str(cwd / "home")}
    environment |= {} if demands is None else {"EVENHAND_SANDBOX": demands}
    code = LACKING.format(inside=str(INSIDE), layer=layer)
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=cwd, env=environment, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def document(folder: Path) -> Path:
    people(folder, even(100))
    table = {"path": "people.csv", "columns": COLUMNS}
    return write(folder, {"dataset": table, "policy": {"rules": [WITHIN]}})


def finding(folder: Path, **options: Any) -> tuple[int, dict[str, Any]]:
    done = evenhand("doctor", "--json", "-", cwd=folder, **options)
    (found,) = [one for one in json.loads(done.stdout) if one["name"] == "sandbox"]
    return done.returncode, found


def test_landlock_and_seccomp_are_demanded_unless_an_operator_says_otherwise() -> None:
    assert Settings.from_environment({}).sandbox == DEMANDED_LAYERS == ("landlock", "seccomp")
    assert Settings.from_environment({"EVENHAND_SANDBOX": "none"}).sandbox == ()
    every = ",".join(SANDBOX_LAYERS)
    assert Settings.from_environment({"EVENHAND_SANDBOX": every}).sandbox == SANDBOX_LAYERS
    with pytest.raises(SettingRefused, match=r"EVENHAND_SANDBOX: 'moat' is none of .*landlock"):
        Settings.from_environment({"EVENHAND_SANDBOX": "landlock,moat"})


@pytest.mark.parametrize("layer", DEMANDED_LAYERS)
def test_nothing_uploaded_is_opened_without_it(layer: str, tmp_path: Path) -> None:
    done = evenhand("audit", document(tmp_path), layer=layer, cwd=tmp_path)
    assert done.returncode == 4
    assert f"the sandbox lacks what is demanded of it here ({layer}:" in done.stderr
    assert "EVENHAND_SANDBOX" in done.stderr
    assert not list(tmp_path.glob("*.report"))


@pytest.mark.parametrize("layer", DEMANDED_LAYERS)
def test_doctor_fails_without_it(layer: str, tmp_path: Path) -> None:
    code, found = finding(tmp_path, layer=layer)
    assert code == 4
    assert found["state"] == "wrong"
    assert f"missing: {layer}" in found["detail"]
    assert "EVENHAND_SANDBOX" in found["remedy"]


def test_doctor_fails_without_a_layer_that_an_operator_demands(tmp_path: Path) -> None:
    _, found = finding(tmp_path, layer="private_root")
    assert found["state"] == "warning"
    _, found = finding(tmp_path, layer="private_root", demands="landlock,private_root")
    assert found["state"] == "wrong"


@pytest.mark.parametrize("layer", DEMANDED_LAYERS)
def test_a_report_of_a_weaker_run_says_so(layer: str, tmp_path: Path) -> None:
    (other,) = {*DEMANDED_LAYERS} - {layer}
    done = evenhand("audit", document(tmp_path), layer=layer, demands=other, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("*.report/report.json")
    report = json.loads(path.read_text(encoding="utf-8"))
    assert [one for one in report["warnings"] if f"weaker sandbox, without {layer}:" in one]
    assert layer not in {name.split()[0] for name in report["environment"]["sandbox"]}


def test_a_whole_sandbox_is_not_warned_of() -> None:
    assert weaknesses(["no_new_privs", "landlock 7", "seccomp"]) == []
    (both,) = weaknesses(["no_new_privs"])
    assert "without landlock and seccomp" in both
