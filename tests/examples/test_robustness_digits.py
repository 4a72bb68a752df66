"""Three networks: a plain one fails, a trained one withstands, and one only pretends."""

import json

import pytest
import yaml

from audits.specification.document import AuditDocument
from tests.examples.test_examples import EXAMPLES, run
from tests.lazily import lazily

lazily("onnxruntime")
GATES = {"plain": ("fail", 1), "trained": ("pass", 0), "masked": ("inconclusive", 2)}


@pytest.mark.parametrize("name", GATES)
def test_the_three_are_judged_alike(name):
    documents = {
        each: yaml.safe_load((EXAMPLES / "robustness_digits" / f"{each}.yaml").read_text())
        for each in ("plain", name)
    }
    AuditDocument.model_validate(documents[name])
    assert documents[name]["probes"] == documents["plain"]["probes"]
    assert documents[name]["policy"] == documents["plain"]["policy"]


@pytest.mark.long
def test_each_has_the_gate_that_the_page_says(tmp_path):
    run(EXAMPLES / "robustness_digits" / "prepare.py", "--out", tmp_path)
    for name, (gate, code) in GATES.items():
        out = tmp_path / name
        run("-m", "evenhand.cli", "audit", tmp_path / f"{name}.yaml", "--out", out, code=code)
        report = json.loads((out / "report.json").read_text())
        assert report["gate"] == gate
        (finding,) = report["findings"]
        told = {"fail": "is below", "pass": "withstood", "inconclusive": "gradients masked"}[gate]
        assert told in finding["sentence"]
