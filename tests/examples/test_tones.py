"""Two microphones that are answered alike until something goes wrong."""

import pytest
import yaml

from audits.specification.document import AuditDocument
from audits.specification.roles import Kind
from tests.examples.test_examples import EXAMPLES, audited, prepared, value
from tests.lazily import lazily

lazily("onnxruntime")


def test_its_document_names_a_column_of_sounds_and_their_rate():
    document = AuditDocument.model_validate(
        yaml.safe_load((EXAMPLES / "tones" / "audit.yaml").read_text())
    )
    assert document.dataset.columns["file"].kind is Kind.AUDIO
    assert document.model.preprocessing.sampling_rate == 8_000


@pytest.mark.long
def test_what_was_recorded_from_afar_withstands_less(tmp_path):
    report = audited(prepared("tones", tmp_path), 1)
    near, far = (value(report, "accuracy", microphone=each) for each in ("near", "far"))
    assert min(near, far) > 0.95
    failed = {f["rule"]["metric"] for f in report["findings"] if f["verdict"] == "fail"}
    assert failed == {"corruption_accuracy_difference"}
