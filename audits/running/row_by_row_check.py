"""Thirty rows are asked one by one by the plain runtime, before an audit goes on, and compared.

Whatever stands between a model and its numbers (batches, padding, filled-up batches, the reading
of outputs) must not change an answer. A difference that rounding does not explain is an error that
names the row.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Dataset, Images, Signals, Texts
from audits.errors import ModelFailure, UnsteadyModel
from audits.models import (
    Answers,
    Classifier,
    Detector,
    LanguageModel,
    Model,
    Regressor,
    Translator,
)
from audits.models.endpoint.generator import EndpointGenerator
from audits.models.endpoint.tables import EndpointClassifier, EndpointRegressor
from audits.models.endpoint.translator import EndpointTranslator
from audits.models.held_numbers import NotHeld, unheld_notes
from audits.models.output_reading import TOLERANCE, Reading
from audits.probing.batched_inference import undecodable
from audits.running.detection_check import ask_detections_again
from audits.running.single_answers import Differs
from audits.statistics.proportions import wilson

ROWS = 30
BESIDE = (
    "the same rows together are answered the same twice, so the answers depend on their company, "
    "or were read wrongly; export the model for inference (`model.eval()`), or report this"
)
# What `ask` gives: of a classifier and of a regressor.
Given: TypeAlias = Answers | NDArray[np.float64]
ENDPOINTS = (EndpointClassifier, EndpointRegressor)


@dataclass(frozen=True, eq=False)
class AskedAgain:
    """What asking again gave.

    reading: how many were asked, and how far the answers lay apart; () where none were.
    warnings: what a reader should not overlook.
    known: the rows that were asked and their answers among others, which an audit need not ask
        for a second time.
    """

    reading: Reading = ()
    warnings: tuple[str, ...] = ()
    known: tuple[NDArray[np.intp], Given | NDArray[np.object_]] | None = None


def ask_again(model: Model, data: Dataset) -> AskedAgain:
    """Compare, and say how far the answers lay apart; nothing of a model that answers otherwise.

    Raises `UnsteadyModel` where an answer depends on the rows beside it or differs each time,
    `ModelFailure` where no row at all is answered.
    """
    if isinstance(model, EndpointTranslator):
        from audits.running.endpoint_check import ask_endpoint_again

        reading, warnings = ask_endpoint_again(model, data)
        return AskedAgain(reading, warnings)
    if isinstance(model, EndpointGenerator):  # which asks some of it twice by itself
        return AskedAgain()
    if isinstance(model, Translator | LanguageModel):
        from audits.running.sentence_check import ask_sentences_again

        return AskedAgain(ask_sentences_again(model, data))
    if not isinstance(model, Classifier | Regressor | Detector) or not len(data):
        return AskedAgain()
    look_over = getattr(model, "look_over", None)
    if look_over is not None:
        look_over(data.features(_texts(model, data), slice(None)))
    unheld = _not_held(model, data)
    rows = rows_to_ask_again(model, data)
    if not len(rows):
        return AskedAgain()
    if isinstance(model, Detector):
        reading, detections = ask_detections_again(model, data, rows)
        return AskedAgain(reading, known=(rows, detections))
    try:
        apart, silent, together = _compared(model, data, rows, unheld)
    except Differs as differs:
        # Padding that a network does not leave out of account: texts of one length go together.
        if getattr(model, "is_apart", True):
            unsteady = _unsteady(model, data, rows, differs)
            if isinstance(model, ENDPOINTS) and _has_no_company(model, unsteady):
                return AskedAgain(warnings=(_told(unsteady),))
            raise unsteady from differs
        cast(Any, model).is_apart = True
        try:
            apart, silent, together = _compared(model, data, rows, unheld)
        except Differs as again:
            raise _unsteady(model, data, rows, again) from again
    sentence = _agreement_note(len(rows) - silent, apart, _tolerance(model))
    if silent:
        sentence += f"; {silent} stayed without an answer"
    return AskedAgain(
        (("asked again", sentence),), unheld_notes(unheld, len(data)), (rows, together)
    )


def _not_held(model: Model, data: Dataset) -> tuple[NotHeld, ...]:
    """Of each column of a table whose numbers the model's inputs cannot hold, how many.

    Raises `ModelFailure` where no row can be asked."""
    look = getattr(model, "not_held", None)
    if look is None or len(_texts(model, data)) < len(model.reads):
        return ()
    unheld: tuple[NotHeld, ...] = look(data.features(model.reads, slice(None)))
    if any(each.rows == len(data) for each in unheld):
        raise ModelFailure("no row can be asked: " + "; ".join(unheld_notes(unheld, len(data))))
    return unheld


def rows_to_ask_again(model: Model, data: Dataset) -> NDArray[np.intp]:
    """Rows spread over the table, or over the lengths of its texts, the longest among them."""
    lengths = np.zeros(len(data), dtype=np.int64)
    for name in _texts(model, data):
        values = data.fed_values(name)
        if isinstance(values, Texts):
            lengths += [0 if text is None else len(text) for text in values.values]
    order = np.argsort(lengths, kind="stable")
    places = np.unique(np.linspace(0, len(data) - 1, min(ROWS, len(data))).round().astype(np.intp))
    rows = np.sort(order[places])
    damaged = undecodable(data, model.reads, rows)
    return np.array([row for row in rows.tolist() if row not in damaged], dtype=np.intp)


def _texts(model: Model, data: Dataset) -> tuple[str, ...]:
    """The columns of words that the model reads: files are not decoded for this."""
    return tuple(
        name for name in model.reads if not isinstance(data.fed_values(name), Images | Signals)
    )


def _compared(
    model: Classifier | Regressor,
    data: Dataset,
    rows: NDArray[np.intp],
    unheld: Sequence[NotHeld],
) -> tuple[float, int, Given]:
    """The largest difference, rows that stayed without an answer, and the answers.

    unheld: columns with numbers that the inputs cannot hold, which is told where none is answered.
    Raises `Differs` with the row's number."""
    method = _method(model)
    given: Given = method(data.features(model.reads, rows))
    together = _numbers(given)
    if all(code < 0 for code in together.codes):
        if unheld:
            why = "; ".join(unheld_notes(unheld, len(data)))
            raise ModelFailure(f"none of {len(rows)} rows that were asked has an answer: {why}")
        raise ModelFailure(
            f"the model answered all of {len(rows)} rows with NaN or infinity; check that the "
            "columns are prepared as in training"
        )
    largest, silent = 0.0, 0
    for index, row in enumerate(rows.tolist()):
        features = data.features(model.reads, rows[index : index + 1])
        alone = _numbers(getattr(model, "plainly", method)(features))
        if _is_silent(model, together, index, alone):
            silent += 1
            continue
        apart = _apart(together, index, alone)
        largest = max(largest, apart)
        if apart > _tolerance(model):
            raise Differs(_difference(row, together, index, alone, _tolerance(model)))
    return largest, silent, given


