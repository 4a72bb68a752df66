"""What a protected report does not hold: single rows, personal data, and groups of a few people.

`settings.disclosure: protect`. Groups of under five were dissolved when the rows were read
(`audits.data.local_suppression`); here a step's result loses what is left: numbers of a few people
of a group (those of one label, say), what shows single rows, and personal data in any text.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from audits.data.local_suppression import FEWEST
from audits.measurement import Exhibit, Measurement, Undetermined
from audits.privacy.personal_data import masked
from audits.running.run import StepResult

WITHHELD = f"withheld: of fewer than {FEWEST} people (`settings.disclosure: protect`)"
# Kinds of exhibits that show rows one by one.
OF_ROWS = frozenset(
    {"pairs", "sentences", "highlighted_text", "heat_picture", "side_by_side", "signed_bars",
     "scatter"}
)  # fmt: skip
# Keys of an exhibit under which people are counted.
COUNTS = frozenset({"n", "rows", "count", "counts", "size", "sizes", "amounts"})


def withheld(result: StepResult, protected: Collection[str]) -> StepResult:
    """The result as a protected report may hold it. protected: names of the protected columns."""
    exhibits = [one for one in result.exhibits if one.kind not in OF_ROWS and not _few(one.content)]
    missing = len(result.exhibits) - len(exhibits)
    notes = [_masked(text) for text in result.warnings]
    if missing:
        notes.append(
            f"{missing:,} picture{' is' if missing == 1 else 's are'} withheld: single rows, or "
            f"counts of fewer than {FEWEST} people (`settings.disclosure: protect`)"
        )
    return replace(
        result,
        measurements=tuple(_of_enough(one, protected) for one in result.measurements),
        exhibits=tuple(Exhibit(e.kind, e.title, _masked(dict(e.content))) for e in exhibits),
        warnings=tuple(notes),
        reason=None if result.reason is None else masked(result.reason),
    )


def _of_enough(measured: Measurement, protected: Collection[str]) -> Measurement:
    """The number, or that it is withheld where one to four people of a group are behind it."""
    sizes = measured.sample_size if isinstance(measured.sample_size, tuple) else (
        measured.sample_size,
    )  # fmt: skip
    of_group = any(key in protected for key, _ in (*measured.group, *(measured.reference or ())))
    if not of_group or not any(0 < size < FEWEST for size in sizes):
        return measured
    nothing = tuple(0 for _ in sizes)
    return Undetermined(
        measured.metric, measured.group, WITHHELD,
        nothing[0] if len(nothing) == 1 else (nothing[0], nothing[-1]), None, measured.reference,
    )  # fmt: skip


def _few(content: Any, *, counted: bool = False) -> bool:
    """Whether one to four people are counted anywhere in an exhibit."""
    match content:
        case Mapping():
            return any(_few(item, counted=key in COUNTS) for key, item in content.items())
        case list() | tuple():
            return any(_few(item, counted=counted) for item in content)
        case bool():
            return False
        case int():
            return counted and 0 < content < FEWEST
    return False


def _masked(content: Any) -> Any:
    match content:
        case str():
            return masked(content) if "data:image" not in content[:20] else content
        case Mapping():
            return {key: _masked(item) for key, item in content.items()}
        case list() | tuple():
            return [_masked(item) for item in content]
    return content
