"""Block 10: against the audit before."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from audits.report import fragments, html
from audits.report.blocks import previous
from audits.report.exports import markdown
from audits.report.json import canonical_bytes
from audits.report.view import View
from tests.audits.report.blocks.compared import (
    ID,
    comparison,
    difference,
    flips,
    of_numbers,
    of_texts,
)


@pytest.fixture
def compared(report: dict[str, Any]) -> dict[str, Any]:
    return {**report, "comparison": comparison()}


def text_of(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def section(page: str) -> str:
    found = re.search(r'<section class="block" id="previous".*?</section>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_without_an_audit_before_there_is_one_quiet_line(report: dict[str, Any]) -> None:
    page = html.render(report)
    assert "No earlier audit of this name is there to compare with." in page
    assert '<section class="block" id="previous"' not in page
    assert "Against the previous audit" not in markdown.render(report)


def test_the_block_says_what_became_of_findings_and_answers(compared: dict[str, Any]) -> None:
    page = html.render(compared)
    said = text_of(section(page))
    assert "681 of 7,214 answers changed, 9.4 % [8.8 to 10.1]" in said.replace("\xa0", " ")
    assert "0 to favourable, 681 to unfavourable" in said
    assert "1 new, 1 fixed and 1 not decided any more" in said
    assert "fixed: failed before, passes now" in said
    assert "failed before, is not asked now" in said
    assert "False positive rate: rose for African-American" in said
    assert "another model version" in said
    assert "No earlier audit" not in page
    assert '<a href="#previous">Against the previous audit' in page


CHANGED = {
    "model": {"is_same": False, "details": ["2.0 (sha256 aa), now 2.1 (sha256 bb)"]},
    "data": {"is_same": True, "details": []},
    "policy": {"is_same": False, "details": ["a", "b", "c", "d <i>"]},
    "plan": {"is_same": True, "details": []},
    "engine": {"is_same": None, "details": ["the versions were not told"]},
}


def test_what_changed_between_the_audits_is_a_table_and_a_sentence(
    compared: dict[str, Any],
) -> None:
    compared["comparison"] = comparison(what_changed=CHANGED)
    page = section(html.render(compared))
    said = text_of(page)
    assert "Model no 2.0 (sha256 aa), now 2.1 (sha256 bb)" in said
    assert "Data yes nothing" in said
    assert "Engine not known the versions were not told" in said
    assert "a; b; c; d &lt;i&gt;" in page
    # The table says it; the line above does not say it again.
    assert "another model version" not in said
    told = markdown.render(compared).replace("\\", "")
    assert (
        "Changed: model (2.0 (sha256 aa), now 2.1 (sha256 bb)) and policy (a; b; c; 1 more" in told
    )
    assert "The same: data and plan. Not known: engine (the versions were not told)." in told


def test_a_failure_by_a_rule_that_was_not_there_is_not_called_new(compared: dict[str, Any]) -> None:
    told = comparison()
    compared["comparison"] = comparison(other_rule=told["new"], new=[])
    page = html.render(compared)
    said = text_of(section(page))
    assert "1 fixed, 1 not decided any more and 1 by a rule that the audit before did not" in said
    row = re.search(rf'<tr id="finding-{ID}".*?</tr>', page, re.DOTALL)
    assert row is not None
    assert "· No such rule before" in text_of(row[0])
    assert "· New" not in text_of(row[0])


def test_what_one_audit_alone_was_asked_is_folded_with_the_verdict_it_has(
    compared: dict[str, Any],
) -> None:
    told = comparison()
    alone = [{**told["new"][0], "was": None, "verdict": "fail"}]
    gone = [{**told["new"][0], "was": "fail", "verdict": None}]
    compared["comparison"] = comparison(other_rule=alone, rule_gone=gone, new=[])
    page = html.render(compared)
    assert "Failures by rules that only one of the audits had (2)" in page
    said = text_of(section(page))
    assert "by a rule that the audit before did not have: fails now" in said
    assert "by a rule that is gone: failed before" in said


def test_a_group_that_stood_highest_before_is_not_said_to_be_unasked() -> None:
    """It has no finding of its own where others are compared with it."""
    entry = {"metric": "impact_ratio", "group": {"sex": "m"}, "was": None}
    lapsed = {"lapsed": [{**entry, "verdict": "inconclusive"}]}
    ((_, words),) = previous.findings(lapsed)
    assert "was the group that others were compared with, is inconclusive now" in words
    ((_, words),) = previous.findings({"new": [{**entry, "verdict": "fail"}]})
    assert "was not asked before" in words


def test_every_figure_has_its_numbers_and_its_method(compared: dict[str, Any]) -> None:
    found = section(html.render(compared))
    figures = re.findall(r"<figure.*?</figure>", found, re.DOTALL)
    assert len(figures) == 4  # flips, one rate, one gap, one trend
    assert found.count("How this was computed") == 1
    for figure in figures:
        assert 'role="img"' in figure
        assert "Show the numbers" in figure
    assert "8 rows where 30" not in figures[0]
    assert "(12.5\xa0% [2.0 to 47.0])" in figures[0]  # too few rows: in brackets, never dropped


def test_addresses_stand_in_the_services_page_only(compared: dict[str, Any]) -> None:
    inside, alone = html.article(compared), html.render(compared)
    assert 'href="/audits/aud_0"' in inside
    assert 'href="/comparisons?audit=aud_1&amp;before=aud_0"' in inside
    assert "/audits/aud_0" not in alone
    assert "aud_0" in alone


def test_a_new_finding_is_marked_in_the_table_of_findings(compared: dict[str, Any]) -> None:
    page = html.render(compared)
    row = re.search(rf'<tr id="finding-{ID}".*?</tr>', page, re.DOTALL)
    assert row is not None
    assert "· New" in text_of(row[0])


def test_other_rows_are_said_and_only_numbers_are_compared(compared: dict[str, Any]) -> None:
    compared["comparison"] = comparison(
        paired=None, unpaired="the two audits saw other rows", same_rows=False
    )
    said = text_of(section(html.render(compared)))
    assert "Answers are not compared row by row: the two audits saw other rows." in said
    assert "Numbers that moved (4)" in said
    assert "The same rows" not in said


def test_the_same_rows_in_another_file_are_told_apart_from_the_same_file(
    compared: dict[str, Any],
) -> None:
    compared["comparison"] = comparison(same_file=False)
    assert "the same rows in another file," in text_of(section(html.render(compared)))
    compared["model"] = {"format": "recorded"}
    assert "the same rows, other predictions, " in text_of(section(html.render(compared)))
    for entry in compared["comparison"]["paired"]["flips"]:
        entry["flipped"] = 0
    assert "the same rows, the same predictions, " in text_of(section(html.render(compared)))


def test_numbers_are_told_on_their_own_scale(compared: dict[str, Any]) -> None:
    compared["comparison"] = of_numbers()
    said = text_of(section(html.render(compared))).replace("\xa0", " ")
    assert "681 of 7,214 predicted numbers changed, 9.4 % [8.8 to 10.1]" in said
    assert "; by 1.25 [1.20 to 1.30] on average over all rows." in said
    assert "Mean absolute error: rose for African-American" in said
    assert "+0.520 [+0.420 to +0.620]" in said
    assert "it did not move in any row" in said
    assert "Student 1908" in said
    assert "Gained" not in said
    assert "McNemar" not in said
    row = "| Mean absolute error, African-American | 4.21 | 4.73 | +0.520"
    assert row in markdown.render(compared).replace("\\", "")


def test_intervals_of_numbers_have_the_digits_of_their_ends(compared: dict[str, Any]) -> None:
    """Three digits for what is below 1: a tiny end is no power of ten that has no room."""
    told = of_numbers()
    told["paired"]["differences"][1] |= {"value": 0.0081, "interval": [-1.2e-4, 0.017]}
    compared["comparison"] = told
    said = text_of(section(html.render(compared)))
    assert "+0.008 [0.000, +0.017]" in said


def test_of_numbers_that_nearly_all_changed_only_the_sentence_is_shown(
    compared: dict[str, Any],
) -> None:
    told = of_numbers()
    told["paired"]["without_answer"] = 3
    for entry in told["paired"]["flips"]:
        if "value" in entry:
            entry |= {"value": 0.999, "interval": [0.998, 1.0]}
    compared["comparison"] = told
    page = section(html.render(compared))
    assert "fig-flips" not in page
    said = text_of(page).replace("\xa0", " ")
    assert "99.9 % [99.8 to 100.0] ; by 1.25" in said  # the interval is in quieter ink
    assert "; 3 more rows lack one in one of the audits." in said


def test_texts_that_changed_are_shown_then_and_now(compared: dict[str, Any]) -> None:
    compared["comparison"] = of_texts()
    page = section(html.render(compared))
    said = text_of(page).replace("\xa0", " ")
    assert "681 of 7,214 texts changed" in said
    assert "Texts changed most for African-American" in said
    assert "Some of the texts that changed" in said
    assert "Row 1,012: Ő ápoló." in said
    assert "&lt;i&gt;He&lt;/i&gt;" in page
    assert "now: an empty text" in said


def test_the_canonical_part_does_not_know_of_the_comparison(
    report: dict[str, Any], compared: dict[str, Any]
) -> None:
    assert canonical_bytes(report) == canonical_bytes(compared)


def test_strings_of_the_audit_before_are_text(compared: dict[str, Any]) -> None:
    evil = "<script>alert(1)</script>"
    told = comparison()
    told["model"]["version"] = told["audit"] = told["finished"] = evil
    told["paired"]["flips"][1]["group"] = {"race": evil}
    told["paired"]["differences"][1]["group"] = {"race": evil}
    told["new"][0]["group"] = {evil: evil}
    told["trend"][0]["version"] = evil
    compared["comparison"] = told
    for page in (html.article(compared), html.render(compared), fragments.paired(compared),
                 fragments.trend(compared)):  # fmt: skip
        assert "<script>alert" not in page
    assert "<script>" not in markdown.render(compared)


def test_the_page_stays_small_however_many_groups_there_are(compared: dict[str, Any]) -> None:
    told = comparison()
    groups = [{"race": f"group {at} {'x' * 60}"} for at in range(120)]
    told["paired"]["flips"] = [flips(g, 900, 30, 0.02, 0.05) for g in [{}, *groups]]
    told["paired"]["differences"] = [
        difference(metric, group, 0.1, sure=True)
        for metric in ("selection_rate", "accuracy", "true_positive_rate", "false_positive_rate")
        for group in [{}, *groups]
    ]
    told["new"] = told["new"] * 500
    told["changes"] = told["changes"] * 100
    told["trend"] = told["trend"] * 12
    compared["comparison"] = told
    assert len(html.render(compared).encode()) <= 300_000


def test_markdown_tells_it_shortly(compared: dict[str, Any]) -> None:
    said = markdown.render(compared)
    assert "## Against the previous audit" in said
    assert "- Equalized odds difference, African-American: new" in said
    assert "| False positive rate, everyone |" in said


def test_who_signed_stands_in_the_page(make_report: Callable[..., dict[str, Any]]) -> None:
    signed = {"audit": {"id": "aud_1"}, "signer": {"algorithm": "ed25519", "key": "k" * 64}}
    page = html.render(make_report(provenance=signed))
    assert "Ed25519 over every word of the report, by key <code>" + "k" * 64 in page
    assert "evenhand verify --keys FILE" in page
    assert "a local audit has no key" in html.render(make_report())


def test_nothing_is_drawn_where_nothing_was_paired(report: dict[str, Any]) -> None:
    assert fragments.paired(report) == fragments.trend(report) == ""
    assert previous.block(View(report)) is None


def test_the_same_answers_are_one_line_instead_of_charts(compared: dict[str, Any]) -> None:
    told = deepcopy(compared["comparison"])
    for key in previous.BECAME:
        if key != "still_failing":
            told[key] = []
    told["paired"] |= {"without_answer": 0, "moved_by": None}
    for entry in told["paired"]["flips"]:
        entry["flipped"] = 0
    told["changes"] = []
    compared["comparison"] = told
    page = section(html.render(compared))
    assert "The same answers as before on all 7,214 rows: no rate moved." in text_of(page)
    assert "<figure" not in page
    # One more changed answer, and the charts are there.
    told["paired"]["flips"][0]["flipped"] = 1
    assert "<figure" in section(html.render(compared))
