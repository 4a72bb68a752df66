"""What a plan says of an audit beyond its rows: what it prepares, names, draws and is told.

For the reproducibility checklist, which asks how a result came about; no number may rest on it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audits.planning.plan import Plan
from audits.planning.steps import Step
from audits.specification.document import ColumnSpec, Preprocessing
from audits.specification.reproducibility_statements import Statements

# Of a column, what says how its values are read; the rest says what it is for.
_READING = {
    "map": "some values are read as others", "cut": "cut into groups at {}",
    "missing": "{} are read as missing", "threshold": "answers are cut at {}",
    "of": "probabilities of the {}",
    "rename": "called {}", "decimal": "decimals behind {!r}",
    "thousands": "thousands parted by {!r}", "percent": "percent signs read as {}",
    "unit": "the unit {!r} is read away",
}  # fmt: skip
_PLAIN = Preprocessing()


@dataclass(frozen=True)
class Documented:
    """rows: the choices of rows, in words. prepared: what was done to columns and pictures.

    model_format: None where answers are recorded, or there are none. training: watts and hours of
    the training as `cost.energy` is told them, or None. statements: the document's own.
    probes: how many steps run. members_sha256: of the dataset of rows that the model learnt.
    """

    dataset_sha256: str = ""
    model_sha256: str | None = None
    model_format: str | None = None
    rows: tuple[str, ...] = ()
    prepared: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    training: tuple[float, float] | None = None
    members_sha256: str | None = None
    statements: Statements = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> "Documented":
        """What the plan says."""
        running = [step for step in plan.steps if step.reason is None]
        members = plan.seconds.get("members")
        spec = plan.model
        return cls(
            dataset_sha256=plan.dataset_sha256,
            model_sha256=plan.model_sha256,
            model_format=None if spec is None or not plan.asks_a_model else spec.format or "file",
            rows=tuple(choice.phrase() for choice in plan.rows),
            prepared=(
                *_columns(plan.columns), *_pictures(None if spec is None else spec.preprocessing)
            ),
            probes=tuple(dict.fromkeys(step.probe for step in running)),
            training=_training(running),
            members_sha256=None if members is None else members.sha256,
            statements=plan.reproducibility,
        )  # fmt: skip


def _columns(columns: Mapping[str, ColumnSpec]) -> Iterator[str]:
    for name, spec in columns.items():
        for key, words in _READING.items():
            value = getattr(spec, key)
            if value is not None:
                yield f"{name}: {words.format(_listed(value))}"


def _pictures(preprocessing: Preprocessing | None) -> Iterator[str]:
    if preprocessing is None or preprocessing == _PLAIN:
        return
    stated: Mapping[str, Any] = preprocessing.model_dump(exclude_defaults=True)
    yield "pictures: " + ", ".join(f"{key} {_listed(value)}" for key, value in stated.items())


def _listed(value: object) -> object:
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value
    return ", ".join(str(_listed(one)) for one in value)


def _training(steps: Sequence[Step]) -> tuple[float, float] | None:
    for step in steps:
        stated = (step.parameters.get("training_watts"), step.parameters.get("training_hours"))
        if None not in stated:
            return float(stated[0] or 0), float(stated[1] or 0)
    return None
