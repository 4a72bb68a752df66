"""MLPerf Tiny's reference ResNet, as Keras keeps it and as it was exported."""

import os

import numpy as np
import pytest

from audits.models.foreign_kinds import HDF5
from audits.models.keras.conversion import converted
from audits.models.onnx.operations import count_operations
from tests.lazily import lazily
from tests.reference_files.test_counts import FOLDER

os.environ["KERAS_BACKEND"] = "torch"
keras, onnxruntime = lazily("keras"), lazily("onnxruntime")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_the_reference_resnet_is_the_kept_onnx_of_it(tmp_path):
    folder = FOLDER / "keras-resnet8"
    kept = keras.saving.load_model(folder / "pretrainedResnet.h5", compile=False)
    assert kept.count_params() == 78_666
    converted(folder / "pretrainedResnet.h5", HDF5, tmp_path / "m.onnx")
    rows = np.random.default_rng(1).uniform(0, 255, (8, 32, 32, 3)).astype(np.float32)
    files = (tmp_path / "m.onnx", folder / "resnet8.onnx")
    ours, theirs = (onnxruntime.InferenceSession(str(path)) for path in files)
    (found,), (expected,) = (
        session.run(None, {session.get_inputs()[0].name: rows}) for session in (ours, theirs)
    )
    np.testing.assert_allclose(found, expected, atol=1e-5)
    np.testing.assert_allclose(found, kept.predict(rows, verbose=0), atol=5e-6, rtol=0)
    assert np.ptp(expected) > 0.1


def test_the_network_of_mlperf_tiny():
    """12.5 million; of the 78,666 parameters in Keras those of the norms are folded here."""
    path = FOLDER / "keras-resnet8" / "resnet8.onnx"
    counted = count_operations(path, {"input_1": (1, 32, 32, 3)})
    assert sum(counted.multiply_accumulates.values()) == 12_501_632
    assert (counted.parameters, counted.uncounted) == (78_426, {})
