"""What may be changed, by hand."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable, Refused
from audits.robustness.row_domains import Feasible, domains_of
from audits.specification.roles import Role

READS = ("age", "hours", "job", "note")


def data():
    return Dataset(
        (
            Column("age", Role.PROTECTED, Categories.of(["old", "young"] * 4),
                   fed=Numbers(np.array([60.0, 20] * 4))),
            Column("hours", Role.FEATURE, Numbers(np.array([10, 20, 20, 20, 40, 40, 80, np.nan]))),
            Column("job", Role.FEATURE, Categories.of(["a", "b", "b", "c", None, "a", "b", "b"])),
            Column("note", Role.FEATURE, Texts.of(["hi"] * 8)),
        )
    )  # fmt: skip


def of(name, **said):
    domains = domains_of(data(), READS, np.arange(8), Feasible(**said), "probes.x")
    return next(domain for domain in domains.columns if domain.name == name)


def test_the_cost_of_a_number_is_the_share_of_rows_passed():
    hours = of("hours")
    # Of seven known: one at 10, three at 20, two at 40, one at 80; half of those at a value count.
    costs = hours.costs(10.0, hours.open_to(10.0, hours.tried))
    assert costs == pytest.approx([2 / 7, 4.5 / 7, 6 / 7])


def test_directions_are_kept():
    both, up, down = of("hours"), of("hours", only_up=["hours"]), of("hours", only_down=["hours"])
    opened = [
        domain.levels[domain.open_to(40.0, domain.tried)].tolist() for domain in (both, up, down)
    ]
    assert opened == [[10, 20, 80], [80], [10, 20]]


def test_protected_immutable_missing_and_texts_stay():
    for name, value in (("age", 60.0), ("note", "hi"), ("hours", np.nan), ("job", None)):
        domain = of(name)
        assert not len(domain.open_to(value, domain.tried))
    assert not len(of("job", immutable=["job"]).open_to("a", np.arange(3)))


def test_another_category_costs_what_is_said_and_only_what_is_there_is_tried():
    job = of("job", category_cost=0.5)
    tried = job.open_to("a", job.tried)
    assert job.levels[tried].tolist() == ["b", "c"]
    assert job.costs("a", tried).tolist() == [0.5, 0.5]
    assert of("job", values=2).levels.tolist() == ["a", "b"]  # the commonest


@pytest.mark.parametrize(
    ("said", "field", "remedy"),
    [
        ({"immutable": ["hour"]}, "probes.x.immutable", "hours"),
        ({"only_up": ["job"]}, "probes.x.only_up", "immutable"),
        ({"only_up": ["hours"], "only_down": ["hours"]}, "probes.x.only_down", "immutable"),
    ],
)
def test_what_cannot_be_is_refused(said, field, remedy):
    with pytest.raises(Refused) as refused:
        of("hours", **said)
    assert refused.value.problems[0].field == field
    assert remedy in refused.value.problems[0].remedy


def test_nothing_to_change_is_said():
    with pytest.raises(NotApplicable, match="may be changed"):
        of("hours", immutable=["hours", "job"])
