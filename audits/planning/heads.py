"""One plan of a model with several heads: each head is planned as if it were audited alone.

So every probe, rule and default means for a head what it means for a model with one answer; the
plans are then laid one behind the other, and `Plan.of_head` takes one of them out again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from audits.errors import Problem
from audits.planning.probe_fit import obstacle, situation_of
from audits.planning.steps import ABOUT_OUTCOMES, Step
from audits.specification.document import AuditDocument, ColumnSpec, ModelSpec, OutputSpec
from audits.specification.heads import HEAD, HeadSpec
from audits.specification.model_formats import RECORDED
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.probe_manifest import ProbeEntry
from audits.specification.profiles import ModelProfile
from audits.specification.roles import Role
from audits.specification.suggestions import listed, nearest

# Roles of columns that belong to one head: the others never see them.
OWN = {
    "label": Role.LABEL, "prediction": Role.PREDICTION, "score": Role.SCORE,
    "single_task": Role.SINGLE_TASK,
}  # fmt: skip
# What a head says of itself, and not the model of all of them.
_STATED = ("output", "labels", "threshold", "task", "positive", "favourable")


@dataclass(frozen=True)
class HeadPlan:
    """One head of a plan.

    columns: its own (label, recorded answers), by their names in the file. model: as it is opened
    for this head; None where answers are recorded. assumed, guessed_kinds: as of a plan.
    reason, remedy: why nothing of it is measured; None where it is. of: the heads of which this one
    is the set.
    """

    columns: tuple[str, ...]
    model: ModelSpec | None = None
    assumed: Mapping[str, str] = field(default_factory=dict)
    guessed_kinds: tuple[str, ...] = ()
    reason: str | None = None
    remedy: str | None = None
    of: tuple[str, ...] = ()

    def to_json(self, left_out: set[str]) -> dict[str, Any]:
        """Plain JSON. left_out: of the model, where it came from."""
        model = None
        if self.model is not None:
            model = self.model.model_dump(mode="json", exclude=left_out, exclude_defaults=True)
        return {
            "columns": list(self.columns),
            "model": model,
            **({"assumed": dict(self.assumed)} if self.assumed else {}),
            **({"guessed_kinds": list(self.guessed_kinds)} if self.guessed_kinds else {}),
            **({"reason": self.reason, "remedy": self.remedy} if self.reason else {}),
            **({"of": list(self.of)} if self.of else {}),
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "HeadPlan":
        """The head that `to_json` wrote."""
        model = written["model"]
        return cls(
            columns=tuple(written["columns"]),
            model=None if model is None else ModelSpec.model_validate(model),
            assumed=written.get("assumed", {}),
            guessed_kinds=tuple(written.get("guessed_kinds", ())),
            reason=written.get("reason"),
            remedy=written.get("remedy"),
            of=tuple(written.get("of", ())),
        )


def check_heads(document: AuditDocument, model: ModelProfile | None) -> Iterator[Problem]:
    """What of `heads` does not go with the rest of the document or with the model."""
    heads, spec = document.heads, document.model or ModelSpec()
    if all(head.label is None for head in heads.values()):
        yield Problem(
            "heads", "no head has a label, so nothing can be held against the truth",
            "name the column of each: `heads: {NAME: {label: COLUMN}}`", "no_labels",
        )  # fmt: skip
    for key in _STATED:
        if getattr(spec, key) is not None:
            where = "on the head's label column" if key in ("positive", "favourable") else "of each"
            yield Problem(
                f"model.{key}", "is said of a model with one answer, and `heads` names several",
                f"say it {where}", "of_one_head",
            )  # fmt: skip
    by_column = all(head.of or head.column is not None for head in heads.values())
    if model is not None and model.format != "onnx" and not (by_column and model.label_columns):
        yield Problem(
            "heads", f"a model of the format {model.format} is opened with one answer a row",
            "give an ONNX file with an output a head, or record the answers: "
            "`heads: {NAME: {label: COLUMN, prediction: COLUMN}}`", "heads_of_onnx",
        )  # fmt: skip
    owners = {name: head for head, of_head in heads.items() for name in of_head.columns.values()}
    for name, column in document.dataset.columns.items():
        if column.role in OWN.values() and name not in owners:
            yield Problem(
                f"dataset.columns.{name}.role", f"no head has this {column.role}",
                f"name it with its head: `heads: {{NAME: {{{column.role}: {name}}}}}`",
                "of_no_head",
            )  # fmt: skip
    for name, head in heads.items():
        for key, owned in head.columns.items():
            role = document.dataset.columns.get(owned, ColumnSpec()).role
            if role not in (Role.FEATURE, OWN[key]):
                yield Problem(
                    f"heads.{name}.{key}", f"the column {owned!r} has the role {role}",
                    "leave its role out, or name another column", "role_twice",
                )  # fmt: skip
        if head.of:
            yield from _of_others(name, head, heads)
            continue
        if model is None and head.prediction is None and head.score is None:
            yield Problem(
                f"heads.{name}", "there is no model, and no column of recorded answers",
                "name its `prediction` or `score` column, or give the model", "no_answers",
            )  # fmt: skip
        if model is not None and model.format == "onnx" and head.column is None:
            output = head.output or name
            if model.answering(output) is None and output not in _only(model):
                known = [one.output for one in model.answers] or _only(model)
                yield Problem(
                    f"heads.{name}.output", f"the model has no output {output!r} that can be a "
                    "row's answer",
                    f"{nearest(output, known)}; its outputs are {listed(known)}", "unknown_output",
                )  # fmt: skip


def _of_others(name: str, head: HeadSpec, heads: Mapping[str, HeadSpec]) -> Iterator[Problem]:
    """What a head that is the set of others may not say, and whom it may name."""
    if head.columns:
        key = next(iter(head.columns))
        yield Problem(
            f"heads.{name}.{key}", "is said of a head that is the set of others",
            "say it of each of them", "of_one_head",
        )  # fmt: skip
    fitting = [other for other, one in heads.items() if not one.of and one.label is not None]
    for other in head.of or ():
        if other not in fitting:
            yield Problem(
                f"heads.{name}.of", f"{other!r} is no head with a label of its own",
                nearest(other, fitting) if fitting else "name heads that have one", "unknown_head",
            )  # fmt: skip


def _only(model: ModelProfile) -> list[str]:
    """The names of outputs, of a model that has one."""
    return [port.name for port in model.outputs] if len(model.outputs) == 1 else []


def document_of(document: AuditDocument, name: str) -> AuditDocument:
    """The document as it would be of this head alone."""
    head = document.heads[name]
    foreign = {column for one in document.heads.values() for column in one.columns.values()}
    columns = {key: spec for key, spec in document.dataset.columns.items() if key not in foreign}
    for key, column in head.columns.items():
        spec = document.dataset.columns.get(column, ColumnSpec())
        columns[column] = spec.model_copy(update={"role": OWN[key]})
    return document.model_copy(
        update={
            "heads": {},
            "model": _model_of(document, name, head),
            "dataset": document.dataset.model_copy(update={"columns": columns}),
            "policy": policy_of(document.policy, name),
        }
    )


def _model_of(document: AuditDocument, name: str, head: HeadSpec) -> ModelSpec | None:
    if document.model is None:
        return None
    own = head.output if head.column is not None else head.output or name
    output = OutputSpec(name=own, meaning=head.meaning, column=head.column)
    stated: dict[str, Any] = {
        "labels": head.labels, "threshold": head.threshold, "task": head.task,
    }  # fmt: skip
    if document.model.format != RECORDED:
        stated["output"] = output
    return document.model.model_copy(update=stated)


def policy_of(policy: PolicySpec | str | None, head: str) -> PolicySpec | str | None:
    """The rules that are about this head, as it were the only one; a named policy as it is."""
    if policy is None or isinstance(policy, str):
        return policy
    return policy.model_copy(
        update={"rules": [_plain(rule) for rule in policy.rules if is_about(rule, head)]}
    )


def is_about(rule: RuleSpec, head: str) -> bool:
    """Whether a rule is held against this head: named by it, by its group, or by neither."""
    named = (rule.group or {}).get(HEAD, head)
    return named == head and (not rule.heads or head in rule.heads)


def _plain(rule: RuleSpec) -> RuleSpec:
    group = {key: value for key, value in (rule.group or {}).items() if key != HEAD}
    return rule.model_copy(update={"head": None, "group": group or None})


def profile_of(document: AuditDocument, name: str, model: ModelProfile | None) -> (
    ModelProfile | None
):  # fmt: skip
    """The model's profile with the head's output as its answer."""
    if model is None:
        return None
    head = document.heads[name]
    if head.column is not None:
        return _of_column(model, head)
    profile = model.answering(head.output or name) or replace(model, choices=())
    if head.labels and profile.task == "classification" and not profile.alternatives:
        profile = replace(profile, classes=tuple(head.labels))
    return profile


def _of_column(model: ModelProfile, head: HeadSpec) -> ModelProfile:
    """The profile with one column of an output of several labels as its answer."""
    return replace(
        model, task="classification", classes=tuple(head.labels or ("0", "1")), choices=(),
        alternatives=(), label_columns=(), probabilities=head.meaning != "label",
    )  # fmt: skip


def without_label(
    document: AuditDocument,
    columns: Mapping[str, ColumnSpec],
    model: ModelProfile | None,
    known: Mapping[str, ProbeEntry],
) -> tuple[tuple[Step, ...], str, str]:
    """The steps of a head that has no label, none of which runs, and why.

    document, model: of this head. The steps are the named probes, else those of people's outcomes
    that a label would let run.
    """
    reason, remedy = "the head has no label", "name the column of its true answers"
    labelled = situation_of(document, columns, model)
    labelled = replace(labelled, roles=labelled.roles | {Role.LABEL})
    if document.probes is not None:
        names = [request.name for request in document.probes if request.name in known]
    else:
        names = [
            name
            for name, entry in known.items()
            if name.partition(".")[0] in ABOUT_OUTCOMES
            and entry.by_default
            and Role.LABEL in entry.needs
            and obstacle(entry, labelled) is None
        ]
    steps = [
        Step(
            position, name, known[name].version, {}, named=document.probes is not None,
            reason=reason, remedy=remedy,
        )
        for position, name in enumerate(dict.fromkeys(names))
    ]  # fmt: skip
    return tuple(steps), reason, remedy


def check_rule_heads(document: AuditDocument) -> Iterator[Problem]:
    """Rules that name a head which there is not."""
    policy, known = document.policy, document.heads
    for position, rule in enumerate(policy.rules if isinstance(policy, PolicySpec) else ()):
        of_group = (rule.group or {}).get(HEAD)
        for name in (*rule.heads, *([] if of_group is None else [of_group])):
            if name not in known:
                remedy = nearest(name, known) if known else (
                    "leave it out, or name the model's outputs: `heads: {NAME: {label: COLUMN}}`"
                )  # fmt: skip
                yield Problem(
                    f"policy.rules.{position}.head", f"there is no head {name!r}", remedy,
                    "unknown_head",
                )  # fmt: skip
