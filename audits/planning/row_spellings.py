"""Values beside those that `rows` names which differ from one of them by their spelling alone."""

from collections.abc import Iterator, Mapping, Sequence

from audits.planning.column_values import levels
from audits.planning.row_filters import Rows
from audits.specification.document import ColumnSpec
from audits.specification.missing_words import folded
from audits.specification.profiles import DatasetProfile
from audits.specification.yaml_spelling import in_yaml


def told_of_spellings(
    rows: Sequence[Rows], columns: Mapping[str, ColumnSpec], dataset: DatasetProfile
) -> Iterator[str]:
    """A sentence for each choice that names `test` and not the `Test` that rows hold as well."""
    profiles = {profile.name: profile for profile in dataset.columns}
    for choice in rows:
        named = choice.values or choice.left_out or ()
        known = levels(columns.get(choice.column, ColumnSpec()), profiles[choice.column]) or ()
        meant = {folded(value) for value in named}
        others = [one for one in known if one not in named and folded(one) in meant]
        if others:
            every = ", ".join(map(in_yaml, (*named, *others)))
            written = f"[{every}]" if choice.values else f"{{except: [{every}]}}"
            happens = "left out" if choice.values else "measured"
            yield (
                f"rows with {', '.join(map(repr, others))} in column {choice.column!r} are "
                f"{happens}, though `rows` names a value that differs by its spelling alone: if "
                f"they mean the same, `rows: {{{in_yaml(choice.column)}: {written}}}`"
            )
