"""Networks of several forms through Keras' own exporter, and MLPerf Tiny's reference ResNet."""

import os

import pytest

from audits.errors import Refused
from audits.models.foreign_kinds import HDF5, KERAS
from audits.models.keras.conversion import converted
from tests.lazily import lazily

os.environ["KERAS_BACKEND"] = "torch"
keras, onnxruntime = lazily("keras"), lazily("onnxruntime")
pytestmark = pytest.mark.filterwarnings("ignore")


def two_inputs():
    first, second = keras.Input((3,), name="a"), keras.Input((4,), dtype="int32", name="b")
    words = keras.layers.Flatten()(keras.layers.Embedding(5, 2)(second))
    joined = keras.layers.Concatenate()([first, words])
    return keras.Model([first, second], keras.layers.Dense(1, "sigmoid")(joined))


def two_outputs():
    given = keras.Input((3,))
    return keras.Model(given, [keras.layers.Dense(2)(given), keras.layers.Dense(1)(given)])


def recurrent(steps=5):
    return keras.Sequential([keras.Input((steps, 2)), keras.layers.GRU(3), keras.layers.Dense(1)])


def pictures():
    return keras.Sequential(
        [keras.Input((8, 8, 3)), keras.layers.Conv2D(2, 3), keras.layers.MaxPooling2D(),
         keras.layers.Flatten(), keras.layers.Dense(2, "softmax")]
    )  # fmt: skip


@pytest.mark.parametrize("made", [two_inputs, two_outputs, recurrent, pictures])
def test_a_network_is_written_and_its_rows_compared(tmp_path, made):
    made().save(tmp_path / "m.keras")
    _, told = converted(tmp_path / "m.keras", KERAS, tmp_path / "m.onnx")
    assert "of 32 rows" in told
    session = onnxruntime.InferenceSession(str(tmp_path / "m.onnx"))
    assert len(session.get_outputs()) == (2 if made is two_outputs else 1)


def test_onnx_that_answers_otherwise_is_refused(tmp_path):
    """Of a recurrent layer over an open number of steps Keras writes so many as it saw first."""
    recurrent(None).save(tmp_path / "m.keras")
    with pytest.raises(Refused, match=r"otherwise than Keras, by up to \d\.\d+ in 32 rows"):
        converted(tmp_path / "m.keras", KERAS, tmp_path / "m.onnx")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize(("ending", "kind"), [("keras", KERAS), ("h5", HDF5)])
def test_a_file_that_was_cut_is_refused_with_a_remedy(tmp_path, ending, kind, share):
    path = tmp_path / f"m.{ending}"
    pictures().save(path)
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(Refused) as refusal:
        converted(path, kind, tmp_path / "m.onnx")
    assert refusal.value.problems[0].remedy
