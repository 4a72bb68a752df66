"""What an audit answers by itself, and what it asks for: each kind of audit by hand."""

from dataclasses import replace

import pytest

from audits.planning.documented import Documented
from audits.reproducibility.known_answers import Facts, known
from audits.specification.checklist_items import items

MODEL = Documented("d" * 64, "m" * 64, "onnx", probes=("fairness.error_rates",))
FACTS = Facts(MODEL, rows=7214, columns=9, seed=5, confidence=0.9, has_answers=True)


def asked(facts):
    return {item.key for item in items() if known(item.key, facts).missing}


def test_every_item_says_something_or_asks_for_it():
    for facts in (FACTS, replace(FACTS, has_answers=False)):
        for item in items():
            answer = known(item.key, facts)
            assert answer.what or answer.missing, item.key
            assert bool(answer.what) >= bool(answer.where), item.key


def test_of_a_model_what_only_its_makers_know_is_asked_for():
    assert asked(FACTS) == {
        "description", "assumptions", "complexity", "claims", "proofs", "data_statistics",
        "data_splits", "data_exclusions", "data_link", "data_collection", "dependencies",
        "training_code", "trained_model", "hyperparameters", "runs", "runtime", "infrastructure",
    }  # fmt: skip
    assert "sha256 mmmmmmmmmmmm" in known("trained_model", FACTS).what
    assert "7,214 rows" in known("data_statistics", FACTS).what
    assert "90 %" in known("variation", FACTS).what


def test_a_split_with_a_training_part_answers_statistics_and_splits():
    split = replace(FACTS, parts={"test": 600, "train": 1400}, trained_part=True)
    assert asked(FACTS) - asked(split) == {"data_statistics", "data_splits"}
    assert known("data_splits", split).what == (
        "test 600 rows, train 1,400 rows; measured: every row"
    )
    # Parts of which none is named as the training's leave the question open.
    folds = replace(FACTS, parts={"a": 600, "b": 1400})
    assert asked(folds) == asked(FACTS)
    assert "a 600 rows" in known("data_splits", folds).what


def test_of_a_part_of_very_few_rows_it_is_not_told_how_few():
    split = replace(FACTS, parts={"test": 600, "train": 4}, trained_part=True)
    assert "train under 5 rows" in known("data_splits", split).what
    assert "4" not in known("data_splits", split).what


def test_a_dataset_of_members_answers_them_too():
    members = replace(FACTS, members=900, documented=replace(MODEL, members_sha256="e" * 64))
    assert asked(FACTS) - asked(members) == {"data_statistics", "data_splits"}
    assert "trained on 900 rows (sha256 eeeeeeeeeeee)" in known("data_splits", members).what


def test_what_other_probes_are_told_or_measure_is_pointed_at():
    with_cost = replace(FACTS, documented=replace(
        MODEL, probes=("cost.inference",), training=(1415.0, 12.0)
    ))  # fmt: skip
    assert "12 hours at 1415 W" in known("runtime", with_cost).what
    assert not known("runtime", with_cost).missing
    assert "cost.inference" in known("complexity", with_cost).where
    assert known("complexity", with_cost).missing


def test_recorded_answers_have_a_model_that_nobody_named():
    recorded = replace(FACTS, documented=Documented("d" * 64))
    assert known("trained_model", recorded).missing.startswith("the model that gave")
    assert not known("trained_model", recorded).what


def test_of_data_alone_nothing_is_asked_about_a_training():
    alone = replace(FACTS, has_answers=False)
    assert asked(alone) == {"claims", "proofs", "data_exclusions", "data_link", "data_collection"}
    moot = {item.key for item in items() if known(item.key, alone).is_moot}
    assert moot == {
        "description", "assumptions", "complexity", "data_splits", "training_code", "trained_model",
    }  # fmt: skip


@pytest.mark.parametrize("rows", [(), ("split is test", "age is from 18")])
def test_what_the_audit_left_out_and_prepared_is_told(rows):
    stated = replace(MODEL, rows=rows, prepared=("age: cut into groups at 25, 60",))
    what = known("data_exclusions", replace(FACTS, documented=stated)).what
    assert ("no row left out" in what) == (not rows)
    assert what.endswith("age: cut into groups at 25, 60")
