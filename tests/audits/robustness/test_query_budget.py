"""No probe asks more than its budget; what it attacks is attacked to the end."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset
from audits.errors import NotApplicable
from audits.measurement import Exhibit
from audits.probing.subject import Subject
from audits.robustness.query_budget import rows_paid_for, steps_paid_for
from audits.running.catalog import catalog
from audits.specification.roles import Role
from tests.askable import LinearTable, LinearText, people, texts
from tests.pixel_models import LinearPixels, LinearSlopes, gallery, linear


class CountedSlopes(LinearSlopes):
    def scores(self, pixels):
        self.count[0] += len(pixels)
        return super().scores(pixels)

    def gradient(self, pixels, slope):
        self.count[0] += len(pixels)  # the other half of the two is counted by `scores`
        return super().gradient(pixels, slope)


@dataclass
class Counted(LinearPixels):
    """Counts every picture that goes forward, and every one that goes back."""

    count: list = field(default_factory=lambda: [0])

    def classify_pixels(self, pixels):
        self.count[0] += len(pixels)
        return super().classify_pixels(pixels)

    def slopes(self, pixels):
        slopes = CountedSlopes(self.weights, self.bias)
        slopes.count = self.count
        return slopes


PROBES = {
    "gradient_attack": ({"steps": 4, "attacks": ("fgsm", "pgd", "apgd-dlr")}, 4_000),
    "score_attack": ({"queries": 30}, 500),
    "decision_attack": ({"queries": 60}, 900),
    "worst_case": ({"steps": 4, "queries": 30}, 4_000),
    "one_pixel": ({"pixels": (1, 3), "population": 5, "generations": 3}, 600),
    "patch": ({"areas": (0.1,), "steps": 50}, 1_500),
    "fooling": ({"made": 10, "generations": 5, "steps": 5}, 600),
    "corruptions": ({"kinds": ("contrast", "fog")}, 300),
    "certified": ({"draws": 50, "first_draws": 10}, 700),
    "substitute": ({"rounds": 3}, 400),
}  # fmt: skip


def asked(name, **parameters):
    plain = linear()
    model = Counted(plain.weights, plain.bias)
    subject = Subject(gallery(120), model)
    _ = subject.answered_codes  # the audit's own answer to each row, which every probe shares
    model.count[0] = 0
    measured = list(catalog()[f"robustness.{name}"](subject, **parameters))
    return model.count[0], measured, subject.warnings


@pytest.mark.parametrize("name", PROBES)
def test_it_asks_no_more_than_its_budget(name):
    parameters, most = PROBES[name]
    whole, _, _ = asked(name, **parameters)
    assert whole > most, "the budget binds"
    within, measured, _ = asked(name, **parameters, most_queries=most)
    assert 0 < within <= most
    assert [one for one in measured if not isinstance(one, Exhibit)]


@pytest.mark.parametrize("name", PROBES)
def test_a_budget_that_pays_for_nothing_is_said(name):
    with pytest.raises(NotApplicable) as refused:
        asked(name, **PROBES[name][0], most_queries=1)
    assert "`most_queries` is 1" in refused.value.reason
    assert "raise `most_queries`" in refused.value.remedy


class CountedTable(LinearTable):
    asked = 0

    def classify(self, features):
        self.asked += len(features["x0"])
        return super().classify(features)


def of_rows():
    """People who are all answered yes, and rightly; any of three numbers turns that."""
    model = CountedTable({"x0": 3.0, "x1": 2.0, "x2": 1.0}, bias=30.0)
    label = Column("label", Role.LABEL, Categories.of(["yes"] * 200), positive="yes")
    data = Dataset((*people(200, columns=3).columns[:-1], label))
    return data, model, {"queries": 40}, 1_000


def of_texts():
    model = LinearText({"good": 3.0})
    said = [f"a good film number{row} of many" for row in range(100)]
    label = Column("label", Role.LABEL, Categories.of(["yes"] * 100), positive="yes")
    lists = {"synonyms": ("good: nice, fine", "film: movie"), "queries": 10}
    return Dataset((*texts(said).columns, label)), model, lists, 200


@pytest.mark.parametrize(("name", "made"), [("columns", of_rows), ("words", of_texts)])
def test_rows_and_texts_are_asked_no_more_than_their_budget(name, made):
    data, model, parameters, most = made()
    for more, bound in (({}, None), ({"most_queries": most}, most)):
        subject = Subject(data, model)
        _ = subject.answered_codes
        model.asked = 0
        list(catalog()[f"robustness.{name}"](subject, **parameters, **more))
        assert model.asked > most if bound is None else 0 < model.asked <= bound


def test_what_is_done_stands_and_the_others_are_told():
    _, measured, warnings = asked("score_attack", queries=30, most_queries=500)
    numbers = {(m.metric, m.group): m for m in measured if not isinstance(m, Exhibit)}
    # (500 - 20 pictures of noise) // (30 questions and two more).
    assert numbers["score_attack_accuracy", ()].sample_size == 15
    assert "15 rows where 30 are needed" in numbers["score_attack_accuracy", ()].reason
    assert any("pays for 15 rows of at most 32 questions" in words for words in warnings)


def test_without_a_budget_every_row_is_paid_for():
    subject = Subject(gallery(10), linear())
    assert rows_paid_for(subject, 7, 100, None) == 7
    assert rows_paid_for(subject, 7, 100, 10_000) == 7
    assert subject.warnings == []
    assert rows_paid_for(subject, 7, 100, 350, fixed=20) == 3
    assert np.shape(subject.warnings) == (1,)
    assert steps_paid_for(50, 64, 1_000, 360) == 10
    assert steps_paid_for(5, 64, 1_000, 360) == 5
