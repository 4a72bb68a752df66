"""What a protected report does not hold: single rows, personal data, and groups of a few people.

`settings.disclosure: protect`. Groups of under five were dissolved when the rows were read
(`audits.data.local_suppression`); here a step's result loses what is left: numbers of a few people
of a group (those of one label, say), what shows single rows, and personal data in any text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from audits.measurement import Exhibit, Measurement, Undetermined
from audits.privacy.personal_data import masked
from audits.running.held_by_few import HeldByFew
from audits.running.step_result import StepResult
from audits.specification.few_people import FEWEST, OF_ROWS

WITHHELD = (
    f"withheld: of fewer than {FEWEST} people, or what would give such a number by subtraction "
    "(`settings.disclosure: protect`)"
)
NOBODY = HeldByFew(frozenset(), frozenset())
# Keys of an exhibit under which people are counted.
COUNTS = frozenset({"n", "rows", "count", "counts", "size", "sizes", "amounts"})


def withheld(
    result: StepResult, protected: Collection[str], rare_values: HeldByFew = NOBODY
) -> StepResult:
    """The result as a protected report may hold it.

    protected: names of the protected columns. rare_values: those of few people.
    """
    exhibits = [one for one in result.exhibits if one.kind not in OF_ROWS and not _few(one.content)]
    missing = len(result.exhibits) - len(exhibits)
    notes = [_masked(text, rare_values) for text in result.warnings]
    measurements = [
        one for one in result.measurements
        if not rare_values.of_few([value for _, value in (*one.group, *(one.reference or ()))])
    ]  # fmt: skip
    lost = len(result.measurements) - len(measurements)
    if lost:
        notes.append(
            f"{lost:,} number{' is' if lost == 1 else 's are'} withheld: of values that fewer than "
            f"{FEWEST} people have (`settings.disclosure: protect`)"
        )
    if missing:
        notes.append(
            f"{missing:,} picture{' is' if missing == 1 else 's are'} withheld: single rows, or "
            f"counts of fewer than {FEWEST} people (`settings.disclosure: protect`)"
        )
    return replace(
        result,
        measurements=_of_enough(measurements, protected),
        exhibits=tuple(
            Exhibit(e.kind, rare_values.words(e.title), _masked(dict(e.content), rare_values))
            for e in exhibits
        ),
        warnings=tuple(notes),
        reason=None if result.reason is None else masked(rare_values.words(result.reason)),
    )


def _of_enough(
    measurements: Sequence[Measurement], protected: Collection[str]
) -> tuple[Measurement, ...]:
    """The numbers; those of one to four people of a group are withheld, and what would give them.

    Groups of one metric add up to a number that is published: where one is withheld, or several of
    fewer than five people together, the smallest of the others is withheld with them.
    """
    families: dict[object, list[int]] = {}
    lost = set()
    for index, measured in enumerate(measurements):
        keys = [key for key, _ in measured.group if key in protected]
        both = (*measured.group, *(measured.reference or ()))
        if any(key in protected for key, _ in both) and any(
            0 < size < FEWEST for size in _sizes(measured)
        ):
            lost.add(index)
        if keys:
            rest = frozenset(pair for pair in measured.group if pair[0] not in protected)
            families.setdefault((measured.metric, frozenset(keys), rest), []).append(index)
    for family in families.values():
        while withheld_of_family := [index for index in family if index in lost]:
            people = sum(_sizes(measurements[index])[0] for index in withheld_of_family)
            others = [
                index
                for index in family
                if index not in lost and _sizes(measurements[index])[0] > 0
            ]
            if not others or (len(withheld_of_family) > 1 and people >= FEWEST):
                break
            lost.add(min(others, key=lambda index: (_sizes(measurements[index])[0], index)))
    return tuple(
        _withheld(measured) if index in lost else measured
        for index, measured in enumerate(measurements)
    )


def _sizes(measured: Measurement) -> tuple[int, ...]:
    """People of the group, and of its reference where it has one."""
    sizes = measured.sample_size
    return sizes if isinstance(sizes, tuple) else (sizes,)


def _withheld(measured: Measurement) -> Undetermined:
    nobody = (0, 0) if isinstance(measured.sample_size, tuple) else 0
    return Undetermined(measured.metric, measured.group, WITHHELD, nobody, None, measured.reference)


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


def _masked(content: Any, rare_values: HeldByFew) -> Any:
    match content:
        case str():
            return content if "data:image" in content[:20] else masked(rare_values.words(content))
        case Mapping():
            return {key: _masked(item, rare_values) for key, item in content.items()}
        case list() | tuple():
            return [_masked(item, rare_values) for item in content]
    return content
