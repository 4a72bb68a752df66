"""The models that `tests/contracts` walks, by exporter, and the tables of them in docs/models.md.

What is listed here is built and asked in the tests; the page's tables are made of these lists, and
a test compares them.
"""

from collections.abc import Iterable

from audits.models.huggingface.allowed_types import (
    DETECTOR_TYPES,
    PADDED_SAFELY,
    PICTURE_TYPES,
    SOUND_TYPES,
    TAGGER_TYPES,
    TEXT_TYPES,
)
from audits.models.huggingface.opening_language_models import CAUSAL, MASKED
from audits.models.huggingface.opening_translators import TYPES as TRANSLATORS
from tests import boosters, keras_networks


def classifiers():
    """scikit-learn's own, with few parts, by name."""
    from sklearn import (
        calibration,
        discriminant_analysis,
        ensemble,
        linear_model,
        naive_bayes,
        neighbors,
        neural_network,
        svm,
        tree,
    )

    forest = ensemble.RandomForestClassifier(5, max_depth=4, random_state=0)
    logistic = linear_model.LogisticRegression()
    return {
        "LogisticRegression": logistic,
        "RidgeClassifier": linear_model.RidgeClassifier(),
        "SGDClassifier": linear_model.SGDClassifier(random_state=0),
        "SGDClassifier, log loss": linear_model.SGDClassifier(loss="log_loss", random_state=0),
        "Perceptron": linear_model.Perceptron(random_state=0),
        "LinearSVC": svm.LinearSVC(random_state=0),
        "SVC": svm.SVC(),
        "CalibratedClassifierCV": calibration.CalibratedClassifierCV(svm.LinearSVC(), cv=2),
        "DecisionTreeClassifier": tree.DecisionTreeClassifier(max_depth=4, random_state=0),
        "RandomForestClassifier": forest,
        "ExtraTreesClassifier": ensemble.ExtraTreesClassifier(5, max_depth=4, random_state=0),
        "GradientBoostingClassifier": ensemble.GradientBoostingClassifier(
            n_estimators=5, random_state=0
        ),
        "HistGradientBoostingClassifier": ensemble.HistGradientBoostingClassifier(max_iter=5),
        "AdaBoostClassifier": ensemble.AdaBoostClassifier(n_estimators=5, random_state=0),
        "BaggingClassifier": ensemble.BaggingClassifier(n_estimators=4, random_state=0),
        "VotingClassifier": ensemble.VotingClassifier(
            [("f", forest), ("l", logistic)], voting="soft", flatten_transform=False
        ),
        "StackingClassifier": ensemble.StackingClassifier(
            [("f", forest), ("l", logistic)], linear_model.LogisticRegression()
        ),
        "MLPClassifier": neural_network.MLPClassifier((5,), max_iter=50, random_state=0),
        "GaussianNB": naive_bayes.GaussianNB(),
        "BernoulliNB": naive_bayes.BernoulliNB(),
        "MultinomialNB": naive_bayes.MultinomialNB(),
        "ComplementNB": naive_bayes.ComplementNB(),
        "KNeighborsClassifier": neighbors.KNeighborsClassifier(),
        "LinearDiscriminantAnalysis": discriminant_analysis.LinearDiscriminantAnalysis(),
        "QuadraticDiscriminantAnalysis": discriminant_analysis.QuadraticDiscriminantAnalysis(),
    }


def regressors():
    """The same that answer with a number."""
    from sklearn import ensemble, linear_model, neighbors, neural_network, svm, tree

    return {
        "LinearRegression": linear_model.LinearRegression(),
        "Ridge": linear_model.Ridge(),
        "SGDRegressor": linear_model.SGDRegressor(random_state=0),
        "SVR": svm.SVR(),
        "DecisionTreeRegressor": tree.DecisionTreeRegressor(max_depth=4, random_state=0),
        "RandomForestRegressor": ensemble.RandomForestRegressor(5, max_depth=4, random_state=0),
        "GradientBoostingRegressor": ensemble.GradientBoostingRegressor(
            n_estimators=5, random_state=0
        ),
        "HistGradientBoostingRegressor": ensemble.HistGradientBoostingRegressor(max_iter=5),
        "KNeighborsRegressor": neighbors.KNeighborsRegressor(),
        "MLPRegressor": neural_network.MLPRegressor(
            hidden_layer_sizes=(5,), max_iter=50, random_state=0
        ),
    }


