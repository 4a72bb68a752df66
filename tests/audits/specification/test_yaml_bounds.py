"""Texts that would take a reader minutes or gigabytes are refused while they are being read."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from audits.errors import MOST_PROBLEMS, Problem, Refused
from audits.specification.parsing import (
    MOST_PROBES,
    MOST_RULES,
    accept_document,
    load_yaml,
    read_document,
)
from audits.specification.yaml_bounds import DEPTH, NODES, TOKENS

MANY = 60_000
HOSTILE = {
    "lists": "[" * MANY,
    "mappings": "{" * MANY,
    "both": "[{" * (MANY // 2),
    "block lists": "- " * MANY,
    "keys": "? " * MANY,
    "closed lists": "[" * MANY + "]" * MANY,
    "stairs": "\n".join(" " * level + "k:" for level in range(340)),
    "words": "[" + "a," * TOKENS + "]",
    "laughs": "a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
    + "\n".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)),
    "itself": "&a [*a]",
    "itself, deeper": "a: &a {b: [{c: *a}]}",
}


@contextmanager
def untraced() -> Iterator[None]:
    """Without the measuring of branches, which takes several times what it measures."""
    trace = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(trace)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_at_once_with_field_and_remedy(name: str) -> None:
    with pytest.raises(Refused) as refused:
        load_yaml(HOSTILE[name])
    with untraced():
        began = time.process_time()
        with pytest.raises(Refused):
            load_yaml(HOSTILE[name])
        assert time.process_time() - began < 5
    (problem,) = refused.value.problems
    assert problem.field == "document"
    assert problem.remedy


def test_what_the_bounds_allow_is_read() -> None:
    deep = DEPTH // 2
    assert load_yaml("[" * deep + "]" * deep) is not None
    assert load_yaml("a: &x [1, 2]\nb: *x\nc: *x") == {"a": [1, 2], "b": [1, 2], "c": [1, 2]}
    half = NODES // 4
    assert len(load_yaml("[" + "1," * half + "]")) == half


def test_an_alias_counts_as_much_as_what_it_stands_for() -> None:
    ten = "a: &a [1,1,1,1,1,1,1,1,1,1]\n"
    hundred = "b: &b [" + ",".join(["*a"] * 10) + "]\n"
    fits = NODES // 111 - 2  # a list of ten lists of ten is 111 values
    assert load_yaml(ten + hundred + "c: [" + ",".join(["*b"] * fits) + "]")
    with pytest.raises(Refused, match="stands for more than"):
        load_yaml(ten + hundred + "c: [" + ",".join(["*b"] * (fits + 3)) + "]")


def test_a_file_on_the_command_line_has_the_same_bounds(tmp_path: Path) -> None:
    file = tmp_path / "audit.yaml"
    file.write_text("[" * MANY)
    with pytest.raises(Refused, match="levels deep"):
        read_document(file)


@pytest.mark.parametrize(
    ("document", "count"),
    [
        ({"dataset": {"path": "x", "columns": {f"c{n}": {"role": "no"} for n in range(20_000)}}},
         20_000),
        ({"dataset": {"path": "x"}, **{f"kez{n}": 1 for n in range(20_000)}}, 20_000),
    ],
)  # fmt: skip
def test_of_very_many_problems_the_first_are_listed_and_all_counted(
    document: object, count: int
) -> None:
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        accept_document(document)
    assert time.process_time() - began < 5
    problems = refused.value.problems
    assert len(problems) == MOST_PROBLEMS + 1
    assert problems[-1].code == "more_problems"
    assert f"{count - MOST_PROBLEMS:,} more problems" in problems[-1].reason


@pytest.mark.parametrize(
    ("part", "field"),
    [({"probes": ["fairness.nothing"] * (MOST_PROBES + 1)}, "probes"),
     ({"policy": {"rules": [{"metric": "x"}] * (MOST_RULES + 1)}}, "policy.rules")],
)  # fmt: skip
def test_lists_that_would_be_planned_for_minutes_are_refused(
    part: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        accept_document({"dataset": {"path": "x"}, **part})
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == (field, "too_long")


def test_fifty_problems_are_listed_as_they_are() -> None:
    fifty = [Problem(f"field {n}", "does not fit", "mend it") for n in range(MOST_PROBLEMS)]
    assert Refused(fifty).problems == tuple(fifty)
