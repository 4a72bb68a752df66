from types import SimpleNamespace

import pytest

from audits.planning.unnamed_labels import told_of_unnamed_labels
from audits.specification.label_set import LabelSetSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind

LISTS = ('["news"]', '["news", "trade"]', "sport;trade", "[]")


def told(labels, said=LISTS, **more):
    columns = tuple(
        ColumnProfile(name, Kind.TEXT, None, len(values), 0, values)
        for name, values in (("topics", LISTS), ("said", said), ("free", ("a;b",)))
    )
    stated = LabelSetSpec(labels=labels, label="topics", prediction="said", **more)
    dataset = DatasetProfile("csv", rows=4, columns=columns, sha256="0" * 64)
    return [*told_of_unnamed_labels(SimpleNamespace(label_set=stated), dataset)]


def test_labels_of_the_lists_that_nobody_names_are_told():
    (note,) = told(["news", "trade"], said=('["news", "other"]',))
    assert note.startswith("lists in 'topics', 'said' hold labels that")
    assert note.endswith("counts them: other, sport")


@pytest.mark.parametrize("said", [LISTS, ('["news", 3',)])
def test_nothing_is_told_where_all_are_named_or_a_cell_is_no_list(said):
    assert not told(["news", "trade", "sport"], said=said)


def test_without_a_label_set_nothing_is_looked_at():
    dataset = DatasetProfile("csv", rows=0, columns=(), sha256="0" * 64)
    assert not [*told_of_unnamed_labels(SimpleNamespace(label_set=None), dataset)]
