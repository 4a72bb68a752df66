"""Every block of code in the README and the guides is run, or says here why a test cannot."""

import ast
import json
import re
import shlex
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from audits.specification.document import ColumnSpec
from audits.specification.endpoint import profile_endpoint
from audits.specification.parsing import parse_document
from evenhand.cli import build_parser
from service.endpoint_keys import kept_keys
from tests.docs.pages import BLOCK, PAGES, PEOPLE, ROOT, blocks, run, shell
from tests.end_to_end.running import api
from tests.local_hosts import LOCAL

PROBES = ROOT / "audits" / "specification" / "probes.json"
RUN = {
    ("README.md", "sh"): "below",
    ("README.md", "yaml"): "below",
    ("python.md", "python"): "below",
    ("python.md", "sh"): "below",
    ("document.md", "yaml"): "below",
    ("endpoints.md", "yaml"): "below",
    ("models.md", "yaml"): "tests/audits/specification/test_network.py and "
    "tests/end_to_end/test_sounds_in_a_zip.py, with other names",
    (
        "models.md",
        "python",
    ): "tests/audits/models/adapters/test_safetensors_file.py",
    ("explanations.md", "yaml"): "below",
    ("privacy.md", "yaml"): "below",
    ("data_quality.md", "yaml"): "below",
    ("language.md", "yaml"): "below",
    ("outcomes.md", "yaml"): "below",
    ("language.md", "sh"): "tests/audits/language/test_correspondence_cases.py and "
    "test_planted_documents.py, with other names",
    ("claims.md", "yaml"): "below",
    ("cost.md", "yaml"): "below",
    ("robustness.md", "yaml"): "below",
    ("tradeoffs.md", "yaml"): "below",
    ("repeatability.md", "sh"): "tests/evenhand/commands/test_reproduce.py, with other names",
    ("repeatability.md", "text"): "printed by tests/evenhand/commands/test_reproduce.py",
    ("api.md", "sh"): "below",
    ("csv.md", "python"): "test_tutorials.py",
    ("csv.md", "sh"): "test_tutorials.py",
    ("csv.md", "yaml"): "test_tutorials.py",
    ("scikit_learn.md", "python"): "test_tutorials.py",
    ("compliance.md", "sh"): "test_tutorials.py",
    ("nightly.md", "sh"): "test_nightly.py; in short each line is parsed (test_tutorials.py)",
    ("CONTRIBUTING.md", "sh"): "scripts of their own: the suite itself, test_site.py",
    ("adding_a_probe.md", "python"): "tests/contracts/test_adding_a_probe.py",
    ("adding_a_model.md", "python"): "a shape without bodies; read, and its imports made, below",
    ("adding_an_export.md", "python"): "below",
    ("operation.md", "sh"): "tests/integration/test_backup.py, tests/evenhand/test_verifying.py: "
    "they need a service with a past and its keys",
}


def test_every_block_is_run_or_says_why_not() -> None:
    there = {
        (page.name, kind)
        for page in PAGES
        for kind, _ in BLOCK.findall(page.read_text(encoding="utf-8"))
    }
    assert there == set(RUN)


@pytest.mark.parametrize("page", ["adding_a_model.md", "adding_a_probe.md", "adding_an_export.md"])
def test_the_shapes_of_the_guides_are_python_and_import_what_there_is(page: str) -> None:
    shapes = blocks(page, "python")
    assert shapes
    for shape in shapes:
        for node in ast.walk(ast.parse(shape)):
            if isinstance(node, ast.ImportFrom):
                module = import_module(str(node.module))
                for name in node.names:
                    assert hasattr(module, name.name), (page, node.module, name.name)


def test_the_shape_of_an_export_makes_a_form() -> None:
    (shape,) = blocks("adding_an_export.md", "python")
    made: dict[str, Any] = {"render": str}
    exec(shape, made)  # of our own page
    assert (made["FORM"].name, made["FORM"].is_noted) == ("findings.tsv", True)


def test_the_line_for_docker_fits_the_image_that_compose_builds() -> None:
    (line,) = re.findall(r"`(docker run [^`]+)`", (ROOT / "README.md").read_text(encoding="utf-8"))
    words = shlex.split(line)
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    image = compose["x-evenhand"]["image"].partition(":")[0]
    options, command = words[2 : words.index(image)], words[words.index(image) + 1 :]
    # Its first word is the program; the image has no entrypoint of its own to swallow it.
    assert "ENTRYPOINT" not in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert build_parser().parse_args(command[1:]).label == "outcome"
    assert command[0] == "evenhand"
    given = dict(zip(options[1::2], options[2::2], strict=True))
    assert options[0] == "--rm"
    # The report is written into the reader's folder: as its owner, and where the program looks.
    assert set(given) == {"--user", "-v", "-w"}
    source, _, target = given["-v"].partition(":")
    assert (source, target) == ("$PWD", given["-w"])
    # No service is started, so no port is published; nothing that the service keeps is mounted.
    kept = {volume.partition(":")[2] for volume in compose["x-evenhand"]["volumes"]}
    assert target not in kept


def test_the_readme_gives_a_verdict_and_its_document_is_one(folder: Path) -> None:
    demo, table, audit = blocks("README.md", "sh")
    assert "script/demo" in demo  # tests/evenhand/test_demo.py
    (document,) = blocks("README.md", "yaml")
    (folder / "audit.yaml").write_text(document, encoding="utf-8")
    shown = shell(table + audit, folder)
    assert shown.count("PASS") >= 2, shown


