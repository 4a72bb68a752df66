"""An audit of a table by a few words: a spreadsheet, in the sandbox."""

import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from audits.errors import Refused
from evenhand.cli import build_parser
from evenhand.drafting import Words
from evenhand.options import words_of
from evenhand.table_audit import audit_table, is_document, told_of_options

# 50 of 100 men and 20 of 100 women are chosen: a ratio of .4 by hand.
ROWS = [("f", 1)] * 20 + [("f", 0)] * 80 + [("m", 1)] * 50 + [("m", 0)] * 50
WORDS = Words(prediction="chosen", protected=("sex",), favourable=1, policy="four-fifths",
              probes=("fairness.selection_rate",))  # fmt: skip


def table(folder: Path) -> Path:
    file = folder / "people.csv"
    lines = [f"{sex},{chosen}" for sex, chosen in ROWS]
    file.write_text("\n".join(["sex,chosen", *lines]) + "\n", encoding="utf-8")
    return file


def test_a_table_is_audited_and_the_report_stands_beside_it(tmp_path: Path) -> None:
    result = audit_table(table(tmp_path), WORDS, quiet=True, command=("people.csv", "--x", "a b"))
    assert result.report_json.parent == tmp_path / "people.report"
    assert result.report["gate"] == "fail"
    assert result.report["audit"]["command"] == "evenhand audit people.csv --x 'a b'"
    assert result.report["dataset"]["name"] == "people"
    (ratio,) = (
        item for item in result.report["measurements"]
        if item["metric"] == "impact_ratio" and item["group"] == {"sex": "f"}
    )  # fmt: skip
    assert ratio["value"] == pytest.approx(0.4)


def test_a_table_that_is_not_there_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no file"):
        audit_table(tmp_path / "none.csv", WORDS, quiet=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ('[{"sex": "m", "y": 1}, {"sex": "f", "y": 0}]', False),
        (' \n[\n{"sex": "m"}]', False),
        ('{"sex": "m", "y": 1}\n{"sex": "f", "y": 0}\n', False),
        # pandas' `orient="split"`, in which MLflow keeps its evaluations, and its `orient="table"`.
        ('{"columns":["sex","y"],"data":[["m",1]]}', False),
        ('{"schema":{"fields":[]},"data":[]}', False),
        ('{"dataset": {"path": "p.csv"}}\n', True),
        ('{\n  "dataset": {"path": "p.csv"}\n}\n', True),
        ("", True),
    ],
)
def test_rows_that_are_called_json_are_no_document(tmp_path: Path, text: str, is_one: bool) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    assert is_document(path) is is_one


def test_an_array_of_records_is_refused_with_how_to_write_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"sex": "m", "chosen": 1}]', encoding="utf-8")
    with pytest.raises(Refused) as refused:
        audit_table(path, WORDS, quiet=True)
    remedy = refused.value.problems[0].remedy
    made = "pd.DataFrame(json.load(open(path)), dtype=object).to_json('table.jsonl', "
    assert made in remedy


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("audit.yaml", True), ("AUDIT.YML", True), ("a.json", True), ("people.csv", False),
     ("people.xlsx", False), ("rows.jsonl", False), ("parts", False)],
)  # fmt: skip
def test_documents_are_known_by_their_names(name: str, is_one: bool) -> None:
    assert is_document(Path(name)) is is_one


def test_a_table_is_read_in_the_encoding_that_was_stated(tmp_path: Path) -> None:
    file = table(tmp_path)
    text = file.read_text(encoding="utf-8").replace("f,", "nő,")
    file.write_bytes(text.encode("cp1250"))  # whose ő is an õ in Windows-1252
    for encoding, woman in ((None, "nõ"), ("cp1250", "nő")):
        result = audit_table(file, WORDS, quiet=True, encoding=encoding)
        groups = {item["group"].get("sex") for item in result.report["measurements"]}
        assert groups == {None, woman, "m"}


