"""What the child that judges leaves in its folder, run in this process."""

import json
from pathlib import Path
from typing import Any

from tests.workers.test_measuring import measured
from workers.judging import judge_and_report


def judged(folder: Path, **changed: Any) -> dict[str, Any]:
    plan, sent = measured(folder)
    payload: dict[str, Any] = {
        "plan": plan.to_json(),
        "steps": [message["step"] for message in sent if message["kind"] == "step"],
        "context": next(m["context"] for m in sent if m["kind"] == "context"),
        "provenance": {"audit": {"id": "aud_1"}, "warnings": ["a weaker sandbox"]},
        "today": "2026-11-30",
        "scratch": str(folder),
        "earlier": None,
    }
    payload["steps"].sort(key=lambda step: step["step"])
    judge_and_report({**payload, **changed}, lambda _: None)
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    return report


def test_the_report_the_article_and_the_page_are_of_one_judgement(tmp_path: Path) -> None:
    report = judged(tmp_path)
    # Wilson (1927) by hand: 20 of 100 is 0.133 to 0.289, astride the bound 0.15, and 40 of 100 is
    # 0.309 to 0.498, above it.
    verdicts = {f["group"]["sex"]: f["verdict"] for f in report["findings"]}
    assert verdicts == {"f": "pass", "m": "inconclusive"}
    assert (report["gate"], report["blocking"]) == ("inconclusive", True)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    article = (tmp_path / "article.html").read_text(encoding="utf-8")
    assert page.lstrip().lower().startswith("<!doctype html")
    assert "<html" not in article
    assert "a weaker sandbox" in page.lower()


def test_what_was_found_out_on_the_way_stands_in_the_provenance(tmp_path: Path) -> None:
    report = judged(tmp_path)
    assert report["environment"]["device"] == "cpu"
    assert "a weaker sandbox" in report["warnings"]


def test_an_earlier_report_that_cannot_be_read_costs_only_the_comparison(tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text("no json")
    facts = {"report": str(earlier), "audit": "aud_0", "same_rows": True, "paired": None}
    report = judged(tmp_path, earlier=facts)
    assert report["comparison"] is None
    assert report["findings"]
