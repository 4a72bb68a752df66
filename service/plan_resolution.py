"""From a document to rows and a plan: names and ids are resolved, and everything is checked."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from audits.errors import Problem, Refused
from audits.planning.plan import Plan, make_plan
from audits.specification.document import AuditDocument, DatasetSpec, ModelSpec
from audits.specification.endpoint import describe, profile_endpoint, sent_for_others
from audits.specification.named_policies import named_policies
from audits.specification.parsing import accept_document, parse_policy
from audits.specification.policy_document import PolicySpec, Waiver
from audits.specification.probe_manifest import readers_of
from audits.specification.profiles import DatasetProfile, ModelProfile
from audits.specification.second_datasets import KEYS, EarlierDataset, SecondSpec
from audits.specification.suggestions import listed
from service.endpoint_addresses import host_of
from service.failure import Failure
from service.records.catalog import Catalog
from service.records.errors import NoRow
from service.records.tables import DatasetVersion, ModelVersion, PolicyVersion
from service.records.unit_of_work import UnitOfWork

V = TypeVar("V", DatasetVersion, ModelVersion)


class NotInspectedYet(Failure):
    """The upload is still being looked into; ask again in a moment."""

    code = "inspection_pending"

    def __init__(self, field: str, version_id: str) -> None:
        super().__init__(f"{field}: {version_id} is still being inspected")
        self.field = field
        self.version_id = version_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A document with every name resolved to a row, and the plan made of it."""

    document: AuditDocument
    plan: Plan
    name: str
    model: ModelVersion | None
    dataset: DatasetVersion
    policy: PolicyVersion | None


def prepare(unit: UnitOfWork, document: object, *, may_waive: bool = True) -> Prepared:
    """Resolve names and ids and make the plan; everything wrong is said at once.

    may_waive: whether the document may hold waivers of its own; a stored policy's were allowed
    when it was stored.
    """
    parsed = accept_document(document)
    problems: list[Problem] = []
    dataset = _dataset(unit, parsed, problems)
    model = _model(unit, parsed, problems)
    if not may_waive and not isinstance(parsed.policy, str):
        problems.extend(waivers_refused(parsed.policy))
    policy, parsed = _policy(unit, parsed, problems)
    seconds = {
        key: _named(key, unit.datasets, spec, problems, noun="dataset")
        for key in KEYS
        if (spec := getattr(parsed, key)) is not None
    }
    if problems or dataset is None:
        raise Refused(problems)
    assert dataset.profile is not None  # noqa: S101 (it is ready)
    profile = ModelProfile.from_json(model.profile) if model and model.profile else None
    if is_endpoint(parsed.model):
        assert parsed.model is not None  # noqa: S101 (it has an address)
        sent_for_others(describe(parsed.model))
        profile = profile_endpoint(parsed.model, parsed.dataset.columns)
    subject = unit.models.find_family(model.family_id) if model else None
    named = subject.name if subject else None
    if named is None and is_endpoint(parsed.model) and parsed.model is not None:
        named = parsed.model.name or host_of(str(parsed.model.url))
    data = unit.datasets.find_family(dataset.family_id)
    name = f"{named} on {data.name}" if named else data.name
    only_new = parsed.mode == "new_only"
    planned = parsed
    if parsed.earlier is None:
        planned, seconds["earlier"] = _with_audit_before(unit, parsed, name, dataset.sha256)
    plan = make_plan(
        planned,
        dataset=DatasetProfile.from_json(dataset.profile),
        model=profile,
        accepted=unit.audits.accepted_verdicts(name) if only_new else None,
        failures=unit.audits.accepted_failures(name) if only_new else None,
        seconds={
            key: DatasetProfile.from_json(version.profile)
            for key, version in seconds.items()
            if version is not None and version.profile is not None
        },
    )
    return Prepared(
        document=parsed,
        plan=_with_waivers(unit, plan, model, dataset, policy),
        name=name,
        model=model,
        dataset=dataset,
        policy=policy,
    )


def _with_audit_before(
    unit: UnitOfWork, document: AuditDocument, name: str, sha256: str
) -> tuple[AuditDocument, DatasetVersion | None]:
    """The document with the dataset of the audit before as `earlier`, where a probe reads it.

    name: of the audit; sha256: of its own dataset. It is in the plan, so that the same audit asked
    for again is the same.
    """
    if not {request.name for request in document.probes or ()} & readers_of("earlier"):
        return document, None
    version_id, look = unit.audits.dataset_before(name, sha256)
    if version_id is None:
        return document, None
    earlier = EarlierDataset(id=version_id, look=look)
    return document.model_copy(update={"earlier": earlier}), unit.datasets.find(version_id)


