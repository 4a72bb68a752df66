from audits.report.components import Banner, Heat, Pairs, Text
from audits.report.sections import confounds
from audits.report.view import View


def measured(metric, group, value, interval, **more):
    return {
        "probe": more.pop("probe", "confounds.dependence"), "probe_version": 1, "step": 0,
        "metric": metric, "group": group, "value": value, "interval": interval,
        "confidence": 0.95, "sample_size": more.pop("n", 100), "method": "m", **more,
    }  # fmt: skip


def statement(probe, tone, title="Said."):
    return {
        "probe": f"confounds.{probe}", "step": 0, "kind": "statement", "title": title,
        "content": {"tone": tone, "words": "Because."},
    }  # fmt: skip


def view(exhibits=(), measurements=()):
    probes = ["dataset", "dependence", "interventions", "worst_cells"]
    return View(
        {
            "plan": {"columns": {"dept": {"role": "nuisance"}}},
            "probes": [
                {"name": f"confounds.{name}", "version": 1, "step": at, "status": "ran"}
                for at, name in enumerate(probes)
            ],
            "measurements": list(measurements),
            "findings": [],
            "exhibits": list(exhibits),
            "vocabulary": {},
        }
    )


def test_the_first_line_counts_the_checks_that_point_at_a_shortcut():
    flags = [statement(name, "flag") for name in ("dataset", "dependence", "interventions")]
    found = confounds.lede(view([*flags, statement("worst_cells", "clear")]))
    assert found == (
        "Consistent with a shortcut: 2 of 3 checks of the answers point at it. "
        "The dataset offers one."
    )


def test_an_honest_model_is_said_to_be_unpointed_at():
    clear = [statement(name, "clear") for name in ("dependence", "interventions", "worst_cells")]
    found = confounds.lede(view(clear))
    assert found == "None of 3 checks of the answers points at a shortcut."


def test_sentences_about_the_model_stand_before_the_dataset_and_the_pictures():
    heat = {
        "probe": "confounds.worst_cells", "step": 3, "kind": "heat_map", "title": "Cells",
        "content": {"rows": ["a"], "columns": ["b"], "cells": [[{"value": 0.5, "n": 40}]]},
    }  # fmt: skip
    pair = {"before": {"text": "x"}, "after": {"text": "y"}, "note": "0 became 1"}
    pairs = {
        "probe": "confounds.interventions", "step": 2, "kind": "pairs", "title": "Pairs",
        "content": {"pairs": [pair]},
    }  # fmt: skip
    said = [statement("dataset", "flag", "Data."), statement("dependence", "clear", "Model.")]
    block = confounds.block(view([pairs, heat, *said]))
    kinds = [type(part) for part in block.parts]
    assert block.parts[0].head == "Model."
    assert kinds.index(Heat) < kinds.index(Pairs)
    # What points at a shortcut stands open, and only there.
    assert [part.head for part in block.open] == ["Data."]
    assert not [p for p in block.parts if isinstance(p, Banner) and p.head == "Data."]
    assert block.closing is not None


def test_a_gap_that_the_nuisance_explains_is_said_with_both_numbers():
    pair = [
        measured("crude_odds_ratio", {"gender": "w"}, 0.54, [0.48, 0.62], n=[50, 50],
                 reference={"gender": "m"}, probe="fairness.adjusted"),
        measured("adjusted_odds_ratio", {"gender": "w"}, 1.10, [0.94, 1.29], n=[50, 50],
                 reference={"gender": "m"}, probe="fairness.adjusted"),
    ]  # fmt: skip
    (said,) = [p for p in confounds.explained(view(measurements=pair)) if isinstance(p, Text)]
    assert "consistent with being explained by dept" in said.words
    assert "0.54" in said.words
    assert "1.10" in said.words
