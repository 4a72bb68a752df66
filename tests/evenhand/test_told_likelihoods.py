"""A whole audit that asks a server how likely sentences are, beside transformers' own numbers."""

import json

import pytest

from evenhand.local import audit_file
from tests import echoing_server
from tests.endpoint_server import answering, said
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
PAIRS = [
    (f"{one} {verb} {what}", f"{other} {verb} {what}")
    for one, other in (("she", "he"), ("the nurse", "the doctor"))
    for verb in ("was", "is", "said", "and")
    for what in ("kind", "rude", "very good", "not old")
]
SCORES, PREFERENCE = "language.stereotype_items", "language.masked_stereotypes"


def written(folder, url, *probes, **endpoint):
    """An audit of pairs in the form of CrowS-Pairs."""
    rows = ["item,kind,sentence"]
    for number, pair in enumerate(PAIRS):
        kinds = ("stereotype", "anti-stereotype")
        rows += [f"{number},{kind},{text}" for kind, text in zip(kinds, pair, strict=True)]
    (folder / "rows.csv").write_text("\n".join(rows) + "\n")
    columns = {
        "item": {"role": "id"}, "kind": {"role": "stereotype"},
        "sentence": {"role": "feature", "kind": "text"},
    }  # fmt: skip
    endpoint = {"form": "openai", "model": "tiny", "api": "completions", **endpoint}
    document = {
        "model": {"url": url, "task": "text-generation", "endpoint": endpoint},
        "dataset": {"path": "rows.csv", "columns": columns},
        "probes": list(probes),
    }
    (folder / "audit.json").write_text(json.dumps(document))
    return folder / "audit.json"


def not_run(report, name):
    (one,) = (entry for entry in report["probes"] if entry["name"] == name)
    assert one["status"] == "not_run"
    return one


def test_items_are_compared_by_the_servers_own_log_probabilities(tmp_path):
    folder = echoing_server.built(tmp_path / "tiny")
    network, tokenizer = echoing_server.opened(folder)
    with answering(
        lambda body, number: echoing_server.completion(network, tokenizer, body)
    ) as served:
        file = written(tmp_path, f"{served.url}/v1", SCORES, logprobs={"begin": "<s>"})
        report = audit_file(file, out=tmp_path / "out", quiet=True).report
        assert {path for path, _, _ in served.asked} == {"/v1/completions"}
    (found,) = (m for m in report["measurements"] if m["metric"] == "stereotype_score")
    differences = {
        pair: echoing_server.log_likelihood(network, tokenizer, pair[0])
        - echoing_server.log_likelihood(network, tokenizer, pair[1])
        for pair in PAIRS
    }
    expected = sum(gap > 0 for gap in differences.values()) / len(PAIRS)
    assert 0 < expected < 1
    assert (found["value"], found["sample_size"]) == (pytest.approx(expected), len(PAIRS))
    # Thirty-two pairs, one of the sentences tried first, and ten sentences asked twice.
    assert report["environment"]["endpoint"]["requests"] == 64 + 1 + 10


def test_where_none_are_told_or_said_to_be_the_probes_do_not_run(tmp_path):
    with answering(lambda body, number: said("Fine.")) as served:
        file = written(tmp_path, served.url, SCORES, PREFERENCE, logprobs=True)
        report = audit_file(file, out=tmp_path / "told", quiet=True).report
        reason = not_run(report, SCORES)["reason"]
        assert "the endpoint does not tell how likely a sentence is" in reason
        assert len(served.asked) == 2
        file = written(tmp_path, served.url, SCORES, PREFERENCE)
        report = audit_file(file, out=tmp_path / "unsaid", quiet=True).report
        assert len(served.asked) == 2
    for name in (SCORES, PREFERENCE):
        assert "logprobs: true" in not_run(report, name)["remedy"]
