"""What a skops file may hold: types that skops trusts, and these of scikit-learn's insides.

None of them runs code of the file's: they hold numbers, or are functions of numbers.
"""

_TYPES = frozenset(
    {
        "numpy.dtype",
        "numpy.nan_to_num",
        "scipy._lib.array_api_compat.numpy._aliases.asarray",
        "scipy.interpolate._bsplines.BSpline",
        "sklearn.calibration._CalibratedClassifier",
        "sklearn.calibration._SigmoidCalibration",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.feature_selection._univariate_selection.chi2",
        "sklearn.feature_selection._univariate_selection.f_classif",
        "sklearn.feature_selection._univariate_selection.f_regression",
        "sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace",
        "sklearn.metrics._classification.accuracy_score",
        "sklearn.metrics._classification.balanced_accuracy_score",
        "sklearn.metrics._scorer._CurveScorer",
        "sklearn.metrics._scorer._PassthroughScorer",
        "sklearn.metrics._scorer._Scorer",
        "sklearn.neighbors._ball_tree.BallTree",
        "sklearn.neighbors._kd_tree.KDTree",
        "sklearn.tree._tree.Tree",
        "sklearn.utils._bunch.Bunch",
    }
)
# Modules that hold nothing else than such.
_MODULES = frozenset(
    {
        "sklearn._loss.link",
        "sklearn._loss.loss",
        "sklearn.gaussian_process.kernels",
        "sklearn.metrics._dist_metrics",
        "sklearn.model_selection._split",
        "sklearn.neural_network._stochastic_optimizers",
        "sklearn.utils._metadata_requests",
    }
)


def is_allowed(name: str) -> bool:
    """Whether a type that skops does not trust by itself may be loaded. name: with its module."""
    return name in _TYPES or name.rpartition(".")[0] in _MODULES
