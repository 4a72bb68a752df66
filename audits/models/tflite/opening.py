"""A TensorFlow Lite file as something that is asked by rows: a table or one picture in."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import Refused
from audits.models.held_numbers import are_held
from audits.models.output_reading import Reading
from audits.models.tables.answer import Answer, Form
from audits.models.tables.columns import Columns
from audits.models.tables.model import Native
from audits.models.tflite.pictures import PictureColumn, picture_column
from audits.models.tflite.session import Port, Session
from audits.specification.document import ModelSpec

NAME = "tflite"
_RECORDED = "record its answers as a column with the role prediction"
_PICTURE_ROWS = 32


def read(path: Path, spec: ModelSpec) -> Native:
    """The model in the file; `Refused` where a row of a table or one picture cannot be asked.

    path: of the file. spec: the document's `model`.
    """
    session = Session(path)
    columns = _columns(session, spec)
    output = _output(session, spec)
    answer = _answer(session, output, spec)

    def ask(matrix: NDArray[Any]) -> NDArray[np.float64]:
        if isinstance(columns, PictureColumn):
            return session.run([matrix], output).reshape(len(matrix), -1)
        # Bytes and whole numbers have no sign for what is missing, nor whole ones for a fraction or
        # what is out of their range: such a row has no answer, rather than that of another number.
        there = np.isfinite(matrix).all(axis=1)
        for index, item in enumerate(session.inputs):
            if item.dtype.kind in "iub" and not item.step:
                fed = matrix if len(session.inputs) == 1 else matrix[:, index : index + 1]
                there &= are_held(fed, item.dtype).all(axis=1)
        given = np.where(there[:, None], matrix, 0) if not _takes_floats(session) else matrix
        answers = session.run(_fed(session, given), output).reshape(len(matrix), -1)
        return answers if _takes_floats(session) else np.where(there[:, None], answers, np.nan)

    is_picture = isinstance(columns, PictureColumn)
    return Native(
        NAME, columns, answer, ask, session.engine, _notes(session, columns, output),
        session.graph.parameters, _PICTURE_ROWS if is_picture else None,
    )  # fmt: skip


def _fed(session: Session, matrix: NDArray[Any]) -> list[NDArray[Any]]:
    """The matrix's columns as the inputs take them, in order."""
    if len(session.inputs) == 1:
        values = matrix if session.inputs[0].shape else matrix[:, 0]
        return [session.inputs[0].stored(values)]
    return [
        item.stored(matrix[:, index : index + 1] if item.shape else matrix[:, index])
        for index, item in enumerate(session.inputs)
    ]


def _takes_floats(session: Session) -> bool:
    return all(item.dtype.kind == "f" for item in session.inputs)


def _columns(session: Session, spec: ModelSpec) -> Columns:
    for item in session.inputs:
        if item.dtype.kind not in "fiub":
            raise _unfit(item, "takes texts, and how they are cut up stands in no file")
        if len(item.shape) not in (0, 1, 3):
            sizes = " x ".join("n" if size is None else str(size) for size in item.shape)
            raise _unfit(item, f"takes {sizes} numbers a row: tables have one axis, pictures three")
    if len(session.inputs) == 1 and len(session.inputs[0].shape) == 3:
        return picture_column(session.inputs[0], spec.preprocessing)
    widths = [item.shape[0] if item.shape else 1 for item in session.inputs]
    if len(session.inputs) == 1 and widths[0] != 1:
        if widths[0] is None:
            raise _unfit(session.inputs[0], "does not say how many columns a row has")
        return Columns((), widths[0], together=session.inputs[0].name)
    for item, width in zip(session.inputs, widths, strict=True):
        if width != 1 or len(item.shape) == 3:
            raise _unfit(item, "is one of several inputs and takes more than one column")
    return Columns(tuple(item.name for item in session.inputs), len(session.inputs))


def _unfit(item: Port, reason: str) -> Refused:
    return Refused.because(f"model.inputs.{item.name}", reason, _RECORDED, "input_shape")


def _output(session: Session, spec: ModelSpec) -> Port:
    names = [item.name for item in session.outputs]
    named = [item for item in session.outputs if item.name == spec.output_name]
    if len(session.outputs) > 1 and not named:
        raise Refused.because(
            "model.output.name", f"the file has the outputs {', '.join(names)}",
            f"name the one that is audited: `output: {{name: {names[0]}}}`", "several_outputs",
        )  # fmt: skip
    return named[0] if named else session.outputs[0]


def _answer(session: Session, output: Port, spec: ModelSpec) -> Answer:
    """What its numbers are, by the operator that made them or by the document."""
    open_or_long = [size for size in output.shape if size != 1]
    if len(open_or_long) > 1 or None in open_or_long:
        sizes = " x ".join("n" if size is None else str(size) for size in output.shape)
        raise Refused.because(
            "model.output.name", f"{output.name!r} answers each row with {sizes} numbers: boxes, "
            "states or several answers at once", f"name another output, or {_RECORDED}",
            "no_answer_a_row",
        )  # fmt: skip
    width = int(open_or_long[0] or 1) if open_or_long else 1
    operator = session.graph.endings.get(output.index, "")
    if width > 1 and operator == "LOGISTIC" and spec.meaning is None:
        raise Refused.because(
            "model.output", "ends in a sigmoid over several columns: several labels at once",
            f"{_RECORDED}, one label at a time, or say `output: {{meaning: probability}}` where a "
            "row has one class", "multi_label",
        )  # fmt: skip
    form: Form
    if spec.meaning in ("probability", "logit"):
        form, basis = ("logits" if spec.meaning == "logit" else "probabilities"), "as stated"
    elif operator in ("SOFTMAX", "LOGISTIC"):
        form, basis = "probabilities", f"the graph ends in {operator}"
    elif width > 1:
        form, basis = "logits", f"the graph ends in {operator or 'no operator'}, without a softmax"
    else:
        form, basis = "number", ""
    labels = session.graph.labels
    own = labels if width > 1 and len(labels) == width else ()
    name = output.name if len(session.outputs) > 1 else None
    is_share = form == "probabilities" and width == 1
    if name is None:
        return Answer(form, width, own, is_share=is_share, basis=basis)
    return Answer(form, width, own, is_share=is_share, basis=basis, name=name)


def _notes(session: Session, columns: Columns, output: Port) -> Reading:
    pictures = (
        (("pictures", f"input {columns.port.name!r}: {columns.prepared.description}"),)
        if isinstance(columns, PictureColumn)
        else ()
    )
    small = [item.name for item in (*session.inputs, output) if item.step]
    stored = (
        (
            (
                "small numbers",
                f"{', '.join(small)}: stored in steps, and read as what they stand for",
            ),
        )
        if small
        else ()
    )
    return (*pictures, *stored)
