"""With `settings.disclosure: protect` no form of a report tells of fewer than five people."""

import json
from itertools import combinations

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.report.forms import forms
from evenhand.local import audit_file

COLUMNS = {
    "sex": {"role": "protected"},
    "town": {"role": "protected"},
    "y": {"role": "label", "positive": "1"},
    "p": {"role": "prediction"},
    "note": {"role": "feature", "kind": "text"},
    "job": {"role": "nuisance", "kind": "category"},
    "age": {"role": "feature", "kind": "category"},
}


def rows():
    """Two people of Zanzibar, three men of Oslo, and addresses in the notes."""
    rng = np.random.default_rng(4)
    sex = ["f", "m"] * 120 + ["f"] * 40 + ["m"] * 3 + ["f"] * 2
    town = ["Turku"] * 240 + ["Oslo"] * 43 + ["Zanzibar"] * 2
    size = len(sex)
    label = rng.integers(0, 2, size)
    told = np.where(rng.random(size) < 0.8, label, 1 - label)
    notes = [f"ask jane{row}@mail.example" for row in range(size)]
    # Values of few that notes on reading quote: another case, a sum, words among numbers.
    town[:3], town[3] = ["tuRKu"] * 3, "Total"
    job = ["baker"] * (size - 4) + ["Baker", "falconer", "falconer", "farrier"]
    age = [str(20 + row % 40) for row in range(size)]
    age[5:7] = ["sixtyish"] * 2
    return {"sex": sex, "town": town, "y": label, "p": told, "note": notes, "job": job, "age": age}


FEW = ("Zanzibar", "mail.example", "tuRKu", "Total", "falconer", "farrier", "sixtyish")


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    import pandas as pd

    folder = tmp_path_factory.mktemp("protected")
    pd.DataFrame(rows()).to_csv(folder / "data.csv", index=False)

    def run(disclosure):
        document = {
            "dataset": {"path": "data.csv", "columns": COLUMNS},
            "probes": ["fairness.selection_rate", "fairness.error_rates", "privacy.columns",
                       "data.label_noise", "imbalance.accuracy_against_majority",
                       "confounds.dataset", "confounds.worst_cells"],
            "settings": {"disclosure": disclosure},
            "policy": {"rules": [{"metric": "selection_rate", "attribute": ["sex", "town"],
                                  "at_least": 0.1}]},
        }  # fmt: skip
        (folder / "audit.json").write_text(json.dumps(document))
        out = folder / disclosure
        # The protected audit is compared with the open one.
        before = folder / "open" if disclosure == "protect" else None
        report = audit_file(folder / "audit.json", out=out, quiet=True, against=before).report
        page = (out / "report.html").read_text(encoding="utf-8")
        return report, {"report.json": json.dumps(report), "report.html": page, **written(report)}

    return {disclosure: run(disclosure) for disclosure in ("open", "protect")}


def written(report):
    """Every export that the report of a file has."""
    texts = {}
    for name, form in forms().items():
        try:
            texts[name] = form.render(report)
        except NotApplicable:
            continue
    assert len(texts) > 5
    return texts


def of_groups(report):
    """Each measurement of a protected group, with the people behind it."""
    for measured in report["measurements"]:
        keys = {*measured["group"], *measured.get("reference", {})}
        if keys & {"sex", "town"}:
            size = measured["sample_size"]
            yield measured, size if isinstance(size, list) else [size]


def test_an_open_report_tells_of_two_people(audited):
    report, texts = audited["open"]
    assert any(0 < min(sizes) < 5 for _, sizes in of_groups(report))
    assert "Zanzibar" in texts["report.html"]
    for value in ("tuRKu", "Total", "sixtyish"):  # what the notes below would quote
        assert value in texts["report.json"]


def test_no_number_of_a_group_is_of_one_to_four_people(audited):
    report, _ = audited["protect"]
    few = [(m["metric"], m["group"], sizes) for m, sizes in of_groups(report)
           if any(0 < size < 5 for size in sizes)]  # fmt: skip
    assert few == []


def test_no_form_of_it_names_the_small_group_or_an_address(audited):
    for name, text in audited["protect"][1].items():
        for value in FEW:
            assert value not in text, (name, value)


def test_nobody_is_had_by_subtraction(audited):
    """Of everybody, of one attribute and of the crossing: every difference is five or none."""
    report, _ = audited["protect"]
    sizes = {
        tuple(sorted(m["group"].items(), key=str)): m["sample_size"]
        for m in report["measurements"]
        if m["metric"] == "selection_rate"
    }
    assert sizes[()] == len(rows()["sex"])
    for attribute in ("sex", "town"):
        single = {dict(g)[attribute]: n for g, n in sizes.items() if set(dict(g)) == {attribute}}
        for value, whole in single.items():
            inside = [
                n for g, n in sizes.items()
                if len(g) == 2 and dict(g)[attribute] == value
            ]  # fmt: skip
            assert sum(inside) == whole
            for few in range(1, len(inside) + 1):
                for some in combinations(inside, few):
                    assert whole - sum(some) == 0 or whole - sum(some) >= 5


def test_it_is_told_what_was_done_and_not_of_how_many(audited):
    report, texts = audited["protect"]
    assert "people who would stand in a group of under 5 are not told apart" in texts["report.json"]
    shares = [m for m in report["measurements"] if m["metric"] == "personal_data_share"]
    assert shares[0]["value"] == 1.0
    assert "[e-mail address]" in texts["report.html"]


def test_a_comparison_with_an_open_audit_holds_no_number_of_it(audited):
    report, _ = audited["protect"]
    comparison = report["comparison"]
    assert comparison["changes"] == []
    assert "without `settings.disclosure: protect`" in comparison["withheld"]
    groups = [e for e in comparison["paired"]["flips"] if e["group"]]
    assert all(not 0 < e[key] < 5 for e in groups for key in ("n", "flipped"))
    open_groups = {json.dumps(m["group"]) for m in audited["open"][0]["measurements"]}
    assert any("Zanzibar" in group for group in open_groups)
