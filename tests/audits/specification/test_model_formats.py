"""The kinds of model that a document may name are those that the adapters open."""

import pytest
from pydantic import TypeAdapter, ValidationError

from audits.models.registry import formats
from audits.specification.model_formats import ELSEWHERE, FormatName, uploaded_formats

READER = TypeAdapter(FormatName)


def test_they_are_those_of_the_adapters():
    assert sorted(uploaded_formats()) == sorted(formats())


@pytest.mark.parametrize("name", ["onnx", "huggingface", "endpoint", "recorded"])
def test_a_known_name_stays_as_it_is(name):
    assert READER.validate_python(name) == name


@pytest.mark.parametrize("name", ["pickle", "ONNX", "", "onnx "])
def test_another_name_is_refused_with_every_known_one(name):
    with pytest.raises(ValidationError) as refused:
        READER.validate_python(name)
    (error,) = refused.value.errors()
    assert error["type"] == "literal_error"
    for known in (*uploaded_formats(), *ELSEWHERE):
        assert repr(known) in error["msg"]
