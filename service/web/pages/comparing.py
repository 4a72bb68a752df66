"""Two audits side by side, and a model's audits over time."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, request
from markupsafe import Markup

from service.answers.comparisons import comparison
from service.answers.reports import stored_report
from service.answers.trends import trend
from service.auth import access, caller
from service.context import services
from service.errors import ServiceError
from service.records.errors import NoRow
from service.records.unit_of_work import UnitOfWork
from service.web.describing import AuditRow, audit_rows, version_row
from service.web.rendering import render
from service.web.trend_picture import HEIGHT, MARGIN, WIDTH, gap_words, pictures

pages = Blueprint("comparing", __name__)

MOST_CHANGES = 200
TREND = 50
MOST_VERSIONS = 50
PICKED = 50


@pages.get("/comparisons")
@access("read")
def compare() -> Response:
    """What is new, fixed and still failing, and the numbers that moved; else which to compare."""
    audit = request.args.get("audit", "")[:80]
    before = request.args.get("before", "")[:80] or None
    if not audit or (audit == before) or "pick" in request.args:
        return _pick(audit, before)
    with services().records.reading(caller().tenant) as unit:
        answer = comparison(unit, audit, before)
        now, then = audit_rows(
            unit, [unit.audits.find(answer["audit"]), unit.audits.find(answer["before"])]
        )
    sections = [
        ("New failures", answer["new"]),
        ("Still failing", answer["still_failing"]),
        ("Fixed", answer["fixed"]),
        ("No longer failing, but not decided", answer["undecided"]),
        ("Passed before, not decided now", answer["lapsed"]),
    ]
    one_sided = [
        ("Failing by a rule that the audit before did not have", answer["other_rule"]),
        ("Failed by a rule that is gone", answer["rule_gone"]),
    ]
    return render(
        "comparison.html",
        here="/audits",
        now=now,
        then=then,
        found=answer,
        sections=[(heading, items) for heading, items in sections if items],
        one_sided=[
            {"heading": heading, "findings": items, "count": len(items)}
            for heading, items in one_sided
            if items
        ],
        nothing=[heading for heading, items in [*sections, *one_sided] if not items],
        changed=_changed(answer),
        both=_side_by_side(then, now),
        rows_figures=_drawn("paired", answer["audit"]) if answer["paired"] else "",
        changes=answer["changes"][:MOST_CHANGES],
        left=max(0, len(answer["changes"]) - MOST_CHANGES),
    )


def _changed(comparison: Mapping[str, Any]) -> str:
    """`other data, another policy; the same: model, plan`: what a reader must know first."""
    rows = "the same rows" if comparison["same_rows"] else "other data"
    model = {None: "not known whether the same model", True: "the same model"}.get(
        comparison["same_model"], "another model"
    )
    conditions = comparison["what_changed"]
    if conditions is None:
        return f"{rows}, {model}"
    words = {
        "policy": ("the same policy", "another policy"),
        "plan": ("the same plan", "another plan (columns, settings or probes)"),
        "engine": ("the same engine", "another engine"),
    }
    others = [
        same if conditions[what]["is_same"] else another
        for what, (same, another) in words.items()
        if conditions[what]["is_same"] is not None
    ]
    return ", ".join([rows, model, *others])


def _pick(audit: str, before: str | None) -> Response:
    """A page on which any two completed audits are chosen."""
    text = request.args.get("q", "").strip()[:200]
    cursor = request.args.get("cursor", "")[:80] or None
    with services().records.reading(caller().tenant) as unit:
        page = unit.audits.page(cursor=cursor, limit=PICKED, state="completed", text=text or None)
        rows = audit_rows(unit, page.rows)
        # What was chosen on another page of the list stays to be chosen.
        shown = {row.id for row in rows}
        picked = [id_ for id_ in (audit, before or "") if id_ and id_ not in shown]
        picked_rows = [row for id_ in picked if (row := _completed(unit, id_)) is not None]
    return render(
        "compare.html",
        here="/audits",
        rows=[*picked_rows, *rows],
        cursor=page.cursor,
        q=text,
        audit=audit,
        before=before or "",
        same=bool(audit) and audit == before,
    )


def _completed(unit: UnitOfWork, audit_id: str) -> AuditRow | None:
    try:
        row = unit.audits.find(audit_id)
    except NoRow:
        return None
    return audit_rows(unit, [row])[0] if row.state == "completed" else None


def _side_by_side(before: AuditRow, now: AuditRow) -> Markup:
    """Both reports' gate, sentences and findings; nothing where the bytes of one are gone."""
    from audits.report import fragments

    try:
        drawn = fragments.side_by_side(
            stored_report(before.id), stored_report(now.id), (before.title, now.title)
        )
    except (ServiceError, LookupError, TypeError, AttributeError):
        return Markup()
    return Markup(drawn)  # noqa: S704 (the renderer escapes every string)


@pages.get("/models/<family_id>")
@access("read")
def model(family_id: str) -> Response:
    """One model: its audits, newest first, as a trend of verdicts."""
    # Read when somebody looks at a model.
    from service.answers.version_costs import version_costs

    with services().records.reading(caller().tenant) as unit:
        try:
            family = unit.models.find_family(family_id)
        except NoRow:
            family = unit.models.find_family(unit.models.find(family_id).family_id)
        versions = [
            version_row(family.name, row)
            for row in unit.models.versions(family.id, limit=MOST_VERSIONS).rows
        ]
        cursor = request.args.get("cursor", "")[:80] or None
        points, older = trend(unit, family, cursor=cursor, limit=TREND)
        shown = audit_rows(unit, [point.audit for point in points])
        costs = version_costs(unit, family)
    newest = next((row.id for row in shown if row.state == "completed"), None)
    return render(
        "trend.html",
        here="/models",
        family=family,
        versions=versions,
        rows=[
            (row, point.version, point.before, gap_words(point))
            for row, point in zip(shown, points, strict=True)
        ],
        cursor=older,
        pictures=pictures(points),
        size=(WIDTH, HEIGHT, MARGIN),
        figures="" if newest is None else _drawn("trend", newest),
        costs="" if costs is None else _versions(costs),
    )


def _versions(costs: Mapping[str, Any]) -> Markup:
    from audits.report import fragments

    return Markup(fragments.versions(costs))  # noqa: S704 (the renderer escapes every string)


def _drawn(which: str, audit_id: str) -> Markup:
    """Figures from the stored report, whose renderer escapes every string."""
    from audits.report import fragments

    draw: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
        "paired": fragments.paired,
        "trend": fragments.trend,
    }
    try:
        report = stored_report(audit_id)
    except ServiceError:  # its bytes are gone; the page's tables stand without figures
        return Markup()
    return Markup(draw[which](report))  # noqa: S704
