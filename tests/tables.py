"""Small tables for tests, and plans over them."""

from dataclasses import replace

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.planning.plan import make_plan
from audits.specification.document import AuditDocument, ColumnSpec, DatasetSpec, ProbeRequest
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind, Role

ROWS = 400


def table(rows: int = ROWS, seed: int = 7) -> Dataset:
    """Recorded answers about people: label, prediction, score, two attributes, two nuisances."""
    rng = np.random.default_rng(seed)
    sex = rng.choice(["female", "male"], rows)
    region = rng.choice(["north", "south", "west"], rows)
    dept = rng.choice(["a", "b"], rows)
    income = rng.normal(50, 10, rows)
    label = rng.random(rows) < 0.4
    score = np.clip(0.3 + 0.3 * label + rng.normal(0, 0.2, rows), 0, 1)
    answer = score > 0.5
    return Dataset(
        (
            Column("sex", Role.PROTECTED, Categories.of(list(sex))),
            Column("region", Role.PROTECTED, Categories.of(list(region))),
            Column("dept", Role.NUISANCE, Categories.of(list(dept))),
            Column("income", Role.NUISANCE, Numbers(income)),
            Column("label", Role.LABEL, binary(label)),
            Column("answer", Role.PREDICTION, binary(answer)),
            Column("score", Role.SCORE, Numbers(score)),
        )
    )


def binary(values: np.ndarray) -> Categories:
    """True and false as the classes `1` and `0`."""
    return Categories(values.astype(np.int8), ("0", "1"))


def profile(data: Dataset) -> DatasetProfile:
    """The profile an inspection of this table would give, as far as a plan reads it."""
    columns = []
    for column in data:
        if isinstance(column.values, Categories):
            levels, distinct = column.values.levels, len(column.values.levels)
        else:
            levels, distinct = (), len(data)
        kind = column.kind
        columns.append(ColumnProfile(column.name, kind, None, distinct, 0, levels))
    return DatasetProfile("csv", len(data), tuple(columns), "0" * 64)


def document(data: Dataset, *probes: str, **more) -> AuditDocument:
    """A document that gives each column its role."""
    specs = {
        column.name: ColumnSpec(
            role=column.role,
            kind=column.kind if column.kind is not Kind.IMAGE else None,
            reference=column.reference,
            positive=column.positive,
            favourable=column.favourable,
        )
        for column in data
    }
    return AuditDocument(
        dataset=DatasetSpec(path="table.csv", columns=specs),
        probes=[ProbeRequest(name=name) for name in probes] or None,
        **more,
    )


def audit_everything(*probes: str, data: Dataset | None = None):
    """A plan of these probes (or of all that fit), and the data."""
    data = table() if data is None else data
    return make_plan(document(data, *probes), dataset=profile(data)), data


def shuffled(data: Dataset, seed: int = 3) -> Dataset:
    """The same rows in another order."""
    return data.take(np.random.default_rng(seed).permutation(len(data)))


def constant_answers(data: Dataset) -> Dataset:
    """The same people, all given the same answer."""
    one = Categories(np.ones(len(data), dtype=np.int8), ("0", "1"))
    return Dataset(
        tuple(
            replace(column, values=one) if column.role is Role.PREDICTION else column
            for column in data
        )
    )
