"""Whether a probe fits the roles, kinds and model that there are, and what would help."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.probe_manifest import ProbeEntry
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind, Role
from audits.specification.second_datasets import KEYS

# What reads an answer to each row.
_OF_ROWS = ("prediction", "prediction or score")
# How reasons begin that are the kind of answer's, and no lack of anything.
_OTHER_MODEL, _OTHER_KIND = "the model is not a ", "it is about "


@dataclass(frozen=True)
class Situation:
    """What a probe may find: roles, kinds, and a model to ask.

    columns: their names. datasets: keys of the document that name further rows. is_remote: whether
    the model is an endpoint.
    """

    roles: frozenset[Role]
    answer: Kind | None
    cut_score: bool
    capabilities: frozenset[str]
    probabilities: bool
    tasks: frozenset[str]
    columns: frozenset[str] = frozenset()
    datasets: frozenset[str] = frozenset()
    is_remote: bool = False

    @property
    def predicts(self) -> bool:
        """Whether there is a prediction a row."""
        asked = bool(self.capabilities & {"Classifier", "Regressor", "Translator"})
        return Role.PREDICTION in self.roles or self.cut_score or asked

    @property
    def scores(self) -> bool:
        """Whether there is a score a row."""
        return Role.SCORE in self.roles or self.probabilities

    @property
    def ranks(self) -> bool:
        """Whether the recorded prediction is a rank in lists, and no answer about a row."""
        return {Role.QUERY, Role.PREDICTION} <= self.roles and Role.SCORE not in self.roles

    @property
    def detects(self) -> bool:
        """Whether something says of each row what was detected there."""
        return Role.DETECTIONS in self.roles or "Detector" in self.capabilities


def situation_of(
    document: AuditDocument, columns: Mapping[str, ColumnSpec], model: ModelProfile | None
) -> Situation:
    """What probes find in a document whose columns are known and, if there is one, its model."""
    answer = None
    for role in (Role.LABEL, Role.PREDICTION):
        answer = answer or next((s.kind for s in columns.values() if s.role is role), None)
    capabilities = frozenset(model.capabilities) if model is not None else frozenset()
    if answer is None:
        for name, kind in (
            ("Classifier", Kind.CATEGORY),
            ("Regressor", Kind.NUMBER),
            ("Translator", Kind.TEXT),
        ):
            if name in capabilities:
                answer = kind
                break
    task = document.model.task if document.model is not None else None
    stated = task or (model.task if model is not None else None)
    tasks = set() if stated is None else {stated}
    inputs = model.inputs if model is not None and "Classifier" in capabilities else ()
    kinds = {kind for item in inputs for kind in _kinds(item, document, columns)}
    for kind, classified in (
        (Kind.TEXT, "text-classification"),
        (Kind.IMAGE, "image-classification"),
        (Kind.AUDIO, "audio-classification"),
    ):
        if kinds == {kind}:
            tasks.add(classified)
    return Situation(
        roles=frozenset(spec.role for spec in columns.values()),
        answer=answer,
        cut_score=any(s.role is Role.SCORE and s.threshold is not None for s in columns.values()),
        capabilities=capabilities,
        probabilities=model is not None and model.probabilities,
        tasks=frozenset(tasks),
        columns=frozenset(spec.rename or name for name, spec in columns.items()),
        datasets=frozenset(key for key in KEYS if getattr(document, key) is not None),
        is_remote=model is not None and model.format == "endpoint",
    )


def _kinds(
    item: InputProfile, document: AuditDocument, columns: Mapping[str, ColumnSpec]
) -> set[Kind | None]:
    """What an input holds: of one that does not say, as an endpoint's, what its columns hold."""
    if item.kind is not None or document.model is None:
        return {item.kind}
    fed = (document.model.inputs or {}).get(item.name, [item.name])
    return {columns[name].kind if name in columns else None for name in fed}