def test_the_endpoints_are_described_and_the_key_file_is_one(folder: Path) -> None:
    *models, keys = blocks("endpoints.md", "yaml")
    for model in models:
        document = parse_document({**yaml.safe_load(model), "dataset": {"path": "rows.csv"}})
        assert document.model is not None
        columns = {"income": ColumnSpec()}
        assert profile_endpoint(document.model, columns).format == "endpoint"
    path = folder / "keys.yaml"
    path.write_text(keys, encoding="utf-8")
    path.chmod(0o600)
    assert set(kept_keys(path)) == {"SMALL_KEY"}


# What a reader of python.md has: a frame, an estimator and a function; and probes that are quick,
# for what asks the model again and again is shown by its own tests.
BEFORE_PYTHON = f"""
import evenhand
from functools import partial
{PEOPLE}
frame["outcome"] = (frame["outcome"] == "yes").astype(int)
frame["decision"] = (frame["decision"] == "yes").astype(int)
whole, evenhand.audit = evenhand.audit, partial(
    evenhand.audit, progress=False, probes=["fairness.error_rates", "fairness.selection_rate",
                                            "imbalance.accuracy_against_majority"])
"""
BEFORE_MODELS = """
from sklearn.linear_model import LogisticRegression
X, y = frame[["sex", "age", "income"]], frame["outcome"]
class Numbers(LogisticRegression):
    def fit(self, rows, y): return super().fit(rows[["age", "income"]], y)
    def predict(self, rows): return super().predict(rows[["age", "income"]])
model = Numbers().fit(X, y)
pipeline = LogisticRegression().fit(X[["age", "income"]], y)
score = lambda rows: pipeline.predict_proba(rows)[:, 1]
"""


def test_the_first_lines_of_the_page_on_python_give_a_passing_report(tmp_path: Path) -> None:
    first = blocks("python.md", "python")[0]
    shown = run([sys.executable, "-c", f"{BEFORE_PYTHON}{first}\nprint(report.gate)"], tmp_path)
    assert shown.splitlines()[-1] == "pass"


@pytest.mark.long
def test_the_page_on_python_runs_from_top_to_bottom(tmp_path: Path) -> None:
    first, values, models, marked = blocks("python.md", "python")
    assert "@pytest.mark.evenhand" in marked  # tests/evenhand/test_pytest_plugin.py
    script = "\n".join([BEFORE_PYTHON, BEFORE_MODELS, first, values, models, "print(report.gate)"])
    assert run([sys.executable, "-c", script], tmp_path).splitlines()[-1] == "pass"


@pytest.mark.long
def test_the_page_on_python_ends_on_the_command_line(folder: Path) -> None:
    installing, lines = blocks("python.md", "sh")
    assert "pip install" in installing  # tests/packaging/test_distributions.py
    (audit,) = (line for line in lines.splitlines() if line.startswith("evenhand audit"))
    for report in ("before", "after"):
        shell(f"{audit} --quiet --out {report}", folder)
    assert "PASS" in shell(lines, folder)
    assert "label" in (folder / "audit.yaml").read_text(encoding="utf-8")


def test_the_documents_page_shows_a_document() -> None:
    text, several, statements = blocks("document.md", "yaml")
    assert parse_document(yaml.safe_load(text)).dataset.columns["sex"].reference == "male"
    of_heads = parse_document(yaml.safe_load(several))
    assert of_heads.heads["job"].labels == ["clerk", "driver", "nurse"]
    named = {head for rule in of_heads.policy.rules for head in rule.heads}
    assert named == of_heads.heads.keys()
    stated = parse_document(yaml.safe_load(statements)).reproducibility
    assert stated["claims"].not_applicable == "no theorem is claimed"


@pytest.mark.parametrize(
    "page",
    [
        "claims.md",
        "cost.md",
        "data_quality.md",
        "explanations.md",
        "language.md",
        "privacy.md",
        "robustness.md",
        "tradeoffs.md",
    ],
)
def test_what_the_pages_on_methods_ask_for_is_offered(page: str) -> None:
    # The probes that a page names, and their metrics, must be there with these parameters: the
    # catalog's own schema says so, read by another library.
    (readme,) = blocks("README.md", "yaml")
    offered = {entry["name"]: entry for entry in json.loads(PROBES.read_text(encoding="utf-8"))}
    names = {metric["name"] for entry in offered.values() for metric in entry["metrics"]}
    for text in blocks(page, "yaml"):
        part = yaml.safe_load(text)
        parse_document({**yaml.safe_load(readme), **part})
        measured = set()
        for asked in part["probes"]:
            ((name, parameters),) = asked.items() if isinstance(asked, dict) else [(asked, {})]
            jsonschema.validate(parameters, offered[name]["parameters"])
            measured |= {metric["name"] for metric in offered[name]["metrics"]}
        rules = part["policy"]["rules"] if "policy" in part else []
        asked_for = {rule["metric"] for rule in rules}
        assert asked_for <= names
        assert not rules or asked_for & measured


@pytest.mark.allow_hosts(LOCAL)
def test_the_requests_of_the_api_page_are_answered(folder: Path) -> None:
    (lines,) = blocks("api.md", "sh")
    upload, *rest = re.sub(r"\\\n\s*", "", lines).splitlines()
    with api(folder / "home") as running:
        script = f"{upload} -fsS > data.json\ncat data.json\n"
        given = {"KEY": running.key, "SERVER": running.url}
        shell(script, folder, **given)
        (document,) = blocks("README.md", "yaml")
        named = document.replace("path: people.csv", "name: people")
        (folder / "audit.yaml").write_text(named, encoding="utf-8")
        # No worker has looked into the table yet: the second says so, and the third knows no audit.
        answers = [shell(f"{line} -sS", folder, **given) for line in rest]
    assert '"inspection_pending"' in answers[0], answers[0]
    assert '"not_found"' in answers[1], answers[1]
