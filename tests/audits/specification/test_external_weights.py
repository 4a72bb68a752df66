"""The weights that exporters write beside an ONNX file."""

from audits.specification.external_weights import weights_beside

OWN = ("m.onnx.data", "m.onnx_data", "m_data", "m.data", "m.onnx_data_1", "M.ONNX.DATA")
OTHERS = ("n.onnx.data", "m.onnx.data.txt", "m.onnx_data_x", "data", "m.onnx.date")


def test_only_plain_files_of_the_models_own_name_are_read_with_it(tmp_path):
    model = tmp_path / "m.onnx"
    for name in ("m.onnx", *OWN, *OTHERS):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "m.onnx_data_7").symlink_to(tmp_path / "n.onnx.data")
    (tmp_path / "m.onnx_data_8").mkdir()
    assert {path.name for path in weights_beside(model)} == set(OWN)


def test_a_folder_and_other_formats_have_none(tmp_path):
    (tmp_path / "m.bin").write_bytes(b"")
    (tmp_path / "m_data").write_bytes(b"")
    (tmp_path / "f.onnx").mkdir()
    for name in ("m.bin", "f.onnx", "missing.onnx"):
        assert weights_beside(tmp_path / name) == []
