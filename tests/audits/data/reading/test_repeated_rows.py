"""Rows that repeat people, found without a column that says who they are about."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from audits.data.reading.profiling import profile_dataset
from audits.specification.profiles import Repeated

PEOPLE = {"sex", "age", "income", "y"}


def people(rows: int, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 80, rows)
    return pd.DataFrame(
        {
            "sex": rng.choice(["f", "m"], rows),
            "age": age,
            "income": rng.integers(900, 9000, rows),
            "y": (rng.random(rows) < age / 100).astype(int),
        }
    )


def repeated(folder: Path, frame: pd.DataFrame, form: str = "csv") -> tuple[Repeated, ...]:
    path = folder / f"t.{form}"
    frame.to_csv(path, index=False) if form == "csv" else frame.to_parquet(path, index=False)
    profile = profile_dataset(path)
    assert type(profile).from_json(profile.to_json()) == profile
    return profile.repeated


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_join_with_a_row_for_each_visit_is_known_in_any_order(tmp_path: Path, form: str) -> None:
    rng = np.random.default_rng(1)
    frame = people(600)
    visits = frame.loc[frame.index.repeat(rng.integers(1, 5, 600))]
    visits = visits.assign(ward=rng.choice(list("abc"), len(visits)), cost=rng.random(len(visits)))
    one = repeated(tmp_path, visits.sample(frac=1, random_state=1), form)[0]
    assert {*one.by, *one.same} == PEOPLE
    assert one.different == len(frame[list(one.by)].drop_duplicates())


def test_a_table_that_was_appended_twice_is_known_and_so_is_a_tenth_of_it(tmp_path: Path) -> None:
    frame = people(600)
    for twice in (frame, frame[:80]):
        assert {*repeated(tmp_path, pd.concat([frame, twice]))[0].same} >= {"sex", "y"}
    assert repeated(tmp_path, pd.concat([frame, frame[:20]])) == ()


def test_epochs_that_left_out_rows_are_known_though_their_answers_differ(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    frame = people(600)
    epochs = pd.concat([frame[rng.random(600) < 0.95].assign(epoch=k) for k in range(5)])
    epochs["score"] = rng.random(len(epochs)).round(4)
    assert {*repeated(tmp_path, epochs)[0].by} | {*repeated(tmp_path, epochs)[0].same} == PEOPLE


@pytest.mark.parametrize("rows", [300, 4000])
def test_people_who_are_alike_by_chance_or_by_where_they_live_are_others(tmp_path, rows) -> None:
    rng = np.random.default_rng(rows)
    for seed in range(20):
        frame = people(rows, seed)
        rough = frame.assign(income=frame["income"] // 500, hours=rng.integers(20, 60, rows))
        place = rng.integers(0, 30, rows)
        places = rough.assign(place=place, people=place * 7919 % 1009, river=place * 31 % 101)
        for table in (frame, rough, places):
            for one in repeated(tmp_path, table):
                assert not {"sex", "y"} & {*one.by, *one.same}


def test_few_rows_and_few_columns_are_no_evidence(tmp_path: Path) -> None:
    frame = people(20)
    assert repeated(tmp_path, pd.concat([frame, frame])) == ()
    frame = people(600)[["sex", "age", "y"]]
    assert repeated(tmp_path, pd.concat([frame, frame])) == ()
