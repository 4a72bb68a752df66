"""Models as their exporters write them, row by row against the library that made them.

`docs/models.md` prints what is compared here; a line of the one without the other fails.
"""

import warnings
from pathlib import Path

import numpy as np
import pytest

from audits.data.dataset import Column, Dataset, Numbers, Role, Texts
from audits.models.opening import inspect_model, open_model
from audits.probing.batched_inference import ask
from audits.running.row_by_row_check import ask_again
from audits.specification.document import ModelSpec, OutputSpec
from tests import exporters, families
from tests.exporters import (
    CLASSIFIERS,
    NETWORKS,
    OPTIMUM,
    OTHERWISE,
    REGRESSORS,
    UNSCORED,
    UNWRITTEN,
    WRITTEN_OTHERWISE,
)
from tests.lazily import lazily

lazily("onnxruntime")
RNG = np.random.default_rng(0)
VALUES = RNG.normal(size=(240, 4)).astype(np.float32)
COUNTS = RNG.poisson(2, size=(240, 4)).astype(np.float32)
NAMES = ["a", "b", "c", "d"]
TWO = (VALUES[:, 0] + 0.5 * VALUES[:, 1] + 0.3 * RNG.normal(size=240) > 0).astype(int)
THREE = np.digitize(VALUES[:, 0] + 0.3 * RNG.normal(size=240), [-0.5, 0.5])
WORDS = np.array(["ham", "sales", "spam"])
TRUTHS = {
    "numbers": TWO, "texts": WORDS[TWO], "booleans": TWO.astype(bool),
    "three numbers": 2 * THREE + 1, "three texts": WORDS[THREE],
}  # fmt: skip
SPEC = ModelSpec(inputs={"X": NAMES})


def table(values):
    """Four columns of numbers."""
    columns = zip(NAMES, values.T, strict=True)
    return Dataset(
        tuple(Column(name, Role.FEATURE, Numbers(held.astype(float))) for name, held in columns)
    )


def exported(path, fitted, values, **options):
    """The file that skl2onnx writes."""
    from skl2onnx import to_onnx

    given = {id(fitted): options} if options else None
    path.write_bytes(to_onnx(fitted, values[:1], options=given).SerializeToString())
    return path


@pytest.mark.parametrize("zipmap", [True, False])
@pytest.mark.parametrize("truth", TRUTHS)
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_scikit_learns_classifiers(tmp_path, name, truth, zipmap):
    from sklearn.base import clone

    values = COUNTS if "NB" in name and name != "GaussianNB" else VALUES
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # few steps of training are enough here
        fitted = clone(CLASSIFIERS[name]).fit(values, TRUTHS[truth])
    options = {} if zipmap or name == "LinearSVC" else {"zipmap": False}
    if name in UNWRITTEN:
        with pytest.raises(ValueError, match=UNWRITTEN[name]):
            exported(tmp_path / "m.onnx", fitted, values, **options)
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SVC's probabilities are deprecated in the library
            path = exported(tmp_path / "m.onnx", fitted, values, **options)
    except (TypeError, AttributeError):
        if truth != "booleans":  # which it cannot write of some models
            raise
        return
    spec = SPEC
    if name in UNSCORED:
        spec = SPEC.model_copy(update={"output": OutputSpec(meaning="label")})
    model = open_model(path, spec, scratch=tmp_path)
    spelled = [str(c).lower() if truth == "booleans" else str(c) for c in fitted.classes_]
    if truth == "booleans":  # skl2onnx writes them as 0 and 1
        spelled = ["0", "1"] if model.classes == ("0", "1") else spelled
    assert list(model.classes) == spelled
    codes, probabilities = ask(model, table(values), model.classify)
    expected = np.searchsorted(fitted.classes_, fitted.predict(values))
    assert codes.tolist() == expected.tolist()
    if name not in UNSCORED and not (name in OTHERWISE and len(spelled) == 2):
        np.testing.assert_allclose(probabilities, fitted.predict_proba(values), atol=1e-5)
    ask_again(model, table(values))


