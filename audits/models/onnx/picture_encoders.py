"""ONNX encoders of pictures without a head: a vector comes out, and no answer.

Nothing in a graph tells a vector from the scores of as many classes, so the document says it:
`task: embedding`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.errors import ModelFailure, Refused
from audits.models.onnx.box_outputs import is_picture
from audits.models.onnx.model import OnnxModel
from audits.models.onnx.outputs import Outputs
from audits.models.onnx.session import Input, Runtime
from audits.models.output_reading import Reading
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

CAPABILITIES = ("Layered", "Countable")
TASK = "embedding"
_FLOATS = ("tensor(float)", "tensor(double)", "tensor(float16)")


@dataclass
class OnnxPictureEncoder(OnnxModel):
    """Shows the vector of each picture: `audits.models.Layered` of one layer, the last."""

    def layers(self, features: Features) -> NDArray[np.float32]:
        """Shape (1, rows, width): the vector, averaged over places or tokens where it has some.

        Raises `ModelFailure` where the graph gives none a row.
        """
        (vectors,), rows = self.outputs(features, [self._name])
        values = np.asarray(vectors, dtype=np.float32)
        if values.ndim not in (2, 3, 4) or len(values) != rows:
            raise ModelFailure(f"{self._name!r} has the shape {values.shape} for {rows} pictures")
        (prepared,) = self.pictures.values()
        places = {2: (), 3: (1,), 4: (1, 2) if prepared.layout == "nhwc" else (2, 3)}[values.ndim]
        return np.asarray(values.mean(axis=places) if places else values, dtype=np.float32)[None]

    def maps(self, features: Features) -> list[NDArray[np.float32]]:
        """None: what happens before the vector is not looked at."""
        return []

    @property
    def _name(self) -> str:
        return str(self.answer_outputs.scores)

    def _answer(self) -> Reading:
        words = f"output {self._name!r}, the mean over places where it has some; it has no head"
        return (("layers", words),)


def open_encoder(runtime: Runtime, spec: ModelSpec, fingerprint: str) -> OnnxPictureEncoder:
    """An encoder over the session; `Refused` where it reads no single picture, or is no vector's.

    fingerprint: the digest of its files.
    """
    _check_input(runtime.inputs)
    outputs = Outputs(TASK, None, _vector(runtime, spec), (), ())
    model = OnnxPictureEncoder(runtime, spec, fingerprint, outputs)
    _ = model.pictures  # an input whose layout is unclear is refused now
    return model


def profile_encoder(runtime: Runtime, spec: ModelSpec, fingerprint: str) -> ModelProfile:
    """What the file takes and gives; raises `Refused`. fingerprint: the digest of its files."""
    model = open_encoder(runtime, spec, fingerprint)
    (item,) = runtime.inputs
    return ModelProfile(
        format="onnx",
        task=TASK,
        inputs=(InputProfile(item.name, Kind.IMAGE, item.dtype.name, item.shape),),
        outputs=tuple(InputProfile(out.name, None, out.type, out.shape) for out in runtime.outputs),
        classes=(),
        capabilities=CAPABILITIES,
        probabilities=False,
        sha256=fingerprint,
        parameters=runtime.file.parameters,
        reading=model.reading,
    )


def _vector(runtime: Runtime, spec: ModelSpec) -> str:
    """The output that is the vector: the one that is named, or the only one of numbers."""
    known = [
        out.name for out in runtime.outputs if out.type in _FLOATS and len(out.shape) in (2, 3, 4)
    ]
    named = [name for name in known if spec.output_name in (None, name)]
    if len(named) == 1:
        return named[0]
    shown = ", ".join(map(repr, known[:20])) or "none of numbers"
    raise Refused.because(
        "model.output", f"which of the outputs is the picture's vector is not clear ({shown})",
        f"name it: `output: {{name: {known[0] if known else 'NAME'}}}`", "outputs_several",
    )  # fmt: skip


def _check_input(inputs: Sequence[Input]) -> None:
    if not is_picture(inputs) or len(inputs[0].shape) != 4:
        raise Refused.because(
            "model.task", "of ONNX files only encoders of one picture are read as an embedding, "
            "and this one takes no single input of four axes",
            "leave `task` out, or give word vectors or a folder of an encoder of texts",
            "input_shape",
        )  # fmt: skip
