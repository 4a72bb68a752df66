"""Lists: audits with filters, models and datasets, policies, workers and queue."""

import time
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, redirect, request

from audits.errors import Problem, Refused
from audits.specification.named_policies import DEFAULT, named_policies
from audits.specification.parsing import accept_policy
from audits.specification.verdicts import Verdict
from service.answers.policies import latest_policies
from service.answers.versions import catalog_of, find_version
from service.auth import access, caller
from service.bodies import parse_yaml
from service.context import services
from service.errors import ServiceError
from service.identity import is_id
from service.keeping_policies import keep_policy
from service.records.audit_lists import SORTS, AuditFilter
from service.records.errors import NoRow
from service.records.metrics_queries import PRESENT_SECONDS
from service.records.states import FINAL
from service.records.unit_of_work import UnitOfWork
from service.web.describing import audit_rows, named_row, policy_row, version_row
from service.web.kept_forms import is_only_looked_at
from service.web.rendering import render

pages = Blueprint("lists", __name__)

PAGE = 25
STATES = ("queued", "running", "failed", "cancelled")
GATES = tuple(map(str, Verdict))
FILTERS = ("q", "show", "since", "model", "dataset", "schedule", "policy", "sort")


@pages.get("/audits")
@access("read")
def audits() -> Response:
    """Audits by name, verdict, age and what they are of, in the order asked for."""
    filters = {name: request.args.get(name, "").strip()[:200] for name in FILTERS}
    show = filters["show"]
    if show not in (*GATES, *STATES):
        filters["show"] = show = ""
    if filters["sort"] not in SORTS[1:]:
        filters["sort"] = ""
    with services().records.reading(caller().tenant) as unit:
        filters_sent = AuditFilter(
            state=show if show in STATES else None,
            gate=show if show in GATES else None,
            model_id=filters["model"] or None,
            dataset_id=filters["dataset"] or None,
            schedule_id=filters["schedule"] or None,
            policy_id=filters["policy"] or None,
            text=filters["q"] or None,
            since=_oldest(filters["since"]),
        )
        page = unit.audits.page(
            cursor=_cursor(), limit=PAGE, sort=filters["sort"] or SORTS[0], **asdict(filters_sent)
        )
        counts = unit.audits.counts(filters_sent)
        counted = unit.audits.count_by_state()
        rows = audit_rows(unit, page.rows)
        version_words = {
            kind: _version_words(unit, kind, filters[kind]) for kind in ("model", "dataset")
        }
    moving = counted.get("queued", 0) + counted.get("running", 0)
    kinds = {"model": "Model", "dataset": "Dataset", "schedule": "Schedule", "policy": "Policy"}
    offers = (counts.models, counts.datasets, counts.schedules, counts.policies)
    return render(
        "audits.html",
        here="/audits",
        rows=rows,
        cursor=page.cursor,
        filters=filters,
        verdicts=counts.verdicts,
        matching=sum(counts.verdicts.values()) if not show else counts.verdicts.get(show, 0),
        choices=[
            (kind, word, offered)
            for (kind, word), offered in zip(kinds.items(), offers, strict=True)
            if offered or filters[kind]
        ],
        said=version_words,
        moving=moving,
        empty=not counted,
    )


@pages.get("/models")
@access("read")
def models() -> Response:
    """The latest version of every model and dataset."""
    with services().records.reading(caller().tenant) as unit:
        sections = [
            ("Models", "model", *_versions(unit, "model")),
            ("Datasets", "dataset", *_versions(unit, "dataset")),
        ]
    return render("models.html", here="/models", sections=sections)


@pages.get("/policies")
@access("read")
def policies() -> Response:
    """Every stored policy in sentences."""
    return _policies()


@pages.post("/policies")
@access("write")
def store_policy() -> Response:
    """Store the rules under the name."""
    name = request.form.get("name", "").strip()[:200]
    text = request.form.get("rules", "")
    if is_only_looked_at():
        return _policies((), name, text)
    try:
        if not name:
            raise Refused.because("name", "a policy needs a name", "give one, e.g. lending")
        rules = parse_yaml(text.encode())
        row, _ = keep_policy(
            name, accept_policy({"rules": rules} if isinstance(rules, list) else rules)
        )
    except Refused as refused:
        return _policies(refused.problems, name, text, status=422)
    except ServiceError as error:
        problems = error.problems or (Problem("rules", error.detail, error.hint),)
        return _policies(problems, name, text, status=422)
    return redirect(f"/policies#{row.id}", 303)  # type: ignore[return-value]


@pages.get("/workers")
@access("read")
def workers() -> Response:
    """What runs, what waits, and who carries it."""
    with services().records.reading(caller().tenant) as unit:
        counted = unit.audits.count_by_state()
        running = audit_rows(unit, unit.audits.page(state="running").rows)
        waiting = audit_rows(unit, unit.audits.page(state="queued").rows)
        present = unit.presence.heard(within_seconds=PRESENT_SECONDS)
    seen = sorted({row.worker for row in running if row.worker})
    facts = [
        ("Running", counted.get("running", 0)),
        ("Waiting", counted.get("queued", 0)),
        ("Ended", sum(counted.get(state, 0) for state in FINAL)),
        ("Workers at work", ", ".join(seen) or "none"),
    ]
    return render(
        "workers.html",
        here="/workers",
        facts=facts,
        running=running,
        waiting=waiting,
        present=present,
    )


def _policies(problems: Any = (), name: str = "", text: str = "", *, status: int = 200) -> Response:
    with services().records.reading(caller().tenant) as unit:
        items, cursor = latest_policies(unit, _cursor(), PAGE)
    return render(
        "policies.html",
        here="/policies",
        rows=[policy_row(item) for item in items],
        named=[named_row(policy) for policy in named_policies().values()],
        default=DEFAULT,
        cursor=cursor,
        problems=problems,
        name=name,
        text=text or "rules:\n  - {metric: impact_ratio, attribute: sex, at_least: 0.8}\n",
        status=status,
    )


def _versions(unit: UnitOfWork, kind: str) -> tuple[list[dict[str, Any]], str | None]:
    catalog = catalog_of(unit, kind)
    page = catalog.page(limit=PAGE, cursor=_cursor(kind))
    pairs = [(family.name, catalog.latest(family.id)) for family in page.rows]
    return [version_row(name, row) for name, row in pairs if row is not None], page.cursor


def _cursor(kind: str = "") -> str | None:
    name = f"{kind}-cursor" if kind else "cursor"
    return request.args.get(name, "")[:80] or None


def _version_words(unit: UnitOfWork, kind: str, identifier: str) -> str:
    """What a version is called that the list is narrowed to; empty of a family."""
    if not is_id(identifier, f"{kind}_version"):
        return ""
    try:
        name, row = find_version(unit, kind, identifier)
    except NoRow:
        return ""
    return f"{name} {row.version}"


def _oldest(since: str) -> float | None:
    """The earliest moment to show; `since` counts days."""
    return time.time() - 86_400 * int(since) if since in ("1", "7", "30") else None