@pytest.mark.parametrize("zipmap", [True, False])
def test_scikit_learns_raw_scores(tmp_path, zipmap):
    """Of two classes they are written as (-d, d): a softmax over both would double them."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression().fit(VALUES, WORDS[TWO])
    options = {"raw_scores": True} | ({} if zipmap else {"zipmap": False})
    path = exported(tmp_path / "m.onnx", fitted, VALUES, **options)
    model = open_model(path, SPEC, scratch=tmp_path)
    _, probabilities = ask(model, table(VALUES), model.classify)
    np.testing.assert_allclose(probabilities, fitted.predict_proba(VALUES), atol=1e-5)
    ask_again(model, table(VALUES))
    assert "one decision value and its negative" in dict(model.reading)["answer"]


def test_isotonic_calibration_is_written_as_its_nearest_steps(tmp_path):
    """The library draws a line between two steps; probabilities move by hundredths."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.linear_model import LogisticRegression

    fitted = CalibratedClassifierCV(LogisticRegression(), method="isotonic", cv=2)
    fitted.fit(VALUES, WORDS[TWO])
    folds = []
    for fold in fitted.calibrated_classifiers_:
        (steps,) = fold.calibrators
        clipped = np.clip(fold.estimator.decision_function(VALUES), steps.X_min_, steps.X_max_)
        nearest = np.abs(clipped[:, None] - steps.X_thresholds_).argmin(axis=1)
        folds.append(steps.y_thresholds_[nearest])
    path = exported(tmp_path / "m.onnx", fitted, VALUES)
    model = open_model(path, SPEC, scratch=tmp_path)
    _, probabilities = ask(model, table(VALUES), model.classify)
    np.testing.assert_allclose(probabilities[:, 1], np.mean(folds, axis=0), atol=1e-5)
    assert np.abs(probabilities - fitted.predict_proba(VALUES)).max() > 1e-2
    assert "CalibratedClassifierCV, isotonic" in WRITTEN_OTHERWISE


@pytest.mark.parametrize("name", REGRESSORS)
def test_scikit_learns_regressors(tmp_path, name):
    fitted = REGRESSORS[name]
    if name in UNWRITTEN:
        with pytest.raises(ValueError, match=UNWRITTEN[name]):
            exported(tmp_path / "m.onnx", fitted.fit(VALUES, TWO), VALUES)
        return
    truth = VALUES[:, 0] * 3 + VALUES[:, 1] ** 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted.fit(VALUES, truth)
    model = open_model(exported(tmp_path / "m.onnx", fitted, VALUES), SPEC, scratch=tmp_path)
    found = ask(model, table(VALUES), model.regress)
    np.testing.assert_allclose(found, fitted.predict(VALUES), atol=1e-5, rtol=1e-5)
    ask_again(model, table(VALUES))


def network(kind):
    """A small network of torch: two or three logits, probabilities, one logit, or squeezed."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    width = {"logits": 3, "probabilities": 3}.get(kind, 1)
    layers = [nn.Linear(4, 8), nn.ReLU(), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.Linear(8, width)]
    if kind in ("one probability", "squeezed probability"):
        layers.append(nn.Sigmoid())
    if kind == "probabilities":
        layers.append(nn.Softmax(dim=-1))
    if kind.startswith("squeezed"):
        layers.append(nn.Flatten(0))
    return nn.Sequential(*layers).eval()


def torch_file(path, made, *, dynamo):
    """The file of one of torch's two exporters; the new one writes weights beside it."""
    import torch

    example = torch.zeros(3, 4)
    if dynamo:
        shapes = ({0: torch.export.Dim.DYNAMIC},)
        torch.onnx.export(
            made, (example,), path, input_names=["X"], dynamic_shapes=shapes, verbose=False
        )
    else:
        torch.onnx.export(
            made, (example,), path, input_names=["X"], output_names=["out"], dynamo=False,
            dynamic_axes={"X": {0: "n"}, "out": {0: "n"}},
        )  # fmt: skip
    return path


def direct(made, kind):
    """What torch gives, as probabilities of all classes."""
    import torch

    with torch.inference_mode():
        found = made(torch.from_numpy(VALUES)).double()
    if kind == "logits":
        return found.softmax(-1).numpy()
    if kind == "probabilities":
        return found.numpy()
    second = (found.sigmoid() if kind == "one logit" else found).reshape(-1).numpy()
    return np.stack([1 - second, second], axis=1)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dynamo", [True, False], ids=["dynamo", "traced"])
