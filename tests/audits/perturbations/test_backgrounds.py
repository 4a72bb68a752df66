"""Pictures drawn here, so that where the object is is known."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Images
from audits.measurement import Estimate, Undetermined, WhyNot
from audits.models import Answers
from audits.perturbations.backgrounds import Backgrounds, known, object_mask
from audits.probes.confounds.interventions import interventions
from audits.specification.roles import Role
from tests.subjects import Subject

SIDE = 40


class Memory:
    def __init__(self, pictures):
        self.pictures = pictures

    def decode(self, name):
        return self.pictures[name]


class Fake:
    classes = ("no", "yes")
    reads = ("shot",)
    fingerprint = "0" * 64

    def __init__(self, rule):
        self.rule = rule

    def classify(self, features):
        codes = np.array([int(self.rule(picture)) for picture in features["shot"]])
        return Answers(codes, np.eye(2)[codes])


def disc(radius, *, centre=(20, 20)):
    down, across = np.mgrid[:SIDE, :SIDE]
    return (down - centre[0]) ** 2 + (across - centre[1]) ** 2 <= radius**2


def drawn(where, ground, colour, draw):
    picture = np.empty((SIDE, SIDE, 3))
    picture[:] = ground
    picture[where] = colour
    return np.clip(picture + draw.normal(0, 6, picture.shape), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("radius", [6, 10, 15])
@pytest.mark.parametrize("colours", [(40, 200), (220, 60), ((0, 120, 0), (200, 30, 30))])
def test_an_object_on_plain_ground_is_found_pixel_by_pixel(radius, colours):
    where = disc(radius)
    found = object_mask(drawn(where, *colours, np.random.default_rng(radius)))
    assert found is not None
    held = found[..., 0] > 128
    assert (held & where).sum() / (held | where).sum() > 0.98


@pytest.mark.parametrize(
    "picture",
    [
        np.full((SIDE, SIDE, 3), 90, dtype=np.uint8),
        np.random.default_rng(0).integers(0, 255, (SIDE, SIDE, 3)).astype(np.uint8),
        drawn(disc(3), 30, 220, np.random.default_rng(1)),  # under 5 % of the picture
        drawn(disc(18, centre=(20, 0)), 30, 220, np.random.default_rng(2)),  # cut by the border
        np.zeros((2, 2, 3), dtype=np.uint8),
    ],
    ids=["one colour", "noise", "a speck", "cut by the border", "too small"],
)
def test_where_no_object_stands_out_nothing_is_segmented(picture):
    assert object_mask(picture) is None


def album(*, masks=False, plain=True):
    """Bright and dark discs, on bright and dark ground as the label is."""
    draw = np.random.default_rng(5)
    label = draw.random(120) < 0.5
    held = {}
    for row, yes in enumerate(label):
        ground = 160 if yes else 70
        object_ = 240 if draw.random() < 0.5 else 10
        picture = drawn(disc(11), ground, object_, draw)
        if not plain:
            picture = draw.integers(0, 255, picture.shape).astype(np.uint8)
        held[f"p{row:03}"] = picture
    columns = [
        Column("y", Role.LABEL, Categories.of(["yes" if yes else "no" for yes in label])),
        Column("shot", Role.FEATURE, Images(np.array(list(held), dtype=object), Memory(held))),
    ]
    if masks:
        shape = np.repeat(np.where(disc(11), 255, 0).astype(np.uint8)[..., None], 3, axis=2)
        names = np.array(["m", None] * 60, dtype=object)
        columns.append(Column("mask", Role.MASK, Images(names, Memory({"m": shape}))))
    return Dataset(tuple(columns))


def flips(data, rule):
    found = interventions(Subject(data, Fake(rule)))
    return {m.group[0][1]: m for m in found if isinstance(m, Estimate | Undetermined)}


def by_ground(picture):
    return picture[0].mean() > 115


def by_object(picture):
    return picture[18:22, 18:22].mean() > 128


def test_without_a_mask_the_background_is_segmented_and_swapped():
    found = flips(album(), by_ground)["shot: background swapped"]
    # Half of the other pictures have the other ground.
    assert abs(found.value - 0.5) < 0.14  # three standard deviations of a draw
    assert "segmented by the border's colour, in 120 of 120 pictures" in found.method
    honest = flips(album(), by_object)
    assert honest["shot: background swapped"].value == 0
    assert honest["shot: background masked"].value == 0


def test_pictures_without_a_plain_ground_are_not_segmented_and_it_is_said():
    found = flips(album(plain=False), by_ground)["shot: background masked"]
    assert isinstance(found, Undetermined)
    assert "0 of 120 pictures show an object" in found.reason
    assert "role mask" in found.reason


def test_masks_count_before_segmenting_and_rows_without_one_are_left_out():
    found = flips(album(masks=True), by_ground)["shot: background swapped"]
    assert found.sample_size == 60
    assert "by its mask" in found.method


def test_masks_that_lie_on_their_side_are_not_stretched_over_their_pictures():
    """Drawn on photographs as they are stored, which are turned as their EXIF says."""
    upright, lying = np.zeros((6, 4, 3), np.uint8), np.zeros((4, 6, 3), np.uint8)
    values = Images(np.array(["p", "p"], object), Memory({"p": upright}))
    masks = Images(np.array(["a", "b"], object), Memory({"a": upright, "b": lying}))
    why = known(values, masks)
    assert isinstance(why, WhyNot)
    assert why.reason.startswith("1 mask lies on its side")
    assert isinstance(known(values.take(slice(1)), masks.take(slice(1))), Backgrounds)
