"""Cells of published tables: a value, and what stands behind its plus-minus sign or in brackets."""

import re
from dataclasses import dataclass

from audits.data.plain_cells import plain_cell

_NUMBER = r"[-+−]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?"
_CELL = re.compile(
    rf"(?P<value>{_NUMBER})\s*(?P<unit>%?)"
    rf"(?:\s*(?:±|\+/-|\+-)\s*(?P<error>{_NUMBER})|\s*\((?:±\s*)?(?P<inside>{_NUMBER})\))?\s*%?"
)


@dataclass(frozen=True, slots=True)
class PrintedValue:
    """What a cell says. decimals: how many digits stand behind its point.

    error: the number behind ± or in brackets; None where there is none. percent: whether it says %.
    """

    value: float
    error: float | None
    decimals: int
    percent: bool


def printed_value(cell: str) -> PrintedValue | None:
    """The value of a cell as papers write it; None where it holds no number, or more than that.

    `93.1`, `93.1 ± 0.4`, `93.1 (0.4)`, `$93.1_{\\pm 0.4}$`, `\\textbf{93.1}`, `**93.1 %**`.
    """
    match = _CELL.fullmatch(plain_cell(cell))
    if match is None:
        return None
    error = match["error"] or match["inside"]
    digits = match["value"].partition(".")[2]
    return PrintedValue(
        _number(match["value"]),
        None if error is None else abs(_number(error)),
        len(re.split(r"[eE]", digits)[0]),
        "%" in match[0],
    )


def _number(written: str) -> float:
    return float(written.replace(",", "").replace("−", "-"))
