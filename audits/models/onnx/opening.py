"""ONNX files opened and profiled: tables, text and pictures in; labels, scores or numbers out."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from audits.errors import Refused
from audits.models.malloc import keep_freed_memory
from audits.models.onnx.box_outputs import holds_boxes, is_picture
from audits.models.onnx.classifiers import OnnxClassifier
from audits.models.onnx.detectors import open_detector, profile_detector
from audits.models.onnx.file import OnnxFile
from audits.models.onnx.label_columns import label_columns, one_label
from audits.models.onnx.model import OnnxModel
from audits.models.onnx.outputs import Outputs, read_outputs, refuse_choices
from audits.models.onnx.picture_classifier import OnnxPictureClassifier
from audits.models.onnx.picture_encoders import TASK as EMBEDDING
from audits.models.onnx.picture_encoders import open_encoder, profile_encoder
from audits.models.onnx.refusals import input_problems
from audits.models.onnx.regressors import OnnxRegressor
from audits.models.onnx.session import TYPES, Input, Runtime
from audits.specification.document import ModelSpec, OutputSpec
from audits.specification.profiles import AnswerProfile, InputProfile, ModelProfile
from audits.specification.roles import Kind

# Of a graph that answers several labels at once, before one of them is chosen.
_SEVERAL_LABELS = Outputs("classification", None, None, (), ())


def open_onnx(
    path: Path,
    spec: ModelSpec,
    fingerprint: str,
    *,
    threads: int = 1,
    scanned: OnnxFile | None = None,
) -> OnnxModel:
    """A classifier, a regressor, a detector or an encoder over the file; raises `Refused`.

    fingerprint: the digest of its files. threads: of the runtime. scanned: what `scan_onnx` found,
    where the file was scanned already.
    """
    runtime = Runtime(path, threads=threads, scanned=scanned)
    if _detects(runtime, spec):
        return open_detector(runtime, spec, fingerprint)
    if spec.task == EMBEDDING:
        return open_encoder(runtime, spec, fingerprint)
    _check_inputs(runtime.inputs)
    if spec.label_column is None:
        outputs = read_outputs(runtime, spec)
    else:
        runtime, outputs = one_label(path, spec, runtime)
    refuse_choices(runtime, outputs.choices)
    if outputs.task == "regression":
        return OnnxRegressor(runtime, spec, fingerprint, outputs)
    if not outputs.classes:
        raise Refused.because(
            "model.labels",
            "the file does not name its classes",
            "list them in the model's order: `labels: [no, yes]`",
            "no_labels",
        )
    if _reads_one_picture(runtime):
        keep_freed_memory()  # its pictures are changed in arrays that numpy frees and takes again
        kind: type[OnnxClassifier] = OnnxPictureClassifier
    else:
        kind = OnnxClassifier
    model = kind(runtime, spec, fingerprint, outputs)
    _ = model.pictures  # an input whose layout is unclear is refused now
    return model


def profile_onnx(
    path: Path, spec: ModelSpec, fingerprint: str, *, scanned: OnnxFile | None = None
) -> ModelProfile:
    """What the file takes and answers; raises `Refused`.

    fingerprint, scanned: as of `open_onnx`.
    """
    runtime = Runtime(path, scanned=scanned)
    if _detects(runtime, spec):
        return profile_detector(runtime, fingerprint)
    if spec.task == EMBEDDING:
        return profile_encoder(runtime, spec, fingerprint)
    _check_inputs(runtime.inputs)
    labels = label_columns(runtime)
    several = spec.meaning is None and any(one.is_sure for one in labels)
    outputs = _SEVERAL_LABELS if several else read_outputs(runtime, spec)
    is_classifier = outputs.task != "regression"
    warnings = list(outputs.warnings)
    if is_classifier and not outputs.classes and not several:
        warnings.append("the file does not name its classes; give `labels` in the model's order")
    return ModelProfile(
        format="onnx",
        task=outputs.task,
        inputs=tuple(_profile(item, len(runtime.inputs)) for item in runtime.inputs),
        outputs=tuple(
            InputProfile(item.name, None, item.type, item.shape) for item in runtime.outputs
        ),
        classes=outputs.classes if is_classifier else (),
        capabilities=_capabilities(runtime) if is_classifier else ("Regressor", "Countable"),
        probabilities=several or (is_classifier and outputs.scores is not None),
        sha256=fingerprint,
        parameters=runtime.file.parameters,
        warnings=tuple(warnings),
        alternatives=outputs.alternatives,
        choices=outputs.choices,
        answers=tuple(_answers(runtime)),
        label_columns=labels,
    )


def _detects(runtime: Runtime, spec: ModelSpec) -> bool:
    stated = bool(spec.boxes_stated)
    return stated or (is_picture(runtime.inputs) and holds_boxes(runtime.outputs, spec))


def _answers(runtime: Runtime) -> Iterator[AnswerProfile]:
    """What each of several outputs would answer, were it the one that is named."""
    if len(runtime.outputs) < 2:
        return
    for port in runtime.outputs:
        spec = ModelSpec(output=OutputSpec(name=port.name))
        try:
            outputs = read_outputs(runtime, spec)
        except Refused:  # boxes, states, several labels at once: opening it says why
            continue
        is_classifier = outputs.task != "regression"
        yield AnswerProfile(
            port.name,
            outputs.task,
            outputs.classes if is_classifier else (),
            _capabilities(runtime) if is_classifier else ("Regressor", "Countable"),
            is_classifier and outputs.scores is not None,
            outputs.alternatives,
        )


def _capabilities(runtime: Runtime) -> tuple[str, ...]:
    """Protocols of `audits.models`: one picture and nothing else can be asked pixel by pixel."""
    pixels = ("PixelClassifier", "Differentiable", "Bounded", "Attributable", "Layered")
    return (
        "Classifier",
        "Countable",
        "Compressible",
        "Randomisable",
        *(pixels if _reads_one_picture(runtime) else ()),
    )


def _reads_one_picture(runtime: Runtime) -> bool:
    return len(runtime.inputs) == 1 and runtime.inputs[0].is_picture


def _profile(item: Input, inputs: int) -> InputProfile:
    if item.is_picture:
        kind = Kind.IMAGE
    elif item.dtype.kind == "f" and item.is_sound:
        kind = Kind.AUDIO
    elif len(item.shape) == 3:
        kind = Kind.SEQUENCE
    elif item.dtype.kind == "O":
        kind = Kind.TEXT if inputs == 1 and item.width in (1, None) else Kind.CATEGORY
    else:
        kind = Kind.NUMBER
    dtype = "string" if item.dtype.kind == "O" else item.dtype.name
    return InputProfile(item.name, kind, dtype, item.shape)


def _check_inputs(inputs: Sequence[Input]) -> None:
    problems = list(input_problems(inputs, tuple(TYPES)))
    if problems:
        raise Refused(problems)
