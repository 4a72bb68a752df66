"""Who measures a model on its training rows alone is told so in every section of the page."""

import json
import re

import numpy as np
import pytest

from evenhand.local import audit_file


def report_of(folder, parts, **more):
    """The page and the report of 200 rows whose part of the split is given."""
    import pandas as pd

    rng = np.random.default_rng(1)
    label = rng.integers(0, 2, 200)
    answer = np.where(rng.random(200) < 0.8, label, 1 - label)
    table = {"sex": rng.choice(["f", "m"], 200), "y": label, "p": answer, "part": parts}
    pd.DataFrame(table).to_csv(folder / "data.csv", index=False)
    columns = {
        "sex": {"role": "protected"}, "y": {"role": "label", "positive": "1"},
        "p": {"role": "prediction"}, "part": {"role": "split"},
    }  # fmt: skip
    probes = ["fairness.error_rates", "imbalance.class_report", "confounds.dataset",
              "data.label_noise"]  # fmt: skip
    document = {"dataset": {"path": "data.csv", "columns": columns}, "probes": probes, **more}
    (folder / "audit.json").write_text(json.dumps(document))
    out = folder / "report"
    report = audit_file(folder / "audit.json", out=out, quiet=True).report
    return (out / "report.html").read_text(encoding="utf-8"), report


def sections_that_warn(page):
    """The sections of the page in which it stands."""
    pieces = re.split(r"<section[^>]* id=\"", page)[1:]
    return {piece.split('"')[0] for piece in pieces if "Training rows alone." in piece}


@pytest.mark.parametrize(
    ("parts", "more"),
    [(["train"] * 200, {}), (["train", "test"] * 100, {"rows": {"part": "train"}})],
    ids=["the file has no others", "others are left out"],
)
def test_every_section_warns(tmp_path, parts, more):
    page, report = report_of(tmp_path, parts, **more)
    assert any("every row that is measured is one" in text for text in report["warnings"])
    assert {"fairness", "imbalance", "confounds", "data"} <= sections_that_warn(page)


def test_where_test_rows_are_measured_none_does(tmp_path):
    page, _ = report_of(tmp_path, ["train", "test"] * 100)
    assert "Training rows alone." not in page
