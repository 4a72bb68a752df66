"""Blank cells among lists of true labels: rows without a label, or rows that nobody looked at?"""

from collections.abc import Iterator

from audits.errors import Problem
from audits.specification.document import AuditDocument, ColumnSpec
from audits.specification.label_set import LabelSetSpec
from audits.specification.missing_words import MISSING_CELL
from audits.specification.profiles import DatasetProfile

# Of blank lists more than this share is asked about.
_FEW_BLANK = 0.05
_EMPTY_LISTS = ("[]", "{}", "()", "set()")


def blank_lists(
    document: AuditDocument, stated: LabelSetSpec, dataset: DatasetProfile
) -> Iterator[Problem]:
    """A column of true labels of which many cells are blank and none says that there is no label.

    And a `map` of whole cells, through which lists are not read.
    """
    profiles = {profile.name: profile for profile in dataset.columns}
    for key in ("label", "prediction"):
        name = getattr(stated, key)
        profile = profiles.get(name) if isinstance(name, str) else None
        if profile is None:
            continue
        own = document.dataset.columns.get(name, ColumnSpec())
        blank = (own.map or {}).get(MISSING_CELL)
        if (own.map or {}).keys() - {MISSING_CELL} or blank not in (None, *_EMPTY_LISTS):
            yield Problem(
                f"dataset.columns.{name}.map", "maps cells that are lists, which are not read so",
                'write labels as `label_set.labels` has them; `map: {"": "[]"}` is of blank cells',
                "map_of_lists",
            )  # fmt: skip
        is_said = blank is not None or own.missing is not None or name in (document.rows or {})
        is_many = profile.missing > _FEW_BLANK * dataset.rows
        has_empty = any(value.strip() in _EMPTY_LISTS for value in profile.values)
        if key == "label" and is_many and not (is_said or has_empty):
            yield Problem(
                f"dataset.columns.{name}.map",
                f"{profile.missing:,} of {dataset.rows:,} lists in {name!r} are blank and none is "
                "empty: a blank may say that the row has no label, or that nobody looked",
                f'say `map: {{"": "[]"}}` on the column {name!r} where it says that there is none; '
                f"`missing: []` where nothing is known of those rows",
                "blank_lists",
            )  # fmt: skip
