"""How many turned labels turn a verdict, and when that cannot be said."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.probes.data.poisoning_sensitivity import poisoning_sensitivity
from audits.probing.subject import Subject
from audits.specification.roles import Role


def subject(noise=0.3, rows=800, labels=None):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(rows, 3))
    label = np.where(x[:, 0] + noise * rng.normal(size=rows) > 0, "yes", "no")
    columns = [Column(f"x{at}", Role.FEATURE, Numbers(x[:, at])) for at in range(3)]
    sex = rng.choice(["f", "m"], rows, p=[0.3, 0.7])
    return Subject(
        Dataset(
            (
                *columns,
                Column("sex", Role.PROTECTED, Categories.of(sex.tolist())),
                Column("y", Role.LABEL, Categories.of(list(labels or label)), positive="yes"),
            )
        )
    )


def measured(held, **parameters):
    yielded = list(poisoning_sensitivity(held, **parameters))
    numbers = {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}
    return numbers, [one for one in yielded if isinstance(one, Exhibit)]


def test_an_attacker_needs_fewer_labels_than_chance():
    numbers, exhibits = measured(subject(), repeats=10)
    random = numbers["random_mislabelling_share", ()]
    worst = numbers["worst_mislabelling_share", ()]
    assert isinstance(worst, Estimate)
    assert worst.value <= 0.15
    assert worst.interval.lower < worst.value <= worst.interval.upper
    assert worst.sample_size == 10
    assert isinstance(random, Undetermined) or random.value >= 2 * worst.value
    for group in ("f", "m"):
        assert numbers["targeted_mislabelling_share", (("sex", group),)].value <= 0.2
    assert [one.kind for one in exhibits] == ["statement", "sentences"]
    assert len(exhibits[1].content["rows"]) == 4


def test_a_surrogate_that_cannot_learn_decides_nothing():
    numbers, _ = measured(subject(noise=1e6), repeats=10)
    assert all(isinstance(one, Undetermined) for one in numbers.values())
    assert "cannot learn" in numbers["worst_mislabelling_share", ()].reason


def test_a_small_group_is_undetermined():
    numbers, _ = measured(subject(rows=300), repeats=10)
    assert "rows where 30 are needed" in numbers[
        "targeted_mislabelling_share", (("sex", "f"),)
    ].reason  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "rows", "reason"),
    [
        (["yes"] * 300, 300, "every label is the same"),
        ([f"n{at}" for at in range(299)] + ["yes"], 300, "names and not classes"),
        (None, 80, "teach a surrogate nothing"),
    ],
)
def test_what_cannot_be_asked_is_not_run(labels, rows, reason):
    with pytest.raises(NotApplicable, match=reason):
        measured(subject(rows=rows, labels=labels), repeats=10)
