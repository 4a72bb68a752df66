"""Kind `claims`: what stands of a table's claims.

content: `claims`, each `system`, `baseline`, `on` (a data set, or null), `standing` (words),
`difference` and `interval`, `effect` and `effect_interval` (null or absent where there is none),
`points` (whether these are shares), `adjusted` and `p_value`, `test`, `n`, `needs`, `why` (or
null), `beside` (other tests: name and p-value each); `note`, and `ask` (questions to the authors,
which the note has too).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audits.report.charts.shapes import columns
from audits.report.components import Cell, Heat, Part, Tabled
from audits.report.number_format import DIFFERENCE, POINTS, between, significant, with_unit
from audits.report.view import View

MOST_SETS, MOST_SYSTEMS, MOST_ROWS = 40, 8, 400
SHADES = {"stands": 4, "the other way round": 2, "not shown": 1, "cannot be told": 0}


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A table of systems by data sets, and all of their tests behind a fold."""
    content = exhibit["content"]
    claims = content["claims"]
    systems = list(dict.fromkeys(claim["system"] for claim in claims))
    places = list(dict.fromkeys(claim["on"] for claim in claims))
    by_place = {(claim["system"], claim["on"]): claim for claim in claims}
    left_out = max(0, len(places) - MOST_SETS)
    more = f" {left_out} more data sets stand in the JSON report." if left_out else ""
    yield Heat(
        f"fig-{name}",
        exhibit["title"],
        f"{content.get('note', '')}{more}",
        tuple(f"{one} over {_baseline(claims, one)}" for one in systems[:MOST_SYSTEMS]),
        tuple(
            (
                "the claim" if data_set is None else str(data_set),
                tuple(_cell(by_place.get((one, data_set))) for one in systems[:MOST_SYSTEMS]),
            )
            for data_set in places[:MOST_SETS]
        ),
    )
    head = (
        "Claim", "Says", "Effect size", "p, corrected", "Test", "n", "Beside it", "What it takes",
    )  # fmt: skip
    yield Tabled(
        f"{name}-tests",
        columns(head, [_row(claim) for claim in claims[:MOST_ROWS]]),
        summary="The test of each claim",
    )


def _baseline(claims: Sequence[Mapping[str, Any]], system: str) -> str:
    return str(next(claim["baseline"] for claim in claims if claim["system"] == system))


def _cell(claim: Mapping[str, Any] | None) -> Cell | None:
    if claim is None:
        return None
    scale = POINTS if claim["points"] else DIFFERENCE
    difference = claim.get("difference")
    shown = "" if difference is None else with_unit(difference, scale)
    interval = claim.get("interval")
    return Cell(
        SHADES.get(claim["standing"], 0),
        claim["standing"],
        f"{shown} {between(interval, scale) if interval else ''}".strip(),
        str(claim["n"]),
    )


def _effect(claim: Mapping[str, Any]) -> str:
    """In standard deviations, with its interval."""
    if claim.get("effect") is None:
        return "–"
    interval = between(claim["effect_interval"], DIFFERENCE)
    return f"{with_unit(claim['effect'], DIFFERENCE)} {interval}"


def _corrected(claim: Mapping[str, Any]) -> str:
    """The corrected p-value; of a test that decides nothing its own, as such."""
    if claim.get("adjusted") is not None:
        return significant(claim["adjusted"])
    own = claim.get("p_value")
    return "–" if own is None else f"({significant(own)}, uncorrected)"


def _row(claim: Mapping[str, Any]) -> tuple[str, ...]:
    where = "" if claim["on"] is None else f" on {claim['on']}"
    return (
        f"{claim['system']} over {claim['baseline']}{where}",
        str(claim["standing"]),
        _effect(claim),
        _corrected(claim),
        str(claim["test"]),
        str(claim["n"]),
        "; ".join(f"{name} p {significant(p)}" for name, p in claim.get("beside", ())) or "–",
        str(claim.get("why") or claim.get("needs") or "–"),
    )
