"""The counts in tests/reference are those of the published files."""

import csv
import gzip
import json
import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from tests.audits.probes.confounds.test_dependence import quickstart
from tests.audits.probes.published import figures

FOLDER = Path(os.environ["EVENHAND_REFERENCE_DATA"])


def rows(*parts, delimiter=","):
    path = FOLDER.joinpath(*parts)
    held = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return list(csv.DictReader(held.decode("utf-8").splitlines(), delimiter=delimiter))


def counted(source):
    return {tuple(cell): times for *cell, times in figures(source)["counts"]}


def test_compas():
    found = Counter(
        (r["race"], r["score_text"], int(r["decile_score"]), r["two_year_recid"])
        for r in rows("compas", "compas_two_years_min.csv")
    )
    assert found == counted("compas")
    assert found.total() == 7214


def test_german():
    found = Counter(
        (
            "female" if r["personal_status"] in ("A92", "A95") else "male",
            "young" if int(r["age"]) <= 25 else "older",
            r["credit"],
        )
        for r in rows("german", "german.csv")
    )
    assert found == counted("german")


def test_adult():
    found = Counter(
        (r["sex"].strip(), r["income-per-year"].strip() == ">50K")
        for r in rows("adult", "adult.csv.gz")
    )
    for name in ("Female", "Male"):
        paper = figures("adult")[name]
        assert found[name, True] == paper["successes"]
        assert found[name, True] + found[name, False] == paper["n"]


def test_the_fairlearn_fixture():
    found = Counter(
        (r["y_true"], r["y_pred"], r["group"], int(r["weight"]))
        for r in rows("fairlearn-fixture", "fixture.csv")
    )
    assert found == counted("fairlearn_fixture")


def test_waterbirds():
    paper = figures("waterbirds")
    for r in rows("waterbirds-counts", "counts.csv"):
        bird, water = int(r["y_waterbird"]), int(r["place_water"])
        assert paper[r["split"]]["counts"][bird][water] == int(r["n"])


def test_winomt():
    paper = figures("winomt")
    file = json.loads((FOLDER / "winomt/confusions.json").read_text(encoding="utf-8"))
    assert [name for name, *_ in paper["systems"]] == list(file)
    for name, *golds, accuracy, delta_g in paper["systems"]:
        told = [
            [file[name]["confusion"][gold].get(kind, 0) for kind in paper["predicted"]]
            for gold in ("male", "neutral", "female")
        ]
        assert told == golds
        published = file[name]["published_accuracy"], file[name]["published_delta_g"]
        assert published == (accuracy, delta_g)


def test_winogender():
    file = rows("winogender", "occupations-stats.tsv", delimiter="\t")
    names = ("bergsma_pct_female", "bls_pct_female")
    told = [[r["occupation"], *(float(r[name]) for name in names)] for r in file]
    assert told == figures("winogender")["occupations"]


def test_the_closed_form_of_naive_bayes():
    file = json.loads((FOLDER / "worked-examples.json").read_text(encoding="utf-8"))
    assert file["naive_bayes_pda"].items() <= figures("naive_bayes_pda").items()


@pytest.mark.parametrize("name", ["H0", "H1"])
def test_the_quickstart_of_mlconfound(name):
    file = rows("confound-quickstart", f"{name}.csv")
    for column in quickstart(name):
        np.testing.assert_allclose(
            column.values.values, [float(r[column.name]) for r in file], atol=1e-12
        )
