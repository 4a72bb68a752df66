"""Gradient boosters in their own libraries, with few trees, and what their exporters make of them.

XGBoost and LightGBM are built in the tests and written by onnxmltools. CatBoost's wheel has 97 MB
(269 installed), so that its files stand in `tests/reference/catboost`, with its own answers;
`tests/reference/catboost/make.py` made them.
"""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

RNG = np.random.default_rng(0)
NAMES = ("a", "b", "c", "d")
ROWS = 240
VALUES = RNG.normal(size=(ROWS, 4)).astype(np.float32)
CATEGORIES = VALUES.copy()
CATEGORIES[:, 3] = RNG.integers(0, 9, ROWS)  # odd ones are of one class, even ones of another
TWO = (VALUES[:, 0] + 0.5 * VALUES[:, 1] + 0.3 * RNG.normal(size=ROWS) > 0).astype(int)
THREE = np.digitize(VALUES[:, 0] + 0.3 * RNG.normal(size=ROWS), [-0.5, 0.5])
BY_CATEGORY = (CATEGORIES[:, 3] % 2 + 0.5 * CATEGORIES[:, 0] > 0.5).astype(int)
NUMBER = np.abs(VALUES[:, 0] * 3 + VALUES[:, 1]) + 0.1
WORDS = np.array(["ham", "sales", "spam"])
# Each library misses values in its own way; none fills them in.
VALUES[::7, 0] = np.nan
VALUES[3::11, 2] = np.nan

CATBOOST = Path(__file__).parent / "reference" / "catboost"


@dataclass(frozen=True)
class Booster:
    """A model of one library.

    settings: the library's own. categories: whether the fourth column holds such. three: whether
    it is meant for three classes alone. otherwise: what the exporter makes of it where its file
    does not answer as the library does; otherwise_three: of three classes alone; unwritten: what
    it says where it writes no file.
    """

    estimator: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    categories: bool = False
    three: bool = False
    otherwise: str = ""
    otherwise_three: str = ""
    unwritten: str = ""

    @property
    def library(self) -> str:
        return "xgboost" if self.estimator.startswith("XGB") else "lightgbm"

    @property
    def values(self):
        return CATEGORIES if self.categories else VALUES

    def fitted(self, truth):
        """Trained on the values above."""
        import importlib

        import pandas

        few = {"n_estimators": 7, "random_state": 0}
        if self.library == "lightgbm":
            few |= {"num_leaves": 6, "verbose": -1}
        else:
            few |= {"max_depth": 3}
        made = getattr(importlib.import_module(self.library), self.estimator)
        model = made(**{**few, **self.settings})
        values, fitting = self.values, {}
        if self.categories and self.library == "lightgbm":
            fitting = {"categorical_feature": [3]}
        if self.categories and self.library == "xgboost":
            values = pandas.DataFrame(values)
            values[3] = values[3].astype(int).astype("category")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(values, truth, **fitting)
            answer = model.predict_proba if hasattr(model, "predict_proba") else model.predict
            return model, np.asarray(answer(values), dtype=float)

    def exported(self, path, model, **options):
        """The file that onnxmltools writes."""
        import onnxmltools
        from onnxmltools.convert.common.data_types import FloatTensorType

        convert = getattr(onnxmltools, f"convert_{self.library}")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = convert(model, initial_types=[("X", FloatTensorType([None, 4]))], **options)
        path.write_bytes(made.SerializeToString())
        return path


_SAMPLED = {"boosting_type": "rf", "subsample": 0.6, "subsample_freq": 1}
_SUMMED = "its trees are added up where the library takes their mean"
CLASSIFIERS = {
    "XGBClassifier": Booster("XGBClassifier"),
    "XGBClassifier, exact": Booster("XGBClassifier", {"tree_method": "exact"}),
    "XGBClassifier, softmax": Booster("XGBClassifier", {"objective": "multi:softmax"}, three=True),
    "XGBClassifier, categories": Booster(
        "XGBClassifier", {"enable_categorical": True, "max_cat_to_onehot": 1}, categories=True
    ),
    "XGBRFClassifier": Booster(
        "XGBRFClassifier", otherwise_three="the trees of one class are given to all in turn"
    ),
    "XGBClassifier, dart": Booster(
        "XGBClassifier", {"booster": "dart"}, unwritten="gbtree_model_param"
    ),
    "XGBClassifier, gblinear": Booster(
        "XGBClassifier", {"booster": "gblinear"}, unwritten="gbtree_model_param"
    ),
    "LGBMClassifier": Booster("LGBMClassifier"),
    "LGBMClassifier, dart": Booster("LGBMClassifier", {"boosting_type": "dart"}),
    "LGBMClassifier, goss": Booster("LGBMClassifier", {"data_sample_strategy": "goss"}),
    "LGBMClassifier, categories": Booster(
        "LGBMClassifier", {"min_data_per_group": 1, "cat_smooth": 0}, categories=True
    ),
    "LGBMClassifier, rf": Booster("LGBMClassifier", _SAMPLED, otherwise=_SUMMED),
}  # fmt: skip
REGRESSORS = {
    "XGBRegressor": Booster("XGBRegressor"),
    **{
        f"XGBRegressor, {objective}": Booster("XGBRegressor", {"objective": objective})
        for objective in ("count:poisson", "reg:gamma", "reg:tweedie", "reg:absoluteerror")
    },
    "XGBRegressor, reg:logistic": Booster(
        "XGBRegressor", {"objective": "reg:logistic"}, otherwise="its sigmoid is left out"
    ),
    "XGBRFRegressor": Booster("XGBRFRegressor"),
    "LGBMRegressor": Booster("LGBMRegressor"),
    **{
        f"LGBMRegressor, {objective}": Booster("LGBMRegressor", {"objective": objective})
        for objective in ("l1", "poisson", "gamma", "tweedie", "quantile")
    },
    "LGBMRegressor, rf": Booster("LGBMRegressor", _SAMPLED, otherwise=_SUMMED),
    "LGBMRegressor, cross_entropy": Booster(
        "LGBMRegressor", {"objective": "cross_entropy"}, unwritten="should be cleaned already"
    ),
}
# By name of the file in `tests/reference/catboost`: what it is, and what is written otherwise.
FROM_CATBOOST = {
    "two_numbers": "CatBoostClassifier",
    "two_texts": "CatBoostClassifier",
    "three_numbers": "CatBoostClassifier",
    "three_texts": "CatBoostClassifier",
    "number": "CatBoostRegressor",
    "poisson": "CatBoostRegressor, Poisson",
    "one_vs_all": "CatBoostClassifier, MultiClassOneVsAll",
}
CATBOOST_OTHERWISE = {
    "one_vs_all": "a softmax is written where the library has sigmoids",
    "poisson": "its exponential is left out",
}
