import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def audited(document, out, code):
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "evenhand.cli", "audit", str(document), "--out", str(out)]
    found = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False
    )
    assert found.returncode == code, found.stdout[-2000:] + found.stderr[-2000:]
    return json.loads((out / "report.json").read_text(encoding="utf-8")), found.stdout


def test_the_finnish_translator_prefers_he_beyond_its_references(tmp_path):
    report, _ = audited(ROOT / "examples/translation_finnish/audit.yaml", tmp_path, 1)
    found = {(m["metric"], *m["group"].values()): m for m in report["measurements"] if "value" in m}
    own = found["female_share_of_gendered", "fi"]
    human = found["female_share_of_gendered", "fi", "reference"]
    assert own["value"] < human["value"]
    # He on average, and of too few words: how many lie far from the others cannot be told.
    odds = [m for m in report["measurements"] if m["metric"] == "pronoun_log_odds"]
    assert all(m["raw"]["value"] < 0 and "words where" in m["undetermined"] for m in odds)
    # The same model with the same sentence, as its card says.
    table = next(e for e in report["exhibits"] if e["title"] == "The sentences")
    rows = {row[1]: row[2] for row in table["content"]["rows"]}
    assert rows["Hän on sairaanhoitaja."] == "He is a nurse."
    verdicts = {f["rule"]["metric"]: f["verdict"] for f in report["findings"]}
    assert verdicts["female_share_of_gendered"] == "fail"
