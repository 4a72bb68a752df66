"""Layers: a probe reads what is there, and no more than chance of what is not."""

from functools import cache
from zlib import crc32

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Images, Texts
from audits.errors import NotApplicable
from audits.explanations.linear_probes import read_layer
from audits.measurement import Exhibit, Undetermined
from audits.models.opening import open_model
from audits.running.catalog import catalog
from audits.specification.document import ModelSpec
from audits.specification.roles import Role
from tests import picture_families
from tests.subjects import Subject


class Deepening:
    """Layer 0 is noise of the text's own; layer 1 also holds whether the text says "she"."""

    reads = ("text",)
    fingerprint = "0" * 64

    def layers(self, features):
        texts = features["text"]
        held = np.stack([own_noise(text) for text in texts], axis=1)
        held[1, :, 3] += [6.0 * ("she" in text) for text in texts]
        return held.astype(np.float32)

    def maps(self, features):
        return []


@cache
def own_noise(text):
    """The same text has the same noise, in whatever batch it is asked; shape (2, 12)."""
    return np.random.default_rng(crc32(text.encode())).normal(size=(2, 12))


def people(rows=240, missing=0):
    rng = np.random.default_rng(0)
    sex = rng.choice(["f", "m"], rows)
    said = [f"{'she' if one == 'f' else 'he'} works at {at}" for at, one in enumerate(sex)]
    values = [*sex[: rows - missing], *[None] * missing]
    return Dataset(
        (
            Column("text", Role.FEATURE, Texts.of(said)),
            Column("sex", Role.PROTECTED, Categories.of(values)),
        )
    )


def test_a_layer_that_holds_the_attribute_is_found_and_the_control_is_at_chance():
    found = list(catalog()["explanations.layers"](Subject(people(), Deepening())))
    measured = {m.group: m for m in found if not isinstance(m, Exhibit)}
    assert measured[(("term", "sex"), ("layer", "01"))].value > 0.95
    assert measured[(("term", "sex"), ("layer", "00"))].value < 0.65
    control = measured[(("term", "sex"), ("layer", "01"), ("set", "control task"))]
    assert control.interval.lower < 0.5 < 0.65
    (curve,) = [m for m in found if isinstance(m, Exhibit)]
    assert [series["name"] for series in curve.content["series"]] == ["held out", "control task"]


def test_few_rows_are_undetermined():
    found = list(catalog()["explanations.layers"](Subject(people(missing=225), Deepening())))
    assert all(isinstance(m, Undetermined) for m in found)


def test_no_attribute_is_not_run():
    data = Dataset(people().columns[:1])
    with pytest.raises(NotApplicable, match="protected or nuisance"):
        list(catalog()["explanations.layers"](Subject(data, Deepening())))


@pytest.mark.parametrize("width", [4, 300])
def test_chance_is_chance_however_wide_the_layer(width):
    rng = np.random.default_rng(3)
    layer = rng.normal(size=(200, width)).astype(np.float32)
    read = read_layer(layer, rng.integers(0, 2, 200), rng)
    assert 70 <= read.correct <= 130  # four standard deviations of a coin


class Reddened:
    """Noise of 64 by 64; a name says whose picture it is, and how red that makes it."""

    def decode(self, name):
        picture = np.random.default_rng(crc32(name.encode())).normal(120, 35, (64, 64, 3))
        picture[..., 0] += 12 * ("f" in name.split()) + 6 * ("hat" in name.split())
        return np.clip(picture, 0, 255).astype(np.uint8)


def portraits(rows=120):
    """Sex, hats and towns are drawn apart; women are redder, and hats half as much."""
    rng = np.random.default_rng(5)
    drawn = [rng.choice(levels, rows) for levels in (["f", "m"], ["hat", "bare"], ["n", "s"])]
    names = [" ".join(map(str, one)) for one in zip(range(rows), *drawn, strict=True)]
    named = zip(("sex", "hat", "town"), drawn, strict=True)
    return Dataset(
        (
            Column("file", Role.FEATURE, Images(np.array(names, dtype=object), Reddened())),
            *(Column(name, Role.PROTECTED, Categories.of(v.tolist())) for name, v in named),
        )
    )


def folder_of(path):
    made = picture_families.built("vit", path / "model", named="ViTModel")
    return made, ModelSpec(inputs={"image": ["file"]})


def graph_of(path):
    """The mean of each of sixteen filters over a picture, as torch exports them."""
    import torch

    torch.manual_seed(0)
    layers = torch.nn.Conv2d(3, 16, 8, stride=8), torch.nn.AdaptiveAvgPool2d(1)
    torch.onnx.export(
        torch.nn.Sequential(*layers, torch.nn.Flatten()).eval(), (torch.zeros(2, 3, 64, 64),),
        path / "m.onnx", input_names=["pixels"], output_names=["vector"], dynamo=False,
        dynamic_axes={"pixels": {0: "n"}, "vector": {0: "n"}},
    )  # fmt: skip
    return path / "m.onnx", ModelSpec(task="embedding", inputs={"pixels": ["file"]})


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("made", [folder_of, graph_of])
def test_a_picture_encoder_without_a_head_says_what_its_directions_carry_along(tmp_path, made):
    path, spec = made(tmp_path)
    model = open_model(path, spec, scratch=tmp_path)
    found = list(catalog()["explanations.layers"](Subject(portraits(), model)))
    known = {m.group: m.value for m in found if not isinstance(m, Exhibit) and "set" not in
             dict(m.group)}  # fmt: skip
    last = max(dict(group)["layer"] for group in known)
    assert known[("term", "sex"), ("layer", last)] > 0.8
    assert known[("term", "town"), ("layer", last)] < 0.65
    (table,) = [m for m in found if isinstance(m, Exhibit) and m.kind == "table"]
    lines = {(row[0].split(":")[0], row[1].split(":")[0]): row for row in table.content["rows"]}
    # Along red, hats lie to the women's side; towns nowhere, and their own direction is none.
    own, other = lines["sex", "hat"][:2]
    women, hats = own.startswith("sex: f"), other.startswith("hat: hat")
    assert (lines["sex", "hat"][2] > 0) == (women == hats)
    assert lines["sex", "hat"][6] < 0.05 < lines["sex", "town"][5]
    assert "does not tell its levels" in lines["town", "sex"][-1]
