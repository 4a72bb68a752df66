"""What serving tools answer about a batch of rows: one number, label or list of scores a row.

Nothing is guessed: what stands in an answer is declared, and an answer of another shape is refused
with the declaration that would fit it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import Refused
from audits.specification.endpoint import Descriptor
from audits.specification.suggestions import listed

_MOST_SHOWN = 80


def rows_of(descriptor: Descriptor, answer: Any, rows: int, output: str | None) -> list[Any]:
    """What the answer says of each row: a number, a text, or a list of them.

    answer: JSON, or the text of a CSV. output: the name that the document chose. Raises `Refused`
    where names leave a choice, and `ValueError` or `TypeError` where it is no answer to the rows.
    """
    if descriptor.form == "oip":
        return _tensor_rows(answer, rows, output)
    if descriptor.layout == "csv":
        return _csv_rows(answer, rows)
    predictions = answer["predictions"]
    if isinstance(predictions, Mapping):  # of MLflow: a list for each column
        predictions = _named(predictions, output)
    if not isinstance(predictions, list) or len(predictions) != rows:
        raise ValueError(f"no list of {rows} predictions")
    return [_field(one, output) for one in predictions]


def _tensor_rows(answer: Any, rows: int, output: str | None) -> list[Any]:
    """Of the Open Inference Protocol; a tensor of one column is one value a row."""
    tensors = {str(tensor["name"]): tensor for tensor in answer["outputs"]}
    tensor = _named(tensors, output)
    data = np.array(tensor["data"], dtype=object)
    if any(isinstance(value, list | dict) for value in data.ravel()[:1]):
        raise ValueError("the data are nested unevenly")
    if data.size % rows or not data.size:
        raise ValueError(f"{data.size} values for {rows} rows")
    table = data.reshape(rows, -1)
    return list(table[:, 0].tolist()) if table.shape[1] == 1 else list(table.tolist())


def _csv_rows(answer: Any, rows: int) -> list[Any]:
    if not isinstance(answer, str):
        raise TypeError("no text")
    try:
        lines = [line for line in csv.reader(io.StringIO(answer)) if line]
    except csv.Error as error:
        raise ValueError(f"no CSV: {error}") from error
    if len(lines) == 1 and rows > 1 and len(lines[0]) == rows:  # all scores on one line
        lines = [[value] for value in lines[0]]
    if len(lines) != rows or len({len(line) for line in lines}) != 1:
        raise ValueError(f"{len(lines)} lines for {rows} rows")
    values = [[_number_or_text(value.strip(" []")) for value in line] for line in lines]
    return [line[0] if len(line) == 1 else line for line in values]


def _field(one: Any, output: str | None) -> Any:
    return _named(one, output) if isinstance(one, Mapping) else one


def _named(choices: Mapping[str, Any], output: str | None) -> Any:
    """The value of the chosen name, or of the only one."""
    if output is not None:
        if output in choices:
            return choices[output]
        raise Refused.because(
            "model.output", f"the answers have no {output!r}",
            f"they have {listed(map(str, choices))}", "unknown_output",
        )  # fmt: skip
    if len(choices) != 1:
        raise Refused.because(
            "model.output", f"the answers have several fields: {listed(map(str, choices))}",
            f"name the one that is meant: `output: {{name: {next(iter(choices), 'NAME')}}}`",
            "outputs_several",
        )  # fmt: skip
    return next(iter(choices.values()))


def numbers_of(values: Sequence[Any]) -> NDArray[np.float64]:
    """One number a row, shape (rows,); NaN where it is null.

    values: what each row was answered. Any other shape is `Refused`.
    """
    return np.array([_one_number(value) for value in values], dtype=np.float64)


def _one_number(value: Any) -> float:
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or not isinstance(value, int | float | None):
        raise Refused.because(
            "model.output", f"a row is answered with {_shown(value)}, and a regression answers "
            "with one number", "say `task: classification` with `labels`, or choose another field: "
            "`output: {name: ...}`", "wrong_shape",
        )  # fmt: skip
    return np.nan if value is None else float(value)


def scores_of(values: Sequence[Any], classes: Sequence[str]) -> NDArray[np.float64]:
    """Scores, shape (rows, classes), or (rows, 1) of the second of two; NaN where one is null.

    values: what each row was answered. Any other shape is `Refused`.
    """
    table = [value if isinstance(value, list) else [value] for value in values]
    # One list of one list a row is what some servers wrap around it.
    table = [row[0] if len(row) == 1 and isinstance(row[0], list) else row for row in table]
    # A row that is null as a whole has as many as the others.
    widths = {len(row) for row in table if row != [None]} or {1}
    table = [row if row != [None] else [None] * max(widths) for row in table]
    fitting = {len(classes)} | ({1} if len(classes) == 2 else set())
    wrong = next((row for row in table for value in row if not _is_score(value)), None)
    if wrong is not None:
        raise Refused.because(
            "model.output", f"a row is answered with {_shown(wrong)}, which are no scores",
            "say what it is: `output: {meaning: label}`", "wrong_shape",
        )  # fmt: skip
    if len(widths) != 1 or not widths <= fitting:
        raise Refused.because(
            "model.labels", f"a row is answered with {' or '.join(map(str, sorted(widths)))} "
            f"scores, and {len(classes)} labels are listed ({listed(classes)})",
            "list the labels that the model knows, in the order of its scores, or choose another "
            "field: `output: {name: ...}`", "wrong_shape",
        )  # fmt: skip
    return np.array(
        [[np.nan if value is None else float(value) for value in row] for row in table],
        dtype=np.float64,
    )


def labels_of(values: Sequence[Any], classes: Sequence[str]) -> NDArray[np.intp]:
    """The place of each row's label among the classes, shape (rows,); -1 where it is null.

    values: what each row was answered. A label that is none of the classes is `Refused`.
    """
    from audits.data.reading.spelling import raw_text
    from audits.specification.missing_words import normal

    code_of = {name: index for index, name in enumerate(classes)}
    codes = []
    for value in values:
        one = value
        while isinstance(one, list) and len(one) == 1:
            one = one[0]
        if one is None:
            codes.append(-1)
            continue
        text = None if isinstance(one, list | dict) else normal(raw_text(one))
        if text not in code_of:
            is_score = isinstance(one, float | list)
            raise Refused.because(
                "model.output" if is_score else "model.labels",
                f"a row is answered with {_shown(one)}, which is none of the labels "
                f"({listed(classes)})",
                "say what the numbers are: `output: {meaning: probability}` or `meaning: logit`"
                if is_score else "list every label as the model spells it, in its order",
                "wrong_shape",
            )  # fmt: skip
        codes.append(code_of[text])
    return np.array(codes, dtype=np.intp)


def _is_score(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _number_or_text(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text or None


def _shown(value: Any) -> str:
    return repr(value)[:_MOST_SHOWN]
