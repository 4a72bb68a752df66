"""Pydantic's complaints in our words: each with its field, the reason and the remedy."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from audits.errors import MOST_PROBLEMS, Problem, bounded
from audits.specification.document import (
    AuditDocument,
    ColumnSpec,
    DatasetSpec,
    ModelSpec,
    Names,
    OutputSpec,
    Preprocessing,
    Settings,
    Span,
)
from audits.specification.parameter_bounds import shown
from audits.specification.policy_document import PolicySpec, RuleSpec, Waiver
from audits.specification.reproducibility_statements import Statement
from audits.specification.strict_model import Document
from audits.specification.suggestions import did_you_mean, similar

# What was wanted, by the type of the complaint; several stand side by side where one may choose.
_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of 64 bits",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "list_type": "a list",
    "tuple_type": "a list of two",
    "dict_type": "a mapping of keys to values",
    "mapping_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}
# Reason and remedy; {value} is what was given, the other names are the complaint's own.
_TOLD = {
    "missing": ("is missing", "add it"),
    "literal_error": ("{value} is none of the choices", "give {expected}"),
    "enum": ("{value} is none of the choices", "give {expected}"),
    "greater_than_equal": ("{value} is too small", "give {ge} or more"),
    "greater_than": ("{value} is too small", "give more than {gt}"),
    "less_than_equal": ("{value} is too large", "give {le} or less"),
    "less_than": ("{value} is too large", "give less than {lt}"),
    "string_too_short": ("is too short", "give a text of {min_length} characters or more"),
    "string_too_long": ("is too long", "give a text of {max_length} characters or fewer"),
    "string_pattern_mismatch": ("has not the form that it needs", "it must match {pattern}"),
    "string_unicode": ("is not UTF-8 text", "send it as UTF-8"),
    "too_short": ("has {actual_length} entries, which is too few", "give {min_length} or more"),
    "too_long": ("has too many entries", "give {max_length} or fewer"),
}
_ABOUT_LISTS = {"cursor": "give the `cursor` of the page before, or leave it out"}


@dataclass
class _Field:
    """What is said of one path: choices that were not met, or reasons with a remedy."""

    value: str = ""
    choices: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    remedies: list[str] = field(default_factory=list)

    def reason_and_remedy(self) -> tuple[str, str]:
        reasons, remedies = list(self.reasons), list(self.remedies)
        if self.choices:
            choices = " or ".join(self.choices)
            remedies.append(f"give {choices}")
            reasons.append(f"{self.value} is not {choices}")
        return ", or ".join(reasons), ", or ".join(remedies)


def problems_of(error: ValidationError, prefix: str = "") -> list[Problem]:
    """Every complaint as a problem with the path of its field.

    A field that may be one of two things is complained of once for each; those of one path are
    told together, and not at all where the choice is clear because a complaint lies deeper. Of very
    many fields the first are listed, and the others counted.
    """
    about_document = error.title in (AuditDocument.__name__, PolicySpec.__name__)
    by_path: dict[str, _Field] = {}
    further: set[str] = set()
    for complaint in error.errors(include_url=False):
        words = _path(complaint["loc"])
        path = ".".join([prefix, *words] if prefix else words) or "document"
        if path not in by_path and len(by_path) >= MOST_PROBLEMS:
            further.add(path)  # counted, not put into words: that takes a search each
            continue
        messages = by_path.setdefault(path, _Field())
        kind = complaint["type"]
        if kind in _WANTED:
            messages.value = shown(complaint["input"])
            if _WANTED[kind] not in messages.choices:
                messages.choices.append(_WANTED[kind])
            continue
        reason, remedy = _in_words(complaint, words, about_document)
        if reason not in messages.reasons:
            messages.reasons.append(reason)
        if remedy not in messages.remedies:
            messages.remedies.append(remedy)
    problems = [
        Problem(path, *messages.reason_and_remedy())
        for path, messages in by_path.items()
        if messages.reasons or not any(other.startswith(f"{path}.") for other in by_path)
    ]
    return list(bounded(problems, further=len(further)))


# How pydantic names the alternatives of `X | Y`, and a mapping's key, in the place of a complaint.
_CHOICES = re.compile(
    r"PolicySpec|str|float|\[key\]|(tuple|list|literal|dict|function-before|function-after)\[.*"
)
# Below these, any word may be a name from the data.
_NAMED_BY_DATA = ("columns", "inputs", "map", "group", "classes")


def _path(location: Sequence[str | int]) -> list[str]:
    words: list[str] = []
    for depth, piece in enumerate(map(str, location)):
        if _is_layer(location[:depth]):
            continue  # its own name, by which pydantic tells the alternatives
        named = bool(words) and words[-1] in _NAMED_BY_DATA
        if named or not _CHOICES.fullmatch(piece):
            words.append(piece)
    return words


def _is_layer(location: Sequence[str | int]) -> bool:
    """Whether it leads to a layer of `model.network`."""
    *above, key, index = ("", "", *location)
    return key == "network" and isinstance(index, int) and above[-1] in ("", "model")


def _in_words(
    complaint: Mapping[str, Any], words: Sequence[str], about_document: bool
) -> tuple[str, str]:
    kind, name = complaint["type"], words[-1] if words else ""
    page = "docs/document.md" if about_document else "docs/api.md"
    if kind == "extra_forbidden":
        return "there is no such key here", _where(words) if about_document else _elsewhere(name)
    if kind == "value_error":  # our own: a reason, and behind a semicolon what mends it
        reason, _, remedy = str(complaint["ctx"]["error"]).partition("; ")
        return reason, remedy or f"see {page}"
    if kind in _TOLD:
        reason, remedy = _TOLD[kind]
        if kind in ("literal_error", "enum"):
            choices = re.findall(r"'([^']*)'", str(complaint["ctx"]["expected"]))
            # Of words as short as `tpu` and `cpu` two letters of three are no likeness.
            close = similar(str(complaint["input"]), choices, cutoff=0.7)
            remedy = remedy if close is None else f"did you mean {close!r}? {remedy}"
        names = {**complaint.get("ctx", {}), "value": shown(complaint["input"])}
        return reason.format(**names), _ABOUT_LISTS.get(name) or remedy.format(**names)
    return f"{shown(complaint['input'])} does not fit", f"see {page}"


def _elsewhere(name: str) -> str:
    """What may be meant by a key of a query, or of a body that is no audit document."""
    others = {"cursor", "filename", "limit", "name", "version"} - {name}
    return did_you_mean(name, sorted(others), "remove it; docs/api.md lists what there is")


def _where(words: Sequence[str]) -> str:
    """Where a key that was not expected may belong."""
    name = words[-1] if words else ""
    if words[:1] == ["probes"]:
        return "a probe has `name` and `parameters`; its own parameters stand under `parameters`"
    is_above = len(words) > 1 and name in _keys(AuditDocument)
    places = ["at the top of the document"] if is_above else []
    parents = [f"`{parent}`" for parent, shape in _PLACES.items() if name in _keys(shape)]
    if parents:
        places.append(f"under {' or '.join(parents)}")
    if places:
        return f"{name!r} stands {', or '.join(places)}"
    known = _keys(AuditDocument).union(*map(_keys, _PLACES.values()))
    return did_you_mean(name, known, "remove it, or mend its spelling")


def _keys(shape: type[Document]) -> set[str]:
    return {field.alias or name for name, field in shape.model_fields.items()}


_PLACES: dict[str, type[Document]] = {
    "model": ModelSpec,
    "model.output": OutputSpec,
    "model.preprocessing": Preprocessing,
    "dataset": DatasetSpec,
    "dataset.columns.NAME": ColumnSpec,
    "rows.COLUMN": Span,
    "settings": Settings,
    "names": Names,
    "reproducibility.ITEM": Statement,
    "policy": PolicySpec,
    "policy.rules": RuleSpec,
    "policy.waivers": Waiver,
}
