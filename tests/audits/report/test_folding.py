"""What comes second is folded away, and the page stays small without losing it."""

import re

import pytest

from audits.data.dataset import Dataset
from audits.data.group_sizes import describe
from audits.judging.policy import judge
from audits.report import html
from audits.report.assemble import assemble
from audits.report.components import Figures, Folded
from audits.report.sections import fairness, imbalance
from audits.report.view import View
from audits.running.run import run
from tests.tables import audit_everything, document, make_plan, profile, table


def view(policy=None, data: Dataset | None = None, probes=()):
    plan, data = audit_everything(*probes, data=data)
    if policy is not None:
        found = document(data, *probes, policy={"rules": policy})
        plan = make_plan(found, dataset=profile(data))
    steps = [step.to_json() for step in run(plan, data)]
    judged = judge(plan, steps, context=describe(data))
    findings = [finding.to_json() for finding in judged.findings]
    made = assemble(plan.to_json(), steps, findings, {}, gate=str(judged.gate))
    return View(made)


def figures(parts):
    return {f.id for part in parts if isinstance(part, Figures) for f in part.figures}


def folded(block):
    """The parts of a block that come second; an exhibit may fold more of its own."""
    found = (part for part in block.parts if isinstance(part, Folded))
    return next((part for part in found if part.id.startswith("more-")), None)


@pytest.fixture(scope="module")
def plain():
    return view()


def test_base_rates_and_further_intersections_wait_under_a_line(plain):
    block = fairness.block(plain)
    assert {"fig-selection-rate", "fig-false-positive-rate"} <= figures(block.parts)
    assert "fig-base-rate" not in figures(block.parts)
    assert "fig-base-rate" in figures(folded(block).parts)


def test_a_figure_that_a_rule_asks_for_is_never_folded():
    rule = {"metric": "base_rate", "attribute": "sex", "at_least": 0.1}
    assert "fig-base-rate" in figures(fairness.block(view([rule])).parts)


def test_what_is_judged_by_group_stands_open_among_the_imbalances(plain):
    assert figures(folded(imbalance.block(plain)).parts)
    rule = {"metric": "accuracy_gain_over_majority", "attribute": "sex", "above": 0.0}
    assert folded(imbalance.block(view([rule]))) is None


def test_folded_parts_stand_in_the_page_and_print_open(plain):
    page = html.render(plain.report)
    start = page.index('id="more-fairness"')
    assert 'id="fig-base-rate"' in page[start:]
    assert re.search(
        r"@media print.*\.more::details-content \{ content-visibility: visible", page, re.S
    )


def test_the_rows_of_an_audit_do_not_change_its_size():
    sizes = [len(html.render(view(data=table(rows)).report)) for rows in (400, 4_000)]
    assert max(sizes) < 300_000
    assert abs(sizes[1] - sizes[0]) < 40_000
