"""`evenhand probes`: what can be measured."""

import argparse
import json
import sys
from textwrap import fill

from evenhand import exit_codes

NAME = "probes"
HELP = "List the probes, or describe one."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """A name, or nothing for all of them."""
    parser.add_argument("name", nargs="?", help="a probe, e.g. fairness.selection_rate")
    parser.add_argument("--json", metavar="FILE", help="write JSON there; - is standard output")


def run(arguments: argparse.Namespace) -> int:
    """Print the list, or one probe with its metrics and parameters."""
    from audits.errors import Refused
    from audits.specification.probe_manifest import entries
    from audits.specification.suggestions import nearest

    known = entries()
    if arguments.name is not None and arguments.name not in known:
        raise Refused.because(
            "name", f"there is no probe {arguments.name!r}", nearest(arguments.name, known)
        )
    selection = [entry for entry in known.values() if arguments.name in (None, entry.name)]
    if arguments.json is not None:
        text = json.dumps([entry.to_json() for entry in selection], ensure_ascii=False, indent=2)
        if arguments.json == "-":
            sys.stdout.write(text + "\n")
        else:
            with open(arguments.json, "w", encoding="utf-8") as file:
                file.write(text + "\n")
        return exit_codes.PASS
    if arguments.name is None:
        width = max(len(entry.name) for entry in selection)
        for entry in selection:
            sys.stdout.write(f"{entry.name:<{width}}  {entry.summary}\n")
        return exit_codes.PASS
    (entry,) = selection
    lines = [f"{entry.name}, version {entry.version}", "", fill(entry.summary, 80), "", "metrics"]
    lines += [f"  {metric.name:<34}{metric.meaning}" for metric in entry.metrics]
    lines += ["", "parameters"]
    for name, schema in entry.parameters["properties"].items():
        lines.append(f"  {name:<20}{schema.get('default')!s:<10}{schema['description']}")
    sys.stdout.write("\n".join(lines) + "\n")
    return exit_codes.PASS
