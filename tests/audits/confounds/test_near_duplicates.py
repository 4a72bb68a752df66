"""Copies of pictures across splits: planted, so that the right answer is known."""

import io

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from audits.confounds.near_duplicates import near_duplicates
from audits.data.dataset import Categories, Column, Dataset, Images
from audits.errors import Refused
from audits.probes.confounds.dataset import dataset
from audits.specification.roles import Role
from tests.subjects import Subject

COUNT = 150


class Shelf:
    def __init__(self, pictures):
        self.pictures = pictures

    def decode(self, name):
        if self.pictures[name] is None:
            raise Refused.because(name, "cannot be decoded", "leave it out")
        return self.pictures[name]


def scenes(count=COUNT, side=96, seed=0):
    """Pictures of large soft patches with grain, as photographs have."""
    draw = np.random.default_rng(seed)
    for _ in range(count):
        coarse = draw.integers(0, 255, (6, 6, 3)).astype(np.uint8)
        big = Image.fromarray(coarse).resize((side, side), Image.Resampling.BICUBIC)
        grain = draw.normal(0, 4, (side, side, 3))
        yield np.clip(np.asarray(big) + grain, 0, 255).astype(np.uint8)


def digits(count=COUNT):
    for held in load_digits().images[:count]:
        grey = np.kron(held * 15, np.ones((6, 6))).astype(np.uint8)
        yield np.repeat(grey[..., None], 3, axis=2)


def packed(picture):
    held = io.BytesIO()
    Image.fromarray(picture).save(held, format="JPEG", quality=60)
    with Image.open(held) as opened:
        return np.asarray(opened.convert("RGB"))


def smaller(picture):
    height, width = picture.shape[:2]
    found = Image.fromarray(picture).resize((width // 2, height // 2), Image.Resampling.BILINEAR)
    return np.asarray(found)


def stamped(picture):
    found = picture.copy()
    found[:2, :2] = 255
    return found


def looked_up(first, second):
    held = {f"a{at}": picture for at, picture in enumerate(first)}
    held |= {f"b{at}": picture for at, picture in enumerate(second)}
    names = np.array(list(held), dtype=object)
    column = Column("shot", Role.FEATURE, Images(names, Shelf(held)))
    split = np.arange(len(names))
    return near_duplicates([column], split[: len(first)], split[len(first) :]).copied


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        *((scenes, change) for change in (np.copy, packed, smaller, stamped)),
        *((digits, change) for change in (np.copy, packed, stamped)),
    ],
)
def test_copies_are_found_packed_again_smaller_or_stamped(kind, change):
    first = list(kind())
    assert looked_up(first, [change(picture) for picture in first]).mean() >= 0.95


@pytest.mark.parametrize(
    "change",
    [lambda p: p[:, ::-1], lambda p: np.rot90(p), lambda p: 255 - p],
    ids=["mirrored", "turned", "inverted"],
)
def test_what_only_resembles_is_no_copy(change):
    first = list(scenes())
    assert not looked_up(first, [np.ascontiguousarray(change(p)) for p in first]).any()


def test_other_pictures_are_no_copies():
    assert not looked_up(list(scenes()), list(scenes(seed=1))).any()


def test_missing_and_damaged_pictures_are_nobodys_copy():
    first = list(scenes(3))
    assert looked_up([first[0], None, first[2]], [None, first[2]]).tolist() == [False, True]


def test_the_share_of_a_split_that_was_seen_in_training_is_measured():
    first, fresh = list(scenes(200)), list(scenes(90, seed=2))
    second = [packed(picture) for picture in first[:30]] + fresh[:70]
    held = {f"p{at:03}": picture for at, picture in enumerate([*first, *second])}
    names = np.array(list(held), dtype=object)
    label = np.random.default_rng(0).choice(["no", "yes"], 300)
    data = Dataset(
        (
            Column("shot", Role.FEATURE, Images(names, Shelf(held))),
            Column("y", Role.LABEL, Categories.of(list(label))),
            Column("split", Role.SPLIT, Categories.of(["train"] * 200 + ["test"] * 100)),
        )
    )
    found = [
        m
        for m in dataset(Subject(data), extracted=False)
        if getattr(m, "metric", "") == "duplicate_share"
    ]
    assert [(m.value, m.sample_size) for m in found] == [(0.30, 100)]
    assert found[0].interval.lower < 0.30 < found[0].interval.upper
