"""What turned the answers, within which budget, and what that is no proof of."""

import pytest

from audits.report.components import Figures, Pairs, Tabled
from audits.report.sections import robustness
from audits.report.view import View

NOTE = "PGD within linf 0.03, 20 steps"


def shown(kind, probe, **content):
    return {"probe": f"robustness.{probe}", "kind": kind, "step": 0, "title": kind.upper(),
            "content": content}  # fmt: skip


def curve(probe):
    return shown(
        "curve", probe, series=[{"name": probe, "points": [[0, 1], [1, 0.5]], "intervals": []}],
        x={"title": "size"}, y={"title": "right", "scale": "share", "domain": [0, 1]},
    )  # fmt: skip


@pytest.fixture
def seen(make_report, estimate):
    def made(*exhibits, metric="robust_accuracy", undetermined=None, note=NOTE):
        number = estimate(metric, {}, 0.83, [0.74, 0.9], 100)
        number["method"] = f"wilson ({note})"
        if undetermined:
            number = {k: v for k, v in number.items() if k not in ("value", "interval")}
            number["undetermined"] = undetermined
        number["probe"] = "robustness.gradient_attack"
        report = make_report(measurements=[number], findings=[], exhibits=list(exhibits))
        report["probes"] = [{"name": "robustness.gradient_attack", "status": "ran", "version": 1}]
        return View(report)

    return made


def words(view):
    return robustness.lede(view).replace("\u202f", " ").replace("\u2009", " ").replace("\xa0", " ")


def test_what_stood_is_told_with_attack_and_budget_and_never_called_robust(seen):
    told = words(seen())
    assert told == f"83.0 % [74.0 to 90.0] (n 100) of the answers are right and withstood {NOTE}."
    assert "robust" not in told


def test_where_gradients_are_masked_nothing_is_said_of_what_stands(seen):
    reason = "gradients masked, robustness not established: 60 of 100 rows have no gradient"
    assert words(seen(undetermined=reason)) == f"{reason[0].upper()}{reason[1:]}."


def test_a_certificate_speaks_of_the_smoothed_classifier(seen):
    told = words(seen(metric="certified_accuracy", note="smoothing, of the smoothed classifier"))
    assert "of the smoothed classifier" in told
    assert "of the model itself" in words(seen(metric="certified_accuracy"))


def test_the_curve_of_gradients_comes_first_and_may_stand_open(seen):
    pair = {"before": {"text": "a"}, "after": {"text": "b"}}
    view = seen(
        curve("corruptions"), curve("gradient_attack"),
        shown("pairs", "gradient_attack", pairs=[pair]),
        shown("facts", "gradient_attack", facts=[{"question": "Sees", "answer": "slopes"}]),
    )  # fmt: skip
    block = robustness.block(view)
    (figures, *_) = [part for part in block.parts if isinstance(part, Figures)]
    assert [figure.id for figure in figures.figures] == list(block.first)
    assert block.first[0] == "fig-robustness-curve-0"
    assert len([part for part in block.parts if isinstance(part, Pairs)]) == 1


def test_it_ends_with_what_it_is_no_proof_of(seen):
    assert robustness.block(seen()).closing[0] == "What this is no proof of."


def test_without_the_section_there_is_no_block(make_report):
    assert robustness.block(View(make_report(measurements=[], findings=[], exhibits=[]))) is None


def test_rows_that_were_changed_stand_open_as_a_table(seen):
    table = shown("sentences", "columns", head=["Row", "Changed"], rows=[["1", "hours 40 to 52"]])
    parts = robustness.block(seen(table)).parts
    assert any(isinstance(part, Tabled) for part in parts)
