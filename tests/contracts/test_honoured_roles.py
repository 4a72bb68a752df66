"""A role that a column is given changes the numbers, or the audit says whose it does not change."""

from dataclasses import replace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.judging.evidence import HONOURED
from audits.judging.policy import judge
from audits.measurement import Estimate
from audits.running.catalog import catalog
from audits.running.run import run
from audits.running.unused_roles import OF_ROWS
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.roles import Kind, Role, kind_of_role
from tests.tables import audit_everything, table

ROWS = 240


def with_column(role):
    """The table, and the same with a column of this role."""
    data, rng = table(rows=ROWS), np.random.default_rng(11)
    values = {
        Role.WEIGHT: Numbers(rng.lognormal(size=ROWS)),
        Role.COUNT: Numbers(rng.integers(1, 4, ROWS).astype(float)),
        # Each household has rows that are alike in nearly everything.
        Role.CLUSTER: Categories.of([f"{n:03}" for n in np.arange(ROWS) // 4]),
    }[role]
    alike = data.take(np.arange(ROWS) // 4 * 4) if role is Role.CLUSTER else data
    return alike, Dataset((*alike, Column("special", role, values)))


def alike(role):
    """The table with a column of this role that makes no difference."""
    values = {
        Role.WEIGHT: Numbers(np.full(ROWS, 3.5)),
        Role.COUNT: Numbers(np.ones(ROWS)),
        Role.CLUSTER: Categories.of([f"{n:03}" for n in range(ROWS)]),
    }[role]
    return Dataset((*table(rows=ROWS), Column("special", role, values)))


def verdicts(data):
    """Of each probe of which a metric has estimates: the verdicts of rules that all keep."""
    plan, _ = audit_everything(data=data)
    steps = [result.to_json() for result in run(plan, data)]
    estimates = {
        each["metric"]: each
        for step in steps
        for each in step["measurements"]
        if "value" in each and each["interval"][0] != each["interval"][1]
    }
    rules = [
        RuleSpec(metric=metric, group=each["group"], at_least=-1e9)
        for metric, each in estimates.items()
    ]
    judged = judge(replace(plan, policy=PolicySpec(rules=rules)), steps)
    by_probe = {}
    for finding in judged.findings:
        told = by_probe.setdefault(estimates[finding.metric]["probe"], set())
        told.add(None if finding.remedy == HONOURED else finding.verdict)
    return by_probe


@pytest.mark.parametrize("role", [Role.WEIGHT, Role.COUNT, Role.CLUSTER], ids=str)
def test_no_rule_is_decided_on_a_number_that_does_not_honour_the_role(role):
    _, special = with_column(role)
    for name, found in verdicts(special).items():
        declared = catalog()[name]
        deaf = role not in declared.honours and not declared.of_the_rows
        assert (None in found) == deaf, name
        assert not deaf or found == {None}, name


@pytest.mark.parametrize("role", [Role.WEIGHT, Role.COUNT, Role.CLUSTER], ids=str)
def test_equal_weights_and_clusters_of_one_row_silence_no_rule(role):
    found = verdicts(alike(role))
    assert {"confounds.worst_cells", "confounds.dependence", "fairness.ranking"} <= set(found)
    assert not [name for name, told in found.items() if None in told]


def numbers(data):
    """Of each probe: its estimates, and everything that was warned of."""
    plan, _ = audit_everything(data=data)
    found, warnings = {}, []
    for result in run(plan, data):
        warnings += result.warnings
        found[result.step.probe] = {
            (each.metric, each.group): (
                (each.value, each.interval, each.sample_size)
                if isinstance(each, Estimate)
                else each.reason
            )
            for each in result.measurements
        }
    return found, warnings


@pytest.fixture(scope="module")
def audits():
    return {role: tuple(map(numbers, with_column(role))) for role in OF_ROWS}


@pytest.mark.parametrize("role", OF_ROWS, ids=str)
def test_a_role_of_rows_changes_a_probes_numbers_exactly_where_it_is_honoured(audits, role):
    (plain, _), (special, warnings) = audits[role]
    (said,) = [text for text in warnings if "'special'" in text] or [""]
    for name in plain:
        honoured = role in catalog()[name].honours
        assert (plain[name] != special[name]) == honoured, name
        assert (name in said) != honoured, (name, said)


def test_a_count_is_that_many_rows(audits):
    data, counted = with_column(Role.COUNT)
    times = counted["special"].numbers.astype(int)
    repeated, _ = numbers(data.take(np.repeat(np.arange(ROWS), times)))
    _, (found, _) = audits[Role.COUNT]
    for name in found:
        if Role.COUNT not in catalog()[name].honours or name == "confounds.dataset":
            continue  # the order along a file, which repeated rows have not, is part of the latter
        assert found[name].keys() == repeated[name].keys()
        for key, value in found[name].items():
            assert _alike(value, repeated[name][key]), (name, key)


def _alike(one, other):
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    parts = [(v, i.lower, i.upper) for v, i, _ in (one, other)]
    return one[2] == other[2] and parts[0] == pytest.approx(parts[1], rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    "role", [Role.MASK, Role.TIME, Role.LANGUAGE, Role.REFERENCE, Role.CLASS_PROBABILITY], ids=str
)
def test_a_role_that_no_probe_of_the_audit_reads_is_told(role):
    data = table(rows=ROWS)
    of_numbers = kind_of_role(role) is Kind.NUMBER
    values = Numbers(np.full(ROWS, 0.5)) if of_numbers else Categories.of(["a", "b"] * (ROWS // 2))
    data = Dataset((*data, Column("special", role, values)))
    plan, _ = audit_everything("fairness.selection_rate", data=data)
    (result,) = run(plan, data)
    assert f"'special' has the role {role}, which no probe of this audit reads" in result.warnings


def test_no_warning_where_no_column_has_a_role_of_its_own():
    _, warnings = numbers(replace(table(rows=ROWS)))
    assert not [text for text in warnings if "role" in text]
