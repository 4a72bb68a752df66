"""The field alone: what it loads and when, how it is written out, and what its schema bounds."""

import subprocess
import sys

import pytest
from pydantic import TypeAdapter, ValidationError

from audits.specification.document import ModelSpec
from audits.specification.document_values import MOST_LAYERS
from audits.specification.stated_network import StatedNetwork

LAYERS = [{"Linear": {"in_features": 3, "out_features": 1}}, "Sigmoid"]


def test_documents_are_known_without_the_shapes_of_layers():
    code = (
        "import sys, audits.specification.document as document\n"
        "document.ModelSpec.model_validate({'path': 'm.onnx'})\n"
        "print('audits.specification.network' in sys.modules)\n"
        "document.ModelSpec.model_validate({'path': 'm.safetensors', 'network': ['ReLU']})\n"
        "print('audits.specification.network' in sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "True"]


def test_what_is_written_out_is_read_again():
    spec = ModelSpec.model_validate({"path": "m.safetensors", "network": LAYERS})
    written = spec.model_dump(mode="json", exclude_unset=True)
    again = ModelSpec.model_validate(written)
    assert again.network == spec.network
    assert again.network[0].arguments["out_features"] == 1


@pytest.mark.parametrize("count", [0, MOST_LAYERS + 1])
def test_the_schema_and_the_field_bound_the_number_alike(count):
    schema = TypeAdapter(StatedNetwork).json_schema()
    assert not schema["minItems"] <= count <= schema["maxItems"]
    with pytest.raises(ValidationError):
        TypeAdapter(StatedNetwork).validate_python(["ReLU"] * count)
