"""Types of tensors: those of the protocol's version 2, of inputs that are sent."""

import pytest

from audits.errors import Refused
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.endpoint import profile_endpoint
from audits.specification.endpoint_datatypes import (
    DATATYPES,
    datatypes_of_nothing,
    unknown_datatypes,
)
from audits.specification.roles import Role


@pytest.mark.parametrize("wrong", ["int64", "INT46", "FP8", "STRING", ""])
def test_a_type_that_no_server_knows_is_told(wrong):
    (problem,) = unknown_datatypes({"age": wrong, "income": "FP64"})
    assert problem.field == "model.endpoint.datatypes.age"
    assert repr(wrong) in problem.reason
    assert not list(unknown_datatypes(dict.fromkeys(DATATYPES, "BYTES")))


def test_a_type_of_an_input_that_is_not_sent_is_told():
    """Else pixels that were said to be whole go as fractions, and nobody is told."""
    (problem,) = datatypes_of_nothing({"img": "UINT8", "age": "INT64"}, ["img_1", "age"])
    assert problem.field == "model.endpoint.datatypes.img"
    assert "img_1" in problem.remedy


def test_the_inputs_are_those_of_the_document_or_its_features():
    columns = {"age": ColumnSpec(role=Role.FEATURE), "sex": ColumnSpec(role=Role.PROTECTED)}

    def profiled(name, **model):
        spec = ModelSpec(
            url="https://m.example/v2/models/m", labels=["no", "yes"],
            endpoint={"form": "oip", "datatypes": {name: "INT64"}}, **model,
        )  # fmt: skip
        return profile_endpoint(spec, columns)

    assert profiled("age").inputs[0].name == "age"
    assert profiled("x", inputs={"x": ["age"]}).inputs[0].name == "x"
    for name, model in (("sex", {}), ("age", {"inputs": {"x": ["age"]}})):
        with pytest.raises(Refused, match="no input of this name is sent"):
            profiled(name, **model)
