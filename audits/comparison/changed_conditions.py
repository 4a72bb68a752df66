"""Under which conditions two audits were made: model, data, policy, plan and engine, what changed.

A number that moved says nothing while nobody knows what moved it. What is told are facts of the
two reports; whether one of them is the cause is for the reader.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from audits.json_types import Json
from audits.specification.probe_manifest import declared

CONDITIONS = ("model", "data", "policy", "plan", "engine")
# Told of each condition, and of a value; a plan of a thousand columns needs no thousand lines.
MOST_DETAILS, MOST_CHARACTERS = 20, 120
# Of a policy, what is told rule by rule.
RULES = "rules"


def what_changed(before: Json, report: Json) -> dict[str, dict[str, Any]]:
    """Of each of CONDITIONS: `is_same` and, where it is not, `details` as clauses.

    before, report: JSON reports. is_same: None where the reports cannot tell: answers that were
    recorded by an unknown model, an address whose model may be another by now, a report that
    names no versions.
    """
    conditions = {
        "model": _model(before, report),
        "data": _data(before, report),
        "policy": _differences(_policy(before, report)),
        "plan": _differences(_plan(before["plan"], report["plan"])),
        "engine": _engine(before, report),
    }
    return {
        what: {"is_same": same, "details": list(details)}
        for what, (same, details) in conditions.items()
    }


Told = tuple[bool | None, Sequence[str]]


def _differences(lines: Iterator[str]) -> Told:
    details = list(lines)
    if len(details) > MOST_DETAILS:
        more = len(details) - MOST_DETAILS
        details = [*details[:MOST_DETAILS], f"{more} more differences"]
    return not details, details


def _model(before: Json, report: Json) -> Told:
    then, now = before["model"], report["model"]
    if then.get("sha256") != now.get("sha256"):
        return False, (f"{_subject(then)}, now {_subject(now)}",)
    if now.get("format") == "endpoint":
        return None, ("the same address; which model answers there is not known",)
    if now.get("sha256") is None:
        return None, ("recorded answers; which model gave them is not known",)
    return True, ()


def _data(before: Json, report: Json) -> Told:
    then, now = before["dataset"], report["dataset"]
    if then.get("sha256") == now.get("sha256"):
        return True, ()
    details = [f"{_subject(then)}, now {_subject(now)}"]
    rows = then.get("rows"), now.get("rows")
    if None not in rows and rows[0] != rows[1]:
        details.append(f"{rows[0]:,} rows, now {rows[1]:,}")
    return False, (*details, *_references(before, report))


def _references(before: Json, report: Json) -> Iterator[str]:
    """Groups that others are compared with by default, and that are others by now."""
    then, now = _reference_of(before), _reference_of(report)
    for name in then:
        if name in now and then[name] != now[name]:
            yield (
                f"{name} is compared with {now[name]}, and was with {then[name]}, so that "
                "differences have another base and the other sign (a reference group that is "
                "named on the column stays)"
            )


def _reference_of(report: Json) -> dict[str, str]:
    """Of each column that names none, the group that differences are taken from."""
    columns = report["plan"].get("columns") or {}
    named = {spec.get("rename") or name for name, spec in columns.items() if spec.get("reference")}
    return {
        name: str(value)
        for measured in report.get("measurements") or ()
        if measured["metric"].endswith("_difference") and len(measured.get("reference") or ()) == 1
        for name, value in measured["reference"].items()
        if name not in named
    }


def _subject(subject: Json) -> str:
    """`income 2.1 (sha256 1f2e3d4c5b6a)`; without a file what it was."""
    if subject.get("sha256") is None:
        return "recorded answers"
    digest = str(subject["sha256"])[:12]
    version = subject.get("version") if subject.get("version") != digest else None
    name = " ".join(str(piece) for piece in (subject.get("name"), version) if piece)
    return f"{name} (sha256 {digest})" if name else f"sha256 {digest}"


def _policy(before: Json, report: Json) -> Iterator[str]:
    then, today = (either["plan"].get("policy") for either in (before, report))
    if then is None or today is None:
        if then != today:
            yield "there was none" if then is None else "there is none now"
        return
    names = [_policy_name(either) for either in (before, report)]
    if names[0] != names[1]:
        yield f"{names[0]}, now {names[1]}"
    earlier, later = (
        {_text(rule): rule for rule in policy.get(RULES, ())} for policy in (then, today)
    )
    for key in [key for key in later if key not in earlier]:
        yield f"rule added: {rule_text(later[key])}"
    for key in [key for key in earlier if key not in later]:
        yield f"rule gone: {rule_text(earlier[key])}"
    yield from _values("", {**then, RULES: None}, {**today, RULES: None})


def _policy_name(report: Json) -> str:
    """As its audit calls it, with its version where it is stored; the plan has no names."""
    stored = report.get("policy") or {}
    name = (report.get("audit") or {}).get("policy") or stored.get("name")
    if not name:
        return "rules without a name"
    return f"{name}, version {stored['version']}" if stored.get("version") else str(name)


def _plan(before: Json, now: Json) -> Iterator[str]:
    """Columns, how the model is asked, settings, and the probes with their parameters."""
    then, today = before.get("columns") or {}, now.get("columns") or {}
    for name in sorted({*then, *today}):
        if name not in then or name not in today:
            yield f"column {name}: {'read now' if name in today else 'read then'}"
        else:
            yield from _values(f"column {name}: ", then[name], today[name])
    yield from _values("model: ", before.get("model") or {}, now.get("model") or {})
    yield from _values("", before.get("settings") or {}, now.get("settings") or {})
    stated, states = (plan.get("reproducibility") or {} for plan in (before, now))
    yield from _values("reproducibility: ", stated, states)
    yield from _probes(before, now)


def _probes(before: Json, now: Json) -> Iterator[str]:
    # What the settings give to every step is told once, as a setting.
    shared = {**(before.get("settings") or {}), **(now.get("settings") or {})}
    then, today = (_steps(plan, shared) for plan in (before, now))
    for probe in sorted({*then, *today}):
        if probe not in then or probe not in today:
            yield f"{probe}: {'added' if probe in today else 'left out now'}"
            continue
        asked, asks = then[probe], today[probe]
        gone, come = list((asked - asks).elements()), list((asks - asked).elements())
        if len(gone) == len(come) == 1:
            yield from _values(f"{probe}: ", json.loads(gone[0]), json.loads(come[0]))
        elif gone or come:
            yield f"{probe}: steps {asked.total()}, now {asks.total()}, with other parameters"


def _steps(plan: Json, shared: Json) -> dict[str, Counter[str]]:
    """Of each probe its steps' parameters; a probe that cannot run is none."""
    by_probe: dict[str, Counter[str]] = {}
    for step in plan.get("steps") or ():
        own = {key: value for key, value in (step.get("parameters") or {}).items()
               if key not in shared}  # fmt: skip
        if step.get("reason") is None:
            by_probe.setdefault(step["probe"], Counter())[_text(own)] += 1
    return by_probe


