"""Files that would end the interpreter's process."""

import pytest

from audits.errors import Refused
from audits.models.opening import open_model
from tests.tflite_files import BIAS, SPEC, WEIGHTS, Made, Step, lazily, write

_ = lazily("ai_edge_litert")


def test_places_that_lead_nowhere_never_reach_the_interpreter(tmp_path):
    tensors = [
        Made("rows", (1, 2)), Made("w", (3, 2), WEIGHTS), Made("b", (3,), BIAS), Made("o", (1, 3))
    ]  # fmt: skip
    astray = [Step("FULLY_CONNECTED", (0, 1, 900), (3,))]
    path = write(tmp_path / "m.tflite", tensors, astray, (0,), (3,))
    with pytest.raises(Refused, match=r"begins as a TensorFlow Lite model.*not there"):
        open_model(path, SPEC, scratch=tmp_path)
    short = [*tensors[:1], Made("w", (30, 2), WEIGHTS), *tensors[2:]]
    path = write(
        tmp_path / "s.tflite", short, [Step("FULLY_CONNECTED", (0, 1, 2), (3,))], (0,), (3,)
    )
    with pytest.raises(Refused, match="fewer or more than its shape"):
        open_model(path, SPEC, scratch=tmp_path)
