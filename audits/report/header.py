"""Block 0 and 1: what was audited, by whom, with what; what the gate means."""

from collections.abc import Iterator
from dataclasses import dataclass

from audits.json_types import Json
from audits.planning.row_filters import Rows
from audits.report.findings import counts
from audits.report.moments import in_words, moment
from audits.report.notes import sentence_of
from audits.report.nothing_judged import nothing_judged, policy_name
from audits.report.number_format import listed, plain
from audits.report.view import View
from audits.specification.probe_manifest import entries

# What a reading says of the rows that were asked twice (`audits.running.row_by_row_check`).
CHECK = "asked again"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of provenance."""

    name: str
    lines: tuple[str, ...] = ()
    digest: str = ""
    moment: str = ""
    moment_text: str = ""
    link: str = ""
    link_text: str = ""


def title(view: View) -> str:
    """What the page is about: the model, else the dataset whose recorded answers are audited."""
    model, data = view["model"], view["dataset"]
    if model.get("name"):
        return f"{model['name']} {own_version(model)}".strip()
    what = "Recorded answers in" if view.has_answers else "Data alone:"
    if model.get("sha256") and model.get("format") != "recorded":
        what = "A model asked about"
    if view.has_results:
        what = "Claims of"
    return f"{what} {data.get('name') or 'the dataset'}"


def facts(view: View) -> Iterator[Fact]:
    """Model, dataset, policy, when and by whom, how to repeat it, the sandbox."""
    model, data, audit = view["model"], view["dataset"], view["audit"]
    kind = model.get("format") or ("recorded" if not model.get("sha256") else "")
    description = recorded_or_none(view) if kind == "recorded" else " ".join(
        str(model[key]) for key in ("format", "task") if model.get(key)
    )  # fmt: skip
    yield Fact("Model", (description,) if description else (), _digest(model))
    read = reading(view)
    if read:
        yield Fact("Read as", tuple(f"{what}: {how}" for what, how in read))
    rows, every_part = rows_of(view), every_part_of(view)
    name = " ".join(filter(None, (data.get("name"), own_version(data))))
    yield Fact(
        "Dataset",
        tuple(filter(None, (", ".join(filter(None, (name, rows))), every_part))),
        _digest(data),
    )
    yield Fact("Policy", _policy(view))
    yield _when(audit)
    seed = view.plan.get("settings", {}).get("seed", 0)
    versions = view["environment"].get("versions") or {}
    version = versions.get("evenhand")
    yield Fact(
        "Repeatable",
        (f"seed {seed}" + (f", Evenhand {version}" if version else ""),),
        link="#method",
        link_text="the command",
    )
    layers = view["environment"].get("sandbox") or ()
    shown = ", ".join(map(str, layers)) if layers else "not recorded"
    yield Fact("Sandbox", (shown,))


def rows_of(view: View) -> str:
    """`2,000 rows`; `599 of 2,000 rows: split is test` where only some of them are measured."""
    data = view["dataset"]
    if data.get("rows") is None:
        return ""
    choices = [Rows.from_json(choice) for choice in view.plan.get("rows", ())]
    if not choices:
        return f"{data['rows']:,} {view.row_word if data['rows'] == 1 else view.rows_word}"
    specs = view.plan.get("columns", {})
    selection = " and ".join(
        choice.phrase(specs.get(choice.column, {}).get("rename")) for choice in choices
    )
    return (
        f"{data.get('rows_used', data['rows']):,} of {data['rows']:,} {view.rows_word}: {selection}"
    )


def every_part_of(view: View) -> str:
    """`confounds.dataset: 2,000 rows of every part`: what read more rows than those measured.

    Probes that honour the role `split` compare its parts, whichever of them is measured.
    """
    rows = view["dataset"].get("rows_of_parts")
    known = entries()
    compared = [
        step["name"]
        for step in view.report["probes"]
        if step["status"] == "ran" and step["name"] in known
        and "split" in known[step["name"]].honours
    ]  # fmt: skip
    if rows is None or not compared:
        return ""
    return f"{listed(list(dict.fromkeys(compared)))}: {rows:,} {view.rows_word} of every part"


def reading(view: View) -> list[tuple[str, str]]:
    """What was read of the model and as what; nothing where answers were recorded."""
    return [(str(what), str(how)) for what, how in view["model"].get("reading") or ()]


def recorded_or_none(view: View) -> str:
    """What stands in the place of a model that was not opened."""
    if view.has_results:
        return "none: the rows are reported results"
    return "recorded answers" if view.has_answers else "none, and no answers: the data alone"


def _digest(subject: Json) -> str:
    return str(subject.get("sha256") or "")[:12]


def own_version(subject: Json) -> str:
    """A version that is not just the fingerprint again."""
    version = str(subject.get("version") or "")
    return "" if str(subject.get("sha256") or "").startswith(version) else version


def _policy(view: View) -> tuple[str, ...]:
    if not view.policy:
        return ("none: nothing is judged",)
    stored, name = view.report.get("policy") or {}, policy_name(view)
    version = stored.get("version")
    head = " ".join(filter(None, (name, f"version {version}" if version else "")))
    rules = len(view.policy.get("rules", ()))
    total = len(view.findings)
    checks = f"{rules} rule{'' if rules == 1 else 's'}, {total} check{'' if total == 1 else 's'}"
    waits = "blocks" if view.policy.get("on_inconclusive", "block") == "block" else "passes"
    return tuple(filter(None, (head, f"{checks}; inconclusive {waits}")))


def _when(audit: Json) -> Fact:
    by = f"by {audit['by']}" if audit.get("by") else ""
    started, finished = audit.get("started"), audit.get("finished")
    if not started:
        return Fact("Audited", tuple(filter(None, (by,))))
    began = moment(started)
    ended = moment(finished) if finished else None
    took = ""
    if began and ended:
        seconds = (ended - began).total_seconds()
        took = f"in {plain(seconds, 0)} s" if seconds >= 1 else "in under 1 s"
    return Fact(
        "Audited", tuple(filter(None, (", ".join(filter(None, (by, took))),))),
        moment=str(started), moment_text=in_words(str(started)),
    )  # fmt: skip


def line(view: View) -> str:
    """One line under the title: how much was audited, and by what policy."""
    data = view["dataset"]
    rows = "; ".join(filter(None, (rows_of(view), every_part_of(view))))
    # Recorded answers have the dataset's name in their title.
    known = view["model"].get("name")
    name = " ".join(filter(None, (data.get("name") if known else "", own_version(data))))
    policy = policy_name(view)
    audited = ", ".join(filter(None, (name, rows)))
    return " · ".join(filter(None, (audited, f"policy {policy}" if policy else "")))


def gate_words(view: View) -> str:
    """One sentence under the gate."""
    tally, total = counts(view, waived=False), len(view.findings)
    waived = total - sum(tally.values())
    if not total and view["gate"] == "inconclusive":
        return nothing_judged(view).gate
    one = tally["fail"] == 1
    words = {
        "fail": f"{tally['fail']} of {total} checks {'lies' if one else 'lie'} outside "
        f"{'its' if one else 'their'} limit by more than chance allows",
        "error": "a probe broke, so part of the question has no answer",
        "not_run": "something that was asked for could not be measured",
        "inconclusive": f"{tally['inconclusive']} of {total} checks cannot be decided on this data",
        "pass": _passed(total, waived),
    }[view["gate"]]
    if view.report.get("reason") and view["gate"] in ("error", "not_run"):
        words = str(view["reason"]).rstrip(".")
    if view["gate"] == "fail" and tally["inconclusive"]:
        words += f"; {tally['inconclusive']} cannot be decided yet"
    if waived and view["gate"] != "pass":
        words += f"; {waived} {'is' if waived == 1 else 'are'} waived"
    if not view["blocking"] and view["gate"] != "pass":
        words += "; the policy lets this pass"
    return f"{sentence_of(words)} {unjudged(view)}".rstrip()


def unjudged(view: View) -> str:
    """The protected attributes that no rule is about: a verdict says nothing of their groups."""
    if not view.findings:
        return ""
    groups = [finding.get("group") or {} for finding in view.findings]
    groups += [measured["group"] for f in view.findings if (measured := view.measured(f))]
    judged = {name for group in groups for name in group}
    for rule in view.policy.get("rules", ()):
        asked = rule.get("attribute") or ()
        judged |= {asked} if isinstance(asked, str) else {*asked, *(rule.get("group") or {})}
    left = [name for name in view.attributes if name not in judged]
    return f"Protected, but judged by no rule: {listed(left)}." if left else ""


def _passed(total: int, waived: int) -> str:
    if waived:
        rest = "nothing else was checked" if waived == total else "the others pass"
        return f"{waived} of {total} checks {'is' if waived == 1 else 'are'} waived; {rest}"
    return (
        f"all {total} checks lie inside their limits"
        if total > 1
        else ("the one check lies inside its limit")
    )
