import numpy as np
import pytest

from audits.errors import Refused
from audits.models.onnx.exported_taggers import ExportedTagger
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import exporters, families, taggers
from tests.audits.models.adapters.test_token_classification import pipeline

pytestmark = pytest.mark.filterwarnings("ignore")
AUTO = "AutoModelForTokenClassification"


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """The folder, and what transformers' pipeline found before it was exported."""
    folder = taggers.built("distilbert", tmp_path_factory.mktemp("tags") / "model")
    expected = pipeline(folder, families.texts(32))
    exporters.as_optimum(folder, AUTO)
    return folder, expected


def test_it_finds_what_the_network_found_that_was_exported(exported, tmp_path):
    folder, expected = exported
    model = open_model(folder, ModelSpec(), scratch=tmp_path)
    assert isinstance(model, ExportedTagger)
    detections = model.detect({"text": np.array(families.texts(32), dtype=object)})
    for own, found in zip(detections, expected, strict=True):
        assert [(o.label, *o.ends[0]) for o in own] == [e[:3] for e in found]
        assert [o.score for o in own] == pytest.approx([e[3] for e in found], abs=1e-5)


def test_its_profile_is_that_of_a_tagger(exported, tmp_path):
    profile = inspect_model(exported[0], scratch=tmp_path)
    assert profile.task == "token-classification"
    assert "output 'logits' of model.onnx" in dict(profile.reading)["answer"]
    row = {"text": np.array(["kind and good"], dtype=object)}
    operations = open_model(exported[0], ModelSpec(), scratch=tmp_path).operations(row)
    assert operations.multiply_accumulates["matrix product"] > 0


def test_a_graph_of_one_answer_a_text_is_refused(tmp_path):
    folder = families.built("distilbert", tmp_path / "model")
    exporters.as_optimum(folder)
    path = folder / "config.json"
    path.write_text(path.read_text().replace("ForSequenceClassification", "ForTokenClassification"))
    with pytest.raises(Refused) as refusal:
        open_model(folder, ModelSpec(labels=["O", "B-PER"]), scratch=tmp_path)
    assert refusal.value.problems[0].code == "no_answer"
    assert "--task token-classification" in refusal.value.problems[0].remedy
