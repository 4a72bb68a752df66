"""Models whose confidence in nothing is known beforehand."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.robustness.fooling import fooling
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests import askable
from tests.pixel_models import gallery, linear


class Table:
    """Sure inside 0 to 1 where `knows`; else the surer the farther from one half."""

    reads, classes, fingerprint = ("x",), ("no", "yes"), "0" * 64

    def __init__(self, *, knows):
        self.knows = knows

    def classify(self, features):
        x = features["x"]
        inside = (x >= 0) & (x <= 1)
        yes = np.where(inside, 0.95, 0.55) if self.knows else askable.logistic(4 * (x - 0.5))
        return askable.two_classes(yes)


def table(model, rows=100):
    x = np.linspace(0, 1, rows)
    y = Categories.of(["yes"] * rows)
    return Subject(
        Dataset((Column("x", Role.FEATURE, Numbers(x)), Column("y", Role.LABEL, y))), model
    )


def measured(held, **parameters):
    yielded = list(fooling(held, **{"generations": 5, **parameters}))
    return {(m.metric, m.group[0][1]): m for m in yielded if not isinstance(m, Exhibit)}, [
        one for one in yielded if isinstance(one, Exhibit)
    ]


def test_a_model_that_knows_what_it_has_seen_is_told_from_one_that_does_not():
    wise, _ = measured(table(Table(knows=True)))
    assert wise["confident_nonsense_share", "far outside"].value == 0.0
    assert wise["nonsense_auc", "far outside"].value == 1.0
    assert wise["fooling_auc", "evolved"].value == 1.0
    rash, shown = measured(table(Table(knows=False)))
    # Two ranges outside, |4 (x - .5)| is 10 or more; inside it is 2 at most.
    assert rash["confident_nonsense_share", "far outside"].value == 1.0
    assert rash["nonsense_auc", "far outside"].value == 0.0
    assert rash["fooling_success_rate", "evolved"].value >= 0.5
    assert [one.kind for one in shown] == ["curve", "pairs", "facts"]


def test_the_group_whose_rows_look_like_nothing_is_named():
    """Women's rows lie at the edge, where the model that knows is sure, men's are outside it."""
    x = np.concatenate([np.linspace(0, 1, 60), np.linspace(-1, -0.1, 60)])
    sex = Categories.of(["f"] * 60 + ["m"] * 60)
    columns = (
        Column("x", Role.FEATURE, Numbers(x)),
        Column("y", Role.LABEL, Categories.of(["yes"] * 120)),
        Column("sex", Role.PROTECTED, sex, reference="f"),
    )
    numbers = {
        (m.metric, m.group): m
        for m in fooling(Subject(Dataset(columns), Table(knows=True)), generations=5)
        if not isinstance(m, Exhibit)
    }
    far = ("variant", "far outside")
    # Outside the range real and unreal rows are answered alike: a half of the pairs.
    assert numbers["nonsense_auc", (("sex", "f"), far)].value == 1.0
    assert numbers["nonsense_auc", (("sex", "m"), far)].value == 0.5
    assert numbers["nonsense_auc", (far,)].value == 0.75
    gap = numbers["nonsense_auc_difference", (("sex", "m"), far)]
    assert gap.reference == (("sex", "f"), far)
    assert gap.raw is None or gap.raw[0] == -0.5
    assert ("fooling_auc_difference", (("sex", "m"), ("variant", "evolved"))) in numbers


def test_gradients_are_used_where_there_are_some():
    held = Subject(gallery(), linear())
    numbers, shown = measured(held, sure=0.9)
    # In its corner the linear model's scores are 12 apart and more.
    assert numbers["fooling_success_rate", "gradient ascent"].value == 1.0
    assert isinstance(numbers["nonsense_auc", "noise"], Estimate)
    images = next(one for one in shown if one.kind == "pairs").content["pairs"]
    assert all(pair["after"]["image"].startswith("data:image/png") for pair in images)


def test_without_gradients_it_says_so():
    numbers, _ = measured(table(Table(knows=False)))
    left_out = numbers["fooling_success_rate", "gradient ascent"]
    assert isinstance(left_out, Undetermined)
    assert "gradients" in left_out.reason


def test_a_constant_model_cannot_be_judged_by_its_confidence():
    class Constant(Table):
        def classify(self, features):
            return askable.two_classes(np.full(len(features["x"]), 0.97))

    numbers, _ = measured(table(Constant(knows=False)))
    assert numbers["confident_nonsense_share", "far outside"].value == 1.0
    assert "same probabilities" in numbers["nonsense_auc", "far outside"].reason


def test_texts_are_asked_too():
    said = [f"{w} film number{at}" for at, w in enumerate(["good", "bad"] * 40)]
    held = Subject(askable.texts(said), askable.LinearText({"good": 4.0, "bad": -4.0}))
    numbers, _ = measured(held, generations=40)
    # Letters at random are no word that the model knows: one half each.
    assert numbers["confident_nonsense_share", "gibberish"].value == 0.0
    assert numbers["nonsense_auc", "gibberish"].value == 1.0
    assert numbers["fooling_success_rate", "evolved"].value > 0.9


def test_a_model_without_probabilities_does_not_run():
    class Hard(Table):
        def classify(self, features):
            return replace(super().classify(features), probabilities=None)

    with pytest.raises(NotApplicable, match="how sure"):
        list(fooling(table(Hard(knows=True))))
