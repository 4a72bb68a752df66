"""`evenhand probes`: what can be measured."""

import json
from pathlib import Path

import pytest

from evenhand import cli

PROBES = Path(__file__).parents[3] / "audits" / "probes"


def test_every_probe_is_listed_once_with_what_it_asks(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["probes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    files = [path for path in PROBES.glob("*/*.py") if not path.name.startswith("_")]
    assert {line.split()[0] for line in lines} == {f"{f.parent.name}.{f.stem}" for f in files}
    assert len(lines) == len(files)


def test_one_is_described_with_its_metrics_and_written_as_json(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(["probes", "fairness.selection_rate"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("fairness.selection_rate, version ")
    assert "impact_ratio" in shown
    target = tmp_path / "probe.json"
    assert cli.main(["probes", "fairness.selection_rate", "--json", str(target)]) == 0
    (entry,) = json.loads(target.read_text(encoding="utf-8"))
    assert "impact_ratio" in [metric["name"] for metric in entry["metrics"]]


def test_a_name_that_is_none_is_refused_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["probes", "fairness.selection_rat"]) == 3
    assert "fairness.selection_rate" in capsys.readouterr().err
