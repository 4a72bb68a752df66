"""On a linear model it is known which rows no attack can turn."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.measurement import Exhibit, Undetermined
from audits.models import Answers
from audits.probes.robustness.score_attack import score_attack
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import codes_of
from tests.askable import BrightCorner, album, spots
from tests.pixel_models import LinearPixels, gallery, linear, margins


def measured(data, model, **parameters):
    items = list(score_attack(Subject(data, model, seed=3), **parameters))
    by_key = {(m.metric, frozenset(m.group)): m for m in items if not isinstance(m, Exhibit)}
    return by_key, [item for item in items if isinstance(item, Exhibit)]


def test_what_it_leaves_standing_is_no_less_than_what_must_stand():
    data, model = gallery(rows=120), linear()
    pixels = model.pixels(data.features(("picture",), slice(None)))
    edge = margins(model, pixels, codes_of(data["y"].categories, model.classes), 1)
    numbers, exhibits = measured(data, model, epsilon=0.03, queries=300)
    whole = numbers["score_attack_accuracy", frozenset()]
    assert (edge > 0.03).mean() <= whole.value <= (edge > 0.02).mean()
    assert whole.method == "wilson (the Square attack within linf 0.03, 300 questions a row)"
    assert numbers["score_attack_clean_accuracy", frozenset()].value == (edge > 0).mean()
    assert numbers["score_attack_queries", frozenset({("fraction", "0.1")})].value <= 300
    assert [e.kind for e in exhibits] == ["curve", "facts", "facts", "pairs"]
    (line,) = exhibits[0].content["series"]
    assert line["points"][-1][1] == numbers["score_attack_success_rate", frozenset()].value


def test_out_of_questions_what_is_done_stands_and_the_rest_is_undetermined():
    """Two questions turn a few rows; how many more would do it is not known."""
    numbers, _ = measured(gallery(rows=120), linear(), epsilon=0.03, queries=2)
    turned = numbers["score_attack_success_rate", frozenset()]
    assert 0 < turned.value < 0.5
    rest = numbers["score_attack_queries", frozenset({("fraction", "0.9")})]
    assert isinstance(rest, Undetermined)
    assert rest.reason.startswith("beyond what was tried: the largest size (2) turned")


def test_a_size_of_nothing_turns_nothing():
    numbers, _ = measured(gallery(rows=60), linear(), epsilon=0.0, queries=5)
    assert numbers["score_attack_success_rate", frozenset()].value == 0


def test_any_model_of_pictures_can_be_asked():
    """One that knows nothing of pixels is handed pictures of 0 to 255."""
    data = album(spots(count=40))
    from audits.data.dataset import Categories, Column, Dataset
    from audits.specification.roles import Role

    labels = Categories.of([("no", "yes")[at % 2] for at in range(40)])
    data = Dataset((*data, Column("y", Role.LABEL, labels, positive="yes")))
    numbers, _ = measured(data, BrightCorner(), epsilon=0.5, queries=100)
    assert numbers["score_attack_clean_accuracy", frozenset()].value == 1
    assert numbers["score_attack_success_rate", frozenset()].value > 0.5


class Constant(LinearPixels):
    def classify_pixels(self, pixels):
        chances = np.tile([0.1, 0.9], (len(pixels), 1))
        return Answers(np.ones(len(pixels), dtype=np.intp), chances)


def test_a_model_that_always_says_the_same_is_undetermined():
    plain = linear()
    numbers, _ = measured(gallery(), Constant(plain.weights, plain.bias), queries=30)
    whole = numbers["score_attack_accuracy", frozenset()]
    assert isinstance(whole, Undetermined)
    assert "answered with the same class" in whole.reason


class Silent(LinearPixels):
    def classify_pixels(self, pixels):
        return Answers(super().classify_pixels(pixels).codes, None)


def test_a_model_without_probabilities_is_sent_to_the_attack_by_classes():
    plain = linear()
    with pytest.raises(NotApplicable) as refused:
        measured(gallery(), Silent(plain.weights, plain.bias))
    assert "robustness.decision_attack" in refused.value.remedy
