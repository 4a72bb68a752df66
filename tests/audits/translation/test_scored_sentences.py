"""Sentences taken, joined and divided: rows stay together, clusters stay apart; by hand."""

import numpy as np

from audits.translation.clustered_sample import Sample
from audits.translation.gender_states import Gender, Reading, State
from audits.translation.scored_sentences import Sentences
from audits.translation.stereotype_directions import Direction, Leaning

STATES = {"she": State.SHE, "he": State.HE, "": State.NONE}


def sentences(*rows, clusters=(), **attributes):
    """Rows of (source, what was read, language, system)."""
    sources, read, languages, systems = zip(*rows, strict=True)
    count = len(rows)
    return Sentences(
        sources=sources, outputs=[f"{one}!" for one in sources],
        readings=[Reading(STATES[one]) for one in read], languages=languages, systems=systems,
        attributes=attributes, words=sources, women=np.arange(count) / 10,
        scores=np.full(count, np.nan),
        leanings=[Leaning(Direction.FEMALE, "", "") for _ in rows], references=[None] * count,
        sample=Sample(np.ones(count, np.int64), None, tuple(map(np.array, clusters))),
    )  # fmt: skip


ROWS = (("a", "she", "fi", None), ("b", "he", "fi", "new"), ("c", "", "en", "new"))


def test_rows_are_taken_with_all_that_belongs_to_them():
    taken = sentences(*ROWS, clusters=([0, 1, 1],), set=["x", None, "y"]).take(
        np.array([False, True, True])
    )
    assert (list(taken.sources), list(taken.outputs)) == (["b", "c"], ["b!", "c!"])
    assert [reading.state for reading in taken.readings] == [State.HE, State.NONE]
    assert taken.women.tolist() == [0.1, 0.2]
    assert taken.attributes == {"set": [None, "y"]}
    assert taken.sample.clusters[0].tolist() == [1, 1]


def test_joined_tables_share_no_cluster_and_lack_what_only_the_other_has():
    first = sentences(*ROWS[:2], clusters=([0, 1],), sex=["f", None])
    second = sentences(*ROWS[1:], set=["x", "y"])
    both = first.joined(second)
    assert len(both) == 4
    assert both.attributes == {"sex": ["f", None, "", ""], "set": ["", "", "x", "y"]}
    own, other = np.split(both.sample.clusters[0], 2)
    assert len(set(own.tolist()) | set(other.tolist())) == 4  # rows without a cluster: one each
    assert both.women.tolist() == [0.0, 0.1, 0.0, 0.1]


def test_each_language_of_each_system_is_a_group():
    groups = {group: list(part.sources) for group, part in sentences(*ROWS).parts()}
    assert groups == {
        (("language", "en"), ("system", "new")): ["c"], (("language", "fi"),): ["a"],
        (("language", "fi"), ("system", "new")): ["b"],
    }  # fmt: skip


def test_rows_are_divided_by_the_values_that_they_have():
    divided = sentences(*ROWS, sex=["f", None, ""]).divided()
    # None is not known; an empty one says that the row has no such attribute.
    assert {key: list(part.sources) for key, part in divided} == {
        (("sex", "f"),): ["a"], (("sex", None),): ["b"],
    }  # fmt: skip


def test_masks_say_where_a_gender_was_read_or_is_expected():
    found = sentences(*ROWS)
    assert found.having(Gender.FEMALE).tolist() == [True, False, False]
    assert found.having(Gender.UNRESOLVED).tolist() == [False, False, True]
    assert found.towards(Direction.FEMALE).all()
    assert not found.towards(Direction.MALE).any()
