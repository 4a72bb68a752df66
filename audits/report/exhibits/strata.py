"""Kind `strata`: favourable answers of each group within each stratum of the nuisances.

content: `attribute`, `groups`, `strata` (`{stratum, favourable, n}` each, a number a group),
`left_out` (strata that were not sent), `homogeneity` (`{group, p_value, differ}` of each group
whose strata can be compared with the reference's; absent in older reports).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audits.report.components import Cell, Heat, Part
from audits.report.number_format import SHARE, with_unit
from audits.report.view import View, group_name

MOST_ROWS, MOST_COLUMNS = 16, 6


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A heat table; a stratum in which a gap turns round is seen at a glance."""
    content = exhibit["content"]
    groups = content["groups"][:MOST_COLUMNS]
    strata = content["strata"][:MOST_ROWS]
    hidden = len(content["strata"]) - len(strata) + int(content.get("left_out", 0))
    more = f" {hidden} smaller strata stand in the JSON report." if hidden > 0 else ""
    yield Heat(
        name,
        exhibit["title"],
        f"In each cell the share given the favourable answer, and n. Dashed: under "
        f"{view.smallest_group}.{more}{_alike(content.get('homogeneity', ()))}",
        tuple(group_name(group) for group in groups),
        tuple(
            (
                str(one["stratum"]),
                tuple(
                    _cell(view, favourable, n)
                    for favourable, n in list(zip(one["favourable"], one["n"], strict=True))[
                        : len(groups)
                    ]
                ),
            )
            for one in strata
        ),
        ends=("0 %", "100 %"),
    )


def _alike(compared: Sequence[Mapping[str, Any]]) -> str:
    """Whether one adjusted ratio stands for all strata."""
    if not compared:
        return ""
    text = "; ".join(
        f"{group_name(one['group'])} {_p(one['p_value'])}"
        + (" (they differ: the adjusted ratio is an average)" if one["differ"] else "")
        for one in compared[:MOST_COLUMNS]
    )
    return f" Strata share one odds ratio (Breslow-Day-Tarone): {text}."


def _p(value: float) -> str:
    return f"p {value:.3f}" if value >= 0.001 else "p < 0.001"


def _cell(view: View, favourable: float, n: float) -> Cell | None:
    if n <= 0:
        return None
    share = favourable / n
    shade = 1 + min(int(share * 5), 4) if n >= view.smallest_group else 0
    return Cell(shade, with_unit(share, SHARE, digits=0), "", f"{round(n):,}")
