"""What pages and plans read of the probes without importing them."""

import json

import pytest

from audits.specification.probe_manifest import (
    PATH,
    SECTIONS,
    entries,
    section,
    vocabulary,
    words,
)


@pytest.mark.parametrize(
    ("name", "said"),
    [("deletion_auc", "deletion AUC"), ("base_rate", "base rate"), ("aucune", "aucune")],
)
def test_a_name_in_words(name, said):
    assert words(name) == said


def test_every_section_of_a_probe_has_a_title_and_a_sentence():
    sections = {entry.section for entry in entries().values()}
    assert sections == set(json.loads(SECTIONS.read_text()))
    for name in sections:
        assert section(name).title[0].isupper()
        assert section(name).lede.endswith((".", "?"))


def test_a_section_that_says_nothing_is_called_by_its_name():
    assert section("long_tails").title == "Long tails"
    assert section("long_tails").lede == ""
    assert section("long_tails").caveat is None


def test_each_metric_is_told_with_the_probe_that_owns_it():
    metric, owner = vocabulary()["roc_auc"]
    assert (metric.title, owner) == ("ROC AUC", "fairness.ranking")
    assert vocabulary()["kernel_shap_importance"][0].title == "Kernel SHAP importance"
    assert vocabulary()["lime_importance"][0].title == "LIME importance"
    assert vocabulary()["explanation_stability"][0].title == "explanation stability"


def test_what_is_read_is_what_stands_in_the_file():
    stored = json.loads(PATH.read_text(encoding="utf-8"))
    assert [json.loads(json.dumps(entry.to_json())) for entry in entries().values()] == stored