def _method(model: Classifier | Regressor) -> Callable[[Any], Given]:
    return model.classify if isinstance(model, Classifier) else model.regress


def _unsteady(
    model: Classifier | Regressor, data: Dataset, rows: NDArray[np.intp], differs: Differs
) -> UnsteadyModel:
    """Whether the answers differ each time, or by the rows beside: the same are asked twice."""
    features = data.features(model.reads, rows)
    first, second = (_numbers(_method(model)(features)) for _ in range(2))
    other = [
        index
        for index in range(len(rows))
        if not _is_silent(model, first, index, replace_row(second, index))
        and _apart(first, index, replace_row(second, index)) > _tolerance(model)
    ]
    if not other:
        return UnsteadyModel(str(differs), BESIDE)
    low, high = wilson((len(other), len(rows)), 0.95)
    index = other[0]
    return UnsteadyModel(
        f"the model answers at random: asked twice about the same {len(rows)} rows, it answered "
        f"{len(other)} of them otherwise ({100 * len(other) / len(rows):.0f} %, 95 % interval "
        f"{100 * low:.0f} % to {100 * high:.0f} %)",
        f"row {rows[index] + 1} was answered {_shown(replace_row(first, index))} and then "
        f"{_shown(replace_row(second, index))}; fix its random state, or export it for inference "
        "(`model.eval()`)",
    )


