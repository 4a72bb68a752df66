"""Block 11: everything needed to doubt, repeat and check the audit."""

from audits.json_types import Json
from audits.report.charts.shapes import columns
from audits.report.components import Tabled
from audits.report.environment_words import machine, packages
from audits.report.number_format import TIGHT, listed, plain
from audits.report.view import View, group_name


def facts(view: View) -> dict[str, str]:
    """Definitions, exclusions, tests and limits, one sentence or two each."""
    sentences = {
        "Groups": _groups(view),
        "Outcome": _outcome(view),
        "Left out": _left_out(view),
        "Intervals": _intervals(view),
        "Correction": _correction(view),
        "Seed": _seed(view),
        "Versions": _versions(view),
        "Ran in": "; ".join(filter(None, (packages(view), machine(view)))),
        "Sandbox": _sandbox(view),
        "Endpoint": _endpoint(view),
        "Limits": "The audit measures this model on these rows. It says nothing about rows "
        "that were never collected, or about how the answers are used",
    }
    return {name: words for name, words in sentences.items() if words}


def command(view: View) -> str:
    """The command that reproduces the audit, and the one that checks the report if it is signed."""
    stated: str = view["audit"].get("command") or "evenhand audit audit.yaml --out report/"
    signed = bool(view.report.get("signer"))
    return f"{stated}\nevenhand verify report.json --keys keys.json" if signed else stated


def probes_table(view: View) -> Tabled:
    """Every planned probe: ran, not run or broken, and why."""
    words = {"ran": "ran", "not_run": "not run", "error": "error"}
    rows = [
        (
            f"{probe['head']}: {probe['name']}" if probe.get("head") else probe["name"],
            str(probe["version"]),
            words.get(probe["status"], probe["status"]),
            " ".join(filter(None, (_full_stop(probe.get("reason")), probe.get("remedy")))),
        )
        for probe in view["probes"]
    ]
    head = ("Probe", "Version", "Status", "Reason and remedy")
    return Tabled("probes", columns(head, rows), summary="Every probe of the plan")


def small_groups(view: View) -> list[str]:
    """Groups of one attribute with an undetermined metric, each once."""
    names: dict[str, None] = {}
    for m in view.measurements:
        if "undetermined" in m and len(m["group"]) == 1 and "where" in m["undetermined"]:
            names[group_name(m["group"])] = None
    return list(names)


def _seed(view: View) -> str:
    seed = view.plan.get("settings", {}).get("seed", 0)
    same = f"{seed}; the same inputs give the same bytes of the canonical report"
    if any("for the budget)" in str(m.get("method", "")) for m in view.measurements):
        same += " where the budget leaves as many samples, which depends on the machine's pace"
    if (usage := view["environment"].get("endpoint")) and not usage.get("recorded"):
        same += " where the endpoint answers alike"
    return same


def _groups(view: View) -> str:
    words = []
    references = _references(view)
    for name, spec in view.columns("protected"):
        reference = spec.get("reference") or references.get(name)
        why = "named in the plan" if spec.get("reference") else "the group with most rows"
        points = f", cut at {listed(spec['cut'])}" if spec.get("cut") else ""
        words.append(
            f"{name}{points} (reference {reference}, {why})" if reference else f"{name}{points}"
        )
    return f"{listed(words)}, as recorded in the data" if words else ""


def _references(view: View) -> dict[str, str]:
    references: dict[str, str] = {}
    for m in view.measurements:
        reference = m.get("reference") or {}
        if len(reference) == 1 and m["metric"] not in ("impact_ratio",):
            references |= {name: str(value) for name, value in reference.items()}
    return references


def _outcome(view: View) -> str:
    label, answer = view.name_of("label"), view.name_of("prediction")
    words = [f"label {label}" if label else "", f"recorded answer {answer}" if answer else ""]
    words += [
        f"{which} “{value}”"
        for which in ("positive", "favourable")
        if (value := view.stated(which)) is not None
    ]
    return "; ".join(filter(None, words))


def _left_out(view: View) -> str:
    words = [f"groups under {view.smallest_group} in a denominator are measured, not judged"]
    small = small_groups(view)
    if small:
        more = f" and {len(small) - 8} more" if len(small) > 8 else ""
        words.append(f"too small somewhere: {', '.join(small[:8])}{more}")
    for item in view.report.get("left_out", ())[:20]:
        words.append(f"{group_name(item['group'])} ({item['metric']}): {item['reason']}")
    return "; ".join(words)


def _intervals(view: View) -> str:
    level = plain(100 * view.confidence, 1).removesuffix(".0")
    used = dict.fromkeys(
        str(m["method"]).partition(" (")[0] for m in view.measurements if "method" in m
    )
    if not used:
        return ""
    decided = any(f.get("interval") is not None for f in view.findings)
    note = "; a number that a rule judges stands with the interval that decided" if decided else ""
    return f"{level}{TIGHT}%: {listed(list(used))}{note}"


def _correction(view: View) -> str:
    tests = view.tests
    if not tests:
        return "no test was made"
    name = {"holm": "Holm", "benjamini-hochberg": "Benjamini–Hochberg"}.get(
        view.policy.get("correction", "holm"), "Holm"
    )
    return f"{name} over {tests} tests, for failing only; passing needs the whole interval inside"


def _versions(view: View) -> str:
    versions: Json = view["environment"].get("versions") or {}
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def _sandbox(view: View) -> str:
    layers = view["environment"].get("sandbox") or []
    return ", ".join(map(str, layers)) if isinstance(layers, list | tuple) else str(layers)


def _endpoint(view: View) -> str:
    """What was asked of a model behind an address, and what it cost."""
    usage = view["environment"].get("endpoint") or {}
    if usage.get("recorded"):
        return "nothing was sent: the answers are those that an earlier audit recorded"
    if not usage:
        return ""
    words = [f"{usage['requests']:,} requests, {usage['retries']:,} of them tries again"]
    if expected := view.plan.get("endpoint"):
        words[0] += f" (about {expected['requests']:,} were expected)"
    if "prompt_tokens" in usage:
        counted = "by the server's own count"
        if usage.get("estimated"):
            counted = f"{usage['estimated']:,} answers came without a count and are estimated"
        words.append(
            f"{usage['prompt_tokens']:,} tokens of prompts and {usage['answer_tokens']:,} of "
            f"answers, {counted}"
        )
    if "cost" in usage:
        words.append(f"{usage['cost']:.4g} {usage['currency']} by the price of the document")
    if usage["paused_seconds"]:
        words.append(f"{usage['paused_seconds']:g} s of waiting that the server asked for")
    if usage.get("is_whole") is False:
        words.append("the recording would have grown too large and ends early")
    return "; ".join(words)


def _full_stop(words: str | None) -> str:
    return f"{words.rstrip('.')}." if words else ""
