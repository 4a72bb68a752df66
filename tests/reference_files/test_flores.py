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
        row, by_pronoun = rows[f"Hungarian, {name}"], _only_he(lines(file))
        assert by_pronoun <= row["he"] <= by_pronoun + row["by a noun"]
    he = rows["Hungarian, reference"]["he"]
    assert found["male_share", (("language", "hu"), ("system", "reference"))].value == he / 997


def test_the_references_she_becomes_he_more_often_than_its_he_becomes_she():
    """Of the few sentences about a woman whose translation says he or she, three became he."""

    def lines(name):
        return (FLORES / f"flores-dev.{name}").read_text(encoding="utf-8").splitlines()

    human = lines("en")
    for name in ("google", "microsoft", "bergamot-tiny"):
        said = lines(f"{name}.en")
        data = dataset(said, sources=lines("hu"), reference=human)
        _, exhibits, _ = measure(data, source_language="hu")
        title = "The reference says she, the system says he"
        ((_, both, lost, gained, same, left_out, p_value),) = next(
            e.content["rows"] for e in exhibits if e.title == title
        )
        assert both + lost + gained + same + left_out == 997
        # By a plain search for pronouns; nouns that decide may only add to it.
        pairs = list(zip(human, said, strict=True))
        assert lost >= sum(_is(a, SHE, HE) and _is(b, HE, SHE) for a, b in pairs) > 0
        assert gained >= sum(_is(a, HE, SHE) and _is(b, SHE, HE) for a, b in pairs)
        # McNemar by hand: 3 against 0 is 2 / 8, 3 against 1 is 2 * (1 + 4) / 16.
        assert p_value == {(3, 0): 0.25, (3, 1): 0.625}[lost, gained]


SHE = re.compile(r"\b(she|her|hers|herself)\b", re.IGNORECASE)
HE = re.compile(r"\b(he|him|his|himself)\b", re.IGNORECASE)


def _is(line, one, other):
    return bool(one.search(line)) and not other.search(line)


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
