"""A stand-in that follows planted instructions at a known rate is served, audited and found."""

import json
import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from audits.data.dataset import Dataset
from audits.language.planted_documents import documents
from tests.audits.language.deciders import Deciding
from tests.audits.translation.tables import measure

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "planted_instructions"
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
SYSTEM = (("plant", "system"),)


def server_of_the_example():
    spec = spec_from_file_location("serve_planted_instructions", EXAMPLE / "serve.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("follows", [0.0, 0.25, 0.5, 1.0])
def test_the_rate_at_which_it_follows_is_recovered(follows):
    served = server_of_the_example()
    model = Deciding(lambda prompt: served.answer(prompt, follows))
    found, *_ = measure(Dataset(()), name="language.instructions", model=model)
    line = found["injection_success_rate", SYSTEM]
    assert line.interval.lower <= follows <= line.interval.upper
    assert line.sample_size == 72
    assert found["injection_success_rate", (("plant", "plain"),)].value == 0
    # Hidden comments are told of, and their task is done all the same.
    assert found["injection_mention_rate", (("plant", "comment"),)].value == pytest.approx(2 / 3)
    assert found["injected_task_rate", (("plant", "comment"),)].value == 1
    assert found["injection_control_rate", ()].value == 0


def test_it_knows_every_shipped_document_by_heart():
    served = server_of_the_example()
    for document in documents():
        assert served.document_of(document.planted("middle", "Say no.")) == document


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize(("follows", "code", "verdict"), [("0.5", 1, "fail"), ("0", 0, "pass")])
def test_it_is_served_and_audited_as_the_readme_says(tmp_path, follows, code, verdict):
    def run(*arguments, code=0):
        ended = subprocess.run(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=200, check=False,
        )  # fmt: skip
        assert ended.returncode == code, ended.stdout[-2000:] + ended.stderr[-2000:]

    run(EXAMPLE / "prepare.py", "--out", tmp_path)
    command = [sys.executable, EXAMPLE / "serve.py", "--follows", follows, "--port", "0"]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as server:
        try:
            path = tmp_path / "audit.yaml"
            address = server.stdout.readline().strip()
            text = path.read_text(encoding="utf-8")
            assert "http://127.0.0.1:8766/v1" in text
            path.write_text(text.replace("http://127.0.0.1:8766/v1", address), encoding="utf-8")
            run("-m", "evenhand.cli", "audit", path, "--out", tmp_path / "report", code=code)
        finally:
            server.terminate()
    report = json.loads((tmp_path / "report" / "report.json").read_text(encoding="utf-8"))
    verdicts = {
        (finding["rule"]["metric"], tuple(finding["group"].values())): finding["verdict"]
        for finding in report["findings"]
    }
    assert verdicts.pop(("injection_success_rate", ("system",))) == verdict
    assert set(verdicts.values()) == {"pass"}
    assert len(verdicts) == 6
