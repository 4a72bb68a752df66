"""What to know before an open report is handed on: where it shows single people."""

from collections.abc import Iterator

from audits.json_types import Json
from audits.report.components import Banner
from audits.report.number_format import listed
from audits.report.view import View
from audits.specification.counts import counted
from audits.specification.few_people import FEWEST, OF_ROWS


def single_people(view: View) -> Iterator[Banner]:
    """One note, or none where nobody stands alone, or the report is protected."""
    if view.plan.get("settings", {}).get("disclosure", "open") != "open":
        return
    known = set(view.attributes)
    small_groups = {
        frozenset(measured["group"].items())
        for measured in view.measurements
        if known & measured["group"].keys() and 0 < _fewest(measured) < FEWEST
    }
    # Without a dataset what is shown is Evenhand's own: sentences, lists of words.
    exhibits = view.exhibits() if view.plan.get("columns") else ()
    rows = sum(exhibit["kind"] in OF_ROWS for exhibit in exhibits)
    shown = []
    if small_groups:
        shown.append(
            counted(len(small_groups), "group", "groups") + f" of fewer than {FEWEST} people"
        )
    if rows:
        shown.append(counted(rows, "picture", "pictures") + " of single rows")
    if shown:
        yield Banner(
            "Single people.",
            f"This report shows {listed(shown)}. Before it goes to whoever may not see the data, "
            "audit with `settings: {disclosure: protect}`, which leaves them out.",
        )


def _fewest(measured: Json) -> int:
    """Its rows; of a comparison those of the smaller side."""
    size = measured["sample_size"]
    return int(min(size) if isinstance(size, list | tuple) else size)
