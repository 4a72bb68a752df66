"""Explanations and an attack by words of a classifier of texts that is asked over HTTP.

The server adds up stated weights of words, so that what its answers hang on is known.
"""

import csv
import json
import math

import pytest

from evenhand.local import audit_file
from tests.endpoint_server import answering
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
# It holds a movie for worse than a film.
WEIGHTS = {"film": 1.5, "movie": -2.5, "dull": -1.0, "fine": 0.4}
LABELS = ("bad", "good")
TEXTS = [
    (f"the {what} of {number} was {how}", "good" if what == "film" and how == "fine" else "bad")
    for number in range(15)
    for what, how in (("film", "fine"), ("play", "dull"))
]


def chance(text):
    """P(good): the logistic of the weights of the words."""
    return 1 / (1 + math.exp(-sum(WEIGHTS.get(word, 0.0) for word in text.split())))


def scored(body, number):
    (tensor,) = body["inputs"]
    assert (tensor["name"], tensor["datatype"]) == ("text", "BYTES")
    chances = [chance(text) for text in tensor["data"]]
    data = [value for good in chances for value in (1 - good, good)]
    output = {"name": "p", "shape": [len(chances), 2], "datatype": "FP64", "data": data}
    return 200, {}, json.dumps({"model_name": "m", "outputs": [output]})


def audited(folder, *probes):
    with (folder / "rows.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("text", "said"), *TEXTS])
    columns = {
        "text": {"role": "feature", "kind": "text"},
        "said": {"role": "label", "positive": "good"},
    }
    with answering(scored) as served:
        document = {
            "model": {
                "url": served.url, "labels": list(LABELS), "output": {"meaning": "probability"},
                "inputs": {"text": ["text"]}, "endpoint": {"form": "oip", "batch": 64},
            },
            "dataset": {"path": "rows.csv", "columns": columns},
            "probes": list(probes),
        }  # fmt: skip
        (folder / "audit.json").write_text(json.dumps(document))
        report = audit_file(folder / "audit.json", out=folder / "out", quiet=True).report
    assert {entry["status"] for entry in report["probes"]} == {"ran"}
    return report


def test_words_are_exchanged_and_explained_over_http(tmp_path):
    """Every film is turned by one word, and no play has a word to exchange: 15 of 30.

    Taking the words out that an explanation names first moves an answer sooner than any order does.
    """
    report = audited(
        tmp_path,
        {"robustness.words": {"synonyms": ["film: movie"]}},
        {"explanations.occlusion": {"how_many": 5}},
    )
    values = {
        (one["metric"], *one["group"].values()): one.get("value", one.get("raw", {}).get("value"))
        for one in report["measurements"]
    }
    assert values["word_change_clean_accuracy",] == 1
    assert values["word_change_success_rate",] == 0.5
    assert values["word_change_accuracy",] == 0.5
    deletion, insertion = "occlusion_deletion_auc", "occlusion_insertion_auc"
    assert values[deletion,] < values[deletion, "random order"]
    assert values[insertion,] > values[insertion, "random order"]
