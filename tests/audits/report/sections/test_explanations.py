"""Why single answers came out as they did."""

import pytest

from audits.report.components import Card, Figures, Folded, Heading, Text
from audits.report.sections import explanations
from audits.report.view import View


def card(probe, **content):
    return {"probe": f"explanations.{probe}", "kind": "reliability", "step": 0,
            "title": f"How far {probe} may be believed",
            "content": {"rows": [], "stamped": False, **content}}  # fmt: skip


def bars(probe, row):
    return {"probe": f"explanations.{probe}", "kind": "signed_bars", "step": 0,
            "title": f"Row {row}: LIME", "content": {"bars": [{"label": "a", "value": 1.0}]}
    }  # fmt: skip


@pytest.fixture
def seen(make_report, estimate):
    def made(*exhibits, agreement=None):
        measured = [] if agreement is None else [
            {**estimate("explanation_agreement", {}, agreement, [0.1, 0.9], 8),
             "probe": "explanations.agreement"}
        ]  # fmt: skip
        report = make_report(measurements=measured, findings=[], exhibits=list(exhibits))
        report["probes"] = [{"name": "explanations.lime", "status": "ran", "version": 1}]
        return View(report)

    return made


def test_methods_that_pass_are_counted_and_an_unsure_one_is_no_pass(seen):
    cards = [card("lime", stamped=True), card("occlusion"), card("kernel_shap", unsure=["x"])]
    assert explanations.lede(seen(*cards)) == (
        "1 of 3 methods passes its checks here; 1 more is not sure; 1 should not be relied on."
    )
    assert explanations.lede(seen(card("lime"), agreement=0.5)) == (
        "The one method passes its checks here; any two share 0.50 of their pattern on average."
    )


def test_a_method_whose_check_could_not_be_made_passes_none(seen):
    """As of a model behind an address, whose weights nobody shuffles."""
    shuffled = {"metric": "occlusion_sanity", "threshold": 0.51, "undetermined": "is asked outside"}
    lone = card("occlusion", rows=[shuffled])
    assert explanations.lede(seen(lone)) == "Not every check of the one method could be made here."
    assert explanations.lede(seen(card("lime"), lone)) == (
        "1 of 2 methods passes its checks here; not every check of 1 more could be made."
    )
    # What has no threshold is no check, and a stamp says more.
    plain = {"metric": "occlusion_deletion_auc", "threshold": None, "undetermined": "too few"}
    assert "passes" in explanations.lede(seen(card("occlusion", rows=[plain])))
    stamped = card("occlusion", rows=[shuffled], stamped=True)
    assert explanations.lede(seen(stamped)) == "The one method does not pass its checks."


def test_a_method_has_its_card_and_two_rows_under_a_fold(seen):
    view = seen(card("lime"), *(bars("lime", row) for row in range(5)))
    parts = explanations.block(view).parts
    assert [p.words for p in parts if isinstance(p, Heading)] == ["lime"]
    assert len([p for p in parts if isinstance(p, Card)]) == 1
    (fold,) = [p for p in parts if isinstance(p, Folded)]
    figures, more = fold.parts
    assert len(figures.figures) == explanations.ROWS_EACH
    assert more == Text("3 more rows stand in the JSON report.")


def test_a_row_that_stands_side_by_side_is_not_shown_again(seen):
    beside = {"probe": "explanations.agreement", "kind": "side_by_side", "step": 0,
              "title": "Row 0: all methods",
              "content": {"agreement": 0.5, "probability": 0.5, "disagree": False,
                          "methods": []}}  # fmt: skip
    parts = explanations.block(seen(beside, bars("lime", 0), bars("lime", 1))).parts
    (fold,) = [p for p in parts if isinstance(p, Folded)]
    assert [figure.title for figure in fold.parts[0].figures] == ["Row 1: LIME"]


def test_a_section_that_measured_nothing_did_not_run(seen, report):
    assert explanations.block(seen()).verdict == "not_run"
    assert explanations.block(View(report)) is None


def importance(method, *shares, half=0.02):
    return [
        {"probe": f"explanations.{method}", "step": 1, "metric": f"{method}_importance",
         "group": {"term": f"t{k}"}, "value": share, "interval": [share - half, share + half],
         "sample_size": 100, "method": "t"}
        for k, share in enumerate(shares)
    ]  # fmt: skip


def test_global_importance_stands_first_of_a_method_that_passes(seen):
    """A stamped method and one not sure give way to the one that passes its checks."""
    cards = [card("lime", stamped=True), card("occlusion"), card("kernel_shap", unsure=["x"])]
    view = seen(*cards)
    for method in ("lime", "kernel_shap", "occlusion"):
        view.report["measurements"] += importance(method, 0.2, 0.6)
    block = explanations.block(View(view.report))
    assert block.first[0] == "fig-explanations-importance-occlusion_importance"
    first = block.parts[1].figures
    assert [figure.id.rpartition("-")[2] for figure in first] == [
        "occlusion_importance", "kernel_shap_importance", "lime_importance",
    ]  # fmt: skip
    assert [bool(figure.stamp) for figure in first] == [False, False, True]
    assert first[0].title.replace("\xa0", " ") == (
        "Occlusion importance: t1 carries most of the weight, 60.0 % [58.0 to 62.0]"
    )
    assert [row[0] for row in first[0].table.rows] == ["t1", "t0"]


