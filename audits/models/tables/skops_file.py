"""scikit-learn's models as skops writes them: no pickle, and types from a list alone."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.reading.spelling import raw_text
from audits.errors import ModelFailure, Refused
from audits.models.foreign_kinds import SKOPS
from audits.models.output_reading import Reading
from audits.models.postprocessing import codes_of
from audits.models.tables.answer import Answer
from audits.models.tables.columns import Columns
from audits.models.tables.model import Native
from audits.models.tables.recognition import damaged, library
from audits.models.tables.skops_types import is_allowed
from audits.specification.missing_words import normal

NAME = "skops"
_MOST_TOLD = 6


def read(path: Path) -> Native:
    """The model in the file; `Refused` where it cannot be read, or holds a type of no list."""
    io = library("skops.io", "skops", path, SKOPS)
    import sklearn

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model = _loaded(io, path)
    engine = f"scikit-learn {sklearn.__version__}"
    columns, answer = _columns(path, model), _answer(path, model)
    is_scored = answer.form == "probabilities"

    def ask(matrix: NDArray[Any]) -> NDArray[np.float64]:
        given = _frame(columns.names, matrix) if columns.names else matrix
        with _alone():
            output = np.asarray(model.predict_proba(given) if is_scored else model.predict(given))
        if answer.form == "labels":
            return codes_of(output, answer.classes, len(matrix)).astype(np.float64)
        return output.astype(np.float64)

    return Native(NAME, columns, answer, ask, engine, _versions(caught))


def _loaded(io: Any, path: Path) -> Any:
    try:
        strange = sorted(map(str, io.get_untrusted_types(file=path)))
        refused = [name for name in strange if not is_allowed(name)]
        if refused:
            more = f" and {len(refused) - _MOST_TOLD} more" if len(refused) > _MOST_TOLD else ""
            raise Refused.because(
                "model",
                f"{path.name} holds what is not on the list of types that are loaded: "
                f"{', '.join(refused[:_MOST_TOLD])}{more}",
                "leave it out of the pipeline, or give the model as ONNX (`skl2onnx.to_onnx(model, "
                "X[:1])`)",
                "type_not_allowed",
            )
        return io.load(path, trusted=strange)
    except Refused:
        raise
    except Exception as error:  # of a file that was made up, whatever skops or numpy raise
        why = str(error).strip().splitlines()[:1] or [type(error).__name__]
        raise damaged(
            path, SKOPS.is_a, why[0][:120], "skops.io.dump(model, 'model.skops')"
        ) from error


def _columns(path: Path, model: Any) -> Columns:
    names = tuple(map(str, getattr(model, "feature_names_in_", ())))
    width = int(getattr(model, "n_features_in_", len(names)) or 0)
    if not width or (names and len(names) != width):
        raise Refused.because(
            "model", f"{path.name} does not say how many columns it reads: it is no fitted model "
            "of a table", "fit it on a table with columns by name, and save it again", "not_fitted",
        )  # fmt: skip
    return Columns(names, width, is_missing=True, is_free=bool(names))


def _answer(path: Path, model: Any) -> Answer:
    from sklearn.base import is_classifier, is_outlier_detector, is_regressor

    basis = f"a {type(model).__name__}"
    if is_classifier(model) and isinstance(getattr(model, "classes_", None), np.ndarray):
        own = tuple(normal(raw_text(name)) for name in model.classes_.tolist())
        if not hasattr(model, "predict_proba"):
            return Answer("labels", len(own), own, basis=basis)
        return Answer("probabilities", len(own), own, basis=basis)
    if is_outlier_detector(model):
        return Answer("labels", 2, ("-1", "1"), basis=basis)
    if is_regressor(model) and getattr(model, "n_outputs_", 1) == 1:
        return Answer("number", basis=basis)
    raise Refused.because(
        "model", f"{path.name} holds {basis}, which answers with no class and no single number",
        "save a fitted classifier or regressor of one answer, or a pipeline that ends in one",
        "other_answer",
    )  # fmt: skip


def _frame(names: tuple[str, ...], matrix: NDArray[Any]) -> Any:
    """A frame whose columns have the types that pandas gives them when it reads a whole table.

    A batch in which every text is missing has a column of texts all the same.
    """
    import pandas

    columns = {}
    for index, name in enumerate(names):
        values = matrix[:, index].tolist()
        is_text = any(value is None or isinstance(value, str) for value in values)
        columns[name] = pandas.Series(values, dtype="str" if is_text else "float64")
    return pandas.DataFrame(columns)


@contextmanager
def _alone() -> Iterator[None]:
    """No process beside this one, no warning for each batch, and the library's words on errors."""
    from joblib import parallel_config

    try:
        with parallel_config(backend="sequential"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (ModelFailure, Refused, MemoryError):
        raise
    except Exception as error:
        text = str(error).strip().splitlines()[:1] or [""]
        raise ModelFailure(
            f"scikit-learn could not answer ({type(error).__name__}: {text[0][:200]}); check that "
            "the columns hold what the model was fitted on"
        ) from error


def _versions(caught: list[warnings.WarningMessage]) -> Reading:
    """The version that fitted it, where it is another than the one that answers."""
    from sklearn.exceptions import InconsistentVersionWarning

    for warning in caught:
        if isinstance(warning.message, InconsistentVersionWarning):
            fitted = warning.message.original_sklearn_version
            return (("fitted by", f"scikit-learn {fitted}, another version than answers here"),)
    return ()
