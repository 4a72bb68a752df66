"""The heads of a model, one after the other: each sees its own label and its own answers alone.

What a head's steps measure carries its name (`head`), so that no number of one stands for another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from audits.data.dataset import Dataset
from audits.data.second_rows import SecondRows
from audits.measurement import Group, Measurement
from audits.planning.plan import Plan
from audits.running.step_result import StepResult
from audits.specification.heads import HEAD


def rows_of(data: Dataset, plan: Plan) -> Dataset:
    """The rows with the columns of this plan alone. plan: of one head."""
    columns = tuple(c for c in data.columns if (c.source or c.name) in plan.columns)
    return replace(data, columns=columns)


def seconds_of(seconds: Mapping[str, SecondRows], plan: Plan) -> dict[str, SecondRows]:
    """The same of the datasets beside the audited one."""
    return {
        key: replace(one, rows=rows_of(one.rows, plan)) if isinstance(one.rows, Dataset) else one
        for key, one in seconds.items()
    }


def of_head(results: Iterator[StepResult], head: str | None) -> Iterator[StepResult]:
    """The results, their measurements named by the head; as they are where there is one answer."""
    for result in results:
        if head is None:
            yield result
            continue
        measurements = tuple(_named(one, head) for one in result.measurements)
        yield replace(result, measurements=measurements)


def _named(measurement: Measurement, head: str) -> Measurement:
    reference = measurement.reference
    return replace(
        measurement,
        group=_with(measurement.group, head),
        reference=None if reference is None else _with(reference, head),
    )


def _with(group: Group, head: str) -> Group:
    return ((HEAD, head), *group)
