"""The examples of explanations are prepared from scratch and audited; their stamps are honest."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from audits.running.catalog import catalog
from tests.lazily import lazily

ROOT = Path(__file__).parents[2]
lazily("onnxruntime")
lazily("skl2onnx")
pytestmark = pytest.mark.slow


def run(*arguments):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip


def prepared(name, folder):
    found = run(ROOT / "examples" / name / "prepare.py", "--out", folder)
    assert found.returncode == 0, found.stderr[-2000:]


def audited(folder, code, name="audit.yaml"):
    out = folder / name.partition(".")[0]
    found = run("-m", "evenhand.cli", "audit", folder / name, "--out", out)
    assert found.returncode == code, found.stdout[-2000:] + found.stderr[-2000:]
    page = (out / "report.html").read_text(encoding="utf-8")
    return json.loads((out / "report.json").read_text(encoding="utf-8")), page


def judged_alone(document):
    """Ask for nothing but what the document's policy judges."""
    written = yaml.safe_load(document.read_text(encoding="utf-8"))
    wanted = {rule["metric"] for rule in written["policy"]["rules"]}
    written["probes"] = [
        name
        for name in written["probes"]
        if wanted & {metric.name for metric in catalog()[name].metrics}
    ]
    document.write_text(yaml.safe_dump(written), encoding="utf-8")


def card(report, probe):
    (found,) = [e for e in report["exhibits"] if e["kind"] == "reliability" and e["probe"] == probe]
    return found["content"]


def sanity_of(report):
    """How each method's sanity was measured."""
    return {
        m["metric"]: m.get("method", m.get("reason"))
        for m in report["measurements"]
        if m["metric"].endswith("_sanity")
    }


def value(report, metric):
    (found,) = [m for m in report["measurements"] if m["metric"] == metric and not m["group"]]
    return found["value"]


def test_a_table_is_explained_and_few_draws_are_not_sure(tmp_path):
    prepared("explain_table", tmp_path)
    report, page = audited(tmp_path, 0)
    assert not card(report, "explanations.lime")["stamped"]
    # ONNX models forget their weights, in the sandbox too: also methods that draw nothing.
    methods = sanity_of(report)
    assert len(methods) == 4
    assert all("weights shuffled" in how for how in methods.values()), methods
    assert "Do not rely on this" not in page.partition('id="explanations"')[2][:3000]
    few = (tmp_path / "audit.yaml").read_text(encoding="utf-8")
    few = few.replace("- explanations.lime\n", "- explanations.lime: {samples: 50}\n")
    (tmp_path / "few.yaml").write_text(few, encoding="utf-8")
    report, page = audited(tmp_path, 2, "few.yaml")
    few = card(report, "explanations.lime")
    assert few["unsure"]
    assert not few["stamped"]
    assert "Not sure that this may be relied on" in page


def test_a_text_is_explained(tmp_path):
    if find_spec("profanity_check") is None:
        pytest.skip("profanity_check is not installed (see examples/explain_text/README.md)")
    prepared("explain_text", tmp_path)
    report, page = audited(tmp_path, 0)
    assert value(report, "shortcut_attribution") < 0.2
    assert "<mark" in page


def test_a_network_that_learnt_the_ground_fails_and_the_honest_one_passes(tmp_path):
    prepared("explain_picture", tmp_path)
    husky, page = audited(tmp_path, 1)
    assert value(husky, "shortcut_attribution") >= 0.8
    assert all("weights shuffled" in how for how in sanity_of(husky).values())
    assert "What is left when the model forgets, layer by layer" in page
    assert 'href="data:image/png' in page or 'src="data:image/png' in page
    judged_alone(tmp_path / "honest.yaml")
    honest, _ = audited(tmp_path, 0, "honest.yaml")
    assert value(honest, "shortcut_attribution") < 0.2


@pytest.mark.long
def test_the_honest_network_passes_as_its_document_asks(tmp_path):
    prepared("explain_picture", tmp_path)
    honest, _ = audited(tmp_path, 0, "honest.yaml")
    assert value(honest, "shortcut_attribution") < 0.2


def test_a_real_translator_says_which_words_moved_its_pronoun(tmp_path):
    example = ROOT / "examples/explain_translation/audit.yaml"
    found = run("-m", "evenhand.cli", "audit", example, "--out", tmp_path)
    assert found.returncode == 0, found.stdout[-2000:] + found.stderr[-2000:]
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    pulls = {m["group"]["term"]: m for m in report["measurements"] if "term" in m["group"]}
    # The word that has no gender says nothing of it, over the sentences that have it.
    low, high = pulls["hän"]["interval"]
    assert low < 0 < high
    assert pulls["hän"]["sample_size"] == 84
    shown = [e for e in report["exhibits"] if e["kind"] == "highlighted_text"]
    assert len(shown) == 4
    # Where the strongest word goes, the answer goes: its weight has the sign of the log-odds.
    first = shown[0]["content"]
    strongest = max(first["tokens"], key=lambda token: abs(token["weight"]))
    assert strongest["text"] == "hänelle"
    assert (strongest["weight"] > 0) == (first["answer"] == "she")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "What moved the pronoun of" in page
