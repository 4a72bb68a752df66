"""`label_set` becomes heads: each label one of two classes, and the set of them one more."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from audits.errors import Problem, Refused
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.document_values import as_level
from audits.specification.heads import HEAD, HeadSpec
from audits.specification.label_set import SET, LabelSetSpec
from audits.specification.members import ABSENT, PRESENT, member_of
from audits.specification.missing_words import MISSING_CELL
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.probe_manifest import ProbeEntry
from audits.specification.profiles import (
    ColumnProfile,
    DatasetProfile,
    LabelColumns,
    ModelProfile,
)
from audits.specification.roles import Kind, Role
from audits.specification.suggestions import listed, nearest

_CLASSES = [ABSENT, PRESENT]
# From which score on a label is answered, where nobody says.
HALF = 0.5


def expanded(
    document: AuditDocument, model: ModelProfile | None, dataset: DatasetProfile
) -> AuditDocument:
    """The document with heads in the place of its `label_set`; raises `Refused`."""
    stated = document.label_set
    if stated is None:
        return document
    # A service that starts plans nothing.
    from audits.planning.blank_lists import blank_lists
    from audits.planning.present_labels import not_two_classes, present_class

    problems = [
        *_problems(document, stated, model),
        *_unknown_columns(stated, dataset),
        *_spelled_otherwise(stated, dataset),
        *not_two_classes(document, stated, dataset),
        *_no_shares(document, stated, dataset),
        *blank_lists(document, stated, dataset),
    ]
    if problems:
        raise Refused(problems)
    output = None if model is None else _output(stated, model)
    heads, columns = {}, dict(document.dataset.columns)
    for position, name in enumerate(stated.labels):
        answer: dict[str, Any] = {
            "prediction": stated.prediction_of(name), "score": stated.of_label("score", name),
        }  # fmt: skip
        threshold = stated.of_label("threshold", name)
        if output is not None:
            answer = {
                "output": output.output, "column": _place(output, name, position),
                "meaning": stated.meaning, "labels": _CLASSES, "task": "classification",
                "threshold": threshold,
            }  # fmt: skip
        elif answer["score"] is not None and (threshold is not None or not answer["prediction"]):
            own = columns.get(answer["score"], ColumnSpec())
            thresholds = (threshold, own.threshold, HALF)
            from_which = next(one for one in thresholds if one is not None)
            columns[answer["score"]] = own.model_copy(
                update={"role": Role.SCORE, "threshold": from_which}
            )
        truth = stated.truth_of(name)
        # Whichever is favourable, the label is there where the column says yes.
        own = columns.get(truth, ColumnSpec())
        present = own.positive or present_class(truth, answer.get("prediction"), columns, dataset)
        if present is not None:
            columns[truth] = own.model_copy(update={"positive": present})
        heads[name] = HeadSpec(label=truth, **answer)
    # What the document calls missing in a column of lists is so in each of its labels.
    for member, (source, _) in _members(stated):
        lists, own = columns.get(source), columns.get(member, ColumnSpec())
        if lists is not None and own.missing is None and lists.missing is not None:
            columns[member] = own.model_copy(update={"missing": lists.missing})
        if lists is not None and lists.map and MISSING_CELL in lists.map:
            blanks = {"map": {MISSING_CELL: ABSENT}}
            columns[member] = columns.get(member, own).model_copy(update=blanks)
    heads[SET] = HeadSpec(of=list(stated.labels))
    named = document.dataset.model_copy(update={"columns": columns})
    return document.model_copy(update={"heads": heads, "label_set": None, "dataset": named})


def _members(stated: LabelSetSpec) -> Iterator[tuple[str, tuple[str, str]]]:
    """Columns that are members of others, each with that column and the member."""
    for name in stated.labels:
        for column in (stated.truth_of(name), stated.prediction_of(name)):
            if column is not None and (parts := member_of(column)) is not None:
                yield column, parts


def with_member_columns(document: AuditDocument, dataset: DatasetProfile) -> DatasetProfile:
    """The profile with the columns that are named as members of others (`topics[sport]`)."""
    profiles = {profile.name: profile for profile in dataset.columns}
    named = [*document.dataset.columns]
    for head in document.heads.values():
        named += head.columns.values()
    added: dict[str, ColumnProfile] = {}
    for name in named:
        parts = member_of(name)
        if name not in profiles and parts is not None and parts[0] in profiles:
            missing = profiles[parts[0]].missing
            added[name] = ColumnProfile(name, Kind.CATEGORY, None, 2, missing, (ABSENT, PRESENT))
    return replace(dataset, columns=(*dataset.columns, *added.values())) if added else dataset


def is_of_sets(entry: ProbeEntry) -> bool:
    """Whether a probe is about the set, and no label of it."""
    return Role.LABEL_SET in entry.needs


def with_placed_rules(document: AuditDocument, known: Mapping[str, ProbeEntry]) -> AuditDocument:
    """Rules that name no head are about the sets where their metric is, else about the others."""
    policy, heads = document.policy, document.heads
    sets = [name for name, head in heads.items() if head.of]
    if not sets or not isinstance(policy, PolicySpec):
        return document
    others = [name for name in heads if name not in sets]
    of_sets = {m.name for entry in known.values() if is_of_sets(entry) for m in entry.metrics}

    def placed(rule: RuleSpec) -> RuleSpec:
        if rule.heads or HEAD in (rule.group or {}):
            return rule
        return rule.model_copy(update={"head": sets if rule.metric in of_sets else others})

    rules = [placed(rule) for rule in policy.rules]
    return document.model_copy(update={"policy": policy.model_copy(update={"rules": rules})})


def _problems(
    document: AuditDocument, stated: LabelSetSpec, model: ModelProfile | None
) -> Iterator[Problem]:
    if document.heads:
        yield Problem(
            "label_set", "makes a head of each label, and `heads` names others",
            "keep one of the two; a head may be the set of others too: `{of: [a, b]}`", "two_ways",
        )  # fmt: skip
    if stated.label is not None and isinstance(stated.labels, dict):
        yield Problem(
            "label_set.labels", "names a column for each label, and `label` a column of lists",
            "keep one of the two", "two_ways",
        )  # fmt: skip
    for key in ("prediction", "score", "threshold"):
        given = getattr(stated, key)
        for name in given if isinstance(given, dict) else ():
            if name not in stated.labels:
                yield Problem(
                    f"label_set.{key}.{name}", "is none of the labels",
                    nearest(name, list(stated.labels)), "unknown_label",
                )  # fmt: skip
    if model is not None:
        yield from _problems_of_model(stated, model)
        return
    without = [
        name
        for name in stated.labels
        if stated.prediction_of(name) is None and stated.of_label("score", name) is None
    ]
    if without:
        yield Problem(
            "label_set.prediction", f"there is no model, and no answer about {listed(without)}",
            "name a column of lists, or a column for each label: "
            f"`prediction: {{{without[0]}: COLUMN}}`", "no_answers",
        )  # fmt: skip


def _unknown_columns(stated: LabelSetSpec, dataset: DatasetProfile) -> Iterator[Problem]:
    """Columns that it names and the file lacks, each under the key that names it."""
    known = [profile.name for profile in dataset.columns]
    named: dict[str, list[str]] = {"label": [], "labels": [], "prediction": [], "score": []}
    if stated.label is not None:
        named["label"] = [stated.label]
    else:
        named["labels"] = [stated.truth_of(name) for name in stated.labels]
    for key in ("prediction", "score"):
        given = getattr(stated, key)
        named[key] = list(given.values()) if isinstance(given, dict) else [given] if given else []
    for key, names in named.items():
        unread = [column for column in dataset.unread if column.name in names]
        yield from (column.problem(f"label_set.{key}") for column in unread)
        unknown = [name for name in names if name not in (*known, *(c.name for c in unread))]
        if unknown:
            ways = "" if key != "labels" else (
                "; or name each label with its column, `labels: {LABEL: COLUMN}`, "
                "or a column of lists, `label: COLUMN`"
            )  # fmt: skip
            yield Problem(
                f"label_set.{key}", f"the dataset has no column {listed(unknown)}",
                f"{nearest(unknown[0], known)}{ways}", "unknown_column",
            )  # fmt: skip


def _spelled_otherwise(stated: LabelSetSpec, dataset: DatasetProfile) -> Iterator[Problem]:
    """Lists of labels that are called as the named ones are but for capitals and blanks."""
    from audits.planning.unnamed_labels import labels_of  # a service that starts plans nothing

    named = {str(as_level(label)) for label in stated.labels}
    meant = {name.strip().casefold(): name for name in named}
    for key in ("label", "prediction"):
        profile = next((c for c in dataset.columns if c.name == getattr(stated, key)), None)
        if profile is None:
            continue
        otherwise = {
            label: own
            for label in sorted(labels_of(profile) - named)
            if (own := meant.get(label.strip().casefold())) is not None
        }
        if otherwise:
            by = {rf"(?<!\w){re.escape(label)}(?!\w)": own for label, own in otherwise.items()}
            pairs = listed(f"{label!r} is {own!r}" for label, own in otherwise.items())
            yield Problem(
                f"label_set.{key}", f"lists in {profile.name!r} spell labels otherwise: {pairs}",
                "write them as `label_set.labels` has them, e.g. in pandas "
                f"`frame[{profile.name!r}] = frame[{profile.name!r}].replace({by}, "
                "regex=True)`",
                "unknown_label",
            )  # fmt: skip


def _no_shares(
    document: AuditDocument, stated: LabelSetSpec, dataset: DatasetProfile
) -> Iterator[Problem]:
    """Recorded scores of which a half says nothing, where nobody said from which on is answered."""
    profiles = {profile.name: profile for profile in dataset.columns}
    for name in stated.labels:
        score = stated.of_label("score", name)
        profile = profiles.get(score)
        own = document.dataset.columns.get(score, ColumnSpec())
        is_cut = stated.of_label("threshold", name) is not None or own.threshold is not None
        if profile is None or profile.minimum is None or profile.maximum is None or own.percent:
            continue
        if (
            not is_cut
            and not stated.prediction_of(name)
            and not 0 <= profile.minimum <= profile.maximum <= 1
        ):
            yield Problem(
                "label_set.threshold",
                f"scores in {score!r} lie from {profile.minimum:g} to {profile.maximum:g}, and "
                "nobody said from which on the label is answered",
                "say so: `threshold: NUMBER`, or each label with its own",
                "no_threshold",
            )
            return


def _problems_of_model(stated: LabelSetSpec, model: ModelProfile) -> Iterator[Problem]:
    known = [one.output for one in model.label_columns]
    if not known:
        yield Problem(
            "label_set", f"no output of this {model.format} model has a column for each of several "
            "labels",
            "record its answers: `label_set: {prediction: COLUMN OF LISTS}`", "no_label_columns",
        )  # fmt: skip
        return
    if stated.prediction is not None or stated.score is not None:
        yield Problem(
            "label_set.prediction", "the model answers, and answers are recorded too",
            "leave out `prediction` and `score`, or the model", "two_ways",
        )  # fmt: skip
    if stated.output is not None and stated.output not in known:
        yield Problem(
            "label_set.output", f"the model has no output {stated.output!r} of several labels",
            f"{nearest(stated.output, known)}; they are {listed(known)}", "unknown_output",
        )  # fmt: skip
        return
    output = _output(stated, model)
    if output is None:
        yield Problem(
            "label_set.output", f"{len(known)} outputs could hold the labels: {listed(known)}",
            f"name the one that is meant: `output: {known[0]}`", "outputs_several",
        )  # fmt: skip
        return
    if output.names:
        for name in stated.labels:
            if name not in output.names:
                yield Problem(
                    "label_set.labels", f"{name!r} is none of the model's labels",
                    f"{nearest(name, list(output.names))}; they are {listed(output.names)}",
                    "unknown_label",
                )  # fmt: skip
    elif output.count not in (None, len(stated.labels)):
        yield Problem(
            "label_set.labels", f"{len(stated.labels)} labels for the {output.count} columns of "
            f"{output.output!r}",
            "name one a column, in the model's order", "wrong_labels",
        )  # fmt: skip


def _output(stated: LabelSetSpec, model: ModelProfile) -> LabelColumns | None:
    """The named output, else the only one, or the only one that is sure; None where unclear."""
    outputs = model.label_columns
    if stated.output is not None:
        return next((one for one in outputs if one.output == stated.output), None)
    sure = [one for one in outputs if one.is_sure] or list(outputs)
    return sure[0] if len(sure) == 1 else None


def _place(output: LabelColumns, name: str, position: int) -> int:
    return output.names.index(name) if output.names else position
