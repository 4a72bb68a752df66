"""Layers: a probe reads what is there, and no more than chance of what is not."""

from functools import cache
from zlib import crc32

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.explanations.linear_probes import read_layer
from audits.measurement import Exhibit, Undetermined
from audits.running.catalog import catalog
from audits.specification.roles import Role
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
