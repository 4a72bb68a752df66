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
from tests.audits.statistics.test_privacy_accountants import PUBLISHED
from tests.audits.statistics.test_signed_ranks import PLAIN, TUNED

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


def test_pixel_attacks():
    found = Counter(
        (r["model"], int(r["pixels"]), r["true"] != r["predicted"])
        for r in rows("one-pixel", "untargeted.csv.gz")
    )
    for network, pixels, changed, kept in figures("one_pixel")["counts"]:
        assert (found[network, pixels, True], found[network, pixels, False]) == (changed, kept)
    assert found.total() == 2100


def test_searches():
    held = figures("searches")
    names = held["columns"][1:]
    told = [[r["dataset"], *(float(r[name]) for name in names)]
            for r in rows("nas-table", "table.csv")]  # fmt: skip
    assert told == held["rows"]


def test_certificates():
    for log in figures("smoothing_certified")["logs"]:
        file = rows("smoothing-certified", log["file"], delimiter="\t")
        right = [float(r["radius"]) for r in file if r["predict"] == r["label"]]
        ends = [*log["radii"], np.inf]
        assert np.histogram(right, ends)[0].tolist() == log["right"]
        assert sum(r["predict"] == "-1" for r in file) == log["abstained"]
        assert len(file) == len(right) + log["abstained"] + log["wrong"] == 500
    expected = json.loads((FOLDER / "smoothing-certified/expected.json").read_text())
    assert expected[-1]["cases"] == figures("smoothing_certified")["closed_form"]


def test_corruptions():
    held = figures("corruptions")
    with (FOLDER / "robustbench-corruptions/imagenet_c_unaggregated.csv").open() as file:
        (_, *names), _, *table = csv.reader(file)
    for (network, *accuracies), (kept, *by_kind) in zip(table, held["rows"], strict=True):
        assert network == kept
        of = {kind: [float(v) for n, v in zip(names, accuracies, strict=True) if n == kind]
              for kind in names}  # fmt: skip
        assert dict(zip(held["columns"][1:], by_kind, strict=True)) == of


def test_claims_of_robustness():
    told = [
        [r["dataset"], r["threat"], r["model"], float(r["reported"]), float(r["autoattack_acc"])]
        for r in rows("robustbench-corruptions", "claims.csv")
        if r["unreliable"] == "0" and r["reported"]
    ]
    assert told == figures("robustness_claims")["rows"]


def test_attacks_of_jailbreakbench():
    found = Counter(
        (r["attack"], r["model"], r["judged_jailbroken"], "yes" if r["response_start"] else "no")
        for r in rows("refusals-jailbreakbench", "responses.csv")
    )
    assert found == counted("jailbreakbench")


def test_stereoset():
    file = rows("stereoset", "race.csv.gz")
    names = ("stereotype", "anti_stereotype", "unrelated")
    found = Counter()
    for model in ("gpt2", "bert-large-cased"):
        for r in file:
            scores = [float(r[f"{model}_{name}"]) for name in names]
            found[model, r["target"], *map(sorted(set(scores)).index, scores)] += 1
    assert found == counted("stereoset")


def test_bbq():
    held = figures("bbq")
    expected = json.loads((FOLDER / "bbq-unifiedqa/expected.json").read_text("utf-8"))
    for category, cells in held["published"].items():
        found = Counter()
        for r in rows("bbq-unifiedqa", f"{category}.csv.gz"):
            word = dict.fromkeys("012", "o") | {r["stereotyped"]: "t", r["unknown"]: "u", "": "-"}
            said = (word[r[name]] for name in ("label", "answer_race", "answer_arc"))
            found[int(r["question_index"]), r["polarity"], *said] += 1
        assert found == {tuple(cell): count for *cell, count in held[category]}
        for cell, (size, accuracy, bias) in cells.items():
            printed = expected[category][cell]
            assert (printed["n"], printed["accuracy"], printed["bias_score"]) == (
                size, accuracy, bias,
            )  # fmt: skip


def test_small_numbers_with_their_sources():
    kept = json.loads((FOLDER / "goldens/goldens.json").read_text("utf-8"))
    bias, people = kept["shape_bias"], figures("shape_bias")
    (row,) = (one for one in bias["rows"] if one["observer"].startswith("human"))
    assert (row["shape"], row["texture"]) == (people["shape"], people["texture"])
    assert bias["per_person_percent"] == people["per_person_percent"]
    networks = [[r["file"], r["stored_parameters"], r["trainable"], r["macs"]]
                for r in kept["onnx_light_models"]["rows"]]  # fmt: skip
    assert networks == figures("onnx_light_models")["rows"]
    example = kept["wilcoxon_demsar2006"]
    assert (example["a"], example["b"]) == (PLAIN, TUNED)
    assert (example["r_plus"], example["r_minus"]) == (93, 12)
    names = ("noise_multiplier", "epochs", "rdp_dp_accounting_0_6", "pld")
    spent = [tuple(r[name] for name in names) for r in kept["dp_accounting"]["rows"]]
    assert spent == PUBLISHED
