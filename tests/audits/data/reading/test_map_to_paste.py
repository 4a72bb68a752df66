"""Each `map` that is told is pasted as a user would, and the table is read again."""

import re
from pathlib import Path

import pandas as pd
import pytest

from audits.data.reading import read_dataset
from audits.data.reading.map_to_paste import map_to_paste
from audits.specification.document import ColumnSpec
from audits.specification.parsing import load_yaml
from audits.specification.roles import Kind, Role

_TOLD = re.compile(r"column '(\w+)'.*?`(map: .*?\})`")


def column(role: Role, **said: object) -> ColumnSpec:
    return ColumnSpec(role=role, kind=Kind.CATEGORY, **said)


def pasted(path: Path, specs: dict[str, ColumnSpec]) -> dict[str, list[str]]:
    """The values of each column once every told map was pasted, each column's last one."""
    for _ in range(3):
        data = read_dataset(path, specs)
        told = [found for note in data.notes if (found := _TOLD.search(note))]
        if not told:
            return {
                c.name: [c.categories.levels[code] for code in c.categories.codes] for c in data
            }
        for found in told:
            said = load_yaml(found[2])
            specs = {**specs, found[1]: specs[found[1]].model_copy(update=said)}
    raise AssertionError(f"told again: {told}")


LABEL, ANSWER, GROUP = column(Role.LABEL), column(Role.PREDICTION), column(Role.PROTECTED)


@pytest.mark.parametrize(
    ("cells", "specs", "meant"),
    [
        # The labels are letters, and some answers repeat the text behind theirs.
        ({"y": ["A", "B", "A", "B", "A", "B"], "p": ["A) cat", "B", "A) cat", "B) dog", "A", "B"]},
         {"y": LABEL, "p": ANSWER}, {"p": ["A", "B", "A", "B", "A", "B"]}),
        # The labels are words, and some answers are their letters.
        ({"y": ["cat", "dog"] * 3, "p": ["c", "dog", "cat", "d", "cat", "dog"]},
         {"y": LABEL, "p": ANSWER}, {"p": ["cat", "dog"] * 3}),
        ({"sex": ["f", "female", "male", "m"] * 2, "y": ["0", "1"] * 4},
         {"sex": GROUP, "y": LABEL}, {"sex": ["female", "female", "male", "male"] * 2}),
        # The document names the rarer spelling.
        ({"y": ["yes", "yes", "Yes", "no"]}, {"y": column(Role.LABEL, positive="Yes")},
         {"y": ["Yes", "Yes", "Yes", "no"]}),
        # The other side has the rarer spelling alone.
        ({"y": ["Yes", "No"] * 3, "p": ["yes", "NO", "yes", "no", "Yes", "No"]},
         {"y": LABEL, "p": ANSWER}, {"p": ["Yes", "No"] * 3}),
        # A map of its own is kept.
        ({"g": ["1", "Male", "male", "female", "male"]},
         {"g": column(Role.PROTECTED, map={"1": "Female"})},
         {"g": ["Female", "male", "male", "Female", "male"]}),
        ({"age": ["1-5", "6-9", "10-Nov", "10-11", "6-9"]}, {"age": GROUP},
         {"age": ["1-5", "6-9", "10-11", "10-11", "6-9"]}),
    ],
)  # fmt: skip
def test_a_map_that_is_told_works_when_it_is_pasted(
    tmp_path: Path, cells: dict[str, list[str]], specs: dict[str, ColumnSpec], meant: object
) -> None:
    path = tmp_path / "t.csv"
    pd.DataFrame(cells).to_csv(path, index=False)
    assert any("`map: " in note for note in read_dataset(path, specs).notes)
    read = pasted(path, specs)
    assert {name: read[name] for name in meant} == meant


def test_what_a_column_maps_already_is_kept_and_led_on() -> None:
    assert load_yaml(map_to_paste(ColumnSpec(), {"a": "b"})) == {"map": {"a": "b"}}
    spec = ColumnSpec(map={"1": "Yes", "0": "no"})
    assert load_yaml(map_to_paste(spec, {"Yes": "yes"})) == {
        "map": {"Yes": "yes", "1": "yes", "0": "no"}
    }
