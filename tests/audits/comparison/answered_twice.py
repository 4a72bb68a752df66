"""A table whose answers changed, paired, and its rows as plain text."""

import numpy as np

from audits.comparison.pairing import pair
from audits.data.dataset import Categories, Dataset
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.tables import audit_everything

PROBES = ("fairness.selection_rate", "fairness.error_rates")


def changed(data: Dataset, share: float = 0.1, seed: int = 5) -> Categories:
    """Earlier answers: some of today's, turned round."""
    answers = data.require(Role.PREDICTION).categories
    rng = np.random.default_rng(seed)
    turned = rng.random(len(data)) < share
    return Categories(np.where(turned, 1 - answers.codes, answers.codes), answers.levels)


def paired(data: Dataset, before: Categories):
    plan, _ = audit_everything(*PROBES, data=data)
    subject = Subject(data)
    return pair(subject, subject.predictions, before, plan)


def rows_of(data: Dataset, before: Categories):
    """(sex, region, label, before, now) as text, row by row."""

    def text(name):
        column = data[name].categories
        return [column.levels[code] if code >= 0 else None for code in column.codes]

    then = [before.levels[code] if code >= 0 else None for code in before.codes]
    return list(zip(text("sex"), text("region"), text("label"), then, text("answer"), strict=True))


def entry(entries, metric, **group):
    (found,) = [e for e in entries if e.get("metric") == metric and e["group"] == group]
    return found
