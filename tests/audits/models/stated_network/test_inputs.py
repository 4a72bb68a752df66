"""How many columns or pixels a list of layers takes."""

import pytest

from audits.errors import Refused
from audits.models.stated_network.inputs import row_shape
from audits.specification.document import ModelSpec, Preprocessing

CONV = {"Conv2d": {"in_channels": 1, "out_channels": 2, "kernel_size": 3}}
LINEAR = {"Linear": {"in_features": 5, "out_features": 2}}


def shape(*layers, **preprocessing):
    network = ModelSpec(network=list(layers)).network
    return row_shape(network, Preprocessing(**preprocessing))


@pytest.mark.parametrize(
    ("layers", "columns"),
    [
        ([LINEAR], 5), (["ReLU", {"Dropout": {"p": 0.1}}, LINEAR], 5),
        ([{"BatchNorm1d": {"num_features": 7}}], 7), ([{"LayerNorm": {"normalized_shape": 4}}], 4),
        ([{"Unflatten": {"dim": 1, "unflattened_size": [2, 3]}}], 6),
    ],
)  # fmt: skip
def test_a_table_has_as_many_columns_as_the_first_layer_that_says_so(layers, columns):
    assert shape(*layers) == (columns,)


def test_a_picture_has_the_size_of_the_document_and_the_channels_of_the_list():
    assert shape(CONV, size=(8, 9)) == (1, 8, 9)
    assert shape("Flatten", LINEAR, size=(8, 9)) == (3, 8, 9)
    assert shape("Flatten", LINEAR, size=(8, 9), channels=1) == (1, 8, 9)
    assert shape({"BatchNorm2d": {"num_features": 3}}, CONV, size=(8, 9)) == (3, 8, 9)


@pytest.mark.parametrize(
    ("layers", "preprocessing", "field"),
    [
        ([CONV], {}, "model.preprocessing.size"),
        (["Flatten", LINEAR], {}, "model.preprocessing.size"),
        ([CONV], {"size": (0, 8)}, "model.preprocessing.size"),
        ([CONV], {"size": (8, 10**7)}, "model.preprocessing.size"),
        ([CONV], {"size": (8, 8), "layout": "nhwc"}, "model.preprocessing.layout"),
        (["ReLU"], {}, "model.network"),
        ([{"Conv1d": {"in_channels": 1, "out_channels": 1, "kernel_size": 1}}, LINEAR], {},
         "model.network"),
    ],
)  # fmt: skip
def test_what_is_left_open_is_asked_for(layers, preprocessing, field):
    with pytest.raises(Refused) as refusal:
        shape(*layers, **preprocessing)
    (problem,) = refusal.value.problems
    assert problem.field == field
    assert problem.remedy
