"""Reference models are fitted once for the same bytes, and anew where these or the file differ."""

import hashlib
import json

import numpy as np
import pandas as pd
import pytest

from audits.comparison.kept_answers import open_kept
from evenhand.local import audit_file

DOCUMENT = {
    "dataset": {
        "path": "rows.csv",
        "columns": {
            "a": {"role": "feature"}, "b": {"role": "feature"}, "part": {"role": "split"},
            "y": {"role": "label", "positive": "yes"}, "p": {"role": "score", "threshold": 0.5},
        },
    },
    "probes": ["privacy.membership"],
}  # fmt: skip
DAMAGED = "reference models of the audit before cannot be read: they are fitted anew"


def table(size=600):
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, size))
    yes = a + rng.normal(size=size) > 0
    part = np.where(np.arange(size) % 2, "train", "test")
    score = np.where(part == "train", np.where(yes, 0.9, 0.1), 1 / (1 + np.exp(-a)))
    return pd.DataFrame({"a": a, "b": b, "part": part, "y": np.where(yes, "yes", "no"), "p": score})


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """A function that audits a table beside an earlier audit, and the first audit's folder."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "audit.json").write_text(json.dumps(DOCUMENT))

    def run(name, rows, against=None):
        rows.to_csv(folder / "rows.csv", index=False)
        out = folder / name
        report = audit_file(folder / "audit.json", out=out, quiet=True, against=against).report
        return report, out

    return run, *run("first", table())


def said(report):
    return json.dumps(report["warnings"])


def spoil(folder):
    """The kept file with the models' answers damaged, and the report naming its digest."""
    path, report_file = folder / "report.answers", folder / "report.json"
    content = bytearray(path.read_bytes())
    start = content.index(b"\n") + 1 + open_kept(path).scores_bytes
    content[start : start + 2] = b"{{"
    path.write_bytes(bytes(content))
    report = json.loads(report_file.read_text())
    report["kept_answers"]["sha256"] = hashlib.sha256(bytes(content)).hexdigest()
    report_file.write_text(json.dumps(report))


def test_they_are_handed_on_and_change_no_number(audited):
    run, first, folder = audited
    kept = open_kept(folder / "report.answers").memory()
    (models,) = kept.earlier.values()
    assert models.shape == (4, 300)
    second, again = run("second", table(), folder)
    assert second["canonical_sha256"] == first["canonical_sha256"]
    handed_on = open_kept(again / "report.answers").memory()
    assert {key: array.tobytes() for key, array in handed_on.earlier.items()} == {
        key: array.tobytes() for key, array in kept.earlier.items()
    }


def test_a_damaged_file_is_told_where_it_would_be_read_and_nowhere_else(audited):
    run, first, _ = audited
    _, folder = run("third", table())
    spoil(folder)
    after, again = run("fourth", table(), folder)
    assert DAMAGED in said(after)
    assert after["measurements"] == first["measurements"]
    # What a file of other bytes says is not believed, so nobody looks whether it is damaged.
    changed = table()
    changed.loc[5, "b"] += 0.25
    other, anew = run("fifth", changed, folder)
    assert DAMAGED not in said(other)
    assert set(open_kept(anew / "report.answers").memory().earlier).isdisjoint(
        open_kept(again / "report.answers").memory().earlier
    )
