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


def visits(rng: np.random.Generator, numbers: np.ndarray, times: int = 5) -> pd.DataFrame:
    """Some visits of each of so many people, of whom the number and the sex are known."""
    one = pd.DataFrame({"pat_nr": numbers, "sex": rng.choice(["f", "m"], len(numbers))})
    many = one.loc[one.index.repeat(rng.integers(1, times, len(one)))]
    return many.assign(score=rng.random(len(many)), y=rng.integers(0, 2, len(many)))


def by_number(found: tuple[Repeated, ...]) -> list[tuple[str, ...]]:
    return [one.by + one.same for one in found if len(one.by) == 1]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_number_of_each_person_is_known_by_what_it_knows(tmp_path: Path, form: str) -> None:
    rng = np.random.default_rng(4)
    frame = visits(rng, rng.permutation(9000)[:400])
    assert by_number(repeated(tmp_path, frame, form)) == [("pat_nr", "sex")]
    named = frame.assign(pat_nr="MX-" + frame["pat_nr"].astype(str))
    assert by_number(repeated(tmp_path, named, form)) == [("pat_nr", "sex")]
    # Numbers given out to women first: their age is in no order.
    age = {number: rng.integers(20, 80) for number in frame["pat_nr"]}
    women = frame.assign(age=frame["pat_nr"].map(age)).sort_values(["sex", "pat_nr"])
    women["pat_nr"] = pd.factorize(women["pat_nr"])[0]
    assert by_number(repeated(tmp_path, women, form)) == [("pat_nr", "sex", "age")]


def test_amounts_bands_towns_and_numbers_that_know_nobody_are_left_alone(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    for seed in range(10):
        frame = people(1000, seed)
        income = frame["income"] // 20 * 20
        bands = frame.assign(income=income, band=pd.cut(income, 5, labels=list("abcde")))
        town = rng.integers(0, 200, 1000)
        towns = frame.assign(town=[f"town {'abcdefghij'[t % 10] * (t // 10 + 1)}" for t in town])
        postcodes = frame.assign(postcode=10_000 + town * 17, state=town // 20)
        score = (frame["income"] / 9000).round(2)
        doctor = frame.assign(doctor=rng.integers(100, 400, 1000), score=score)
        rare = visits(rng, rng.permutation(9000)[:400]).assign(sex="f")
        rare.loc[rare.index[:2], "sex"] = "m"
        for table in (bands, towns.assign(state=town * 7 % 5), postcodes, doctor, rare):
            assert by_number(repeated(tmp_path, table)) == []
