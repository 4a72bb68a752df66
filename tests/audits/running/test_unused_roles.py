"""Roles that are not taken into account are told."""

from dataclasses import dataclass, field

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.running.catalog import catalog
from audits.running.unused_roles import OF_SOME, undecidable, unheard
from audits.specification.roles import Role


@dataclass
class Probe:
    name: str
    honours: frozenset = field(default_factory=frozenset)
    of_the_rows: bool = False
    needs: tuple = ()


def data(*roles):
    return Dataset(tuple(Column(f"c{k}", r, Categories.of(["a"])) for k, r in enumerate(roles)))


def test_probes_that_do_not_weigh_are_named():
    weighs = Probe("a.weighs", frozenset({Role.WEIGHT}))
    deaf = [Probe(f"a.p{k}") for k in range(10)]
    (said,) = unheard(data(Role.WEIGHT), [weighs, *deaf], ())
    assert said.startswith("without the weights in 'c0', each row counting alike: a.p0, a.p1")
    assert said.endswith("a.p7 and 2 more")
    assert list(unheard(data(Role.WEIGHT), [weighs], ())) == []


def test_a_role_that_nobody_reads_is_told_unless_it_chooses_the_rows():
    (said,) = unheard(data(Role.TIME), [Probe("a.b")], ())
    assert said == "'c0' has the role time, which no probe of this audit reads"
    assert list(unheard(data(Role.TIME), [Probe("a.b")], {"c0"})) == []
    reads = [Probe("a.b"), Probe("a.c", frozenset({Role.TIME}))]
    assert list(unheard(data(Role.TIME), reads, ())) == []


@pytest.mark.parametrize("role", OF_SOME, ids=str)
def test_each_role_that_only_some_probes_read_is_told_where_none_does(role):
    """Selection rates read none of them; a probe that reads it, by need or by choice, is there."""
    held, deaf = data(role), catalog()["fairness.selection_rate"]
    (said,) = unheard(held, [deaf], ())
    assert said == f"'c0' has the role {role}, which no probe of this audit reads"
    readers = [p for p in catalog().values() if role in (*p.needs, *p.honours)]
    assert readers
    assert not any(list(unheard(held, [deaf, reader], ())) for reader in readers)


def test_clusters_are_counted_and_what_counts_rows_is_named_beside_them():
    column = Column("patient", Role.CLUSTER, Categories.of(["a", "a", "b"]))
    counts = Probe("a.counts", frozenset({Role.CLUSTER}))
    first, second = unheard(Dataset((column,)), [counts, Probe("a.deaf")], ())
    assert (
        first == "intervals count the 2 different values of patient, not the 3 rows; n counts rows"
    )
    assert second.endswith("where rows of one are alike: a.deaf")
    assert "independent" not in second
    (only,) = unheard(Dataset((column,)), [counts], ())
    assert only == first
    (deaf,) = unheard(Dataset((column,)), [Probe("a.deaf")], ())
    assert deaf == second


@pytest.mark.parametrize(
    ("column", "reason"),
    [
        (Column("w", Role.WEIGHT, Numbers(np.array([1.0, 2.0]))), "the weights in 'w' differ"),
        (Column("w", Role.WEIGHT, Numbers(np.array([2.0, 2.0]))), None),
        (Column("who", Role.CLUSTER, Categories.of(["a", "a"])), "those of one 'who' are not"),
        (Column("who", Role.CLUSTER, Numbers(np.array([1.0, 1.0]))), "those of one 'who' are not"),
        (Column("who", Role.CLUSTER, Categories.of(["a", "b"])), None),
        (Column("who", Role.CLUSTER, Categories.of([None, None])), None),
    ],
)
def test_no_rule_is_decided_where_a_role_that_makes_a_difference_is_not_honoured(column, reason):
    rows = Dataset((column,))
    told = undecidable(rows, Probe("a.deaf"))
    assert told is None if reason is None else told.endswith(reason)
    assert undecidable(rows, Probe("a.hears", frozenset({column.role}))) is None
    assert undecidable(rows, Probe("a.file", of_the_rows=True)) is None
