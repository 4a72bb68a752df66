"""Pivots as spreadsheets write them, made by pandas, and tables of counts with unknown groups."""

from itertools import product

import pandas as pd
import pytest

from audits.data.reading.profiling import profile_dataset

LEVELS = {"town": ("A", "B", "C"), "sex": ("f", "m"), "hired": ("no", "yes")}


def counts(**levels):
    frame = pd.DataFrame(product(*(levels or LEVELS).values()), columns=list(levels or LEVELS))
    return frame.assign(n=range(11, 11 + 7 * len(frame), 7))


def once(frame, *columns):
    """Each value above its rows alone, where nothing outside it changes."""
    frame, outer = frame.copy(), []
    for name in columns:
        outer.append(name)
        same = (frame_filled(frame, outer) == frame_filled(frame, outer).shift()).all(axis=1)
        frame[f"{name} once"] = frame[name].where(~same)
    for name in columns:
        frame[name] = frame.pop(f"{name} once")
    return frame


def frame_filled(frame, columns):
    return frame[list(columns)].ffill()


def merged(tmp_path, frame):
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False)
    return profile_dataset(path).merged


@pytest.mark.parametrize("columns", [("town",), ("town", "sex")])
def test_groups_that_stand_once_above_their_rows_are_known(tmp_path, columns):
    frame = once(counts(), *columns)
    assert frame["town"].isna().sum() == 9
    assert merged(tmp_path, frame) == columns


def test_four_rows_are_enough(tmp_path):
    frame = once(counts(sex=("f", "m"), hired=("no", "yes")), "sex")
    assert frame.sex.tolist()[::2] == ["f", "m"]
    assert frame.sex.isna().sum() == 2
    assert merged(tmp_path, frame) == ("sex",)


def test_subtotals_beside_them_hide_nothing(tmp_path):
    frame = once(counts(), "town", "sex")
    total = pd.DataFrame({"town": ["A Total"], "sex": [None], "hired": [None], "n": [86]})
    frame = pd.concat([frame.iloc[:4], total, frame.iloc[4:]])
    assert merged(tmp_path, frame) == ("town", "sex")


def test_a_group_of_unknown_people_is_one_like_any_other(tmp_path):
    frame = counts(town=("A", "B", "C"), sex=("f", "m", None), hired=("no", "yes"))
    assert merged(tmp_path, frame) == ()
    # Beside merged towns, it alone is left as it is.
    assert merged(tmp_path, once(frame, "town")) == ("town",)


def test_rows_that_repeat_otherwise_are_no_pivot(tmp_path):
    frame = once(counts(), "town")
    assert merged(tmp_path, pd.concat([frame, frame.iloc[1:3]])) == ()
    shuffled = frame.sample(frac=1, random_state=1)
    assert merged(tmp_path, shuffled) == ()
