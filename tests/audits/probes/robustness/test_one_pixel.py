"""Of recorded attacks the published shares; of a model what the closed form allows."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Exhibit, Undetermined
from audits.models import Answers
from audits.probes.robustness.one_pixel import one_pixel
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.probes.published import pixel_attacks
from tests.pixel_models import gallery, linear

# Kotyan & Vargas's models as attacked by Hyperparticle/one-pixel-attack-keras: 1, 3, 5 pixels, %.
PUBLISHED = {
    "lecun_net": (63, 92, 93), "pure_cnn": (13, 58, 63), "net_in_net": (34, 73, 73),
    "resnet": (34, 79, 79), "densenet": (31, 71, 69), "wide_resnet": (19, 58, 65),
    "capsnet": (19, 39, 36),
}  # fmt: skip


def numbers_of(data, model=None, **parameters):
    items = list(one_pixel(Subject(data, model, seed=3), **parameters))
    by_key = {(m.metric, frozenset(m.group)): m for m in items if not isinstance(m, Exhibit)}
    return by_key, [item for item in items if isinstance(item, Exhibit)]


def table(true, predicted, pixels, pictures, **more):
    return Dataset(
        (
            Column("true", Role.LABEL, Categories.of(true)),
            Column("predicted", Role.PREDICTION, Categories.of(predicted)),
            Column("pixels", Role.FEATURE, Numbers(np.array(pixels, dtype=float))),
            Column("picture", Role.FEATURE, Categories.of(pictures)),
            *(Column(name, *column) for name, column in more.items()),
        )
    )


def test_recorded_attacks_give_the_published_shares():
    networks, pixels, pictures, labels, answers = zip(*pixel_attacks(), strict=True)
    data = table(
        labels, answers, pixels, pictures, network=(Role.PROTECTED, Categories.of(networks))
    )
    numbers, _ = numbers_of(data)
    found = {
        network: tuple(
            round(100 * numbers["one_pixel_success_rate",
                                frozenset({("network", network), ("attack", attack)})].value)
            for attack in ("1 pixel", "3 pixels", "5 pixels")
        )
        for network in networks
    }  # fmt: skip
    assert sorted(found.values()) == sorted(PUBLISHED.values())
    assert found["lecun_net"] == PUBLISHED["lecun_net"]


def test_a_picture_that_is_attacked_nine_times_is_one_trial():
    data = table(["a"] * 90, ["b", *["a"] * 8] * 10, [1] * 90, [str(at // 9) for at in range(90)])
    numbers, _ = numbers_of(data, smallest_group=5)
    (found,) = numbers.values()
    assert found.value == pytest.approx(1 / 9)
    assert found.sample_size == 10
    # As wide as a share of ten is, not of ninety.
    assert found.interval.upper > 0.4


def test_recorded_attacks_of_two_groups_have_a_gap():
    """By hand: 30 of 40 against 10 of 40; 5 of 10 with three pixels."""
    turned = ["b"] * 30 + ["a"] * 10 + ["b"] * 10 + ["a"] * 30 + ["b"] * 5 + ["a"] * 15
    sex = ["f"] * 40 + ["m"] * 40 + ["f", "m"] * 10
    data = table(
        ["a"] * 100, turned, [1] * 80 + [3] * 20, [str(at) for at in range(100)],
        sex=(Role.PROTECTED, Categories.of(sex)),
    )  # fmt: skip
    numbers, _ = numbers_of(data, smallest_group=5)
    attack = ("attack", "1 pixel")
    (gap,) = (
        one for (name, group), one in numbers.items()
        if name.endswith("difference") and attack in group
    )  # fmt: skip
    assert abs(gap.value) == 0.5
    assert gap.interval.lower * gap.interval.upper > 0
    assert attack in gap.reference
    assert ("attack", "3 pixels") in {key for name, group in numbers for key in group
                                      if name.endswith("difference")}  # fmt: skip


def test_toward_a_class_only_that_class_counts():
    targets = (Role.FEATURE, Categories.of(["b", "b", None, None]))
    data = table(["a"] * 4, ["b", "c", "c", "a"], [1] * 4, ["1", "2", "3", "4"], target=targets)
    numbers, _ = numbers_of(data, smallest_group=1)
    one = frozenset({("attack", "1 pixel")})
    assert numbers["one_pixel_success_rate", one].value == 0.5  # c for a; a stayed a
    aimed = numbers["one_pixel_success_rate", one | {("target", "each")}]
    assert aimed.value == 0.5  # b was wanted twice, and answered once


def test_toward_each_class_a_picture_is_one_trial_however_many_classes_it_has():
    numbers, _ = numbers_of(
        gallery(rows=40), linear(), pixels=(1,), population=20, generations=5, attacked_rows=40,
        smallest_group=10, targeted=True,
    )  # fmt: skip
    one = frozenset({("attack", "1 pixel")})
    any_of, each = (
        numbers["one_pixel_success_rate", group] for group in (one, one | {("target", "each")})
    )
    # Of two classes there is one other, so both say the same of as many pictures.
    assert (each.value, each.sample_size) == (any_of.value, any_of.sample_size)
    assert 0 < each.interval.lower < each.value < each.interval.upper < 1


def test_a_model_that_always_says_the_same_is_undetermined():
    class Constant(type(linear())):
        def classify_pixels(self, pixels):
            return Answers(np.ones(len(pixels), dtype=int), np.tile([0.1, 0.9], (len(pixels), 1)))

    plain = linear()
    numbers, _ = numbers_of(
        gallery(rows=60), Constant(plain.weights, plain.bias), pixels=(1,), population=6,
        generations=1, attacked_rows=60,
    )  # fmt: skip
    whole = numbers["one_pixel_success_rate", frozenset({("attack", "1 pixel")})]
    assert isinstance(whole, Undetermined)


def test_without_a_model_and_without_the_column_it_says_what_would_help():
    data = Dataset(tuple(c for c in table(["a"], ["a"], [1], ["1"]) if c.name != "pixels"))
    with pytest.raises(NotApplicable) as refused:
        numbers_of(data)
    assert "`pixels`" in refused.value.remedy


def test_of_a_model_more_pixels_turn_no_less():
    numbers, shown = numbers_of(
        gallery(rows=60),
        linear(),
        pixels=(1, 3),
        population=20,
        generations=8,
        attacked_rows=60,
        smallest_group=10,
    )
    one, three = (
        numbers["one_pixel_success_rate", frozenset({("attack", name)})]
        for name in ("1 pixel", "3 pixels")
    )
    assert 0 < one.value < three.value
    assert one.method.startswith("wilson (1 pixel of any colour, 20 candidates")
    of_groups = [
        numbers["one_pixel_success_rate", frozenset({("sex", s), ("attack", "1 pixel")})]
        for s in "fm"
    ]
    hits = sum(m.value * m.sample_size for m in of_groups)
    assert hits == pytest.approx(one.value * one.sample_size)
    assert [e.kind for e in shown] == ["pairs", "facts"]


def test_what_was_not_answered_may_have_been_turned_and_the_own_class_is_no_target():
    targets = (Role.FEATURE, Categories.of(["b", "b", "b", "a", "a"]))
    answers = ["b", "c", None, "a", "a"]
    data = table(["a"] * 5, answers, [1] * 5, list("12345"), target=targets)
    numbers, _ = numbers_of(data, smallest_group=1)
    each = frozenset({("attack", "1 pixel"), ("target", "each")})
    aimed = numbers["one_pixel_success_rate", each]
    # Of three toward b one was answered b, one c, and one nothing; two are toward their own.
    assert (aimed.value, aimed.unanswered.rows) == (0.5, 1)
    bounds = aimed.unanswered.bounds
    assert (bounds.lower, bounds.upper) == pytest.approx((1 / 3, 2 / 3))
