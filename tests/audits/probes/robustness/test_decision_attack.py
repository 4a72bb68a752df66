"""On a linear model it is known which rows no attack can turn."""

from audits.measurement import Exhibit
from audits.models import Answers
from audits.probes.robustness.decision_attack import decision_attack
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import codes_of
from tests.pixel_models import LinearPixels, gallery, linear, margins


class Silent(LinearPixels):
    """Says the class and nothing else."""

    def classify_pixels(self, pixels):
        return Answers(super().classify_pixels(pixels).codes, None)


def test_what_it_leaves_standing_is_no_less_than_what_must_stand():
    data, plain = gallery(rows=60), linear()
    model = Silent(plain.weights, plain.bias)
    pixels = model.pixels(data.features(("picture",), slice(None)))
    edge = margins(model, pixels, codes_of(data["y"].categories, model.classes), 2)
    items = list(decision_attack(Subject(data, model), epsilon=0.25, queries=600))
    numbers = {(m.metric, m.group): m for m in items if not isinstance(m, Exhibit)}
    whole = numbers["decision_attack_accuracy", ()]
    assert (edge > 0.25).mean() <= whole.value <= (edge > 0.12).mean()
    assert whole.method.endswith("(HopSkipJump within l2 0.25, 600 questions a row)")
    named = (("attack", "hop-skip-jump"), ("epsilon", "0.25"), ("norm", "l2"))
    assert numbers["decision_attack_accuracy", named].value == whole.value
