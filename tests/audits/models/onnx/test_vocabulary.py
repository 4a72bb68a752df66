"""Words that an encoder in the graph never saw are counted by column, before any number."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from audits.models.onnx.opening import open_onnx
from audits.models.preprocessing import words_read
from audits.running.unknown_categories import unseen
from audits.specification.document import ColumnSpec, ModelSpec
from tests.lazily import lazily
from tests.reading import read_planned

skl2onnx = lazily("skl2onnx")
data_types = lazily("skl2onnx.common.data_types")

KNOWN = {"sex": {"f", "m"}, "work": {"gov", "own", "private"}}


def frame(rows: int = 300) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    return pd.DataFrame({name: rng.choice(sorted(words), rows) for name, words in KNOWN.items()})


def exported(folder: Path, encoder: object, *, one_matrix: bool):
    people = frame()
    truth = (people.work == "own").astype(int)
    network = make_pipeline(encoder, LogisticRegression())
    if one_matrix:
        network.fit(people.to_numpy(object), truth)
        types = [("X", data_types.StringTensorType([None, 2]))]
        graph = skl2onnx.to_onnx(network, initial_types=types, options={"zipmap": False})
        spec = ModelSpec(inputs={"X": list(people)})
    else:
        network.fit(people, truth)
        graph = skl2onnx.to_onnx(network, people[:1], options={"zipmap": False})
        spec = ModelSpec()
    (folder / "m.onnx").write_bytes(graph.SerializeToString())
    return open_onnx(folder / "m.onnx", spec, "0" * 64)


@pytest.mark.parametrize("one_matrix", [False, True])
@pytest.mark.parametrize(
    "encoder",
    [
        OneHotEncoder(handle_unknown="ignore"),
        OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
    ],
)
def test_the_words_of_each_column_are_found(tmp_path: Path, encoder, one_matrix: bool) -> None:
    model = exported(tmp_path, encoder, one_matrix=one_matrix)
    assert {name: set(words) for name, words in model.vocabularies.items()} == KNOWN


@pytest.mark.parametrize(("changed", "comes_first"), [(30, False), (31, True)])
def test_unseen_words_are_counted_and_over_a_tenth_comes_first(
    tmp_path: Path, changed: int, comes_first: bool
) -> None:
    model = exported(tmp_path, OneHotEncoder(handle_unknown="ignore"), one_matrix=False)
    people = frame()
    people.loc[: changed - 2, "work"] = " own"
    people.loc[changed - 1, "work"] = ""
    people["y"] = 1
    people.to_csv(tmp_path / "t.csv", index=False)
    data = read_planned(
        tmp_path / "t.csv", {"y": ColumnSpec(role="label")}, reads=model.reads,
        as_words=words_read(model),
    )  # fmt: skip
    first, others = unseen(data, model)
    (told,) = first if comes_first else others
    assert not (others if comes_first else first)
    assert f"{changed} of 300 values of column 'work'" in told
    assert f"' own' ({changed - 1}), '' (1)" in told
    assert "it knows 'gov', 'own', 'private'" in told
