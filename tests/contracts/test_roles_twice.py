"""A role that several columns may have ends no audit, whatever reads one column of it."""

import numpy as np
import pytest

from audits.planning.column_checks import ONE_COLUMN_ONLY
from audits.specification.roles import Kind, Role, kind_of_role
from benchmarks.innocent_classes import classes
from benchmarks.table_kinds import with_columns
from benchmarks.told_in_an_audit import told

SEVERAL = [role for role in Role if role not in ONE_COLUMN_ONLY]


@pytest.mark.parametrize("people", [False, True], ids=["rows", "rows of people who judged"])
@pytest.mark.parametrize("role", SEVERAL)
def test_two_columns_of_a_role_are_audited_or_refused_with_a_remedy(tmp_path, role, people):
    rng = np.random.default_rng(3)
    table = classes(rng, rows=200)
    spec = {"role": role.value}
    if role is Role.CLASS_PROBABILITY:
        cells = {"0": np.linspace(0.1, 0.9, 200).tolist(), "1": np.linspace(0.9, 0.1, 200).tolist()}
    elif kind_of_role(role) is Kind.NUMBER or role is Role.REFERENCE_SCORE:
        cells = {name: rng.random(200).round(3).tolist() for name in ("one", "two")}
    else:
        cells = {"one": np.repeat(range(50), 4).tolist(), "two": [f"w{i % 3}" for i in range(200)]}
    roles = dict.fromkeys(cells, spec)
    if people:
        cells["who"] = [f"p{i % 4}" for i in range(200)]
        roles["who"] = {"role": "annotator"}
    for one in told(with_columns(table, cells, roles), tmp_path):
        assert "more than one column" not in one.sentence
        assert not one.maker.startswith("plan.") or "; " in one.sentence
