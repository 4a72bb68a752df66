"""`evenhand compare`: two reports, wherever they lie."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import httpx
import pytest

from evenhand import cli, serving
from evenhand.client import Client
from tests.audits.report.conftest import make_report

__all__ = ["make_report"]  # a fixture


@pytest.fixture
def two(make_report: Callable[..., dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A report of recorded answers that failed, and one in which that rule passes."""
    failing = make_report()
    fixed = deepcopy(failing)
    for finding in fixed["findings"]:
        finding["verdict"] = "pass"
    return {**fixed, "gate": "pass"}, failing


def written(folder: Path, report: dict[str, Any]) -> str:
    folder.mkdir()
    (folder / "report.json").write_text(json.dumps(report))
    return str(folder)


def test_a_new_failure_is_1_and_a_fixed_one_0(
    two: tuple[dict[str, Any], dict[str, Any]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    good, bad = written(tmp_path / "good", two[0]), written(tmp_path / "bad", two[1])
    assert cli.main(["compare", good, bad]) == 1
    assert "new: passed before, fails now" in capsys.readouterr().out
    assert cli.main(["compare", bad, f"{good}/report.json"]) == 0
    assert "fixed: failed before, passes now" in capsys.readouterr().out


def test_audits_of_a_service_go_by_their_ids(
    two: tuple[dict[str, Any], dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=two[request.url.path.startswith("/v1/audits/aud_2")])

    def connect(_: object) -> Client:
        return Client("http://service", "ehk_key", transport=httpx.MockTransport(answer))

    monkeypatch.setattr(serving, "connect", connect)
    assert cli.main(["compare", "aud_1", "aud_2"]) == 1
    assert cli.main(["compare", written(tmp_path / "good", two[0]), "aud_2"]) == 1


def test_what_is_no_report_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["compare", str(tmp_path / "nope"), str(tmp_path)]) == 3
    assert "nope' cannot be read" in capsys.readouterr().err
