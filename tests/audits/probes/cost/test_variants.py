"""A model of two columns beside smaller forms of it: what is measured, and what fails closed."""

from typing import get_args

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.models import Compression
from audits.planning.forward_passes import Asked
from audits.probes.cost.variants import Form, variants
from audits.probing.subject import Subject
from audits.specification.roles import Kind, Role
from tests.contracts.situations import CountedTable
from tests.steady_machine import SteadyMachine

MODEL = CountedTable({"a": 1.4, "b": -0.6})


def table(rows=600, *, label=True):
    rng = np.random.default_rng(4)
    a, b = rng.normal(size=(2, rows))
    sex = rng.choice(["f", "m"], rows, p=[0.2, 0.8])
    columns = [
        Column("a", Role.FEATURE, Numbers(a)),
        Column("b", Role.FEATURE, Numbers(b)),
        Column("sex", Role.PROTECTED, Categories.of(list(sex)), reference="m"),
    ]
    if label:
        truth = np.where(1.4 * a - 0.6 * b + rng.normal(0, 0.5, rows) > 0, "yes", "no")
        columns.append(Column("y", Role.LABEL, Categories.of(list(truth)), positive="yes"))
    return Dataset(tuple(columns))


def run(data, **parameters):
    subject = Subject(data, MODEL, machine=SteadyMachine(1e-5))
    numbers, exhibits = {}, []
    for item in variants(subject, **{"seconds": 0.5, "calls": 30, **parameters}):
        if isinstance(item, Exhibit):
            exhibits.append(item)
        else:
            numbers[item.metric, item.group] = item
    return numbers, exhibits


def by(numbers, metric, **group):
    (one,) = [m for (name, of), m in numbers.items() if name == metric and dict(of) == group]
    return one


def test_forms_are_named_as_policies_name_them():
    assert get_args(Form) == tuple(map(str, Compression))


def test_a_form_beside_the_model():
    """Its weights are 1 and -1 in place of 1.4 and -.6; static int8 it has none."""
    data = table()
    numbers, (picture, facts) = run(data, asked_rows=600, calibration_rows=100)
    judged = by(numbers, "variant_flip_rate", variant="fp16")
    assert judged.sample_size == 500
    # Two planes through the middle flip as many answers as their angle says: Sheppard 1899.
    own, other = np.array([1.4, -0.6]), np.array([1.0, -1.0])
    cosine = own @ other / np.linalg.norm(own) / np.linalg.norm(other)
    assert np.arccos(cosine) / np.pi in judged.interval
    ratio = by(numbers, "variant_time_ratio", variant="pruned")
    assert isinstance(ratio, Estimate)
    assert by(numbers, "variant_bytes", variant="original").value == 16
    assert by(numbers, "variant_bytes", variant="fp16").value == 4
    assert by(numbers, "variant_latency", variant="fp16", batch="8").value > 0
    gap = by(numbers, "variant_flip_difference", variant="fp16", sex="f")
    assert dict(gap.reference) == {"sex": "m", "variant": "fp16"}
    for metric in ("variant_flip_rate", "variant_accuracy", "variant_bytes", "variant_latency"):
        missing = by(numbers, metric, variant="static int8")
        assert isinstance(missing, Undetermined)
        assert "no activations" in missing.reason
    # Of the groups too: a rule about them would pass by what is silent.
    for metric in ("variant_flip_rate", "variant_accuracy_change"):
        assert isinstance(by(numbers, metric, variant="static int8", sex="f"), Undetermined)
    gap = by(numbers, "variant_flip_difference", variant="static int8", sex="f")
    assert dict(gap.reference) == {"sex": "m", "variant": "static int8"}
    assert (picture.kind, facts.kind) == ("pareto", "facts")


def test_only_the_forms_that_are_named_are_made():
    numbers, _ = run(table(), variants=("pruned",))
    assert {dict(group)["variant"] for _, group in numbers} == {"original", "pruned"}


def test_without_labels_accuracy_is_undetermined_and_flips_are_not():
    numbers, _ = run(table(label=False))
    assert isinstance(by(numbers, "variant_flip_rate", variant="fp16"), Estimate)
    for name in ("original", "fp16"):
        one = by(numbers, "variant_accuracy", variant=name)
        assert isinstance(one, Undetermined)
        assert "role label" in one.reason
    of_group = by(numbers, "variant_accuracy_change_difference", variant="fp16", sex="f")
    assert isinstance(of_group, Undetermined)


def test_a_busy_machine_decides_no_time_and_all_that_is_of_rows():
    class Shared(SteadyMachine):
        def processor_seconds(self):
            return self.now / 2

    subject = Subject(table(), MODEL, machine=Shared(1e-5))
    items = variants(subject, variants=("fp16",), seconds=0.5, calls=30)
    numbers = {(m.metric, m.group): m for m in items if not isinstance(m, Exhibit)}
    assert isinstance(by(numbers, "variant_latency", variant="fp16"), Undetermined)
    assert isinstance(by(numbers, "variant_time_ratio", variant="fp16"), Undetermined)
    assert isinstance(by(numbers, "variant_flip_rate", variant="fp16"), Estimate)


def test_a_range_of_powers_has_two_ends():
    with pytest.raises(NotApplicable, match="most_watts"):
        run(table(), least_watts=5.0, most_watts=5.0)


def test_the_plan_tells_about_how_often_the_model_is_asked():
    """Five models answer 600 rows and spend a hundred stretches, and four pairs take turns."""
    from audits.planning.forward_passes import compressed

    asked = Asked(
        kind=Kind.CATEGORY, rows=600, columns=2, nuisances=0,
        parameters={"calls": 30, "batches": (8,), "variants": get_args(Form), "asked_rows": 5000},
    )  # fmt: skip
    assert compressed(asked) == 5 * (600 + 5000) + 2 * 4 * 31 * 9