def _engine(before: Json, report: Json) -> Told:
    """Versions of the program and its libraries, and of the probes that both audits asked."""
    then, now = (either.get("environment", {}).get("versions") or {} for either in (before, report))
    asked, asks = (
        {probe["name"]: probe.get("version") for probe in either.get("probes") or ()}
        for either in (before, report)
    )
    asked = {name: version for name, version in asked.items() if name in asks}
    asks = {name: version for name, version in asks.items() if name in asked}
    details = [
        *_values("", then, now), *_values("", asked, asks, what="version "),
        *_machines(before, report),
    ]  # fmt: skip
    if not then or not now:
        return False if details else None, details or ("the versions were not told",)
    return _differences(iter(details))


def is_comparable(before: Json, now: Json) -> bool:
    """Whether a difference would say anything of the model.

    Not between two machines, whatever the model does, nor between two single readings of one.
    before, now: two measurements of one metric in JSON.
    """
    if not declared(now["metric"]).of_machine:
        return True
    from audits.measurement import is_counted  # which the API need not load to start

    return _machine(before) == _machine(now) and not is_counted(now.get("method", ""))


def _machine(measurement: Json) -> str:
    """Behind the method's name; "" where nothing was measured."""
    return str(measurement.get("method", "")).partition(" (")[2].removesuffix(")")


def _machines(before: Json, report: Json) -> Iterator[str]:
    """Where times and memory were measured, if that was elsewhere then."""
    then, now = (
        {m for each in either.get("measurements") or ()
         if declared(each["metric"]).of_machine and (m := _machine(each))}
        for either in (before, report)
    )  # fmt: skip
    if then and now and then != now:
        yield (
            f"times and memory were measured on {' and '.join(sorted(then))}, now on "
            f"{' and '.join(sorted(now))}: they are not compared"
        )


def _values(head: str, then: Json, now: Json, what: str = "") -> Iterator[str]:
    """`head` and each key whose value is another one."""
    for key in sorted({*then, *now}):
        if then.get(key) != now.get(key):
            before, after = _setting(then.get(key)), _setting(now.get(key))
            yield f"{head}{key} {what}{before}, now {after}"


def rule_text(rule: Json) -> str:
    """As it stands in the document: `impact_ratio (attribute sex, at_least 0.8)`."""
    more = ", ".join(f"{key} {_setting(rule[key])}" for key in rule if key != "metric")
    return f"{rule['metric']} ({more})" if more else str(rule["metric"])


def _setting(value: object) -> str:
    if value is None:
        return "not set"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
