"""Text into the audit document: YAML or JSON, every problem told at once with what fits."""

import re
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from audits.errors import Problem, Refused
from audits.specification.document import AuditDocument
from audits.specification.policy_document import PolicySpec
from audits.specification.suggestions import bounded_guesses
from audits.specification.validation_messages import problems_of
from audits.specification.yaml_bounds import BoundedLoader

# Each is planned and, where it does not fit, compared with all there is: minutes for a megabyte.
MOST_PROBES = 1_000
MOST_RULES = 5_000


class _Loader(BoundedLoader):
    """YAML in which only true and false are booleans, and dates stay text."""


_PLAIN = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _PLAIN]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"), list("tTfF")
)


def _mapping_without_duplicates(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[object] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):  # `path: {{ file }}`, say, of a template
            raise yaml.constructor.ConstructorError(
                None,
                None,
                "a key is a list or a mapping; quote text in braces",
                key_node.start_mark,
            )
        if key in seen:
            raise Refused.because(
                str(key), "the key stands twice", "keep one of them", code="duplicate_key"
            )
        seen.add(key)
    loader.flatten_mapping(node)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping_without_duplicates)


class _LoaderWithoutAliases(_Loader):
    takes_aliases = False


def load_yaml(text: str, *, takes_aliases: bool = True) -> Any:
    """YAML or JSON text as plain values; `yes` and `no` stay text, as the data spells them.

    Raises `Refused`, also where the text is deeper, or stands for more, than is read.
    """
    loader = _Loader if takes_aliases else _LoaderWithoutAliases
    try:
        return yaml.load(text, loader)  # noqa: S506 (a SafeLoader)
    except RecursionError as error:
        raise Refused.because(
            "document", "is nested too deeply", "write it with fewer levels", code="unreadable"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        first = _syntax(error)
        if "single document" in str(error):
            raise Refused.because(
                "document",
                "the file holds several documents, and one describes an audit",
                "keep what stands before `---`, and give the others files of their own",
                code="several_documents",
            ) from error
        raise Refused.because(
            "document",
            f"not valid YAML or JSON: {first}",
            "mend that line; a name or value with a sign such as ? : # [ or { stands in quotes",
            code="unreadable",
        ) from error


def _syntax(error: Exception) -> str:
    """What is wrong with the text, and on which line: `line 2: found character '\\t' ...`."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return str(error).split("\n", 1)[0]
    message = error.problem or error.context or "cannot be read"
    mark = error.problem_mark or error.context_mark
    return message if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: {message}"


@bounded_guesses()
def parse_document(given: object) -> AuditDocument:
    """The document, or `Refused` with every problem at once."""
    if not isinstance(given, Mapping):
        raise Refused.because("document", "the document is not a mapping", "start with `dataset:`")
    try:
        return AuditDocument.model_validate(given)
    except ValidationError as error:
        raise Refused(problems_of(error)) from error


@bounded_guesses()
def accept_document(given: object) -> AuditDocument:
    """A document that is handed in now, or `Refused` with every problem at once.

    Beyond `parse_document` it refuses what earlier releases took: documents that were stored then
    are still read as they were meant.
    """
    too_long = _too_long(given)
    if too_long:
        raise Refused(too_long)
    problems = _two_places(given)
    try:
        document = parse_document(given)
    except Refused as refused:
        raise Refused([*refused.problems, *problems]) from refused
    if problems:
        raise Refused(problems)
    return document


def _two_places(given: object) -> list[Problem]:
    parts = given if isinstance(given, Mapping) else {}
    return [
        Problem(
            section,
            "`path` and `id` name two things",
            "give `path` for a file, or `id` for what was uploaded",
            "two_places",
        )
        for section in ("dataset", "earlier", "members", "model")
        if isinstance(spec := parts.get(section), Mapping)
        and None not in (spec.get("path"), spec.get("id"))
    ]


def _too_long(document: object) -> list[Problem]:
    parts = document if isinstance(document, Mapping) else {}
    policy = parts.get("policy")
    rules = policy.get("rules") if isinstance(policy, Mapping) else None
    return [
        Problem(field, f"has {len(entries):,} entries", f"give {most:,} or fewer", "too_long")
        for field, entries, most in (
            ("probes", parts.get("probes"), MOST_PROBES),
            ("policy.rules", rules, MOST_RULES),
        )
        if isinstance(entries, list) and len(entries) > most
    ]


def accept_policy(document: object) -> PolicySpec:
    """A policy that is handed in now, or `Refused`: `parse_policy`, and the bound on its rules."""
    too_long = _too_long({"policy": document})
    if too_long:
        raise Refused(too_long)
    return parse_policy(document)


def parse_policy(given: object) -> PolicySpec:
    """A policy on its own, or `Refused` with every problem at once."""
    try:
        return PolicySpec.model_validate(given)
    except ValidationError as error:
        raise Refused(problems_of(error, "policy")) from error


def read_document(path: Path) -> AuditDocument:
    """The document in a file; a policy given as a file name is read too."""
    document = accept_document(load_yaml(_text_of(path)))
    if isinstance(document.policy, str):
        named = path.parent / document.policy
        if _is_file(named):
            policy = accept_policy(load_yaml(_text_of(named)))
            policy = policy.model_copy(update={"name": policy.name or named.stem})
            return document.model_copy(update={"policy": policy})
    return document


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file system can have
        return False


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refused.because(
            str(path), f"cannot be read: {error.strerror}", "check the path", code="not_found"
        ) from error
    except UnicodeDecodeError as error:
        raise Refused.because(
            str(path), "is not UTF-8 text", "save it as UTF-8", code="unreadable"
        ) from error