def test_a_score_of_the_answer_given_is_asked_about_and_said_by_its_option(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    chance = rng.beta(2, 2, 600)
    true, answered = rng.random(600) < chance, chance >= 0.5
    sure = np.where(answered, chance, 1 - chance).round(4)
    rows = zip(true.astype(int), answered.astype(int), sure, strict=True)
    file = tmp_path / "people.csv"
    file.write_text("y,p,sure\n" + "".join(f"{a},{b},{c}\n" for a, b, c in rows), "utf-8")
    words = ["audit", str(file), "--label", "y", "--prediction", "p", "--score", "sure",
             "--positive", "1", "--favourable", "1"]  # fmt: skip

    def audited(*more: str) -> dict[str, Any]:
        said = Words(**words_of(build_parser().parse_args([*words, *more])))
        asked = replace(said, probes=("fairness.ranking",))
        return audit_table(file, asked, quiet=True).report

    with pytest.raises(Refused) as refused:
        audited()
    assert "say --of sure=answer where it is" in refused.value.problems[0].remedy
    report = audited("--of", "sure=answer")
    (area,) = (item for item in report["measurements"] if item["metric"] == "roc_auc")
    turned = np.where(answered, sure, 1 - sure)
    assert area["value"] == pytest.approx(roc_auc_score(true, turned))
    assert any("'sure' is of the answer given" in warning for warning in report["warnings"])


@pytest.mark.parametrize(
    ("written", "document"),
    [
        ('{"columns": ["x"], "data": [[1]], "ncols": 1}', False),
        ('{"columns":["x"],"index":[0],"data":[[1]]}', False),
        ('{"x":{"0":1}}', False),
        ('{"dataset": {"path": "a.csv"}}', True),
        # As JailbreakBench and many others write an export: what was run, and its rows.
        ('{\n "parameters": {"model": "m"},\n "jailbreaks": [{"x": 1}, {"x": 2}]\n}', False),
        ('{"dataset": {"path": "a.csv"}, "gates": [{"x": 1}, {"x": 2}]}', True),
    ],
)
def test_a_whole_table_as_one_object_is_no_document(tmp_path: Path, written, document) -> None:
    """`to_json` of pandas, evaluation tables of MLflow and Weights & Biases."""
    file = tmp_path / "table.json"
    file.write_text(written, encoding="utf-8")
    assert is_document(file) is document


def test_a_word_for_missing_is_said_by_the_option_that_the_refusal_prints(tmp_path: Path) -> None:
    """Text of PostgreSQL's COPY: of 200 answers 20 are `\\N`, so that 180 are measured."""
    answers = ["approved"] * 90 + ["rejected"] * 90 + ["\\N"] * 20
    labels = ["f"] * 100 + ["t"] * 100
    file = tmp_path / "people.csv"
    rows = zip(labels, answers, strict=True)
    file.write_text("y\tp\n" + "".join(f"{a}\t{b}\n" for a, b in rows), "utf-8")
    words = ["audit", str(file), "--label", "y", "--prediction", "p", "--favourable", "f"]

    def audited(*more: str) -> dict[str, Any]:
        said = Words(**words_of(build_parser().parse_args([*words, *more])))
        return audit_table(file, said, quiet=True).report

    with pytest.raises(Refused) as refused:
        audited()
    options = shlex.split(refused.value.problems[0].remedy.replace("; ", " "))
    assert options[options.index("--missing") + 1] == "p=\\N"
    assert options[options.index("--map") + 1] == "p:approved=...,rejected=..."
    report = audited("--map", "p:approved=f,rejected=t", "--missing", "p=\\N")
    (accuracy,) = (item for item in report["measurements"]
                   if item["metric"] == "accuracy" and not item["group"])  # fmt: skip
    assert (accuracy["sample_size"], accuracy["value"]) == (180, pytest.approx(170 / 180))


def test_options_beside_an_object_that_is_no_document_are_not_written_into_it(
    tmp_path: Path,
) -> None:
    """Followed, the line of pandas leaves the file as it is, and makes rows beside it."""
    path = tmp_path / "run.json"
    path.write_text('{"model": "m", "share": 0.5}', encoding="utf-8")
    (problem,) = told_of_options(path, "--label").problems
    assert "run.json" not in problem.remedy
    assert "to_json('table.jsonl', orient='records', lines=True, " in problem.remedy
    document = tmp_path / "audit.json"
    document.write_text('{"dataset": {"path": "a.csv"}}', encoding="utf-8")
    (problem,) = told_of_options(document, "--label").problems
    assert problem.remedy == "write it into audit.json"


def test_a_table_is_read_by_a_child_and_nothing_that_reads_it_is_loaded_here(tmp_path):
    """The arrays that a million rows take stand in one process."""
    (tmp_path / "a.yaml").write_text("dataset: {path: a.csv}\n")
    code = (
        "import sys; from pathlib import Path; import evenhand.commands.audit; "
        "from evenhand.table_audit import is_document; is_document(Path('a.yaml')); "
        "print([name for name in ('numpy', 'pyarrow', 'audits.data') if name in sys.modules])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == "[]"
