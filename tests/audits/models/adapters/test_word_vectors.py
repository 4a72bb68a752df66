import struct

import numpy as np
import pytest

from audits.errors import Refused
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from tests import families
from tests.adapter_examples import Example, texts

WORDS = [*dict.fromkeys(families.texts()), "ångström", "Ada"]
VECTORS = np.random.default_rng(0).normal(size=(len(WORDS), 12)).astype(np.float32)


def example(folder):
    """Vectors of whole sentences, so that the sentences of every adapter are known words."""
    path = folder / "vectors.npz"
    np.savez(path, words=np.array(WORDS), vectors=VECTORS)
    return Example(path, ModelSpec(), texts())


def text(folder, *, first=True, words=("one", "two", "ångström")):
    lines = [
        f"{word} {' '.join(f'{x:.6f}' for x in VECTORS[row])}" for row, word in enumerate(words)
    ]
    path = folder / "vectors.txt"
    path.write_text("\n".join([*([f"{len(words)} 12"] if first else []), *lines, ""]), "utf-8")
    return path


def binary(folder, words=("one", "two", "ångström")):
    path = folder / "vectors.bin"
    records = [word.encode() + b" " + VECTORS[row].tobytes() + b"\n" for row, word in
               enumerate(words)]  # fmt: skip
    path.write_bytes(f"{len(words)} 12\n".encode() + b"".join(records))
    return path


def tensors(folder, words=("one", "two", "ångström")):
    from safetensors.numpy import save_file

    path = folder / "vectors.safetensors"
    save_file({"vectors": VECTORS[: len(words)]}, path, {"words": "\n".join(words)})
    return path


@pytest.mark.parametrize(
    "written", [text, lambda folder: text(folder, first=False), binary, tensors]
)
def test_each_form_gives_the_words_their_vectors(tmp_path, written):
    model = open_model(written(tmp_path), ModelSpec(), scratch=tmp_path)
    found = model.embed(["two", "ångström", "three", "one"])
    assert found.shape == (1, 4, 12)
    np.testing.assert_allclose(found[0, [0, 1, 3]], VECTORS[[1, 2, 0]], atol=1e-6)
    assert np.isnan(found[0, 2]).all()


def test_its_description_says_how_many_words_there_are(tmp_path):
    profile = inspect_model(text(tmp_path), ModelSpec(), scratch=tmp_path)
    assert profile.format == "word_vectors"
    assert profile.capabilities == ("Embedder",)
    assert profile.reading == (("words", "3, each with 12 numbers"),)


def test_an_array_of_objects_is_a_pickle_and_is_refused(tmp_path):
    path = tmp_path / "vectors.npz"
    np.savez(path, words=np.array(["a", "b"], dtype=object), vectors=VECTORS[:2])
    with pytest.raises(Refused, match="cannot be read"):
        open_model(path, ModelSpec(), scratch=tmp_path)


@pytest.mark.parametrize(
    ("words", "vectors", "reason"),
    [
        (["a", "b", "c"], VECTORS[:2], "shape"),
        (["a", "b"], np.full((2, 3), np.nan), "finite"),
        ([1, 2], VECTORS[:2], "not of text"),
    ],
)
def test_arrays_that_do_not_belong_together_are_refused(tmp_path, words, vectors, reason):
    path = tmp_path / "vectors.npz"
    np.savez(path, words=np.array(words), vectors=vectors)
    with pytest.raises(Refused, match=reason):
        open_model(path, ModelSpec(), scratch=tmp_path)


@pytest.mark.parametrize("written", [text, binary])
def test_a_file_that_was_cut_is_refused(tmp_path, written):
    path = written(tmp_path)
    content = path.read_bytes()
    for end in (len(content) - 30, len(content) // 2):
        path.write_bytes(content[:end])
        with pytest.raises(Refused, match="word vectors"):
            open_model(path, ModelSpec(), scratch=tmp_path)


def test_a_header_beyond_reason_is_refused_before_anything_is_read(tmp_path):
    path = tmp_path / "vectors.bin"
    path.write_bytes(b"999999999 99999\nword " + struct.pack("<4f", *range(4)))
    with pytest.raises(Refused, match="999999999 words"):
        open_model(path, ModelSpec(), scratch=tmp_path)


def test_numbers_that_are_none_are_refused_where_they_are_asked_for(tmp_path):
    path = text(tmp_path)
    path.write_text(path.read_text("utf-8").replace("0.", "1e99", 1), "utf-8")
    model = open_model(path, ModelSpec(), scratch=tmp_path)
    with pytest.raises(Refused, match="NaN or infinity"):
        model.embed(["one"])
