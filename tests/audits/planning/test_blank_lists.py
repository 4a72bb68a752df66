"""Blank cells among lists of true labels are asked about, and read as somebody says."""

import pytest

from audits.errors import Refused
from audits.specification.label_set import SET
from tests.labelled import LABELS, people, planned

LISTS = {"labels": list(LABELS), "label": "topics", "prediction": "said"}


def blank(cell="", rows=400):
    """A blank where a row has no label; `cell` for other rows without one."""
    table = people(rows)
    table["topics"] = ["" if topics == "[]" else topics for topics in table.topics]
    table.loc[3, "topics"] = cell
    return table


def columns(**topics):
    return {"path": "people.csv", "columns": {"sex": {"role": "protected"}, "topics": topics}}


def test_blank_lists_are_asked_about_where_none_is_empty(tmp_path):
    with pytest.raises(Refused, match="of 400 lists in 'topics' are blank and none is empty") as no:
        planned(tmp_path, LISTS, table=blank())
    (problem,) = no.value.problems
    assert 'say `map: {"": "[]"}` on the column \'topics\'' in problem.remedy
    # Where some list is empty a blank one is another thing.
    assert SET in planned(tmp_path, LISTS, table=blank("[]")).heads


def test_what_is_said_of_blank_lists_is_read(tmp_path):
    plan = planned(tmp_path, LISTS, table=blank(), dataset=columns(map={"": "[]"}))
    assert plan.columns["topics[sport]"].map == {"": "0"}
    assert plan.columns["said[sport]"].map is None
    plan = planned(tmp_path, LISTS, table=blank(), dataset=columns(missing=[]))
    assert plan.columns["topics[sport]"].map is None
    assert SET in planned(tmp_path, LISTS, table=blank(), rows={"topics": {"except": ""}}).heads


def test_a_map_of_lists_is_refused_and_not_left_unread(tmp_path):
    with pytest.raises(Refused, match="maps cells that are lists"):
        planned(tmp_path, LISTS, dataset=columns(map={"[]": "sport"}))
