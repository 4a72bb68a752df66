"""Models as exporters write them, audited from the document to the report: none is read wrongly.

Expected values come from the library that trained or defined the model, asked directly.
"""

import json
import zipfile

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from audits.errors import Refused
from audits.report.exports import markdown, model_card
from audits.specification.document import AuditDocument
from evenhand import terminal
from evenhand.local import audit_file
from tests import exporters, families
from tests.lazily import lazily
from workers.auditing import AuditFailed

lazily("onnxruntime")
FLOAT = TensorProto.FLOAT


def audited(folder, document, name="audit.json"):
    """The report of a document, its paths in the folder."""
    (folder / name).write_text(json.dumps(document))
    return audit_file(folder / name, out=folder / "report", quiet=True).report


def refused(folder, document):
    """The problems of a document that is refused, by code."""
    with pytest.raises(Refused) as refusal:
        audited(folder, document)
    return {problem.code: problem for problem in refusal.value.problems}


def value(report, metric, **group):
    """A measurement's value."""
    found = [m for m in report["measurements"] if m["metric"] == metric and m["group"] == group]
    assert len(found) == 1, [m["metric"] for m in report["measurements"]]
    return found[0]["value"]


def read(report):
    """What the report says was read, by what it is about."""
    return dict(report["model"]["reading"])


def table(folder, columns):
    """A CSV file of columns."""
    names = list(columns)
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(names), *(",".join(map(str, row)) for row in rows)]
    (folder / "data.csv").write_text("\n".join(lines) + "\n")


def numbers(rows=400, seed=0):
    """Three features in 32 bits, and a sex that goes with the third."""
    found = np.random.default_rng(seed).normal(size=(rows, 3)).astype(np.float32)
    return found, np.where(found[:, 2] > 0, "f", "m")


def graph(path, nodes, outputs, constants=(), **saving):
    """outputs: name -> shape; the input x takes three columns."""
    made = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", FLOAT, ["n", 3])],
        [helper.make_tensor_value_info(name, FLOAT, shape) for name, shape in outputs.items()],
        [numpy_helper.from_array(np.asarray(held), name) for name, held in dict(constants).items()],
    )  # fmt: skip
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, path, **saving)


def weights(*columns):
    """A matrix of three rows, one column an entry."""
    return np.array(columns, dtype=np.float32).T


X = {"inputs": {"x": ["a", "b", "c"]}}


def test_weights_beside_the_file_are_read_and_make_the_fingerprint(tmp_path):
    values, _ = numbers()
    held = {"w": weights([-1, 0.5, 0], [1, -0.5, 0])}
    nodes = [helper.make_node("MatMul", ["x", "w"], ["logits"])]
    shas = []
    for sign in (1, -1):
        graph(
            tmp_path / "model.onnx", nodes, {"logits": ["n", 2]},
            {"w": held["w"] * np.float32(sign)}, save_as_external_data=True,
            location="model.onnx.data", size_threshold=0, convert_attribute=False,
        )  # fmt: skip
        truth = (values[:, 0] > 0).astype(int)
        table(tmp_path, dict(zip("abc", values.T, strict=True)) | {"y": truth})
        report = audited(tmp_path, {
            "model": {"path": "model.onnx", **X}, "probes": ["fairness.error_rates"],
            "dataset": {"path": "data.csv", "columns": {"y": {"role": "label"}}},
        })  # fmt: skip
        answers = (values @ held["w"] * sign).argmax(axis=1)
        assert value(report, "accuracy") == np.mean(answers == truth)
        shas.append(report["model"]["sha256"])
        (tmp_path / "model.onnx.data").unlink()
    assert len(set(shas)) == 2  # the graphs are the same, the weights are not
    problem = refused(tmp_path, {
        "model": {"path": "model.onnx", **X},
        "dataset": {"path": "data.csv", "columns": {"y": {"role": "label"}}},
    })["external_data"]  # fmt: skip
    assert "'model.onnx.data' is not there" in problem.reason