def test_two_that_their_intervals_do_not_part_lead_together(seen):
    view = seen(card("lime"))
    view.report["measurements"] += importance("lime", 0.3, 0.29)
    (figure,) = explanations.block(View(view.report)).parts[1].figures
    assert figure.title.endswith("t0 and t1 lead, not told apart")


def test_recourse_that_nobody_was_found_to_have_is_said_in_words(make_report, estimate):
    number = {**estimate("recourse_share", {}, 0.0, [0.0, 0.088], 40),
              "probe": "explanations.recourse"}  # fmt: skip
    report = make_report()
    report["measurements"] = [*report["measurements"], number]
    words = explanations.lede(View(report)).replace("\xa0", " ")
    assert words.startswith("Of 40 refused, none was found who could turn the answer")
    assert words.endswith("(0.0 % [0.0 to 8.8]).")


def test_recourse_is_seen_at_once_and_told_first(make_report, estimate):
    number = {**estimate("recourse_share", {}, 0.435, [0.387, 0.484], 400),
              "probe": "explanations.recourse"}  # fmt: skip
    curve = {"probe": "explanations.recourse", "kind": "curve", "step": 0, "title": "By sex",
             "content": {"series": [{"name": "f", "points": [[0.1, 0.2]]}], "x": {"title": "cost"},
                         "y": {"title": "turned", "scale": "share"}}}  # fmt: skip
    report = make_report(measurements=[number], findings=[], exhibits=[curve])
    report["probes"] = [{"name": "explanations.recourse", "status": "ran", "version": 1}]
    view = View(report)
    told = "".join(c if not c.isspace() else " " for c in explanations.lede(view))
    assert told == (
        "Of 400 refused, 43.5 % [38.7 to 48.4] could have turned the answer by what they can "
        "change."
    )
    open_parts = explanations.block(view).parts
    assert any(isinstance(part, Figures) for part in open_parts)
    assert not any(isinstance(part, Folded) and part.id == "explanations-recourse-more"
                   for part in open_parts)  # fmt: skip


def test_the_curve_of_what_a_rule_judges_stands_open(make_report, estimate, finding):
    number = {**estimate("recourse_share_difference", {"sex": "f"}, -0.26, [-0.36, -0.16], 145),
              "probe": "explanations.recourse"}  # fmt: skip
    curves = [
        {"probe": "explanations.recourse", "kind": "curve", "step": 0,
         "title": f"Those refused who could have turned the answer, by {name}",
         "content": {"series": [{"name": "f", "points": [[0.1, 0.2]]}], "x": {"title": "cost"},
                     "y": {"title": "turned", "scale": "share"}}}
        for name in ("age", "sex")
    ]  # fmt: skip
    rule = {"metric": "recourse_share_difference", "attribute": "sex", "within": 0.05}
    judged = finding(rule, "fail", 0, group={"sex": "f"})
    report = make_report(measurements=[number], findings=[judged], exhibits=curves)
    report["probes"] = [{"name": "explanations.recourse", "status": "ran", "version": 1}]
    assert explanations.block(View(report)).first == ("fig-explanations-recourse-1",)
    report["findings"] = []
    assert explanations.block(View(report)).first == ()


def test_what_explains_no_rows_has_its_curves_seen_whichever_probe_it_is_of(make_report, estimate):
    number = {**estimate("layer_accuracy", {"term": "1"}, 0.9, [0.8, 0.95], 100),
              "probe": "explanations.layers"}  # fmt: skip
    curve = {"probe": "explanations.layers", "kind": "curve", "step": 0,
             "title": "What each layer knows of sex",
             "content": {"series": [{"name": "sex", "points": [[0, 0.5], [1, 0.9]]}],
                         "x": {"title": "layer", "scale": "number"},
                         "y": {"title": "rows read rightly", "scale": "share"}}}  # fmt: skip
    report = make_report(measurements=[number], findings=[], exhibits=[curve])
    report["probes"] = [{"name": "explanations.layers", "status": "ran", "version": 1}]
    parts = explanations.block(View(report)).parts
    assert any(isinstance(part, Figures) for part in parts)
    assert not any(isinstance(part, Folded) and part.id.endswith("layers-more") for part in parts)


def test_of_methods_side_by_side_two_rows_are_drawn_and_none_again(seen):
    def parts(rows):
        beside = [
            {"probe": "explanations.agreement", "kind": "side_by_side", "step": 0,
             "title": f"Row {row}: by each method", "content": {}}
            for row in range(rows)
        ]  # fmt: skip
        return len(explanations.block(seen(card("lime"), *beside)).parts)

    assert parts(0) < parts(1) < parts(2) == parts(5)
