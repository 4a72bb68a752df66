"""Labels that stand in the lists of a `label_set`, and that it does not name."""

import re
from collections.abc import Iterator

from audits.specification.document import AuditDocument
from audits.specification.document_values import as_level
from audits.specification.members import NotAList, members_of
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.suggestions import listed

_LENGTHS = re.compile(r"\d+ steps")


def told_of_unnamed_labels(document: AuditDocument, dataset: DatasetProfile) -> Iterator[str]:
    """A sentence where some of the columns' fifty most frequent lists hold others."""
    stated = document.label_set
    if stated is None:
        return
    named = {str(as_level(label)) for label in stated.labels}
    strange = {
        profile.name: others
        for profile in dataset.columns
        if profile.name in (stated.label, stated.prediction)
        and (others := labels_of(profile) - named)
    }
    if strange:
        labels = sorted(frozenset().union(*strange.values()))
        yield (
            f"lists in {listed(map(repr, strange))} hold labels that `label_set.labels` does not "
            f"name, and no number counts them: {listed(labels)}"
        )


def labels_of(profile: ColumnProfile) -> frozenset[str]:
    """Labels that stand in the fifty most frequent lists of a column; none of other columns."""
    # Of lists of codes a profile counts the lengths.
    lists = [value for value in profile.values if not _LENGTHS.fullmatch(value)]
    try:
        return frozenset().union(*map(members_of, lists))
    except NotAList:  # refused by whoever reads the rows
        return frozenset()