def is_of_another_kind(reason: str | None) -> bool:
    """Whether a probe is kept from running by what is answered alone: `obstacle`'s reason."""
    return (reason or "").startswith((_OTHER_MODEL, _OTHER_KIND))


def off_task(entry: ProbeEntry, situation: Situation) -> tuple[str, str] | None:
    """Reason and remedy where the probe is about a task that nobody says this is."""
    if entry.task in (None, *situation.tasks):
        return None
    return (
        f"it is about {str(entry.task).replace('-', ' ')}, and nothing says that these answers are",
        f"say so in an audit document: model: {{format: recorded, task: {entry.task}}}",
    )


def obstacle(
    entry: ProbeEntry, situation: Situation, parameters: Mapping[str, Any] = MappingProxyType({})
) -> tuple[str, str] | None:
    """Why the probe cannot run here and what would help, or None.

    parameters: those that the document states; defaults state nothing.
    """
    missing = [role for role in entry.needs if Role(role) not in situation.roles]
    if missing:
        names = " and ".join(missing)
        return (f"no column has the role {names}", f"name the {names} column in `columns`")
    if entry.model is not None and situation.capabilities.isdisjoint(entry.model.split(" or ")):
        if not situation.capabilities:
            recorded = situation.predicts or situation.scores
            why = "recorded answers only: there is no model to ask again"
            return (
                why if recorded else "there is no model and no recorded answer",
                "give the model",
            )
        if situation.is_remote and "Countable" in entry.model.split(" or "):
            return (
                "what a call of an endpoint takes is the network's and the server's, and not the "
                "model's own",
                "give the model as a file; `endpoint.price` tells what answers of an endpoint cost",
            )
        if situation.is_remote and "LanguageModel" in entry.model.split(" or "):
            return (
                "it asks how likely sentences are, and nothing says that the endpoint tells",
                "say `api: completions` and `logprobs: true` where its server echoes prompts with "
                "their log-probabilities, or give the model as a folder",
            )
        return (f"{_OTHER_MODEL}{entry.model}", "leave this probe out for this model")
    if situation.ranks and entry.asks in _OF_ROWS and Role.QUERY not in entry.needs:
        return (
            "the prediction is a rank in the lists of the query column, and no answer about a row",
            "leave this probe out, or give the answer itself with the role score",
        )
    if entry.asks == "prediction" and not situation.predicts:
        return (
            "there is no prediction",
            "give a prediction column, a `threshold` on the score column, or a model",
        )
    if entry.asks == "score" and not situation.scores:
        return ("there is no score", "give a score column, or a model that gives probabilities")
    if entry.asks == "prediction or score" and not (situation.predicts or situation.scores):
        return ("there is neither prediction nor score", "give one of them, or a model")
    if entry.asks == "detections" and not situation.detects:
        return (
            "nothing says what was detected",
            "give a column with the role detections, or a model that answers with boxes or spans",
        )
    if entry.label is not None and situation.answer not in (None, Kind(entry.label)):
        return (
            f"{_OTHER_KIND}{_plural(Kind(entry.label))}, and the answers here are "
            f"{_plural(situation.answer)}",
            f"leave this probe out, or declare `kind: {entry.label}` of label and prediction",
        )
    need = entry.stated
    if need is not None and not need.met(
        roles=situation.roles,
        columns=situation.columns,
        parameters=[name for name, value in parameters.items() if value not in (None, [], ())],
        datasets=situation.datasets,
        model=bool(situation.capabilities),
    ):
        return need.reason, need.remedy
    return None


def _plural(kind: Kind | None) -> str:
    return {
        Kind.CATEGORY: "classes",
        Kind.NUMBER: "numbers",
        Kind.TEXT: "texts",
        Kind.IMAGE: "pictures",
        Kind.AUDIO: "sounds",
        Kind.SEQUENCE: "sequences",
    }.get(kind or Kind.CATEGORY, "classes")
