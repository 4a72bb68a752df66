from audits.models.adapters.huggingface_folder import recognise
from audits.models.registry import Upload
from audits.specification.document import ModelSpec
from tests import families
from tests.adapter_examples import Example, pictures, texts


def example(folder):
    """A tiny text classifier with two classes."""
    data = texts()
    wrong = pictures("said", len(data))
    spec = ModelSpec(inputs={"text": ["said"]})
    return Example(families.built("distilbert", folder / "model"), spec, data, wrong)


def test_it_is_told_by_its_configuration(tmp_path):
    made = example(tmp_path)
    upload = Upload(made.path, "0" * 64, tmp_path)
    assert recognise(upload, made.spec).format == "huggingface"
    (made.path / "config.json").unlink()
    assert recognise(upload, made.spec) is None


def test_a_pickle_beside_the_weights_is_left_out(tmp_path):
    made = example(tmp_path)
    (made.path / "training_args.bin").write_bytes(b"\x80\x04.")
    artifact = recognise(Upload(made.path, "0" * 64, tmp_path), made.spec)
    assert artifact.left_out == ("training_args.bin",)
    # Links would be refused to the confined process that opens it.
    assert artifact.path == made.path
