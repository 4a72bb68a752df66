"""CatBoost's own files, binary and JSON, asked by CatBoost."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.reading.spelling import raw_text
from audits.errors import ModelFailure, Refused
from audits.models.foreign_formats import kind_of
from audits.models.foreign_kinds import CATBOOST, CATBOOST_JSON
from audits.models.output_reading import Reading
from audits.models.tables.answer import Answer
from audits.models.tables.columns import Columns
from audits.models.tables.model import Native
from audits.models.tables.recognition import damaged, library
from audits.specification.missing_words import normal

NAME = "catboost"
_NUMBERS = frozenset(
    {"RMSE", "MAE", "Quantile", "LogLinQuantile", "MAPE", "Huber", "Lq", "Expectile", "LogCosh"}
)
_EXPONENTS = frozenset({"Poisson", "Tweedie"})
_ONE_EACH = "MultiClassOneVsAll"
_CLASSES = frozenset({"Logloss", "CrossEntropy", "MultiClass", _ONE_EACH})


def read(path: Path) -> Native:
    """The model in the file; `Refused` where it cannot be read, or answers with something else."""
    kind = kind_of(path)
    assert kind is not None
    catboost = library("catboost", "catboost", path, kind)
    try:
        if kind is CATBOOST_JSON:  # its own reader overlooks a file that was cut
            json.loads(path.read_bytes())
        model = catboost.CatBoost().load_model(
            str(path), format="json" if kind is CATBOOST_JSON else "cbm"
        )
        metadata = model.get_metadata()
        known = {name: metadata[name] for name in ("params", "class_params") if name in metadata}
        loss = str(json.loads(known["params"])["loss_function"]["type"])
        columns = _columns(model)
        answer = _answer(loss, known)
    except (catboost.CatBoostError, ValueError, LookupError, TypeError) as error:
        why = str(error).strip().splitlines()[-1:] or ["it was cut or changed"]
        raise damaged(path, CATBOOST.is_a, why[0][:120], "model.save_model('model.cbm')") from error
    if model.get_text_feature_indices() or model.get_embedding_feature_indices():
        raise Refused.because(
            "model", f"{path.name} reads texts or vectors beside columns, which is not done here",
            "record its answers as a column with the role prediction", "other_inputs",
        )  # fmt: skip
    kinds = {"number": "Exponent" if loss in _EXPONENTS else "RawFormulaVal"}
    prediction = kinds.get(answer.form, "Probability")
    categories = sorted(columns.texts)

    def ask(matrix: NDArray[Any]) -> NDArray[np.float64]:
        if categories:
            # A missing text is refused by the library; the row's answer is left aside.
            given = np.where(matrix == None, "", matrix)  # noqa: E711
            data = catboost.Pool(given.tolist(), cat_features=categories)
        else:
            data = matrix.astype(np.float32)
        try:
            scores = model.predict(data, prediction_type=prediction, thread_count=1)
        except catboost.CatBoostError as error:
            raise ModelFailure(f"CatBoost could not answer: {str(error)[:200]}") from error
        return np.asarray(scores[:, 1] if answer.form == "probabilities" and answer.width == 1
                          else scores, dtype=np.float64)  # fmt: skip

    notes: Reading = ()
    if loss == _ONE_EACH:
        notes = (("scores", "a sigmoid for each class, each row divided by its sum"),)
    return Native(NAME, columns, answer, ask, f"catboost {catboost.__version__}", notes)


def _columns(model: Any) -> Columns:
    names = tuple(map(str, model.feature_names_))
    counted = names == tuple(map(str, range(len(names))))
    texts = frozenset(map(int, model.get_cat_feature_indices()))
    if not names:
        raise ValueError("it reads no column")
    # Columns of words need a name each: without any they are called by their numbers.
    return Columns(() if counted and not texts else names, len(names), texts=texts)


def _answer(loss: str, metadata: Mapping[str, str]) -> Answer:
    basis = f"its loss is {loss}"
    if loss in _NUMBERS | _EXPONENTS:
        return Answer("number", basis=basis)
    if loss not in _CLASSES:
        raise Refused.because(
            "model", f"{basis}, whose answers are no class and no prediction of a number",
            "record what is decided by its answers as a column, with the role prediction",
            "other_answer",
        )  # fmt: skip
    stated = json.loads(metadata.get("class_params", "{}"))
    own = tuple(normal(raw_text(name)) for name in stated.get("class_names", ()))
    if loss in ("Logloss", "CrossEntropy"):
        return Answer("probabilities", own=own if len(own) == 2 else (), basis=basis)
    count = len(own) or int(stated["classes_count"])
    return Answer("probabilities", count, own, basis=basis)