@pytest.mark.parametrize("kind", ["mlp", "nb", "knn", "stacking", "sgd"])
def test_classes_by_index_are_called_by_their_names(tmp_path, kind):
    from skl2onnx import to_onnx
    from sklearn.ensemble import StackingClassifier
    from sklearn.linear_model import LogisticRegression, SGDClassifier
    from sklearn.naive_bayes import GaussianNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.neural_network import MLPClassifier

    values, _ = numbers()
    truth = np.where(values[:, 0] + 0.5 * values[:, 1] > 0, "benign", "malignant")
    classifier = {
        "mlp": MLPClassifier((4,), max_iter=1, random_state=0, solver="lbfgs"),
        "nb": GaussianNB(),
        "knn": KNeighborsClassifier(),
        "stacking": StackingClassifier([("nb", GaussianNB())], LogisticRegression()),
        "sgd": SGDClassifier(random_state=0),
    }[kind]
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one step of training is enough here
        classifier.fit(values, truth)
    exported = to_onnx(classifier, values[:1], options={id(classifier): {"zipmap": False}})
    (tmp_path / "model.onnx").write_bytes(exported.SerializeToString())
    table(tmp_path, dict(zip("abc", values.T, strict=True)) | {"finding": truth})
    report = audited(tmp_path, {
        "model": {"path": "model.onnx", "inputs": {"X": ["a", "b", "c"]}},
        "dataset": {
            "path": "data.csv", "columns": {"finding": {"role": "label", "positive": "malignant"}},
        },
        "probes": ["fairness.error_rates"],
    })  # fmt: skip
    assert value(report, "accuracy") == classifier.score(values, truth)
    wrong = classifier.predict(values)[truth == "benign"] == "malignant"
    assert value(report, "false_positive_rate") == wrong.mean()
    assert read(report)["classes"] == "benign, malignant"


def test_labels_in_another_order_than_the_models_own_are_refused(tmp_path):
    from skl2onnx import to_onnx
    from sklearn.naive_bayes import GaussianNB

    values, _ = numbers()
    truth = np.where(values[:, 0] > 0, "benign", "malignant")
    exported = to_onnx(GaussianNB().fit(values, truth), values[:1])
    (tmp_path / "model.onnx").write_bytes(exported.SerializeToString())
    table(tmp_path, dict(zip("abc", values.T, strict=True)) | {"y": truth})
    found = refused(tmp_path, {
        "model": {"path": "model.onnx", "labels": ["malignant", "benign"],
                  "inputs": {"X": ["a", "b", "c"]}},
        "dataset": {"path": "data.csv", "columns": {"y": {"role": "label"}}},
    })  # fmt: skip
    assert "labels_in_another_order" in found


@pytest.fixture
def two_heads(tmp_path):
    """Two heads of two logits: married by b, income by a; and income's truth."""
    values, sex = numbers()
    graph(
        tmp_path / "model.onnx",
        [helper.make_node("MatMul", ["x", name[0]], [name]) for name in ("married", "income")],
        {"married": ["n", 2], "income": ["n", 2]},
        {"m": weights([0, -1, 0], [0, 1, 0]), "i": weights([-1, 0, 0], [1, 0, 0])},
    )
    columns = dict(zip("abc", values.T, strict=True)) | {"income": (values[:, 0] > 0).astype(int)}
    table(tmp_path, columns | {"sex": sex})
    return tmp_path


HEADS = {
    "dataset": {"path": "data.csv",
                "columns": {"sex": {"role": "protected"}, "income": {"role": "label"}}},
    "probes": ["fairness.error_rates"],
}  # fmt: skip


def test_of_two_heads_one_must_be_named_and_is_read(two_heads):
    problem = refused(two_heads, HEADS | {"model": {"path": "model.onnx", **X}})["outputs_several"]
    assert "married" in problem.reason
    assert "income" in problem.reason
    assert "`output: {name: income}`" in problem.remedy  # the label's own name
    assert "`heads: {income: {label: COLUMN}, ...}`" in problem.remedy
    report = audited(
        two_heads, HEADS | {"model": {"path": "model.onnx", **X, "output": {"name": "income"}}}
    )
    assert value(report, "accuracy") == 1.0
    assert read(report)["answer"].startswith("output 'income' holds logits")
    page = (two_heads / "report" / "report.html").read_text()
    assert "output &#39;income&#39; holds logits" in page
    assert "output 'income' holds logits" in markdown.render(report)
    assert "output 'income' holds logits" in model_card.render(report)
    screen = " ".join(" ".join(terminal.lines(report, width=80)).split())
    assert "read as answer: output 'income' holds logits" in screen
    married = audited(
        two_heads, HEADS | {"model": {"path": "model.onnx", **X, "output": {"name": "married"}}}
    )
    assert abs(value(married, "accuracy") - 0.5) < 0.1


