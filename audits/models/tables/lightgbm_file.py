"""LightGBM's own files of text, asked by LightGBM."""

import json
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audits.errors import Refused
from audits.models.foreign_kinds import LIGHTGBM
from audits.models.output_reading import Reading
from audits.models.tables.answer import Answer
from audits.models.tables.columns import Columns, words_of
from audits.models.tables.lightgbm_text import Head, Unreadable, looked_over
from audits.models.tables.model import Native
from audits.models.tables.recognition import damaged, library

NAME = "lightgbm"
_NUMBERS = (
    "regression", "regression_l1", "huber", "fair", "poisson", "quantile", "mape", "gamma",
    "tweedie", "cross_entropy_lambda",
)  # fmt: skip
# Names that LightGBM gives where training had none.
_COUNTED = re.compile(r"Column_\d+")
_CATEGORICAL = re.compile(r"^\[categorical_feature: ([\d,]+)\]$", re.MULTILINE)
_LINEAR = re.compile(r"^is_linear=(?!0$)", re.MULTILINE)
_PANDAS = "\npandas_categorical:"


def read(path: Path) -> Native:
    """The model in the file; `Refused` where it cannot be read, or answers with something else."""
    lightgbm = library("lightgbm", "boosters", path, LIGHTGBM)
    try:
        text = path.read_text(encoding="utf-8")
        head = looked_over(text)
        columns = _columns(text, head)
    except Unreadable as error:
        raise _damaged(path, str(error)) from error
    except (ValueError, OverflowError, RecursionError) as error:
        raise _damaged(path, "it was cut or changed") from error
    answer = _answer(head)
    if _LINEAR.search(text):
        raise Refused.because(
            "model", f"{path.name} has linear models in the leaves of its trees, which are not "
            "read here", "train it without `linear_tree`, or record its answers as a column with "
            "the role prediction", "linear_trees",
        )  # fmt: skip
    try:
        booster = lightgbm.Booster(model_str=text)
    except (lightgbm.basic.LightGBMError, ValueError, LookupError) as error:
        raise _damaged(path, str(error)[:120]) from error

    def ask(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        scores: NDArray[np.float64] = booster.predict(matrix, num_threads=1)
        return scores

    notes: Reading = ()
    if head.objective[0] == "multiclassova":
        notes = (("scores", "a sigmoid for each class, each row divided by its sum"),)
    return Native(NAME, columns, answer, ask, f"lightgbm {lightgbm.__version__}", notes)


def _columns(text: str, head: Head) -> Columns:
    names = () if all(map(_COUNTED.fullmatch, head.names)) else head.names
    width = len(head.names)
    stated = _CATEGORICAL.search(text)
    places = [int(word) for word in stated[1].split(",")] if stated else []
    lists = json.loads(text.rpartition(_PANDAS)[2].strip() or "null") if _PANDAS in text else None
    # Codes alone stand in the table where training was given codes and no categories of pandas.
    if not lists:
        return Columns(names, width)
    if len(lists) != len(places) or max(places) >= width:
        raise Unreadable("its lists of categories are not as many as its columns of such")
    words = {index: words_of(categories) for index, categories in zip(places, lists, strict=True)}
    return Columns(names or head.names, width, words, is_missing=True)


def _answer(head: Head) -> Answer:
    objective = head.objective[0] if head.objective else ""
    basis = f"its objective is {objective}"
    if objective == "binary":
        return Answer("probabilities", basis=basis)
    if objective in ("multiclass", "multiclassova"):
        return Answer("probabilities", head.trees_a_round, basis=basis)
    if objective == "cross_entropy":
        return Answer("number", is_share=True, basis=basis)
    if objective in _NUMBERS and head.trees_a_round == 1:
        return Answer("number", basis=basis)
    what = f"its objective is {objective}" if objective else "it names no objective"
    raise Refused.because(
        "model", f"{what}: what its numbers mean is not known here",
        "record what is decided by its answers as a column, with the role prediction",
        "other_answer",
    )  # fmt: skip


def _damaged(path: Path, why: str) -> Refused:
    return damaged(path, LIGHTGBM.is_a, why, "booster.save_model('model.txt')")
