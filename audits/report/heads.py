"""A report of several heads, a head at a time: each is drawn as if it had been audited alone.

So every chart and sentence means for a head what it means for a model with one answer.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from audits.json_types import Json
from audits.report.components import Block, Explorer, Method
from audits.report.view import View
from audits.specification.heads import HEAD

Drawn = TypeVar("Drawn")


def heads(view: View) -> tuple[str, ...]:
    """The heads of the plan, in its order; () of a model with one answer."""
    return tuple(view.plan.get("heads") or ())


def head_of(finding: Json) -> str | None:
    """The head that a finding or a measurement is about, or None."""
    name = finding["group"].get(HEAD)
    return None if name is None else str(name)


def view_of(view: View, head: str) -> View:
    """The report of one head: its measurements and findings without the key `head`."""
    known: dict[str, View] = view.__dict__.setdefault("_views_of_heads", {})
    if head not in known:
        known[head] = View({**_report_of(view.report, head), "tests": view.tests})
    return known[head]


def each_head(view: View) -> list[tuple[str | None, View]]:
    """Each head with its view; the whole under None of a model with one answer."""
    return [(name, view_of(view, name)) for name in heads(view)] or [(None, view)]


def own(view: View, finding: Json) -> tuple[View, Json]:
    """The view and the finding as its head has them; both as they are where there is one answer."""
    head = head_of(finding)
    if head is None or head not in heads(view):
        return view, finding
    of_head = view_of(view, head)
    same = next(f for f in of_head.report["findings"] if f["id"] == finding["id"])
    if finding.get("needed_sample_size") != same.get("needed_sample_size"):
        same = {**same, "needed_sample_size": finding["needed_sample_size"]}
    return of_head, same


def titled(head: str | None, words: str) -> str:
    """`income: Fairness`; the words alone where there is no head."""
    return words if head is None else f"{head}: {words}"


def block_of_head(block: Block, head: str, position: int) -> Block:
    """The block named by its head, with ids of its own. position: of the head, from 0."""
    prefix = id_prefix(position)
    named = _with_ids(replace(block, title=titled(head, block.title)), prefix)
    return replace(named, method=_method(block.method, prefix))


def id_prefix(position: int) -> str:
    """What ids of a head's blocks begin with. position: of the head, from 0."""
    return f"head-{position + 1}-"


def _report_of(report: Json, head: str) -> dict[str, Any]:
    plan = report["plan"]
    planned = plan["heads"][head]
    foreign = {name for other in plan["heads"].values() for name in other["columns"]}
    foreign -= set(planned["columns"])
    steps = {probe["step"] for probe in report["probes"] if probe.get("head") == head}
    positions = [i for i, m in enumerate(report["measurements"]) if m["step"] in steps]
    places = {before: now for now, before in enumerate(positions)}
    return {
        **report,
        "plan": {
            **plan,
            "heads": {},
            "model": planned["model"],
            "assumed": planned.get("assumed", {}),
            "columns": {k: spec for k, spec in plan["columns"].items() if k not in foreign},
        },
        "probes": [probe for probe in report["probes"] if probe["step"] in steps],
        "measurements": [_without_head(report["measurements"][i]) for i in positions],
        "findings": [
            _finding(finding, places, head)
            for finding in report["findings"]
            if finding["group"].get(HEAD) == head
        ],
        "exhibits": [e for e in report.get("exhibits", ()) if e["step"] in steps],
    }


def _finding(finding: Json, places: Mapping[int, int], head: str) -> dict[str, Any]:
    position, judged = finding.get("measurement"), finding.get("judged")
    named = _without_head(finding) | {"measurement": None if position is None else places[position]}
    if finding.get("sentence"):  # below the head's own heading it is not said again
        named["sentence"] = str(finding["sentence"]).removeprefix(titled(head, ""))
    return named if judged is None else named | {"judged": _without_head(judged)}


def _without_head(item: Json) -> dict[str, Any]:
    """A measurement or a finding; its rule's group and reference too."""
    plain = dict(item)
    for key in ("group", "reference"):
        if plain.get(key):
            plain[key] = {name: value for name, value in plain[key].items() if name != HEAD}
    return plain


def _with_ids(item: Drawn, prefix: str) -> Drawn:
    """The same with every id of the page behind a prefix, at any depth."""
    if isinstance(item, tuple):
        return tuple(_with_ids(each, prefix) for each in item)  # type: ignore[return-value]
    if not is_dataclass(item) or isinstance(item, type):
        return item
    changed: dict[str, Any] = {}
    for each in fields(item):
        value = getattr(item, each.name)
        if each.name == "id" and value:
            changed["id"] = f"{prefix}{value}"
        elif (isinstance(value, tuple) and any(map(is_dataclass, value))) or is_dataclass(value):
            changed[each.name] = _with_ids(value, prefix)
    if isinstance(item, Explorer):
        changed["charts"] = tuple(f"{prefix}{chart}" for chart in item.charts)
    return replace(item, **changed) if changed else item


def _method(method: Method, prefix: str) -> Method:
    """Where each of its sentences belongs."""
    own_lines = tuple(
        (f"{prefix}{figure}" if figure else "", name, words) for figure, name, words in method.own
    )
    return replace(method, own=own_lines)
