"""The report of several heads: each is drawn as one, and none speaks for another."""

import re
from collections import Counter

import pytest

from audits.judging.policy import judge
from audits.report import html
from audits.report.assemble import assemble
from audits.report.heads import heads, own, view_of
from audits.report.sentences import sentences
from audits.report.view import View
from tests.lazily import lazily
from tests.three_heads import audited, steps_of

lazily("onnxruntime")
RULES = [
    {"metric": "accuracy_difference", "attribute": "sex", "within": 0.02, "head": ["left", "kind"]},
    {"metric": "mean_error_difference", "attribute": "sex", "within": 3, "head": "years"},
]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("heads")
    plan, sent = audited(folder, policy={"rules": RULES})
    steps = steps_of(sent)
    judgement = judge(plan, steps)
    findings = [finding.to_json() for finding in judgement.findings]
    provenance = {"model": {"name": "three", "format": "onnx"}, "dataset": {"name": "people"}}
    return assemble(plan.to_json(), steps, findings, provenance, gate=str(judgement.gate))


def test_a_finding_is_told_with_its_head_first(report):
    by_head = {f["group"]["head"]: f["sentence"] for f in report["findings"]}
    assert by_head["left"].startswith("left: Accuracy difference, f:")
    assert by_head["kind"].startswith("kind: Accuracy difference, f:")
    assert by_head["years"].startswith("years: No verdict on mean error difference")


def test_a_heads_view_holds_what_is_its_own_alone(report):
    view = View(report)
    assert heads(view) == ("left", "kind", "years")
    left = view_of(view, "left")
    assert {m["metric"] for m in left.measurements} >= {"accuracy", "selection_rate"}
    assert not left.of_metric("mean_error")
    assert all("head" not in m["group"] for m in left.measurements)
    assert left.name_of("label") == "has_left"
    assert view_of(view, "years").name_of("label") == "true_years"
    assert left.tests == view.tests == 2
    for finding in view.findings:
        of_head, same = own(view, finding)
        measured, whole = of_head.measured(same), view.measured(finding)
        assert measured.get("interval") == whole.get("interval")
        assert measured["sample_size"] == whole["sample_size"]


def test_the_first_sentences_use_the_heads_own_words(report):
    first = sentences(View(report))
    assert first.asked.startswith("left: ")
    assert "head left" not in first.affected


def test_no_id_stands_twice_on_the_page_and_every_link_leads_somewhere(report):
    page = html.render(report)
    ids = Counter(re.findall(r'\bid="([^"]+)"', page))
    assert [name for name, count in ids.items() if count > 1] == []
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(ids)
    titles = re.findall(r"<h2[^>]*>([^<]+?) <a", page)
    assert "left: Fairness" in titles
    assert "years: Fairness" in titles


def test_every_probe_of_the_table_says_whose_it_is(report):
    page = html.render(report)
    assert "left: fairness.error_rates" in page
    assert "years: fairness.regression_error" in page