def _is_silent(model: Model, together: Answers, index: int, alone: Answers) -> bool:
    """Whether an endpoint gave one of the two no answer: that it is busy says nothing of rows."""
    return isinstance(model, ENDPOINTS) and bool(together.codes[index] < 0 or alone.codes[0] < 0)


def _has_no_company(model: EndpointClassifier | EndpointRegressor, unsteady: UnsteadyModel) -> bool:
    """Whether answers differ each time, and not by the rows beside."""
    return unsteady.detail != BESIDE or model.table.descriptor.batch == 1


def _told(unsteady: UnsteadyModel) -> str:
    """Of an endpoint, which promised nobody to answer alike: what it means is the reader's."""
    detail = "asked once more" if unsteady.detail == BESIDE else unsteady.detail
    detail = detail.partition("; fix its")[0]
    return (
        f"{unsteady.finding} ({detail}); each row's answer in the audit is one of several that it "
        "might have had, and another audit may come out otherwise"
    )


def _numbers(answers: Given) -> Answers:
    """A regressor's answers stand where a classifier's probabilities do."""
    if isinstance(answers, Answers):
        return answers
    numbers = np.asarray(answers, dtype=np.float64)[:, None]
    return Answers(np.where(np.isfinite(numbers[:, 0]), 0, -1), numbers)


def _apart(together: Answers, index: int, alone: Answers) -> float:
    """0 where both are missing; of numbers beyond 1, relative to their size."""
    there = bool(together.codes[index] >= 0), bool(alone.codes[0] >= 0)
    if not all(there):
        return 0.0 if there[0] == there[1] else np.inf
    if together.probabilities is None or alone.probabilities is None:
        return 0.0 if together.codes[index] == alone.codes[0] else np.inf
    one, other = together.probabilities[index], alone.probabilities[0]
    return float(np.max(np.abs(one - other) / np.maximum(1.0, np.abs(other))))


def _difference(row: int, together: Answers, index: int, alone: Answers, tolerance: float) -> str:
    one = _shown(replace_row(together, index))
    return (
        f"row {row + 1} is answered {_shown(alone)} when it is asked alone, and {one} among other "
        f"rows (more than {tolerance:g} apart)"
    )


def replace_row(answers: Answers, index: int) -> Answers:
    """The answers to one row of several."""
    return replace(
        answers,
        codes=answers.codes[index : index + 1],
        probabilities=(
            None if answers.probabilities is None else answers.probabilities[index : index + 1]
        ),
    )


def _shown(one: Answers) -> str:
    if one.codes[0] < 0:
        return "with nothing (NaN)"
    if one.probabilities is None:
        return f"class number {one.codes[0]}"
    return _listed(one.probabilities[0])


def _listed(values: Sequence[float] | NDArray[np.float64]) -> str:
    shown = ", ".join(f"{value:.6g}" for value in values[:4])
    return shown if len(values) <= 4 else f"{shown} ..."


def _tolerance(model: Model) -> float:
    return float(getattr(model, "tolerance", TOLERANCE))


def _agreement_note(rows: int, apart: float, tolerance: float) -> str:
    return (
        f"{rows} rows were asked one by one by the plain runtime: no answer lies more than "
        f"{max(apart, 1e-9):.0e} from the one that is audited (allowed are {tolerance:g})"
    )
