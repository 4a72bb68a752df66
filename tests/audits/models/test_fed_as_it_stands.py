"""A model is fed what stands in the file: its answers are those of the direct run."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from audits.models.onnx.opening import open_onnx
from audits.models.preprocessing import numbers_of, words_read
from audits.specification.document import ColumnSpec, ModelSpec
from tests.lazily import lazily
from tests.reading import read_planned

onnxruntime = lazily("onnxruntime")
skl2onnx = lazily("skl2onnx")

SPECS = {"sex": ColumnSpec(role="protected"), "y": ColumnSpec(role="label")}


def answered(model_file: Path, spec: ModelSpec, table: Path) -> np.ndarray:
    model = open_onnx(model_file, spec, "0" * 64)
    data = read_planned(table, SPECS, reads=model.reads, as_words=words_read(model))
    return model.classify(data.features(model.reads, slice(None))).codes


@pytest.mark.parametrize("with_gaps", [False, True])
def test_blanks_and_decimals_reach_a_one_hot_encoder(tmp_path: Path, with_gaps: bool) -> None:
    rng = np.random.default_rng(0)
    n = 2000
    people = pd.DataFrame(
        {
            "sex": rng.choice([" Male", " Female"], n),
            "work": rng.choice([" Private", " Gov", " Self"], n),
            "zone": rng.choice(["1.0", "2.0", "x"], n),
        }
    )
    logit = (people.sex == " Male") + 2.0 * (people.work == " Self") - 2.0 * (people.work == " Gov")
    logit += 1.5 * (people.zone == "1.0") - 1
    people["y"] = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(int)
    reads = ["sex", "work", "zone"]
    network = make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression())
    network.fit(people[reads], people.y)
    file, table = tmp_path / "m.onnx", tmp_path / "people.csv"
    graph = skl2onnx.to_onnx(network, people[reads][:1], options={"zipmap": False})
    file.write_bytes(graph.SerializeToString())
    if with_gaps:
        people.loc[::10, "work"] = ""
        people.loc[5::10, "zone"] = "NA"
    people.to_csv(table, index=False)
    session = onnxruntime.InferenceSession(file)
    direct = session.run(None, {name: people[[name]].to_numpy(object) for name in reads})[0]
    codes = answered(file, ModelSpec(), table)
    np.testing.assert_array_equal(codes, direct)
    if not with_gaps:
        assert np.mean(codes == people.y) == pytest.approx(network.score(people[reads], people.y))


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_pandas_dummies_feed_a_matrix_of_numbers(tmp_path: Path, form: str) -> None:
    rng = np.random.default_rng(31)
    n = 600
    people = pd.DataFrame(
        {
            "age": rng.integers(18, 80, n),
            "work": rng.choice(["private", "state", "self"], n),
            "sex": rng.choice(["f", "m"], n),
        }
    )
    noisy = people.age / 80 + (people.work == "state") * 0.5 + rng.normal(0, 0.2, n)
    features = pd.get_dummies(people[["age", "work"]])
    assert features.work_state.dtype == bool
    matrix = features.astype(np.float32)
    network = LogisticRegression(max_iter=500).fit(matrix, (noisy > 0.8).astype(int))
    file, table = tmp_path / "line.onnx", tmp_path / f"people.{form}"
    graph = skl2onnx.to_onnx(network, matrix.to_numpy()[:1], options={"zipmap": False})
    file.write_bytes(graph.SerializeToString())
    whole = features.assign(sex=people.sex, y=(noisy > 0.8).astype(int))
    if form == "csv":
        whole.to_csv(table, index=False)
    else:
        pq.write_table(pa.Table.from_pandas(whole), table)
    spec = ModelSpec(inputs={"X": list(features)})
    np.testing.assert_array_equal(answered(file, spec, table), network.predict(matrix))


def test_texts_that_are_numbers_or_truths_feed_numbers() -> None:
    cells = np.array(["1.0", " 2", "True", "false", "NA", None, ""], dtype=object)
    found = numbers_of({"x": cells}, "x")
    np.testing.assert_array_equal(found, [1, 2, 1, 0, np.nan, np.nan, np.nan])
