"""Grey pictures of 16 bits reach a model that takes floats with all they have.

The model is arithmetic that numpy repeats: the mean of a picture, against a threshold that lies
between two steps of 8 bits.
"""

import io
import json
import zipfile
from functools import partial

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from audits.data.dataset import Column, Dataset
from audits.data.pixels import as_8_bits, from_16_bits
from audits.explanations.image_regions import PictureInstance, squares
from audits.explanations.replacing_windows import WindowReplacer
from audits.explanations.subject_to_explain import Cutting, ExplanationTask
from audits.models.opening import open_model
from audits.perturbations.exchange import ChangedPictures
from audits.perturbations.images import CHANGES
from audits.probing.probe import Subject
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.roles import Role
from evenhand.local import audit_file
from tests.lazily import lazily
from tests.reading import read_planned

lazily("onnxruntime")
ROWS = 60
# A scanner of 12 bits, saved in 16: all lies within 16 of 256 steps.
RNG = np.random.default_rng(0)
PICTURES = RNG.integers(1000, 1100, (ROWS, 8, 8)).astype(np.uint16)
PICTURES += RNG.integers(0, 60, ROWS).astype(np.uint16)[:, None, None]
MEANS = PICTURES.mean(axis=(1, 2)) / 65535
TRUTH = (np.median(MEANS) < MEANS).astype(int)


def written(values, kind):
    held = io.BytesIO()
    Image.fromarray(values).save(held, kind)
    return held.getvalue()


def packed(folder, kind="PNG", pictures=PICTURES):
    path = folder / "pictures.zip"
    with zipfile.ZipFile(path, "w") as held:
        rows = "\n".join(f"{at}.{kind.lower()},{y}" for at, y in enumerate(TRUTH))
        held.writestr("table.csv", f"file,y\n{rows}\n")
        for at, values in enumerate(pictures):
            held.writestr(f"{at}.{kind.lower()}", written(values, kind))
    return path


