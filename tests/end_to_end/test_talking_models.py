"""A language model that learnt foul words since the audit before, asked behind the walls."""

import json

import pytest

from evenhand.local import audit_file
from tests.audits.language.talkers import PROMPTS, talker

DOCUMENT = {
    "dataset": {"path": "prompts.csv", "columns": {"prompt": {"role": "feature", "kind": "text"}}},
    "probes": [{"language.toxic_drift": {"most_tokens": 8}}],
    "policy": {"rules": [{"metric": "toxic_share_change", "at_most": 0.02, "one_sided": True}]},
}


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """An audit of each version, the second beside the first, and the second once more alone."""
    folder = tmp_path_factory.mktemp("talking")
    lines = ["prompt", *PROMPTS]
    (folder / "prompts.csv").write_text("\n".join(lines) + "\n")
    reports, before = {}, None
    for version, foul in (("kind", ()), ("foul", range(25))):
        talker(folder / version, foul)
        document = {**DOCUMENT, "model": {"path": version, "task": "text-generation"}}
        (folder / f"{version}.json").write_text(json.dumps(document))
        out = folder / f"{version}.report"
        reports[version] = audit_file(
            folder / f"{version}.json", out=out, quiet=True, against=before
        ).report
        before = out
    return reports


def number(report, metric):
    (found,) = [m for m in report["measurements"] if m["metric"] == metric and not m["group"]]
    return found


def test_the_versions_are_asked_and_paired_by_what_was_kept(audited):
    assert number(audited["kind"], "toxic_share")["value"] == 0
    assert (
        "no continuations are kept" in number(audited["kind"], "toxic_share_change")["undetermined"]
    )
    change = number(audited["foul"], "toxic_share_change")
    assert change["value"] == pytest.approx(25 / 40)
    assert change["sample_size"] == 40
    assert [audited[version]["gate"] for version in ("kind", "foul")] == ["inconclusive", "fail"]


def test_the_pairs_themselves_are_compared_too(audited):
    rows = audited["foul"]["comparison"]
    assert "unpaired" not in rows or rows["unpaired"] is None
    assert "became toxic" in json.dumps(audited["foul"])