CLASSIFIERS, REGRESSORS = classifiers(), regressors()
# What skl2onnx itself cannot write, in these versions, and says so.
UNWRITTEN = {
    "HistGradientBoostingClassifier": "Unable to create node",
    "HistGradientBoostingRegressor": "Unable to create node",
}
# Of two classes it writes a softmax where the library has a sigmoid: only the labels are equal.
OTHERWISE = {"LinearDiscriminantAnalysis"}
# What it writes so that the file answers otherwise than the library, and how.
WRITTEN_OTHERWISE = {
    "CalibratedClassifierCV, isotonic": (
        "the nearest step is taken where the library draws a line between two"
    )
}
# Answers with labels, and scores that are no probabilities of the library's own.
UNSCORED = {"RidgeClassifier", "SGDClassifier", "Perceptron", "LinearSVC", "SVC"}
# Networks of torch by what comes out of them; families that are written as Optimum writes them.
NETWORKS = ("logits", "probabilities", "one logit", "one probability", "squeezed probability")
OPTIMUM = ("bert", "roberta", "distilbert")


def as_optimum(folder, auto="AutoModelForSequenceClassification"):
    """A folder of `save_pretrained` as Optimum leaves it: `model.onnx` in place of the weights.

    auto: the class of transformers that opens it.
    """
    import torch
    import transformers

    made = getattr(transformers, auto).from_pretrained(folder).eval()
    words = transformers.AutoTokenizer.from_pretrained(folder)
    example = words(["the nurse was kind"], return_tensors="pt")
    names = list(example)

    class Plain(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.made = made

        def forward(self, *given):
            return self.made(**dict(zip(names, given, strict=True))).logits

    answered = {0: "n", 1: "t"} if "Token" in auto else {0: "n"}
    axes = {name: {0: "n", 1: "t"} for name in names} | {"logits": answered}
    torch.onnx.export(
        Plain(), tuple(example.values()), folder / "model.onnx", input_names=names,
        output_names=["logits"], dynamic_axes=axes, dynamo=False, opset_version=17,
    )  # fmt: skip
    (folder / "model.safetensors").unlink()


def page() -> str:
    """The tables of docs/models.md, in Markdown."""
    lines = ["| exporter | models | compared |", "|---|---|---|"]
    for exporter, names, outcome in (*_scikit_learn(), *_torch(), *_keras(), *_boosters()):
        lines.append(f"| {exporter} | {', '.join(names)} | {outcome} |")
    padded = TEXT_TYPES - PADDED_SAFELY
    for title, families in (
        ("Families of texts (`*ForSequenceClassification`)", TEXT_TYPES),
        ("Of these only with texts of equal length", padded),
        ("Families of pictures (`*ForImageClassification`)", PICTURE_TYPES),
        ("Taggers of texts (`*ForTokenClassification`)", TAGGER_TYPES),
        ("Detectors of objects (`*ForObjectDetection`)", DETECTOR_TYPES),
        ("Families of sounds (`*ForAudioClassification`)", SOUND_TYPES),
        ("Causal language models", CAUSAL),
        ("Masked language models", MASKED),
        ("Translators", TRANSLATORS),
    ):
        lines += ["", f"**{title}** ({len(families)}): {', '.join(sorted(families))}."]
    return "\n".join(lines) + "\n"


Rows = Iterable[tuple[str, Iterable[str], str]]


def _scikit_learn() -> Rows:
    whole = [name for name in CLASSIFIERS if name not in {*UNSCORED, *UNWRITTEN, *OTHERWISE}]
    labels = [name for name in CLASSIFIERS if name in UNSCORED]
    truths = "two and three classes of numbers and texts, with and without ZipMap"
    yield "skl2onnx", _quoted(whole), f"labels and P(class); {truths}"
    yield "", labels, f"labels; {truths}"
    yield (
        "",
        sorted(OTHERWISE),
        (
            "P(class) of three classes; of two the labels alone: a softmax is written where the "
            "library has a sigmoid"
        ),
    )
    for name, why in WRITTEN_OTHERWISE.items():
        yield "", _quoted([name]), f"**written otherwise**: {why}"
    yield "", ["LogisticRegression with raw_scores"], "P(class)"
    yield "", [name for name in REGRESSORS if name not in UNWRITTEN], "the number"
    yield "", UNWRITTEN, "no file is written, and skl2onnx says so"


def _torch() -> Rows:
    yield "torch.onnx, both exporters", NETWORKS, "P(class)"
    yield "torch.onnx, 16 bits", ["logits"], "P(class), to 5e-3"
    yield (
        "onnxruntime.quantization, dynamic and static",
        NETWORKS[:2],
        ("P(class) of the quantised graph, asked row by row"),
    )
    yield "Optimum's folders, whole and quantised", OPTIMUM, "P(class)"


def _keras() -> Rows:
    known = keras_networks.NETWORKS
    whole = [name for name, made in known.items() if not (made.otherwise or made.unwritten)]
    outcome = "P(class) or the number; an input has the name of Keras' own, channels lie as there"
    yield "Keras' `model.export(format='onnx')` on torch", _quoted(whole), outcome
    for name, made in known.items():
        if made.otherwise:
            yield "", _quoted([name]), f"**written otherwise**: {made.otherwise}"
    unwritten = [name for name, made in known.items() if made.unwritten]
    yield "", _quoted(unwritten), "no file is written, and torch's exporter says so"


def _boosters() -> Rows:
    known = boosters.CLASSIFIERS | boosters.REGRESSORS
    for library, exporter in (
        ("xgboost", "onnxmltools, XGBoost"),
        ("lightgbm", "onnxmltools, LightGBM"),
    ):
        mine = {name: made for name, made in known.items() if made.library == library}
        equal = [name for name, made in mine.items() if not (made.otherwise or made.unwritten)]
        scored = [
            f"{name} of two classes" if mine[name].otherwise_three else name
            for name in equal
            if name in boosters.CLASSIFIERS
        ]
        numbers = [name for name in equal if name in boosters.REGRESSORS]
        yield exporter, _quoted(scored), "labels and P(class), missing values among them"
        yield "", _quoted(numbers), "the number, missing values among them"
        reasons: dict[str, list[str]] = {}
        for name, made in mine.items():
            if made.otherwise:
                reasons.setdefault(made.otherwise, []).append(name)
            if made.otherwise_three:
                reasons.setdefault(made.otherwise_three, []).append(f"{name} of three classes")
        for why, names in reasons.items():
            yield "", _quoted(names), f"**written otherwise**: {why}"
        unwritten = [name for name, made in mine.items() if made.unwritten]
        yield "", _quoted(unwritten), "no file is written"
    files = {"xgboost": "XGBoost's own JSON and UBJ", "lightgbm": "LightGBM's own text"}
    for library, title in files.items():
        mine = [name for name, made in known.items() if made.library == library]
        outcome = "all that its estimator answers, missing values among them; by the library itself"
        yield title, _quoted(mine), outcome
    whole = {of for file, of in boosters.FROM_CATBOOST.items() if _is_whole(file)}
    yield (
        "CatBoost's `save_model(format='onnx')`",
        sorted(whole),
        (
            "labels and P(class) of two and three classes of numbers and texts, or the number; "
            "against recorded answers"
        ),
    )
    for file, why in boosters.CATBOOST_OTHERWISE.items():
        yield "", _quoted([boosters.FROM_CATBOOST[file]]), f"**written otherwise**: {why}"


def _is_whole(file: str) -> bool:
    return file not in boosters.CATBOOST_OTHERWISE


def _quoted(names: Iterable[str]) -> list[str]:
    """Settings beside their model: LGBMClassifier (also dart, goss)."""
    settings: dict[str, list[str]] = {}
    plain = set()
    for name in names:
        model, _, setting = name.partition(", ")
        settings.setdefault(model, [])
        if setting:
            settings[model].append(setting)
        else:
            plain.add(model)
    return [
        model + (f" ({'also ' if model in plain else ''}{', '.join(given)})" if given else "")
        for model, given in settings.items()
    ]