def _with_waivers(
    unit: UnitOfWork,
    plan: Plan,
    model: ModelVersion | None,
    dataset: DatasetVersion,
    policy: PolicyVersion | None,
) -> Plan:
    """The plan with what people waived on earlier audits of this model and policy.

    The document stays as it was said; what its policy waives itself comes first.
    """
    if plan.policy is None or not plan.policy.rules:
        return plan
    given = unit.reviews.applying(
        unit.reviews.subject(model.id if model else None, dataset.id),
        policy.family_id if policy else None,
        [rule.to_json() for rule in plan.policy.rules],
        datetime.fromtimestamp(unit.now(), UTC).date().isoformat(),
    )
    known = {waiver.finding for waiver in plan.policy.waivers}
    added = [
        Waiver(finding=row.finding, until=row.until, reason=f"{row.reason} (owner: {row.owner})")
        for row in given
        if row.finding not in known
    ]
    if not added:
        return plan
    waivers = [*plan.policy.waivers, *added]
    return replace(plan, policy=plan.policy.model_copy(update={"waivers": waivers}))


def waivers_refused(policy: PolicySpec | None) -> list[Problem]:
    """The problem that waivers are for somebody who may only write; none without waivers."""
    if policy is None or not policy.waivers:
        return []
    return [
        Problem(
            "policy.waivers",
            "waivers are stored by approvers here",
            "leave them out, or let an approver store the policy and name it",
            "needs_approver",
        )
    ]


def is_endpoint(spec: ModelSpec | None) -> bool:
    """A model that is asked at its address; nothing of it is uploaded."""
    return spec is not None and (spec.url is not None or spec.format == "endpoint")


def _dataset(
    unit: UnitOfWork, document: AuditDocument, problems: list[Problem]
) -> DatasetVersion | None:
    return _named("dataset", unit.datasets, document.dataset, problems)


def _model(
    unit: UnitOfWork, document: AuditDocument, problems: list[Problem]
) -> ModelVersion | None:
    spec = document.model
    if spec is None or spec.format == "recorded" or is_endpoint(spec):
        return None
    return _named("model", unit.models, spec, problems)


def _named(
    field: str,
    catalog: Catalog[Any, V],
    spec: DatasetSpec | SecondSpec | ModelSpec,
    problems: list[Problem],
    noun: str | None = None,
) -> V | None:
    """The version that the document names by id, or by name and label; None with a problem.

    noun: what it is, where the field is called otherwise.
    """
    noun = noun or field
    try:
        if spec.id is not None:
            version = catalog.find(spec.id)
        elif spec.name is not None:
            version = catalog.resolve(spec.name, spec.version)
        else:
            problems.append(_names_nothing(field, noun))
            return None
    except NoRow:
        problems.append(_unknown(field, noun))
        return None
    return version if _is_ready(field, version, problems) else None


def _policy(
    unit: UnitOfWork, document: AuditDocument, problems: list[Problem]
) -> tuple[PolicyVersion | None, AuditDocument]:
    name = document.policy
    if not isinstance(name, str):
        return None, document
    try:
        if name.startswith("plv_"):
            version = unit.policies.find(name)
        else:
            family, _, label = name.partition("@")
            version = unit.policies.resolve(family, label or None)
    except NoRow:
        if name not in named_policies():  # one of those becomes rules when the plan is made
            problems.append(
                Problem(
                    "policy",
                    f"there is no stored policy {name!r}",
                    "give a stored policy's name, name@version or id, the rules themselves, or "
                    f"one of {listed(sorted(named_policies()))}",
                    "unknown_policy",
                )
            )
        return None, document
    return version, document.model_copy(update={"policy": parse_policy(version.body)})


def _is_ready(field: str, version: ModelVersion | DatasetVersion, problems: list[Problem]) -> bool:
    if version.inspection in ("waiting", "running"):
        raise NotInspectedYet(field, version.id)
    if version.inspection == "ready":
        return True
    for problem in version.problems:
        problems.append(Problem(**{**problem, "field": problem.get("field") or field}))
    if not version.problems:
        problems.append(
            Problem(field, "its inspection failed", "upload it again", "inspection_failed")
        )
    return False


def _names_nothing(field: str, noun: str) -> Problem:
    return Problem(
        field,
        "it names no upload",
        f"give the id of an uploaded {noun}, or its name and version; `evenhand submit` uploads "
        "what `path` names",
        "missing",
    )


def _unknown(field: str, noun: str) -> Problem:
    return Problem(
        field,
        f"there is no such {noun}",
        f"upload it, or look for its id under /v1/{noun}s",
        "not_found",
    )
