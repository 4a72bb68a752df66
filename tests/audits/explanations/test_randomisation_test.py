"""What a model that forgot is compared with, and what is said where it cannot forget."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from audits.errors import ModelFailure, NotApplicable
from audits.explanations.explanation import Explanation
from audits.explanations.randomisation_test import lost
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Randomisable
from audits.running.catalog import catalog
from tests.askable import LinearTable, LinearText, people, texts
from tests.subjects import Subject

SENTENCES = [
    "a good film",
    "a bad film and a long one",
    "so good so far",
    "nothing good or bad here",
]


@dataclass
class Forgetful(LinearText):
    """A text model of three layers: the output's scale, the words, and one that does nothing."""

    asked_for: list = field(default_factory=list)

    def weight_layers(self):
        return 3

    def randomised(self, *, seed, layers=None):
        self.asked_for.append(layers)
        words = list(self.weights)
        turned = np.random.default_rng(seed).permutation(list(self.weights.values()))
        return LinearText(dict(zip(words, -turned, strict=True)))


def audit(subject, probe="explanations.occlusion", **parameters):
    found = list(catalog()[probe](subject, **parameters))
    measured = {(m.metric, m.group): m for m in found if not isinstance(m, Exhibit)}
    return measured, [m for m in found if isinstance(m, Exhibit)]


def explained(*weights):
    return Explanation(0, 0, np.array(weights), 0.5, 0.0)


def test_what_is_lost_by_hand():
    assert lost(explained(1.0, 0.0), explained(3.0, 0.0)) == pytest.approx(0)
    assert lost(explained(1.0, 1.0), explained(1.0, -1.0)) == pytest.approx(0.5)
    assert lost(explained(1.0, 1.0), explained(1.0, 0.0)) == pytest.approx(2 / 3)
    assert lost(explained(1.0, 1.0), explained(0.0, 0.0)) == pytest.approx(1)


def test_weights_are_shuffled_from_the_output_on():
    model = Forgetful({"good": 2.0, "bad": -1.0, "film": 0.1, "so": 0.4})
    assert isinstance(model, Randomisable)
    measured, shown = audit(Subject(texts(SENTENCES), model))
    found = measured["occlusion_sanity", ()]
    assert isinstance(found, Estimate)
    assert "weights shuffled" in found.method
    assert sorted(layers or 3 for layers in model.asked_for) == [1, 2, 3]
    (curve,) = [e for e in shown if e.title.startswith("What is left when the model forgets")]
    shares = [share for share, _ in curve.content["series"][0]["points"]]
    assert shares == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_a_method_that_does_not_look_at_the_model_is_stamped():
    class Stubborn(Forgetful):
        """Forgets nothing, as if the explanation were of the input alone."""

        def randomised(self, *, seed, layers=None):
            return LinearText(dict(self.weights))

    # Twelve rows that all say 0: the exact limit, 1 - .025 ** (1 / 12) = .26, is under .51.
    subject = Subject(texts(SENTENCES * 3), Stubborn({"good": 2.0, "bad": -1.0}))
    measured, shown = audit(subject, how_many=12)
    assert measured["occlusion_sanity", ()].value == pytest.approx(0)
    (card,) = [e for e in shown if e.kind == "reliability"]
    assert card.content["stamped"]
    assert any("when the weights are shuffled" in doubt for doubt in card.content["doubts"])


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotApplicable("the file holds no weights that can be shuffled", ""), "holds no weights"),
        (ModelFailure("the model answered with numbers that are not finite"), "not finite"),
    ],
)
def test_weights_that_cannot_be_shuffled_are_told(error, said):
    class Rigid(Forgetful):
        def randomised(self, *, seed, layers=None):
            raise error

    model = Rigid({"good": 2.0, "bad": -1.0})
    measured, _ = audit(Subject(texts(SENTENCES), model))
    found = measured["occlusion_sanity", ()]
    assert isinstance(found, Undetermined)
    assert said in found.reason
    # LIME draws answers, which can be shuffled instead.
    measured, _ = audit(Subject(texts(SENTENCES), model), "explanations.lime")
    assert "answers shuffled" in measured["explanation_sanity", ()].method


def test_a_model_asked_from_outside_says_why():
    measured, _ = audit(Subject(people(), LinearTable({"x0": 1.0, "x1": -0.5})))
    assert "asked from outside" in measured["occlusion_sanity", ()].reason
