"""The tutorials, as somebody does them: block by block, in a folder of their own."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from evenhand import exit_codes
from evenhand.cli import build_parser
from tests.docs.pages import PAGES, blocks, run, shell


def exits(line: str, folder: Path) -> int:
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, capture_output=True, text=True, timeout=600, check=False,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    ).returncode  # fmt: skip


def test_every_command_line_in_the_documentation_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    parser = build_parser()
    tried = 0
    for page in PAGES:
        for block in blocks(page.name, "sh"):
            for line in re.sub(r"\\\n\s*", "", block).splitlines():
                words = shlex.split(line, comments=True)
                if words and Path(words[0]).name == "evenhand":
                    try:
                        parser.parse_args(words[1:])
                    except SystemExit:
                        pytest.fail(f"{page.name}: {line}\n{capsys.readouterr().err}")
                    tried += 1
    assert tried >= 12


def test_a_table_fails_is_described_and_fails_by_the_rules_that_were_written(
    tmp_path: Path,
) -> None:
    (table,) = blocks("csv.md", "python")
    run([sys.executable, "-c", table], tmp_path)
    audit, init = blocks("csv.md", "sh")
    assert exits(f"{audit.strip()} --quiet --json first.json", tmp_path) == exit_codes.FAIL
    first = json.loads((tmp_path / "first.json").read_text(encoding="utf-8"))
    # Of women those above .6 of a normal distribution are chosen, of men those above 0:
    # .2743 against .5, a ratio of .55. With 2,000 of each the ratio lies within .05 of it.
    ratio = min(
        item["value"]
        for item in first["measurements"]
        if item["metric"] == "impact_ratio" and item.get("value") is not None
    )
    assert abs(ratio - 0.2743 / 0.5) < 0.06
    shell(init, tmp_path)
    document = yaml.safe_load((tmp_path / "audit.yaml").read_text(encoding="utf-8"))
    assert document["dataset"]["columns"]["sex"]["role"] == "protected"
    (rules,) = blocks("csv.md", "yaml")
    document["policy"] = yaml.safe_load(rules)["policy"]
    assert {rule["metric"] for rule in document["policy"]["rules"]} == {
        "impact_ratio", "equal_opportunity_difference", "accuracy_gain_over_majority",
    }  # fmt: skip


def test_an_estimator_passes_and_is_asserted(tmp_path: Path) -> None:
    train, audit, assertion = blocks("scikit_learn.md", "python")
    quick = """
import evenhand
from functools import partial
# What asks the model again and again is shown by its own tests.
evenhand.audit = partial(evenhand.audit, progress=False, probes=["fairness.error_rates"])
"""
    script = "\n".join([quick, train, audit, assertion, "print(len(report.findings) > 0)"])
    lines = run([sys.executable, "-c", script], tmp_path).splitlines()
    assert lines[-2:] == ["pass", "True"]


def test_what_is_filed_is_there_and_without_answers(folder: Path) -> None:
    (document,) = blocks("README.md", "yaml")
    (folder / "audit.yaml").write_text(document, encoding="utf-8")
    file, _ = blocks("compliance.md", "sh")  # the other: tests/evenhand/test_verifying.py
    shell(file, folder)
    assert (folder / "filed.pdf").read_bytes().startswith(b"%PDF-")
    assert {path.name for path in (folder / "filed").iterdir()} == {"report.json", "report.html"}
    report = json.loads((folder / "filed" / "report.json").read_text(encoding="utf-8"))
    assert report["gate"] == "pass"
