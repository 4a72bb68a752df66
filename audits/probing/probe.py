"""A probe: one question asked of a model or a dataset, declared by decorating one function.

A probe's file imports from here: its metrics and its subject too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from inspect import Parameter, getdoc, signature
from types import UnionType
from typing import Any, TypeAlias

from audits.data.dataset import Column, Numbers
from audits.measurement import Exhibit, Measurement
from audits.planning.forward_passes import Passes
from audits.probing.metric import Evidence, Idle, Metric, Scale, Shown
from audits.probing.subject import Subject
from audits.specification.roles import Kind, Role
from audits.specification.stated_needs import StatedNeed


class Asks(StrEnum):
    """Which answers a probe reads, recorded or asked of the model."""

    NOTHING = "nothing"
    PREDICTION = "prediction"
    SCORE = "score"
    EITHER = "prediction or score"
    DETECTIONS = "detections"


Measure: TypeAlias = Callable[..., Iterator[Measurement | Exhibit]]


@dataclass(frozen=True)
class Probe:
    """One question. Called with a subject and its parameters, it yields measurements."""

    measure: Measure
    metrics: tuple[Metric, ...]
    needs: tuple[Role, ...] = ()
    asks: Asks = Asks.NOTHING
    label: Kind | None = None
    model: type | UnionType | None = None
    task: str | None = None
    version: int = 1
    honours: tuple[Role, ...] = ()
    of_the_rows: bool = False
    passes: Passes | None = None
    sampled: tuple[Mapping[str, int], ...] = ()
    by_default: bool = True
    stated: StatedNeed | None = None
    alone: bool = False
    datasets: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    asks_unsteady: bool = False

    @property
    def name(self) -> str:
        """Its place in the tree: `fairness.selection_rate`."""
        return self.measure.__module__.removeprefix("audits.probes.")

    @property
    def summary(self) -> str:
        """First line of the docstring."""
        return (getdoc(self.measure) or "").partition("\n")[0]

    @property
    def description(self) -> str:
        """The rest of the docstring."""
        return (getdoc(self.measure) or "").partition("\n")[2].strip()

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        """The keyword-only arguments: the signature is the schema."""
        declared = signature(self.measure, eval_str=True).parameters.values()
        return {p.name: p for p in declared if p.kind is Parameter.KEYWORD_ONLY}

    def __call__(self, subject: Subject, **parameters: Any) -> Iterator[Measurement | Exhibit]:
        """Measure; parameters are the plan's, complete."""
        return self.measure(subject, **parameters)


def probe(
    *,
    metrics: tuple[Metric, ...],
    needs: tuple[Role, ...] = (),
    asks: Asks = Asks.NOTHING,
    label: Kind | None = None,
    model: type | UnionType | None = None,
    task: str | None = None,
    version: int = 1,
    honours: tuple[Role, ...] = (),
    of_the_rows: bool = False,
    passes: Passes | None = None,
    sampled: tuple[Mapping[str, int], ...] = (),
    by_default: bool = True,
    stated: StatedNeed | None = None,
    alone: bool = False,
    datasets: tuple[str, ...] = (),
    brings: tuple[str, ...] = (),
    asks_unsteady: bool = False,
) -> Callable[[Measure], Probe]:
    """Declare a probe: the metrics it owns, and what it cannot do without.

    needs: roles of which the dataset must have at least one column.
    asks: the answers it reads; recorded ones serve as well as a model's.
    label: the kind the label (or, without one, the prediction) must have.
    model: the protocol of `audits.models` it must be able to ask again; of a union, any of them.
    task: the model's task it is about; on another it runs only when it is named.
    version: raised whenever the same input may give another number.
    honours: roles beyond `needs` that its numbers take into account: weight, count, cluster ...
        Where a column has one that it does not honour, the audit says so
        (`audits.running.unused_roles`), and no rule is decided on its numbers where the column's
        weights differ, or its clusters have several rows.
    of_the_rows: whether its numbers are about these rows, or the model, and no sample of anything:
        a row that is there twice is so whatever it weighs, and whoever it belongs to.
    passes: how often it asks the model beyond one answer a row (`per_row(2)`, or another function
        of `audits.planning.forward_passes`); left out, not at all, or no more than that. What asks
        a classifier again is measured within `settings.budget`.
    sampled: parameters, from many to few, with which it may be run where the whole is over
        budget; the smallest must still give numbers worth having.
    by_default: whether it runs wherever it fits; else only where it is named.
    stated: what somebody must have stated before it means anything, where a role does not say it:
        a score is no radius because it is a number. Without it the probe is not offered, and is
        NOT RUN where it is named.
    alone: whether its numbers would be others beside another audit on the same cores: it is then
        measured in a process of its own, while no other audit measures there.
    datasets: keys of the document that name further rows, which it reads where they are there;
        those that `stated` names need not be named again.
    brings: attributes of people that come with it, by whose groups it may measure where the
        dataset has none: a rule may name them without a column.
    asks_unsteady: whether it runs on a model that answers otherwise each time, because that is its
        question; of such a model every other probe is an error.
    """
    return lambda measure: Probe(
        measure,
        metrics,
        needs,
        asks,
        label,
        model,
        task,
        version,
        honours,
        of_the_rows,
        passes,
        sampled,
        by_default,
        stated,
        alone,
        datasets,
        brings,
        asks_unsteady,
    )


__all__ = [
    "Asks",
    "Column",
    "Evidence",
    "Idle",
    "Metric",
    "Numbers",
    "Probe",
    "Scale",
    "Shown",
    "StatedNeed",
    "Subject",
    "probe",
]
