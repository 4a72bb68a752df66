"""One network, four smaller forms: the pruned one takes more from the small group."""

import pytest
import yaml

from audits.specification.document import AuditDocument
from tests.examples.test_examples import EXAMPLES, audited, prepared, value
from tests.lazily import lazily

lazily("onnxruntime")
FORMS = ("dynamic int8", "static int8", "fp16", "pruned")


def test_the_document_reads_as_one():
    written = yaml.safe_load((EXAMPLES / "cost_mobile" / "audit.yaml").read_text())
    document = AuditDocument.model_validate(written)
    assert {rule.metric for rule in document.policy.rules} >= {
        "model_bytes", "peak_memory", "latency_p95", "variant_packed_bytes", "variant_latency",
        "variant_flip_rate", "variant_flip_difference",
    }  # fmt: skip


def test_eight_bits_cost_little_and_pruning_takes_most_from_the_small_group(tmp_path):
    report = audited(prepared("cost_mobile", tmp_path), 1)
    verdicts = {
        (finding["rule"]["metric"], finding["group"].get("variant")): finding["verdict"]
        for finding in report["findings"]
    }
    for form in FORMS:
        assert verdicts["variant_packed_bytes", form] == "pass"
        # A busy machine decides no time; it never fails one that is a thousandth of its bound.
        assert verdicts["variant_latency", form] in ("pass", "inconclusive")
        spoiled = "fail" if form == "pruned" else "pass"
        assert verdicts["variant_flip_rate", form] == spoiled
    assert verdicts["variant_flip_difference", "pruned"] == "fail"
    small, large = (
        value(report, "variant_accuracy_change", held=held, variant="pruned")
        for held in ("sideways", "upright")
    )
    assert small < large - 0.05 < large < 0
    for form in ("static int8", "dynamic int8", "fp16"):
        assert value(report, "variant_accuracy_change", variant=form) == pytest.approx(0, abs=0.02)
    sizes = {form: value(report, "variant_bytes", variant=form) for form in ("original", *FORMS)}
    assert sizes["pruned"] == sizes["original"] == pytest.approx(75_000, rel=0.02)
    assert sizes["static int8"] < sizes["original"] / 2
    (picture,) = [e for e in report["exhibits"] if e["kind"] == "pareto"]
    assert [form["name"] for form in picture["content"]["variants"]] == ["original", *FORMS]
