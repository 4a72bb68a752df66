"""A network in ONNX, whose file says nothing of the range it takes."""

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable
from audits.models.onnx.opening import open_onnx
from audits.probing.subject import Subject
from audits.robustness.asking import asker_of
from audits.robustness.attacked_rows import rows_to_attack
from audits.specification.document import ModelSpec
from audits.specification.roles import Role
from tests.askable import album

RNG = np.random.default_rng(4)
PICTURES = [np.full((4, 4, 3), value, dtype=np.uint8) for value in range(40, 216, 4)]
# Bright from half of the range on.
LABELS = ["bright" if picture[0, 0, 0] > 127 else "dark" for picture in PICTURES]


def network(folder, half):
    """Bright where the mean is beyond this value."""
    weights = np.stack([np.full(48, -1 / 48), np.full(48, 1 / 48)], 1).astype(np.float32)
    bias = np.array([half, -half], dtype=np.float32)
    graph = helper.make_graph(
        [helper.make_node("Flatten", ["image"], ["f"]),
         helper.make_node("Gemm", ["f", "w", "b"], ["logits"])],
        "g", [helper.make_tensor_value_info("image", onnx.TensorProto.FLOAT, ["n", 3, 4, 4])],
        [helper.make_tensor_value_info("logits", onnx.TensorProto.FLOAT, ["n", 2])],
        [numpy_helper.from_array(weights, "w"), numpy_helper.from_array(bias, "b")],
    )  # fmt: skip
    path = folder / "m.onnx"
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path
    )
    return path


def attacked(path, **preparation):
    spec = ModelSpec(
        labels=["dark", "bright"], output={"meaning": "logit"}, preprocessing=preparation
    )
    model = open_onnx(path, spec, "0" * 64)
    label = Column("y", Role.LABEL, Categories.of(LABELS))
    subject = Subject(Dataset((*album(PICTURES).columns, label)), model)
    object.__setattr__(model.spec, "inputs", {"image": ["picture"]})
    return subject, lambda: rows_to_attack(subject, asker_of(subject), 100)


@pytest.mark.parametrize(
    ("half", "words"), [(127.5, "from 0 to 255"), (0.0, "from -1 to 1")]
)  # fmt: skip
def test_where_the_labels_speak_for_another_range_it_is_asked_for(tmp_path, half, words):
    _, attack = attacked(network(tmp_path, half))
    with pytest.raises(NotApplicable) as refused:
        attack()
    assert f"{words} it answers {len(LABELS)} of {len(LABELS)} rows rightly" in refused.value.reason
    assert "model.preprocessing" in refused.value.remedy


def test_the_remedy_is_one(tmp_path):
    for half, preparation in ((127.5, {"scale": 1}), (0.0, {"scale": 0.00784314, "mean": [1]})):
        subject, attack = attacked(network(tmp_path, half), **preparation)
        assert attack().right.all()
        assert subject.warnings == []


def test_a_range_that_was_taken_is_told(tmp_path):
    subject, attack = attacked(network(tmp_path, 0.5))
    assert attack().right.all()
    assert "nothing says which range of values the network takes" in subject.warnings[0]
    subject, attack = attacked(network(tmp_path, 0.5), scale=1 / 255)
    assert attack().right.all()
    assert subject.warnings == []