def test_a_label_and_a_number_of_two_questions_are_told_apart(tmp_path):
    """Gender as a class, age as a number: neither is the score of the other."""
    values, _ = numbers()
    made = helper.make_graph(
        [
            helper.make_node("MatMul", ["x", "g"], ["two"]),
            helper.make_node("ArgMax", ["two"], ["gender"], axis=1, keepdims=0),
            helper.make_node("MatMul", ["x", "a"], ["age"]),
        ],
        "g", [helper.make_tensor_value_info("x", FLOAT, ["n", 3])],
        [helper.make_tensor_value_info("gender", TensorProto.INT64, ["n"]),
         helper.make_tensor_value_info("age", FLOAT, ["n", 1])],
        [numpy_helper.from_array(weights([-1, 0, 0], [1, 0, 0]), "g"),
         numpy_helper.from_array(weights([0, 9, 0]), "a")],
    )  # fmt: skip
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, tmp_path / "model.onnx")
    truth = (values[:, 0] > 0).astype(int)
    table(tmp_path, dict(zip("abc", values.T, strict=True)) | {"y": truth})
    document = {
        "model": {"path": "model.onnx", **X}, "probes": ["fairness.error_rates"],
        "dataset": {"path": "data.csv", "columns": {"y": {"role": "label"}}},
    }  # fmt: skip
    with pytest.raises(AuditFailed, match=r"two questions; say which is meant"):
        audited(tmp_path, document)
    document["model"] |= {"output": {"name": "gender"}, "labels": ["0", "1"]}
    assert value(audited(tmp_path, document), "accuracy") == 1.0


def test_a_name_that_no_output_has_is_refused(two_heads):
    found = refused(
        two_heads, HEADS | {"model": {"path": "model.onnx", **X, "output": {"name": "incme"}}}
    )
    assert "'married', 'income'" in found["unknown_output"].remedy


def one_number(folder, kind):
    """A network's last number: a logit, its sigmoid, or that without its axis."""
    nodes = [helper.make_node("MatMul", ["x", "w"], ["raw" if kind != "logit" else "out"])]
    shape = ["n", 1]
    if kind != "logit":
        last = "out" if kind == "probability" else "chance"
        nodes.append(helper.make_node("Sigmoid", ["raw"], [last]))
    constants = {"w": weights([3, 0, 0])}
    if kind == "squeezed":
        nodes.append(helper.make_node("Squeeze", ["chance", "axis"], ["out"]))
        constants["axis"] = np.array([-1])
        shape = ["n"]
    graph(folder / "model.onnx", nodes, {"out": shape}, constants)


@pytest.mark.parametrize("kind", ["logit", "probability", "squeezed"])
@pytest.mark.parametrize("values_are", [("0", "1"), ("false", "true"), ("-1", "1")])
def test_one_number_beside_a_label_of_two_values_is_a_classifier(tmp_path, kind, values_are):
    values, sex = numbers()
    one_number(tmp_path, kind)
    truth = values[:, 0] + 0.3 * values[:, 1] > 0
    columns = dict(zip("abc", values.T, strict=True)) | {"y": np.where(truth, *values_are[::-1])}
    table(tmp_path, columns | {"sex": sex})
    report = audited(tmp_path, {
        "model": {"path": "model.onnx", **X},
        "dataset": {"path": "data.csv", "columns": {
            "sex": {"role": "protected"}, "y": {"role": "label", "favourable": values_are[1]},
        }},
        "probes": ["fairness.error_rates", "fairness.selection_rate", "fairness.calibration"],
    })  # fmt: skip
    assert value(report, "accuracy") == np.mean((values[:, 0] > 0) == truth)
    assert value(report, "selection_rate", sex="f") == np.mean(values[sex == "f", 0] > 0)
    chance = 1 / (1 + np.exp(-3 * values[:, 0].astype(float)))
    assert value(report, "brier_score") == pytest.approx(np.mean((chance - truth) ** 2), abs=1e-6)
    said = "is one logit" if kind == "logit" else "is one probability"
    assert said in read(report)["answer"]
    assert f"of '{values_are[1]}'" in read(report)["answer"]


