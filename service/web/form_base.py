"""What an audit's document says beyond the form: it is carried along when the audit is rerun."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from audits.errors import Refused
from audits.specification.document import AuditDocument
from audits.specification.parsing import accept_document

# What the uploads say, and what the form keeps in places of its own.
_ELSEWHERE = {
    "dataset": {"id", "path", "name", "version"},
    "model": {"id", "path", "url", "name", "version"},
}
_APART = ("dataset", "model", "policy", "probes")
_SHOWN_POLICY = {"rules", "on_inconclusive", "on_not_run", "name"}
# What stands at the top of a document, for a person.
_TOLD = {
    "rows": "the choice of rows",
    "names": "words for classes",
    "earlier": "the earlier dataset",
    "members": "the members",
    "reproducibility": "what is said for the reproducibility checklist",
}
MOST_BYTES = 500_000


@dataclass(frozen=True)
class Base:
    """columns, dataset, model, policy, top: what is added to the form's own words, key by key.

    rules: those that no sentence of the page can say. parameters: of probes, by name.
    """

    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    dataset: Mapping[str, Any] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    top: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, document: AuditDocument, rules: list[dict[str, Any]], on_page: Mapping[str, Any]
    ) -> Self:
        """What a document says and its form does not, whatever the key.

        rules: found by `written_rules`. on_page: dataset, settings, names and model as the form
        alone would say them.
        """
        dumped = _plain(document)
        shown = _plain(accept_document({"dataset": {}, **on_page}))
        not_on_page = {
            key: rest
            for key, value in dumped.items()
            if key not in ("policy", "probes")
            and (rest := _rest(value, shown.get(key))) is not None
        }
        dataset, model = (
            {k: v for k, v in not_on_page.get(key, {}).items() if k not in _ELSEWHERE[key]}
            for key in ("dataset", "model")
        )
        policy = dumped.get("policy") if isinstance(dumped.get("policy"), dict) else {}
        return cls(
            columns=dataset.pop("columns", {}),
            dataset=dataset,
            model=model,
            policy={k: v for k, v in (policy or {}).items() if k not in _SHOWN_POLICY},
            top={k: v for k, v in not_on_page.items() if k not in _APART},
            rules=tuple(rules),
            parameters={r.name: r.parameters for r in document.probes or () if r.parameters},
        )

    def with_rest(self, on_page: Mapping[str, Any]) -> dict[str, Any]:
        """The form's own words and what is carried along; what the page says wins."""
        columns = {
            name: self.columns[name]
            for name in on_page["dataset"]["columns"]
            if name in self.columns
        }
        dataset = {**self.dataset, **({"columns": columns} if columns else {})}
        carried = {**self.top, **({"dataset": dataset} if dataset else {})}
        return _joined(carried, on_page)

    @classmethod
    def sent(cls, text: str) -> Self:
        """As the browser sent it back; what is none is nothing, and the document is checked."""
        if not text or len(text) > MOST_BYTES:
            return cls()
        try:
            written = json.loads(text)
            base = cls(**{key: written[key] for key in cls.__dataclass_fields__ if key in written})
            dataset = {**base.dataset, "columns": dict(base.columns)}
            accept_document({**base.top, "dataset": dataset})
        except (ValueError, TypeError, AttributeError, Refused):
            return cls()
        return base

    @property
    def text(self) -> str:
        """For a hidden field; empty where nothing is carried along."""
        values = {key: getattr(self, key) for key in self.__dataclass_fields__}
        return json.dumps(values) if any(values.values()) else ""

    @property
    def summary(self) -> str:
        """What is carried along, for a person."""
        parts = [
            *(f"{', '.join(keys)} of column {name}" for name, keys in self.columns.items()),
            *(f"{key} of the dataset" for key in self.dataset),
            *(f"{key} of the model" for key in self.model),
            *(f"{key} of the policy" for key in self.policy),
            *(_TOLD.get(key, key) for key in self.top),
            *(f"parameters of {name}" for name in self.parameters),
            *(["a rule that is told below"] if len(self.rules) == 1 else []),
            *([f"{len(self.rules)} rules that are told below"] if len(self.rules) > 1 else []),
        ]
        return "; ".join(parts)


def _plain(document: AuditDocument) -> dict[str, Any]:
    return document.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _rest(value: Any, shown: Any) -> Any:
    """What `shown` lacks of a value; None for nothing."""
    if isinstance(value, dict) and isinstance(shown, dict):
        not_shown = {
            key: rest for key, v in value.items() if (rest := _rest(v, shown.get(key))) is not None
        }
        return not_shown or None
    return None if value == shown else value


def _joined(carried: Mapping[str, Any], on_page: Mapping[str, Any]) -> dict[str, Any]:
    joined = {**carried, **on_page}
    for key in carried.keys() & on_page.keys():
        if isinstance(carried[key], Mapping) and isinstance(on_page[key], Mapping):
            joined[key] = _joined(carried[key], on_page[key])
    return joined
