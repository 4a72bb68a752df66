"""An audit's review in the words of its page."""

from types import SimpleNamespace
from typing import Any

from service.answers.reviews import Review
from service.web.reviewing import MOST_FINDINGS, review_page, with_review


def found(findings: list[dict[str, Any]], waivers: list[Any]) -> Any:
    audit: Any = SimpleNamespace(gate="fail", blocking=True)
    return Review(audit, waivers, [], findings, {"key_1": "ada"}, "2026-05-01", None)


def waiver(finding: str, until: str, withdrawn_at: float | None = None) -> Any:
    return SimpleNamespace(
        id="w", finding=finding, owner="o", reason="r", until=until, created_by="key_1",
        created_at=1.0, withdrawn_at=withdrawn_at, withdrawn_by=None,
    )  # fmt: skip


def test_what_can_be_waived_neither_passed_nor_is_waived_today() -> None:
    names = {"a": "pass", "b": "fail", "c": "fail", "d": "inconclusive", "e": "fail", "f": "fail"}
    findings = [{"id": name, "verdict": verdict} for name, verdict in names.items()]
    findings[-1]["waived"] = "until 2027-01-01: known"
    page = review_page(
        found(
            findings,
            [waiver("c", "2026-05-01"), waiver("d", "2026-04-30"), waiver("e", "2027-01-01", 5.0)],
        )
    )
    assert [item["id"] for item in page["open"]] == ["b", "e", "d"]
    assert [row["counts"] for row in page["waivers"]] == [True, False, False]
    assert page["waivers"][0]["by"] == "ada"


def test_a_page_holds_so_many_findings_and_says_how_many_more_there_are() -> None:
    findings = [{"id": str(n), "verdict": "fail"} for n in range(MOST_FINDINGS + 3)]
    page = review_page(found(findings, []))
    assert (len(page["findings"]), page["left"]) == (MOST_FINDINGS, 3)


def test_failures_come_first_and_each_has_its_sentence() -> None:
    names = {"a": "pass", "b": "inconclusive", "c": "fail", "d": "not_run", "e": "error"}
    findings = [
        {"id": name, "verdict": verdict, "sentence": f"of {name}"}
        for name, verdict in names.items()
    ]
    page = review_page(found(findings, []))
    assert [item["id"] for item in page["findings"]] == ["c", "e", "d", "b", "a"]
    assert page["sentences"]["d"] == "of d"


def test_a_finding_that_was_waived_since_is_marked_in_the_report_on_the_page() -> None:
    rows = "".join(
        f'<tr id="finding-{name}" role="row"><th><b dir="auto">{name}</b></th></tr>'
        for name in ("ab", "abc")
    )
    nav = '<nav class="contents"><ol><li>x</li></ol></nav>'
    article = f"<article>{nav}{rows}<ol></ol></article>"
    page = with_review(article, {"ab": "2026-12-31"})
    mark = '<a class="waived-mark" href="#waivers">waived until 31 Dec 2026</a>'
    assert f'<b dir="auto">ab</b> {mark}</th>' in page
    assert page.count("waived-mark") == 1
    assert '<li>x</li><li><a href="#review">Review</a></li>' in page
    assert page.count("#review") == 1
    assert with_review("<article></article>", {"ab": "<b>"}) == "<article></article>"
