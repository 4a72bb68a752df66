import json

import pytest

from audits.errors import Refused
from audits.models.embeddings.array_files import has_words, header_of, read_safetensors


def safetensors(path, header):
    written = json.dumps(header).encode()
    path.write_bytes(len(written).to_bytes(8, "little") + written + b"\x00" * 32)
    return path


def test_only_a_header_that_says_its_words_makes_a_file_of_vectors(tmp_path):
    one = {"vectors": {"dtype": "F32", "shape": [2, 4], "data_offsets": [0, 32]}}
    assert not has_words(safetensors(tmp_path / "a", one))
    path = safetensors(tmp_path / "b", {"__metadata__": {"words": "a\nb"}, **one})
    assert has_words(path)
    words, vectors = read_safetensors(path)
    assert words.tolist() == ["a", "b"]
    assert vectors.shape == (2, 4)


@pytest.mark.parametrize(
    "content", [b"", b"\xff" * 40, (1 << 40).to_bytes(8, "little"), b"\x03" + b"\x00" * 7 + b"{a}"]
)
def test_what_has_no_header_is_none(tmp_path, content):
    path = tmp_path / "x"
    path.write_bytes(content)
    assert header_of(path) is None
    assert not has_words(path)


def test_a_tensor_of_another_name_is_refused(tmp_path):
    one = {"weights": {"dtype": "F32", "shape": [2, 4], "data_offsets": [0, 32]}}
    path = safetensors(tmp_path / "c", {"__metadata__": {"words": "a\nb"}, **one})
    with pytest.raises(Refused, match="cannot be read"):
        read_safetensors(path)
