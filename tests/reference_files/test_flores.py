"""Recorded translations of 997 Hungarian sentences (FLORES-200) beside the human reference."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.audits.translation.tables import dataset, measure
from tests.examples.test_translation_examples import ROOT, audited

FLORES = Path(os.environ["EVENHAND_REFERENCE_DATA"], "flores-hu-en")


def test_real_translators_are_counted_against_the_human_reference():

    def lines(name):
        return (FLORES / f"flores-dev.{name}").read_text(encoding="utf-8").splitlines()

    systems = ("google", "microsoft", "bergamot-tiny")
    sources, reference = lines("hu"), lines("en")
    data = dataset(
        [text for name in systems for text in lines(f"{name}.en")],
        sources=sources * 3,
        system=[name for name in systems for _ in sources],
        reference=reference * 3,
    )
    found, exhibits, _ = measure(data, source_language="hu")
    (table,) = [e for e in exhibits if e.title == "Who is he, who is she"]
    assert [row[1] for row in table.content["rows"]] == [997] * 4
    # Counted by a plain search in the files: he|him|his|himself without she|her|hers|herself;
    # what was decided by a noun comes on top.
    head = table.content["head"]
    rows = {row[0]: dict(zip(head, row, strict=True)) for row in table.content["rows"]}
    for name, file in {**{n: f"{n}.en" for n in systems}, "reference": "en"}.items():
        row, by_pronoun = rows[f"hu, {name}"], _only_he(lines(file))
        assert by_pronoun <= row["he"] <= by_pronoun + row["by a noun"]
    he = rows["hu, reference"]["he"]
    assert found["male_share", (("language", "hu"), ("system", "reference"))].value == he / 997


def _only_he(lines):
    he = re.compile(r"\b(he|him|his|himself)\b", re.IGNORECASE)
    she = re.compile(r"\b(she|her|hers|herself)\b", re.IGNORECASE)
    return sum(bool(he.search(line)) and not she.search(line) for line in lines)


def test_recorded_translations_print_he_and_she_for_each_system(tmp_path):
    example = ROOT / "examples/translation_recorded"
    subprocess.run(
        [sys.executable, str(example / "prepare.py"), str(FLORES), str(tmp_path)],
        check=True,
    )
    document = (example / "audit.yaml").read_text(encoding="utf-8")
    place = "../../var/examples/translation_recorded/flores.csv"
    (tmp_path / "audit.yaml").write_text(document.replace(place, "flores.csv"), encoding="utf-8")
    report, printed = audited(tmp_path / "audit.yaml", tmp_path / "out", 2)
    systems = {m["group"].get("system") for m in report["measurements"]}
    assert systems == {"google", "microsoft", "bergamot-tiny", "reference"}
    for system in systems:
        assert system in printed