def test_one_number_for_two_words_asks_for_their_order(tmp_path):
    values, _ = numbers()
    one_number(tmp_path, "logit")
    table(tmp_path, dict(zip("abc", values.T, strict=True))
          | {"y": np.where(values[:, 0] > 0, "paid", "defaulted")})  # fmt: skip
    document = {
        "model": {"path": "model.onnx", **X},
        "dataset": {"path": "data.csv", "columns": {"y": {"role": "label", "positive": "paid"}}},
        "probes": ["fairness.error_rates"],
    }
    problem = refused(tmp_path, document)["no_labels"]
    assert "labels: [defaulted, paid]" in problem.remedy
    document["model"]["labels"] = ["defaulted", "paid"]
    assert value(audited(tmp_path, document), "accuracy") == 1.0


def test_numbers_of_a_regressor_make_few_valued_labels_numbers(tmp_path):
    from skl2onnx import to_onnx
    from sklearn.linear_model import LinearRegression
    from sklearn.metrics import r2_score
    from sklearn.tree import DecisionTreeRegressor

    values, sex = numbers(rows=4000)
    stars = np.clip(np.round(3 + values[:, 0]), 1, 5)
    table(tmp_path, dict(zip("abc", values.T, strict=True)) | {"stars": stars.astype(int),
                                                               "sex": sex})  # fmt: skip
    for regressor in (DecisionTreeRegressor(max_depth=2), LinearRegression()):
        exported = to_onnx(regressor.fit(values, stars), values[:1])
        (tmp_path / "model.onnx").write_bytes(exported.SerializeToString())
        report = audited(tmp_path, {
            "model": {"path": "model.onnx", "inputs": {"X": ["a", "b", "c"]}},
            "dataset": {"path": "data.csv", "columns": {"sex": {"role": "protected"},
                                                        "stars": {"role": "label"}}},
            "policy": {"rules": [{"metric": "r_squared", "above": 0.2}]},
        })  # fmt: skip
        expected = r2_score(stars, regressor.predict(values))
        assert value(report, "r_squared") == pytest.approx(expected, abs=1e-6)
        assert report["gate"] == "pass"


def test_numbers_of_a_regressor_beside_two_values_are_asked_about(tmp_path):
    from skl2onnx import to_onnx
    from sklearn.tree import DecisionTreeRegressor

    values, _ = numbers(2400)
    truth = (values[:, 0] + 0.5 * values[:, 1] > 0).astype(int)
    regressor = DecisionTreeRegressor(max_depth=3).fit(values, truth)
    exported = to_onnx(regressor, values[:1])
    (tmp_path / "model.onnx").write_bytes(exported.SerializeToString())
    table(tmp_path, dict(zip("abc", values.T, strict=True)) | {"y": truth})
    document = {
        "model": {"path": "model.onnx", "inputs": {"X": ["a", "b", "c"]}},
        "dataset": {"path": "data.csv", "columns": {"y": {"role": "label"}}},
    }
    problem = refused(tmp_path, document)["numbers_or_scores"]
    assert "`output: {name: variable, meaning: probability}`" in problem.remedy
    document["model"]["output"] = {"name": "variable", "meaning": "probability"}
    report = audited(tmp_path, document | {"probes": ["fairness.error_rates"]})
    expected = np.mean((regressor.predict(values) > 0.5) == truth)
    assert value(report, "accuracy") == expected
    document["model"] |= {"output": {"meaning": "number"}}
    report = audited(tmp_path, document | {"probes": ["fairness.regression_error"]})
    error = np.mean(np.abs(regressor.predict(values) - truth))
    assert value(report, "mean_absolute_error") == pytest.approx(error, abs=1e-6)


