"""The page on adding a probe, followed: its example is a probe and nothing else is touched."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding_a_probe.md"


def test_the_example_of_the_page_is_picked_up_by_the_catalog_and_the_manifest(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    file = tmp_path / "imbalance" / "positive_answers.py"
    file.parent.mkdir()
    file.write_text(example, encoding="utf-8")
    # In a process of its own: the catalog of this one stays as it is.
    script = f"""
import json
from audits import probes
import audits.probes.imbalance as section
section.__path__.append({str(file.parent)!r})
from audits.data.dataset import Categories, Column, Dataset
from audits.probing.subject import Subject
from audits.running.catalog import catalog
from audits.running.publish import generated, page
from audits.specification.roles import Role
entry = next(e for e in json.loads(generated()) if e["name"] == "imbalance.positive_answers")
assert entry["parameters"]["properties"]["smallest_group"]["minimum"] == 1
assert entry["metrics"][0]["title"] == "positive answer share"
assert entry["by_default"] and "`positive_answer_share`" in page()
labels = Categories.of(["yes"] * 60 + ["no"] * 30 + [None] * 10)
data = Dataset((Column("y", Role.PREDICTION, labels, positive="no"),))
(found,) = catalog()["imbalance.positive_answers"](Subject(data))
print(found.value, found.sample_size)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(1 / 3), "90"]