def model(path, channels=1, size=8, dtype=TensorProto.FLOAT):
    """The logit of 1 is 10,000 times what the mean of a picture has above the threshold."""
    nodes = [] if dtype == TensorProto.FLOAT else [
        helper.make_node("Cast", ["image"], ["picture"], to=TensorProto.FLOAT)
    ]  # fmt: skip
    nodes += [
        helper.make_node("ReduceMean", ["picture" if nodes else "image"], ["mean"], axes=[1, 2, 3],
                         keepdims=0),
        helper.make_node("Sub", ["mean", "threshold"], ["above"]),
        helper.make_node("Mul", ["above", "steep"], ["flat"]),
        helper.make_node("Unsqueeze", ["flat", "axis"], ["logit"]),
    ]  # fmt: skip
    constants = {"threshold": np.float32(np.median(MEANS)), "steep": np.float32(1e4),
                 "axis": np.array([1])}  # fmt: skip
    graph = helper.make_graph(
        nodes, "g",
        [helper.make_tensor_value_info("image", dtype, ["n", channels, size, size])],
        [helper.make_tensor_value_info("logit", TensorProto.FLOAT, ["n", 1])],
        [numpy_helper.from_array(np.asarray(v), k) for k, v in constants.items()],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(made, path)
    return path


def answers(folder, path, **preprocessing):
    spec = ModelSpec.model_validate(
        {"inputs": {"image": ["file"]}, "labels": ["0", "1"], "preprocessing": preprocessing}
    )
    opened = open_model(path, spec, scratch=folder)
    data = read_planned(folder / "pictures.zip", {"y": ColumnSpec(role="label")}, reads=("file",))
    return opened, opened.classify(data.features(["file"], slice(None))).probabilities[:, 1]


EXPECTED = 1 / (1 + np.exp(-1e4 * (MEANS - np.float32(np.median(MEANS)))))


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("channels", [1, 3])
def test_a_model_of_floats_is_asked_with_all_16_bits(tmp_path, kind, channels):
    packed(tmp_path, kind)
    opened, found = answers(tmp_path, model(tmp_path / "m.onnx", channels))
    np.testing.assert_allclose(found, EXPECTED, atol=2e-3)  # 1e4 times the rounding of floats
    told = dict(opened.reading)["pictures"]
    assert told.endswith("; pictures of 16 bits with their fractions: 65535 is 255 before that")


def test_steps_of_the_file_itself_are_fed_with_a_scale_of_257(tmp_path):
    """Trained on 0 to 65535: 65535 is 255 times 257."""
    packed(tmp_path)
    path = model(tmp_path / "m.onnx")
    graph = onnx.load(path)
    for held in graph.graph.initializer:
        if held.name != "axis":
            value = numpy_helper.to_array(held)
            times = {"threshold": 65535, "steep": 1 / 65535}[held.name]
            held.CopyFrom(numpy_helper.from_array(np.float32(value * times), held.name))
    onnx.save(graph, path)
    opened, found = answers(tmp_path, path, scale=257)
    np.testing.assert_allclose(found, EXPECTED, atol=2e-3)
    assert "values times 257" in dict(opened.reading)["pictures"]


def test_pictures_are_resized_with_their_fractions(tmp_path):
    """To half their size: Pillow's own bilinear, of floats."""
    packed(tmp_path)
    _, found = answers(tmp_path, model(tmp_path / "m.onnx", size=4))
    halves = [
        np.asarray(Image.fromarray(values.astype(np.float32)).resize((4, 4), 2)).mean() / 65535
        for values in PICTURES
    ]
    expected = 1 / (1 + np.exp(-1e4 * (np.array(halves) - np.median(MEANS))))
    np.testing.assert_allclose(found, expected, atol=2e-3)


def test_a_model_of_whole_numbers_is_asked_with_8_bits_and_told(tmp_path):
    packed(tmp_path)
    path = model(tmp_path / "m.onnx", dtype=TensorProto.UINT8)
    opened, found = answers(tmp_path, path)
    means = np.round(PICTURES / 257).mean(axis=(1, 2))
    logits = 1e4 * (means - np.median(MEANS))
    np.testing.assert_allclose(found, 1 / (1 + np.exp(-np.clip(logits, -700, 700))), atol=1e-6)
    assert "pictures of 16 bits are rounded" in dict(opened.reading)["pictures"]


def read(folder):
    packed(folder)
    columns = {"y": ColumnSpec(role="label")}
    return read_planned(folder / "pictures.zip", columns, reads=("file",))


def test_a_change_is_one_of_what_the_model_is_fed(tmp_path):
    images = read(tmp_path).fed_values("file")
    changed = ChangedPictures(images, lambda picture, _: picture * np.float32(1.001)).images()
    data = Dataset((Column("file", Role.FEATURE, changed),))
    found = data.features(["file"], slice(None))["file"]
    np.testing.assert_allclose(found[3][:, :, 0], PICTURES[3] / 257 * 1.001, rtol=1e-5)
    assert changed.decoded()[3].dtype == np.uint8


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_every_usual_change_keeps_the_range_and_the_type(name):
    """In 8 bits these pictures are two or three greys; JPEG has no more of any picture."""
    picture = from_16_bits(PICTURES[0]) + 100  # none of the changes leaves 0 to 255
    found = CHANGES[name](picture)
    assert found.dtype == np.float32
    assert found.shape == picture.shape
    assert (len(np.unique(found)) > 16) == (name != "JPEG")
    whole = CHANGES[name](as_8_bits(picture))
    assert whole.dtype == np.uint8
    np.testing.assert_allclose(found.mean(), whole.mean(), atol=1.0)


def test_half_the_contrast_is_half_the_distance_of_the_files_own_values():
    picture = from_16_bits(PICTURES[0])
    values = PICTURES[0] / 257
    expected = values.mean() + (values - values.mean()) / 2
    np.testing.assert_allclose(CHANGES["less contrast"](picture)[:, :, 0], expected, rtol=1e-5)


def test_an_explanation_hides_regions_of_what_the_model_is_fed(tmp_path):
    """All present is the picture to the last bit; all absent the mean of the files' own values."""
    data = read(tmp_path)
    opened, _ = answers(tmp_path, model(tmp_path / "m.onnx"))
    ground = ExplanationTask(Subject(data, opened), Cutting(regions=partial(squares, side=4)))
    instance = ground.instance(5)
    masks = np.array([[True] * 4, [False] * 4, [True, False, False, False]])
    shown, hidden, mixed = instance.pictures(masks)
    np.testing.assert_array_equal(shown, from_16_bits(PICTURES[5]))
    mean = PICTURES.astype(np.float64).mean(axis=0) / 257
    np.testing.assert_allclose(hidden[:, :, 0], mean, rtol=1e-6)
    np.testing.assert_array_equal(mixed[:4, :4], shown[:4, :4])
    np.testing.assert_array_equal(mixed[4:], hidden[4:])


def test_a_window_is_replaced_by_other_pictures_own_values(tmp_path):
    pictures = [from_16_bits(values) for values in PICTURES]
    replacer = WindowReplacer(pictures[1:], 4, None, 3, conditional=False)
    whole = np.zeros((8, 8), dtype=np.intp)
    instance = PictureInstance(0, "file", pictures[0], whole, pictures[1])
    first = next(iter(replacer.windows(instance, np.random.default_rng(0))))
    own = {picture[:4, :4].tobytes() for picture in pictures[1:]}
    for drawn in first.features["file"]:
        assert np.ascontiguousarray(drawn[:4, :4]).tobytes() in own
        np.testing.assert_array_equal(drawn[4:], pictures[0][4:])


def test_a_default_audit_is_as_right_as_the_model(tmp_path):
    """In 8 bits all pictures would be two or three greys, and half of the answers wrong."""
    packed(tmp_path)
    model(tmp_path / "m.onnx")
    (tmp_path / "audit.json").write_text(json.dumps({
        "model": {"path": "m.onnx", "labels": ["0", "1"], "inputs": {"image": ["file"]}},
        "dataset": {"path": "pictures.zip", "columns": {"y": {"role": "label"}}},
    }))  # fmt: skip
    report = audit_file(tmp_path / "audit.json", out=tmp_path / "report", quiet=True).report
    assert {probe["status"] for probe in report["probes"]} <= {"ran", "not_run"}
    (accuracy,) = [
        found for found in report["measurements"]
        if found["metric"] == "accuracy" and not found["group"]
    ]  # fmt: skip
    assert accuracy["value"] == np.mean((EXPECTED > 0.5) == TRUTH) == 1.0
    page = (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert "pictures of 16 bits with their fractions" in page


@pytest.mark.parametrize("values", [np.float32(0.5), np.int32(40_000)], ids=["float", "int32"])
def test_numbers_of_32_bits_have_no_stated_range(tmp_path, values):
    """They were cut at 255 in silence; saved as the refusal says, they are read."""
    pictures = np.full((ROWS, 8, 8), values)
    data = read_planned(
        packed(tmp_path, "TIFF", pictures), {"y": ColumnSpec(role="label")}, reads=("file",)
    )
    images = data.fed_values("file").take(np.array([0]))
    with pytest.raises(Exception, match=r"0\.tiff: has numbers of 32 bits.*16 bits a pixel"):
        images.fed()
    saved = (pictures * (65535 if values < 1 else 1)).astype(np.uint16)
    data = read_planned(
        packed(tmp_path, "TIFF", saved), {"y": ColumnSpec(role="label")}, reads=("file",)
    )
    (found,) = data.fed_values("file").take(np.array([0])).fed()
    np.testing.assert_allclose(found * 257, np.repeat(saved[0][..., None], 3, 2), rtol=1e-5)