def test_what_benefits_can_be_said_of_a_model_alone(two_heads):
    document = {
        "model": {"path": "model.onnx", "labels": ["no", "loan"], "output": {"name": "income"}} | X,
        "dataset": {"path": "data.csv", "columns": {"sex": {"role": "protected"}}},
        "probes": ["fairness.selection_rate"],
    }  # fmt: skip
    problem = refused(two_heads, document)["favourable_needed"]
    assert problem.field == "model.favourable"
    assert "`model: {favourable: loan}`" in problem.remedy
    document["model"]["favourable"] = "loan"
    values, sex = numbers()
    report = audited(two_heads, document)
    assert value(report, "selection_rate", sex="m") == np.mean(values[sex == "m", 0] > 0)


def test_a_column_with_a_blank_feeds_the_input_with_an_underscore(tmp_path):
    values, _ = numbers()
    made = helper.make_graph(
        [helper.make_node("Concat", ["hours_per_week", "capital_gain"], ["logits"], axis=1)], "g",
        [helper.make_tensor_value_info(n, FLOAT, ["n", 1])
         for n in ("hours_per_week", "capital_gain")],
        [helper.make_tensor_value_info("logits", FLOAT, ["n", 2])],
    )  # fmt: skip
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, tmp_path / "model.onnx")
    truth = (values[:, 1] > values[:, 0]).astype(int)
    table(tmp_path, {"hours per week": values[:, 0], "capital-gain": values[:, 1], "y": truth})
    report = audited(tmp_path, {
        "model": {"path": "model.onnx"}, "probes": ["fairness.error_rates"],
        "dataset": {"path": "data.csv", "columns": {"y": {"role": "label"}}},
    })  # fmt: skip
    assert value(report, "accuracy") == 1.0
    assert report["plan"]["model"]["inputs"]["capital_gain"] == ["capital-gain"]


def test_earlier_words_for_an_output_are_still_read():
    for word, meaning in (
        ("labels", "label"),
        ("probabilities", "probability"),
        ("logits", "logit"),
    ):
        spec = AuditDocument.model_validate({"dataset": {"path": "d"}, "model": {"output": word}})
        assert spec.model.output.meaning == meaning


def test_four_rows_that_are_answered_with_nan_are_four_rows(tmp_path):
    values, sex = numbers()
    graph(
        tmp_path / "model.onnx", [helper.make_node("MatMul", ["x", "w"], ["logits"])],
        {"logits": ["n", 2]}, {"w": weights([-1, 0.5, 0], [1, -0.5, 0])},
    )  # fmt: skip
    shown = values[:, 0].astype(object)
    shown[7::100] = ""  # rows 8, 108, 208 and 308 of 400 lack a feature
    truth = (values[:, 0] > 0).astype(int)
    table(tmp_path, {"a": shown, "b": values[:, 1], "c": values[:, 2], "y": truth, "sex": sex})
    report = audited(tmp_path, {
        "model": {"path": "model.onnx", **X},
        "dataset": {"path": "data.csv",
                    "columns": {"y": {"role": "label"}, "sex": {"role": "protected"}}},
    })  # fmt: skip
    assert {probe["status"] for probe in report["probes"]} <= {"ran", "not_run"}
    there = np.ones(400, dtype=bool)
    there[7::100] = False
    right = (values[:, 0] > 0.5 * values[:, 1]) == truth
    assert value(report, "accuracy") == right[there].mean()
    (accuracy,) = [
        m for m in report["measurements"] if m["metric"] == "accuracy" and m["group"] == {}
    ]
    assert accuracy["sample_size"] == 396
    assert any(text.startswith("4 of 400 rows are not answered") for text in report["warnings"])


def test_a_file_is_packed_with_the_weights_beside_it(tmp_path):
    import tarfile

    from evenhand.packing import as_file

    for name in ("model.onnx", "model.onnx.data", "model.onnx_data_1", "other.data", "data.csv"):
        (tmp_path / name).write_text(name)
    (tmp_path / "model.data").symlink_to("/etc/hostname")
    with as_file(tmp_path / "model.onnx") as (file, name), tarfile.open(fileobj=file) as packed:
        assert packed.getnames() == ["model.onnx", "model.onnx.data", "model.onnx_data_1"]
        assert name == "model.onnx.tar"
    with as_file(tmp_path / "data.csv") as (file, name):
        assert (name, file.read()) == ("data.csv", b"data.csv")