@pytest.mark.parametrize("kind", NETWORKS)
def test_torchs_exporters(tmp_path, kind, dynamo):
    made = network(kind)
    path = torch_file(tmp_path / "m.onnx", made, dynamo=dynamo)
    labels = ["no", "maybe", "yes"] if kind in ("logits", "probabilities") else ["no", "yes"]
    spec = SPEC.model_copy(update={"labels": labels})
    model = open_model(path, spec, scratch=tmp_path)
    codes, probabilities = ask(model, table(VALUES), model.classify)
    expected = direct(made, kind)
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)
    assert codes.tolist() == expected.argmax(axis=1).tolist()
    ask_again(model, table(VALUES))


@pytest.mark.filterwarnings("ignore")
def test_a_network_in_half_precision(tmp_path):
    import torch

    made = network("logits").half()
    with torch.inference_mode():
        expected = made(torch.from_numpy(VALUES).half()).double().softmax(-1).numpy()
    torch.onnx.export(
        made, (torch.zeros(3, 4).half(),), tmp_path / "m.onnx", input_names=["X"],
        output_names=["out"], dynamo=False, dynamic_axes={"X": {0: "n"}, "out": {0: "n"}},
    )  # fmt: skip
    model = open_model(tmp_path / "m.onnx", SPEC, scratch=tmp_path)
    _, probabilities = ask(model, table(VALUES), model.classify)
    np.testing.assert_allclose(probabilities, expected, atol=5e-3)  # of 11 bits
    ask_again(model, table(VALUES))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("dynamic", [True, False], ids=["dynamic", "static"])
@pytest.mark.parametrize("kind", ["logits", "probabilities"])
def test_a_quantised_network(tmp_path, kind, dynamic):
    """Row by row as onnxruntime itself answers: a batch shares its range and changes answers."""
    import onnxruntime
    from onnxruntime import quantization

    whole = torch_file(tmp_path / "whole.onnx", network(kind), dynamo=False)
    path = tmp_path / "m.onnx"
    if dynamic:
        quantization.quantize_dynamic(whole, path)
    else:

        class Reader(quantization.CalibrationDataReader):
            rows = iter([{"X": VALUES}])

            def get_next(self):
                return next(self.rows, None)

        quantization.quantize_static(whole, path, Reader())
    session = onnxruntime.InferenceSession(str(path))
    raw = np.concatenate([session.run(None, {"X": row[None]})[0] for row in VALUES]).astype(float)
    expected = raw if kind == "probabilities" else np.exp(raw)
    expected = expected / expected.sum(axis=1, keepdims=True)
    model = open_model(path, SPEC, scratch=tmp_path)
    _, probabilities = ask(model, table(VALUES), model.classify)
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)
    ask_again(model, table(VALUES))
    assert ("batches" in dict(model.reading)) is dynamic


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("family", OPTIMUM)
@pytest.mark.parametrize("quantised", [False, True])
def test_a_folder_as_optimum_writes_it(tmp_path, family, quantised):
    import transformers

    folder = families.built(family, tmp_path / "model")
    texts = families.texts()
    expected = families.alone(folder, texts)
    exporters.as_optimum(folder)
    words = transformers.AutoTokenizer.from_pretrained(folder)
    names = list(words([texts[0]]))
    if quantised:
        import onnxruntime
        from onnxruntime import quantization

        quantization.quantize_dynamic(folder / "model.onnx", folder / "q.onnx")
        (folder / "q.onnx").rename(folder / "model.onnx")
        session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
        rows = []
        for text in texts:
            found = words([text], return_tensors="np", truncation=True, max_length=40)
            (logits,) = session.run(None, {n: found[n] for n in names})
            powers = np.exp(logits[0].astype(float))
            rows.append(powers / powers.sum())
        expected = np.array(rows)
    spec = ModelSpec(inputs={"text": ["said"]})
    profile = inspect_model(folder, spec, scratch=tmp_path)
    assert profile.capabilities == ("Classifier", "Countable", "Compressible")
    model = open_model(folder, spec, scratch=tmp_path)
    data = Dataset((Column("said", Role.FEATURE, Texts.of(texts)),))
    _, probabilities = ask(model, data, model.classify)
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)
    ask_again(model, data)
    assert "'logits' of model.onnx" in dict(model.reading)["answer"]


def test_what_is_compared_stands_in_the_documentation():
    """Its tables are made of the lists that the tests walk: `tests/exporters.py` prints them."""
    page = Path("docs/models.md").read_text(encoding="utf-8")
    start, end = "<!-- made of the tests' lists -->\n", "<!-- until here -->\n"
    assert page.partition(start)[2].partition(end)[0] == exporters.page()
