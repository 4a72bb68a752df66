"""Values that may be one are told with the spelling that the other side of the table has."""

from pathlib import Path

import pandas as pd

from audits.data.reading import read_dataset
from audits.specification.document import ColumnSpec
from audits.specification.roles import Kind, Role

LABEL, ANSWER = (ColumnSpec(role=r, kind=Kind.CATEGORY) for r in (Role.LABEL, Role.PREDICTION))


def told(path: Path, frame: pd.DataFrame, **specs: ColumnSpec) -> list[str]:
    frame.to_csv(path, index=False)
    return list(read_dataset(path, specs).notes)


def test_a_letter_beside_the_word_that_it_begins_is_told(tmp_path: Path) -> None:
    sex = ColumnSpec(role=Role.PROTECTED, kind=Kind.CATEGORY)
    frame = pd.DataFrame({"sex": ["f", "female", "male", "Man", "m"] * 8})
    one, other = told(tmp_path / "t.csv", frame, sex=sex)
    assert one.startswith("column 'sex' holds 'f' (8 rows) beside 'female'")
    assert other.startswith("column 'sex' holds 'm' (8 rows) beside 'Man' and 'male'")
    for apart in (["f", "m"], ["A", "B", "other"], ["1", "10"]):
        assert told(tmp_path / "t.csv", pd.DataFrame({"sex": apart * 8}), sex=sex) == []


def test_answers_are_led_to_what_the_labels_hold(tmp_path: Path) -> None:
    texts = pd.DataFrame({"y": ["A", "B"] * 4, "p": ["A) cat", "B", "A", "B) dog"] * 2})
    notes = told(tmp_path / "t.csv", texts, y=LABEL, p=ANSWER)
    assert len(notes) == 2
    for note, beside in zip(notes, ("'A' (2 rows) beside 'A) cat'", "'B' (2 rows) beside 'B) dog'"),
                            strict=True):  # fmt: skip
        assert f"column 'p' holds {beside}" in note
        assert '`map: {"A) cat": "A", "B) dog": "B"}`' in note


def test_labels_that_are_the_same_letters_have_nothing_to_tell(tmp_path: Path) -> None:
    letters = pd.DataFrame({"y": ["A", "B"] * 4, "p": ["A", "B", "B", "A"] * 2})
    assert told(tmp_path / "t.csv", letters, y=LABEL, p=ANSWER) == []
