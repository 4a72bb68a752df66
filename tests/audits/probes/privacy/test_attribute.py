"""Models that read the attribute, and models that do not, on attributes drawn by a coin."""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import expit

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.privacy.attribute import attribute
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.askable import two_classes

MAIN = (("column", "sex"),)


@dataclass
class Reading:
    """P(yes) is logistic in x0 and, by `weight`, in the sex."""

    weight: float
    classes: tuple = ("no", "yes")
    reads: tuple = ("x0", "sex")
    fingerprint: str = "0" * 64

    def classify(self, features):
        women = np.array([value == "f" for value in features["sex"]], dtype=float)
        return two_classes(expit(features["x0"].astype(float) + self.weight * women))


def people(rows=600, seed=2, tied=0.0, **more):
    """A coin decides the sex; x1 is moved by `tied` for women."""
    rng = np.random.default_rng(seed)
    women = rng.random(rows) < 0.5
    return Dataset(
        (
            Column("x0", Role.FEATURE, Numbers(rng.normal(size=rows))),
            Column("x1", Role.FEATURE, Numbers(rng.normal(size=rows) + tied * women)),
            Column("sex", Role.PROTECTED, Categories.of(["f" if w else "m" for w in women])),
            Column("y", Role.LABEL, Categories.of(list(rng.choice(["no", "yes"], rows))),
                   positive="yes"),
            *(Column(name, Role.PROTECTED, Categories.of(list(v))) for name, v in more.items()),
        )
    )  # fmt: skip


def measured(data, model, **parameters):
    yielded = list(attribute(Subject(data, model), **parameters))
    return {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}, yielded[-1]


def test_a_model_that_reads_the_attribute_gives_it_away():
    """Its score differs by the sex in every row, so asking with each value tells it for certain."""
    numbers, shown = measured(people(), Reading(1.0))
    gain = numbers["attribute_inference_gain", MAIN]
    # A coin is guessed in half of the rows without the model, and in all with it.
    assert gain.value == pytest.approx(0.5, abs=0.09)
    assert gain.interval.lower > 0.35
    assert gain.sample_size == 300
    for variant in ("imputation", "best public guess"):
        assert numbers["attribute_inference_gain", (*MAIN, ("variant", variant))].value > 0.35
    assert ("attribute_inference_gain", (("sex", "f"),)) in numbers
    answers = [fact["answer"] for fact in shown.content["facts"]]
    assert "and those with 2 values of sex" in answers[0]
    assert "300 of 300 right" in answers[0]


def test_a_model_that_ignores_it_gains_nothing():
    numbers, _ = measured(people(), Reading(0.0))
    gain = numbers["attribute_inference_gain", MAIN]
    assert gain.interval.lower < 0 < gain.interval.upper


def test_what_public_columns_tell_is_no_gain_of_the_model():
    """x1 tells the sex in nearly every row; the answers add nothing to that."""
    numbers, shown = measured(people(tied=6.0), Reading(0.0))
    assert abs(numbers["attribute_inference_gain", MAIN].value) < 0.05
    with_model = shown.content["facts"][0]["answer"]
    assert int(with_model.rsplit("(", 1)[1].split(" ")[0]) > 95


def test_columns_that_are_not_public_are_not_known():
    numbers, _ = measured(people(tied=6.0), Reading(1.0), public=("x0",))
    assert numbers["attribute_inference_gain", MAIN].value > 0.35


def test_one_value_and_few_rows_decide_nothing():
    data = people(60, country=["fi"] * 60)
    numbers, _ = measured(data, Reading(1.0))
    assert numbers["attribute_inference_gain", (("column", "country"),)].reason.startswith(
        "everyone has the same value"
    )
    assert isinstance(numbers["attribute_inference_gain", MAIN], Undetermined)


def test_values_that_are_all_unique_cannot_be_learned():
    data = people(200, name=[f"n{row}" for row in range(200)])
    numbers, _ = measured(data, Reading(0.0))
    unique = numbers["attribute_inference_gain", (("column", "name"),)]
    assert "a value of its own" in unique.reason
    assert isinstance(numbers["attribute_inference_gain", MAIN], Estimate)


def test_an_unknown_public_column_is_refused():
    with pytest.raises(NotApplicable, match="'shoe'"):
        measured(people(), Reading(0.0), public=("shoe",))


def repeated(data, times):
    """Each person so many times, with who it is as the cluster."""
    rows = np.repeat(np.arange(len(data)), times)
    person = Column("person", Role.CLUSTER, Categories.of([f"{n:04}" for n in rows]))
    return Dataset((*data.take(rows), person))


def test_people_who_stand_in_many_rows_count_once():
    """Rows of one person are alike: four of them tell no more than one, and are guessed by none."""
    once = measured(people(), Reading(0.3), guessed_rows=100_000)[0][
        "attribute_inference_gain", MAIN
    ]
    data = repeated(people(), 4)
    often = measured(data, Reading(0.3), guessed_rows=100_000)[0]["attribute_inference_gain", MAIN]
    width = [one.interval.upper - one.interval.lower for one in (once, often)]
    assert width[1] == pytest.approx(width[0], rel=0.25)
    assert often.sample_size == 1200
    assert "300 clusters" in often.method


def test_a_person_is_no_teacher_of_itself():
    """x0 names the person: whoever stood in both halves would be guessed by it."""
    numbers, shown = measured(repeated(people(rows=300), 4), Reading(0.0), guessed_rows=100_000)
    public = numbers["attribute_inference_gain", (*MAIN, ("variant", "best public guess"))]
    assert public.interval.lower < 0 < public.interval.upper
    facts = {fact["question"]: fact["answer"] for fact in shown.content["facts"]}
    best = facts["sex: the best guess from the public columns"]
    assert int(best.split(" of ")[0]) < 0.65 * 600
