"""XGBoost's own files, JSON and UBJ, asked by XGBoost.

What its scikit-learn estimators answer is answered here: trees up to the best round where early
stopping chose one, a softmax of margins where the objective gives labels alone.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import Refused
from audits.models.foreign_kinds import XGBOOST
from audits.models.tables.answer import Answer
from audits.models.tables.columns import Columns, words_of
from audits.models.tables.model import Native
from audits.models.tables.recognition import damaged, library
from audits.models.tables.xgboost_content import looked_over

NAME = "xgboost"
_NUMBERS = (
    "reg:squarederror", "reg:linear", "reg:squaredlogerror", "reg:pseudohubererror",
    "reg:absoluteerror", "reg:quantileerror", "reg:expectileerror", "reg:gamma", "reg:tweedie",
    "count:poisson",
)  # fmt: skip


def read(path: Path) -> Native:
    """The model in the file; `Refused` where it cannot be read, or answers with something else."""
    xgboost = library("xgboost", "boosters", path, XGBOOST)
    content = path.read_bytes()
    try:
        looked_over(content)
    except (ValueError, KeyError, TypeError, IndexError, OverflowError, RecursionError) as error:
        why = str(error) if type(error) is ValueError else "something is missing"
        raise _damaged(path, why) from error
    booster = xgboost.Booster({"nthread": 1})
    try:
        booster.load_model(bytearray(content))
        config = json.loads(booster.save_config())["learner"]
        rounds = booster.num_boosted_rounds()
    except (xgboost.core.XGBoostError, ValueError, KeyError, TypeError) as error:
        raise _damaged(path, str(error).strip().splitlines()[-1][:120] or "its library") from error
    columns = _columns(booster)
    answer, margin = _answer(config)
    best = booster.attributes().get("best_iteration")
    is_stopped = best is not None and booster.attr("scikit_learn") is not None and best.isdecimal()
    end = min(int(best) + 1, rounds) if is_stopped and best is not None else 0

    def ask(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
        data = xgboost.DMatrix(
            matrix.astype(np.float32), feature_names=booster.feature_names,
            feature_types=booster.feature_types, nthread=1,
        )  # fmt: skip
        scores: NDArray[np.float64] = booster.predict(
            data, output_margin=margin, iteration_range=(0, end)
        )
        return scores

    notes = (("trees", f"up to the best round, {end} of {rounds}"),) if end else ()
    return Native(NAME, columns, answer, ask, f"xgboost {xgboost.__version__}", notes)


def _columns(booster: Any) -> Columns:
    width = booster.num_features()
    names = tuple(booster.feature_names or ())
    types = booster.feature_types or ()
    categories = booster.get_categories(export_to_arrow=True).to_arrow() if "c" in types else ()
    words = {
        index: words_of(scores.to_pylist())
        for index, (_, scores) in enumerate(categories)
        if scores is not None
    }
    if words and not names:
        names = tuple(f"f{index}" for index in range(width))
    return Columns(names, width, words)


def _answer(config: Any) -> tuple[Answer, bool]:
    """What comes out, and whether margins are asked for in place of the objective's own answer."""
    objective = str(config["objective"]["name"])
    parameters = config["learner_model_param"]
    classes, targets = int(parameters["num_class"]), int(parameters.get("num_target", 1))
    basis = f"its objective is {objective}"
    if targets > 1:
        raise Refused.because(
            "model", f"answers with {targets} numbers a row",
            "save a model of one target, or record the answers of one as a column", "several",
        )  # fmt: skip
    if objective in ("multi:softprob", "multi:softmax"):
        return Answer("logits", classes, basis=basis), True
    if objective == "binary:logistic":
        return Answer("probabilities", basis=basis), False
    if objective == "binary:logitraw":
        return Answer("logits", basis=basis), True
    if objective == "binary:hinge":
        return Answer("labels", basis=basis), False
    if objective == "reg:logistic":
        return Answer("number", is_share=True, basis=basis), False
    if objective in _NUMBERS:
        return Answer("number", basis=basis), False
    raise Refused.because(
        "model", f"its objective is {objective}, whose answers are no class and no prediction of "
        "a number", "record what is decided by its answers as a column, with the role prediction",
        "other_answer",
    )  # fmt: skip


def _damaged(path: Path, why: str) -> Refused:
    return damaged(path, XGBOOST.is_a, why, "model.save_model('model.json')")