@pytest.mark.filterwarnings("ignore")
def test_a_folder_of_optimum_as_the_finder_packs_it(tmp_path):
    """One folder in a zip, and beside it what macOS keeps for itself."""
    folder = families.built("distilbert", tmp_path / "onnx_model")
    texts = families.texts(90)
    expected = families.alone(folder, texts)
    exporters.as_optimum(folder)
    with zipfile.ZipFile(tmp_path / "model.zip", "w") as packed:
        for path in folder.iterdir():
            packed.write(path, f"onnx_model/{path.name}")
            packed.writestr(f"__MACOSX/onnx_model/._{path.name}", b"\0\5\x16\7")
        packed.writestr("onnx_model/.DS_Store", b"Bud1")
    truth = [str(row % 2) for row in range(len(texts))]
    table(tmp_path, {"said": texts, "y": truth})
    document = {
        "model": {"path": "model.zip"},
        "dataset": {"path": "data.csv", "columns": {
            "said": {"kind": "text"}, "y": {"role": "label", "favourable": "1"}}},
        "probes": ["fairness.error_rates", "fairness.calibration"],
    }  # fmt: skip
    report = audited(tmp_path, document)
    right = expected.argmax(1) == np.array(truth, dtype=int)
    assert value(report, "accuracy") == pytest.approx(right.mean())
    errors = (expected[:, 1] - np.array(truth, dtype=int)) ** 2
    assert value(report, "brier_score") == pytest.approx(errors.mean(), abs=1e-5)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("packed", [False, True])
def test_a_trainers_checkpoint_is_audited_as_it_lies(tmp_path, packed):
    """Beside the weights what a trainer keeps for itself, an older release's copy, a folder."""
    folder = families.built("bert", tmp_path / "checkpoint-500")
    texts = families.texts(90)
    right = families.alone(folder, texts).argmax(1) == np.arange(90) % 2
    (folder / "runs").mkdir()
    for name in ("training_args.bin", "optimizer.pt", "rng_state.pth", "pytorch_model.bin",
                 "runs/events.out.1"):  # fmt: skip
        (folder / name).write_bytes(b"\x80\x04.")
    if packed:
        with zipfile.ZipFile(tmp_path / "checkpoint-500.zip", "w") as file:
            for path in folder.rglob("*"):
                file.write(path, path.relative_to(tmp_path))
    table(tmp_path, {"said": texts, "y": np.arange(90) % 2})
    report = audited(tmp_path, {
        "model": {"path": f"checkpoint-500{'.zip' * packed}", "inputs": {"text": ["said"]}},
        "dataset": {"path": "data.csv", "columns": {"y": {"role": "label", "favourable": "1"}}},
        "probes": ["fairness.error_rates"],
    })  # fmt: skip
    assert value(report, "accuracy") == pytest.approx(right.mean())
    assert "training_args.bin" in read(report)["left out"]


def test_columns_whose_names_skl2onnx_writes_otherwise(tmp_path):
    """Each sign that cannot stand in a name of C becomes an underscore: `Age (years)` two in a row.

    Two columns differ in such signs alone.
    """
    import pandas
    from skl2onnx import to_onnx
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    values, _ = numbers()
    people = pandas.DataFrame(values, columns=["Age (years)", "Net %", "Net (%)"])
    truth = np.where(values @ [1, 2, -1] > 0, "yes", "no")
    fitted = make_pipeline(FunctionTransformer(), LogisticRegression()).fit(people, truth)
    (tmp_path / "model.onnx").write_bytes(to_onnx(fitted, people[:1]).SerializeToString())
    table(tmp_path, {"y": truth} | {name: people[name] for name in people})
    document = {
        "model": {"path": "model.onnx"},
        "dataset": {"path": "data.csv",
                    "columns": {"y": {"role": "label", "favourable": "yes"}}},
        "probes": ["fairness.calibration"],
    }  # fmt: skip
    report = audited(tmp_path, document)
    errors = (fitted.predict_proba(people)[:, 1] - (truth == "yes")) ** 2
    assert value(report, "brier_score") == pytest.approx(errors.mean(), abs=1e-5)
    assert read(report)["columns"] == (
        "input 'Age__years_' takes 'Age (years)', input 'Net__' takes 'Net %', "
        "input 'Net____' takes 'Net (%)'"
    )
