"""What a file is called without what says how it is written; unpacking: `tests/hostile`."""

import pytest

from audits.archives import family_name


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("model.onnx", "model"),
        ("model.tar.gz", "model"),
        ("model.onnx.tar", "model"),
        ("MODEL.TGZ", "MODEL"),
        ("people.csv", "people"),
        ("people.csv.gz", "people"),
        ("people.2026.csv", "people.2026"),
        ("marian-0.5.tar", "marian-0.5"),
        ("marian-0.5.zip", "marian-0.5"),
        ("weights.bin", "weights"),
        ("folder/model.tar.xz", "model"),
        (".tar", ".tar"),
    ],
)
def test_a_file_is_called_by_its_stem_whatever_packed_it(filename, name):
    assert family_name(filename) == name


def test_a_folder_keeps_its_dots():
    assert family_name("models/marian-0.5", is_folder=True) == "marian-0.5"
