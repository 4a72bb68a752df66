"""Which probes run, with which parameters."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any

from audits.errors import Problem
from audits.planning.class_meanings import check_outcome
from audits.planning.probe_fit import obstacle, off_task, situation_of
from audits.specification.document import AuditDocument, ColumnSpec, ModelSpec
from audits.specification.parameter_bounds import amiss, range_text
from audits.specification.probe_manifest import ProbeEntry
from audits.specification.profiles import DatasetProfile, ModelProfile
from audits.specification.roles import Role
from audits.specification.suggestions import nearest

# The sections whose probes are about an outcome that benefits somebody.
ABOUT_OUTCOMES = ("fairness", "imbalance")


@dataclass(frozen=True, slots=True)
class Step:
    """One probe of the plan. With a `reason` it is NOT RUN, and `remedy` says what would help.

    named: asked for by name, so that not running it holds the gate.
    passes: about how often it asks the model beyond one answer a row.
    head: of a model with several, the one that it is about.
    """

    index: int
    probe: str
    version: int
    parameters: Mapping[str, Any]
    named: bool = False
    reason: str | None = None
    remedy: str | None = None
    passes: int = 0
    head: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `Step(**found)` reads it back. `passes` stands in the plan itself."""
        written = asdict(self)
        del written["passes"]
        if self.head is None:
            del written["head"]  # so that the text of other plans stays what it was
        return written


def choose_steps(
    document: AuditDocument,
    columns: Mapping[str, ColumnSpec],
    dataset: DatasetProfile,
    model: ModelProfile | None,
    known: Mapping[str, ProbeEntry],
    problems: list[Problem],
    *,
    offering: bool = False,
) -> tuple[Step, ...]:
    """The named probes, or every probe that fits and runs by default.

    offering: the named ones are only looked at, so one that is about another task does not fit; who
    names such a probe in earnest knows what the answers are.
    """
    situation = situation_of(document, columns, model)
    steps: list[Step] = []
    if document.probes is None:
        for fitting in known.values():
            if not fitting.by_default or off_task(fitting, situation):
                continue
            if obstacle(fitting, situation) is None:
                steps.append(_step(len(steps), fitting, {}, document))
        # Without a column that was refused itself nothing else need be given.
        if not steps and not any(one.field.startswith("dataset.columns.") for one in problems):
            problems.append(
                Problem(
                    "probes",
                    "nothing can be measured with these columns",
                    _lacking({spec.role for spec in columns.values()})
                    if situation.predicts or situation.scores
                    else "give a model, or a column with the role prediction or score",
                    "nothing_to_measure",
                )
            )
    for position, request in enumerate(document.probes or ()):
        field = f"probes.{position}"
        entry = known.get(request.name)
        if entry is None:
            problems.append(
                Problem(
                    field,
                    f"there is no probe {request.name!r}",
                    nearest(request.name, known),
                    "unknown_probe",
                )
            )
            continue
        problems.extend(_parameter_problems(field, entry, request.parameters))
        steps.append(
            _step(
                len(steps),
                entry,
                request.parameters,
                document,
                named=True,
                why_not=obstacle(entry, situation, request.parameters)
                or (off_task(entry, situation) if offering else None),
            )
        )
        problems.extend(_twice(field, steps))
    running = [step for step in steps if step.reason is None]
    if any(step.probe.partition(".")[0] in ABOUT_OUTCOMES for step in running):
        spec = document.model or ModelSpec()
        classes = tuple(spec.labels or ()) or (model.classes if model is not None else ())
        if model is not None and "Detector" in model.capabilities:
            classes = ()  # of objects in a row: none is the row's answer
        check_outcome(columns, dataset, classes, problems, spec)
    return tuple(steps)


def _twice(field: str, steps: Sequence[Step]) -> Iterator[Problem]:
    """The last step again, with the same parameters: its numbers would all stand twice."""
    *earlier, last = steps
    for step in earlier:
        if (step.probe, dict(step.parameters)) == (last.probe, dict(last.parameters)):
            yield Problem(
                field,
                f"{last.probe} stands twice with the same parameters",
                "remove one of them, or give it other parameters",
                "named_twice",
            )
            return


def _step(
    index: int,
    entry: ProbeEntry,
    given: Mapping[str, Any],
    document: AuditDocument,
    *,
    named: bool = False,
    why_not: tuple[str, str] | None = None,
) -> Step:
    """Parameters complete: named, else the audit's setting, else the probe's default."""
    settings = document.settings.model_dump(mode="json")
    parameters: dict[str, Any] = {}
    for name, schema in entry.parameters["properties"].items():
        if name in given:
            parameters[name] = given[name]
        elif name in settings:
            parameters[name] = settings[name]
        elif "default" in schema:
            parameters[name] = schema["default"]
    reason, remedy = why_not or (None, None)
    return Step(index, entry.name, entry.version, parameters, named, reason, remedy)


def _parameter_problems(field: str, entry: ProbeEntry, named: Mapping[str, Any]) -> list[Problem]:
    if not named:
        return []
    from jsonschema import Draft202012Validator

    problems = []
    known = entry.parameters["properties"]
    for name in named:
        if name not in known:
            problems.append(
                Problem(
                    f"{field}.{entry.name}.{name}",
                    f"{entry.name} has no such parameter",
                    nearest(name, known),
                    "unknown_parameter",
                )
            )
        elif isinstance(named[name], float) and not isfinite(named[name]):
            problems.append(
                Problem(
                    f"{field}.{entry.name}.{name}",
                    "is not a finite number",
                    range_text(known[name]),
                    "invalid_parameter",
                )
            )
    for error in Draft202012Validator(dict(entry.parameters)).iter_errors(dict(named)):
        if error.validator == "additionalProperties":
            continue
        path = ".".join([field, entry.name, *map(str, error.absolute_path)])
        # Of a list's item, what fits is said by the list.
        remedy = range_text(known[str(error.absolute_path[0])] if error.absolute_path else {})
        reason = amiss(str(error.validator), error.instance, error.validator_value)
        problems.append(Problem(path, reason, remedy, "invalid_parameter"))
    return problems


def _lacking(roles: Collection[Role]) -> str:
    """What makes answers measurable, of which nothing is there that is offered."""
    named_roles = {
        Role.LABEL: "what is true (role label)",
        Role.PROTECTED: "groups to compare (role protected)",
    }
    offered = [words for role, words in named_roles.items() if role not in roles]
    return f"give {', or '.join(offered)}" if offered else "name the probes that are meant"
