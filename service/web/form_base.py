"""What an audit's document says beyond the form: it is carried along when the audit is rerun."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from audits.errors import Refused
from audits.specification.document import AuditDocument
from audits.specification.parsing import accept_document
from service.web.form_rows import WRITING

# Keys of the document that the form shows itself, by their place.
_SHOWN_COLUMN = {
    "role", "kind", "map", "cut", "reference", "positive", "favourable", "threshold", *WRITING,
}  # fmt: skip
_SHOWN_MODEL = {"id", "path", "url", "name", "version", "inputs", "labels", "threshold", "output"}
_SHOWN_POLICY = {"rules", "on_inconclusive", "on_not_run", "name"}
MOST_BYTES = 100_000


@dataclass(frozen=True)
class Base:
    """columns, model, policy, top: what is added to the form's own words, key by key.

    rules: those that no sentence of the page can say. parameters: of probes, by name.
    """

    columns: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    model: Mapping[str, Any] = field(default_factory=dict)
    policy: Mapping[str, Any] = field(default_factory=dict)
    top: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Mapping[str, Any], ...] = ()
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: AuditDocument, rules: list[dict[str, Any]]) -> Self:
        """What the page cannot show of a document. rules: found by `written_rules`."""
        dumped = document.model_dump(mode="json", by_alias=True, exclude_unset=True)
        columns = {
            name: rest
            for name, spec in dumped["dataset"].get("columns", {}).items()
            if (rest := {k: v for k, v in spec.items() if k not in _SHOWN_COLUMN})
        }
        favourable = {
            name: {"favourable": spec["favourable"]}
            for name, spec in dumped["dataset"].get("columns", {}).items()
            if isinstance(spec.get("favourable"), list)
        }
        policy = dumped.get("policy") if isinstance(dumped.get("policy"), dict) else {}
        return cls(
            columns={name: {**columns.get(name, {}), **favourable.get(name, {})}
                     for name in {**columns, **favourable}},
            model={k: v for k, v in (dumped.get("model") or {}).items() if k not in _SHOWN_MODEL},
            policy={k: v for k, v in (policy or {}).items() if k not in _SHOWN_POLICY},
            top={k: dumped[k] for k in ("rows",) if dumped.get(k) is not None},
            rules=tuple(rules),
            parameters={r.name: r.parameters for r in document.probes or () if r.parameters},
        )  # fmt: skip

    @classmethod
    def sent(cls, text: str) -> Self:
        """As the browser sent it back; what is none is nothing, and the document is checked."""
        if not text or len(text) > MOST_BYTES:
            return cls()
        try:
            written = json.loads(text)
            base = cls(**{key: written[key] for key in cls.__dataclass_fields__ if key in written})
            accept_document({"dataset": {"columns": dict(base.columns)}, **base.top})
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
            *(f"{key} of the model" for key in self.model),
            *(f"{key} of the policy" for key in self.policy),
            *(f"the choice of {key}" for key in self.top),
            *(f"parameters of {name}" for name in self.parameters),
            *(["a rule that is told below"] if len(self.rules) == 1 else []),
            *([f"{len(self.rules)} rules that are told below"] if len(self.rules) > 1 else []),
        ]
        return "; ".join(parts)
