"""From a document and two profiles to a plan: everything is checked before a model loads.

Runs in the API as well, so it needs neither numpy nor the probes themselves.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from audits.errors import Problem, Refused
from audits.planning.assumptions import assumed
from audits.planning.cell_formats import as_read, check_encoding, read_all
from audits.planning.column_kinds import guessed_kinds
from audits.planning.columns import resolve_columns
from audits.planning.counted_rows import check_counts, check_merged
from audits.planning.device import check_device
from audits.planning.heads import HeadPlan, check_rule_heads, policy_of
from audits.planning.inputs import resolve_inputs
from audits.planning.label_sets import expanded, with_member_columns
from audits.planning.policies import resolve_policy
from audits.planning.read_statements import check_statements
from audits.planning.row_filters import Rows, of_chosen, resolve_rows
from audits.planning.rules import check_rules
from audits.planning.second_datasets import SecondDataset, resolve_second_datasets
from audits.planning.step_costs import with_passes
from audits.planning.steps import Step, choose_steps
from audits.planning.task import settle_task
from audits.specification.accepted_failures import AcceptedFailure
from audits.specification.document import AuditDocument, ColumnSpec, ModelSpec, Names, Settings
from audits.specification.endpoint import describe
from audits.specification.policy_document import PolicySpec
from audits.specification.probe_manifest import ProbeEntry, entries
from audits.specification.profiles import DatasetProfile, ModelProfile
from audits.specification.reproducibility_statements import (
    Statements,
    statements_of,
    statements_to_json,
)
from audits.specification.suggestions import bounded_guesses

if TYPE_CHECKING:
    from audits.planning.endpoint_costs import EndpointCost

__all__ = ["Plan", "Step", "make_plan"]

_NEUTRAL = Names()
# Where a model or dataset came from is not part of what is measured.
LOCATION = {"path", "id", "url", "name", "version"}


@dataclass(frozen=True)
class Plan:
    """What will be measured, on what, and how it will be judged.

    columns: every column the audit reads, by its name in the file; `kind` is always resolved.
    rows: which rows of the file; all of these choices hold, and () is every row.
    assumed: `favourable` and `positive` where nobody said them, with the class taken.
    names: the words of sentences. encoding: of the table, where the document says it.
    left_out: metrics whose rules the named policy left out, since nothing here measures them.
    guessed_kinds: labels and predictions of whole numbers of which nobody said whether they are
        classes.
    accepted: verdicts of the last accepted audit by finding, where only what is new is judged;
        empty where there was none, None where everything is judged.
    accepted_failures: numbers of those that failed in it, by finding.
    seconds: datasets beside the audited one, by their key in the document.
    reproducibility: what the document says for the reproducibility checklist.
    heads: of a model with several, each by its name; `columns` are then those of all of them, and
        `model` says what they share.
    endpoint: about how much a model behind an address will be asked; None of any other.
    """

    dataset_sha256: str
    model_sha256: str | None
    columns: Mapping[str, ColumnSpec]
    model: ModelSpec | None
    steps: tuple[Step, ...]
    settings: Settings
    policy: PolicySpec | None
    rows: tuple[Rows, ...] = ()
    assumed: Mapping[str, str] = field(default_factory=dict)
    names: Names = _NEUTRAL
    encoding: str | None = None
    left_out: tuple[str, ...] = ()
    guessed_kinds: tuple[str, ...] = ()
    accepted: Mapping[str, str] | None = None
    accepted_failures: Mapping[str, AcceptedFailure] = field(default_factory=dict)
    seconds: Mapping[str, SecondDataset] = field(default_factory=dict)
    reproducibility: Statements = field(default_factory=dict)
    heads: Mapping[str, HeadPlan] = field(default_factory=dict)

    def of_each(self) -> dict[str | None, "Plan"]:
        """What is measured as one: each head by its name, or the whole under None."""
        if not self.heads:
            return {None: self}
        return {name: self.of_head(name) for name in self.heads}

    def of_head(self, name: str) -> "Plan":
        """What is planned of one head, as if it were audited alone; steps keep their numbers."""
        head = self.heads[name]
        foreign = {c for other in self.heads.values() for c in other.columns} - {*head.columns}
        policy = policy_of(self.policy, name)
        assert not isinstance(policy, str)
        return replace(
            self,
            heads={},
            model=head.model,
            columns={key: spec for key, spec in self.columns.items() if key not in foreign},
            steps=tuple(step for step in self.steps if step.head == name),
            policy=policy,
            assumed=head.assumed,
            guessed_kinds=head.guessed_kinds,
        )

    endpoint: "EndpointCost | None" = None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON without paths and names: equal plans have equal text."""
        policy = None
        if self.policy is not None:
            policy = self.policy.model_dump(
                mode="json", by_alias=True, exclude={"name"}, exclude_none=True
            )
            policy["rules"] = [rule.to_json() for rule in self.policy.rules]
        model = None
        if self.model is not None:
            model = self.model.model_dump(mode="json", exclude=LOCATION, exclude_defaults=True)
            if model.get("endpoint"):  # answers of a recording are those of the endpoint
                model["endpoint"] = {k: v for k, v in model["endpoint"].items() if k != "recorded"}
        return {
            "dataset_sha256": self.dataset_sha256,
            "model_sha256": self.model_sha256,
            "columns": {
                name: {
                    "role": str(spec.role),
                    **spec.model_dump(mode="json", exclude_defaults=True),
                }
                for name, spec in self.columns.items()
            },
            "model": model,
            "steps": [step.to_json() for step in self.steps],
            "settings": self.settings.to_json(),
            "policy": policy,
            # Left out where every row is measured, so that such a plan's text stays what it was.
            **({"rows": [choice.to_json() for choice in self.rows]} if self.rows else {}),
            # Beside the steps, which a worker of an earlier release reads key by key.
            **({"passes": self._passes} if self.passes else {}),
            **({"assumed": dict(self.assumed)} if self.assumed else {}),
            **({"names": self.names.to_json()} if self.names != _NEUTRAL else {}),
            **({"encoding": self.encoding} if self.encoding else {}),
            **({"left_out": list(self.left_out)} if self.left_out else {}),
            **({"guessed_kinds": list(self.guessed_kinds)} if self.guessed_kinds else {}),
            **({"accepted": dict(self.accepted)} if self.accepted is not None else {}),
            **({"accepted_failures": self._failures} if self.accepted_failures else {}),
            **({"seconds": self._seconds} if self.seconds else {}),
            **({"reproducibility": self._statements} if self.reproducibility else {}),
            **({"heads": self._heads} if self.heads else {}),
            **({"endpoint": self.endpoint.to_json()} if self.endpoint else {}),
        }

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Plan":
        """The plan that `to_json` wrote."""
        model, policy = written["model"], written["policy"]
        return cls(
            dataset_sha256=written["dataset_sha256"],
            model_sha256=written["model_sha256"],
            columns={
                name: ColumnSpec.model_validate(spec) for name, spec in written["columns"].items()
            },
            model=None if model is None else ModelSpec.model_validate(model),
            steps=tuple(
                Step(**step, passes=written.get("passes", {}).get(str(step["index"]), 0))
                for step in written["steps"]
            ),
            settings=Settings.model_validate(written["settings"]),
            policy=None if policy is None else PolicySpec.model_validate(policy),
            rows=tuple(map(Rows.from_json, written.get("rows", ()))),
            assumed=written.get("assumed", {}),
            names=Names.model_validate(written.get("names", {})),
            encoding=written.get("encoding"),
            left_out=tuple(written.get("left_out", ())),
            guessed_kinds=tuple(written.get("guessed_kinds", ())),
            accepted=written.get("accepted"),
            accepted_failures={
                finding: AcceptedFailure(*number)
                for finding, number in written.get("accepted_failures", {}).items()
            },
            seconds={
                key: SecondDataset.from_json(second)
                for key, second in written.get("seconds", {}).items()
            },
            reproducibility=statements_of(written.get("reproducibility", {})),
            heads={
                name: HeadPlan.from_json(head) for name, head in written.get("heads", {}).items()
            },
            endpoint=_cost_of(written.get("endpoint")),
        )

    @property
    def _failures(self) -> dict[str, Any]:
        return {finding: one.to_json() for finding, one in self.accepted_failures.items()}

    @property
    def rows_sha256(self) -> str:
        """The fingerprint of the rows that are measured: the file's, where those are all."""
        if not self.rows:
            return self.dataset_sha256
        choices = [{**choice.to_json(), "default": False} for choice in self.rows]
        text = json.dumps([self.dataset_sha256, choices], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def sha256(self) -> str:
        """The plan's own fingerprint."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def passes(self) -> int:
        """About how often the steps ask the model, beyond its answer to each row."""
        return sum(step.passes for step in self.steps)

    @property
    def _passes(self) -> dict[str, int]:
        return {str(step.index): step.passes for step in self.steps if step.passes}

    @property
    def _statements(self) -> dict[str, Any]:
        return statements_to_json(self.reproducibility)

    @property
    def _seconds(self) -> dict[str, Any]:
        return {key: second.to_json() for key, second in self.seconds.items()}

    @property
    def _heads(self) -> dict[str, Any]:
        return {name: head.to_json(LOCATION) for name, head in self.heads.items()}

    @property
    def asks_a_model(self) -> bool:
        """False where the answers are recorded in the dataset."""
        return self.model is not None and self.model.format != "recorded"


@bounded_guesses()
def make_plan(
    document: AuditDocument,
    *,
    dataset: DatasetProfile,
    model: ModelProfile | None = None,
    known: Mapping[str, ProbeEntry] | None = None,
    accepted: Mapping[str, str] | None = None,
    failures: Mapping[str, AcceptedFailure] | None = None,
    seconds: Mapping[str, DatasetProfile] | None = None,
) -> Plan:
    """Check everything and resolve what was left out, or raise `Refused` with every problem.

    model: None where answers are recorded or only the dataset is audited.
    guessed_kinds: labels and predictions of whole numbers of which nobody said whether they are
        classes.
    accepted: verdicts of the last accepted audit by finding, for `mode: new_only`; failures:
        numbers of those that failed in it.
    seconds: datasets beside the audited one, by their key in the document.
    """
    known = entries() if known is None else known
    from audits.planning.sums_left_in import sums_left_in  # a service that starts plans nothing

    problems: list[Problem] = []
    document = expanded(document, model, dataset)
    dataset = with_member_columns(document, dataset)
    if document.heads:
        from audits.planning.plan_of_heads import plan_of_heads

        given = {"accepted": accepted, "failures": failures, "seconds": seconds}
        of_heads: Plan = plan_of_heads(
            document, dataset, model, known, given, make_plan=make_plan, plan=Plan
        )
        return of_heads
    problems.extend(check_rule_heads(document))
    if model is not None:
        document, model = settle_task(document, dataset, model, problems)
    check_encoding(document, dataset, problems)
    dataset = as_read(document, dataset)
    columns = resolve_columns(document, dataset, problems)
    rows = resolve_rows(document, columns, dataset, problems)
    problems.extend(sums_left_in(rows, columns, dataset))
    dataset = of_chosen(dataset, columns, rows)
    spec = document.model
    if model is not None:
        spec, columns = resolve_inputs(document, model, dataset, columns, problems)
    chosen_by = [choice.column for choice in rows]
    check_counts(columns, chosen_by, dataset, problems)
    check_merged(columns, chosen_by, dataset, problems)
    columns = read_all(document, columns, dataset)
    check_device(spec, problems)
    steps = choose_steps(document, columns, dataset, model, known, problems)
    steps = with_passes(steps, spec, columns, dataset.rows, known)
    policy, left_out = resolve_policy(document.policy, columns, spec, steps, known, problems)
    if policy is not None and not isinstance(document.policy, str):
        check_rules(policy, columns, known, problems)
    beside = resolve_second_datasets(document, seconds or {}, columns, steps, problems)
    check_statements(document, steps, problems)
    if problems:
        raise Refused(problems)
    return Plan(
        dataset_sha256=dataset.sha256,
        model_sha256=None if model is None else model.sha256,
        columns=columns,
        model=spec,
        steps=steps,
        settings=document.settings,
        policy=policy,
        rows=rows,
        assumed=assumed(columns, dataset, () if model is None else model.classes),
        names=document.names,
        encoding=document.dataset.encoding,
        left_out=left_out,
        guessed_kinds=guessed_kinds(
            document, columns, {profile.name: profile for profile in dataset.columns}
        ),
        accepted=dict(accepted or {}) if document.mode == "new_only" else None,
        accepted_failures=dict(failures or {}) if document.mode == "new_only" else {},
        seconds=beside,
        reproducibility=document.reproducibility,
        endpoint=_endpoint(spec, steps, columns, dataset),
    )


def _cost_of(written: Mapping[str, Any] | None) -> "EndpointCost | None":
    if written is None:
        return None
    # Few plans ask an endpoint: the API starts without this.
    from audits.planning.endpoint_costs import EndpointCost

    return EndpointCost.from_json(written)


def _endpoint(
    model: ModelSpec | None,
    steps: tuple[Step, ...],
    columns: Mapping[str, ColumnSpec],
    dataset: DatasetProfile,
) -> "EndpointCost | None":
    if model is None or model.url is None:
        return None
    from audits.planning.endpoint_costs import endpoint_cost, fed_characters, fed_pictures

    characters = fed_characters(columns, dict(dataset.text_lengths))
    pictures = fed_pictures(model, columns)
    return endpoint_cost(steps, describe(model), dataset.rows, characters, pictures)
