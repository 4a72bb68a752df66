"""A first line that is a row is refused, and whatever names columns is let be."""

import re
from pathlib import Path

import pandas as pd
import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused
from tests.audits.data.reading.test_excel import workbook

ROWS = "44,male,0,0.24\n35,female,0,0.38\n32,male,1,0.91\n31,female,1,0.7\n"


@pytest.mark.parametrize(
    "text",
    [
        "q1,Q0,d11,1,9.5,bm25\nq1,Q0,d12,2,9.1,bm25\nq2,Q0,d7,1,8.25,bm25\n",
        "m,no,yes\nf,yes,no\nm,no,yes\nm,yes,no\nf,no,yes\n",
        ROWS,
        "yes,no\nno,yes\nyes,yes\nno,no\n",
        "1.5;2\n2.5;3\n1.0;4\n",
    ],
)
def test_a_first_line_that_is_a_row_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    with pytest.raises(Refused) as refused:
        profile_dataset(tmp_path / "t.csv")
    (problem,) = refused.value.problems
    assert problem.code == "no_header"
    pasted = re.findall(r"`frame = (pd.*?)`", problem.remedy)[0].replace(")", ", sep=S)")
    frame = eval(pasted, {"pd": pd, "PATH": tmp_path / "t.csv", "S": ";" if ";" in text else ","})
    frame.columns = [f"c{place}" for place in range(frame.shape[1])]
    frame.to_csv(tmp_path / "t.csv", index=False)
    assert profile_dataset(tmp_path / "t.csv").rows == text.count("\n")


def test_the_remedy_leaves_texts_that_look_like_numbers(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("1.10,no,yes\n1.1,yes,NA\n1.10,no,no\n1.2,yes,yes\n")
    with pytest.raises(Refused) as refused:
        profile_dataset(tmp_path / "t.csv")
    pasted = re.findall(r"`frame = (pd.*?)`", refused.value.problems[0].remedy)[0]
    frame = eval(pasted, {"pd": pd, "PATH": tmp_path / "t.csv"})
    assert frame.to_numpy().tolist()[:2] == [["1.10", "no", "yes"], ["1.1", "yes", "NA"]]


def test_so_is_that_of_a_workbook(tmp_path: Path) -> None:
    workbook(tmp_path / "t.xlsx", rows=[line.split(",") for line in ROWS.split()])
    with pytest.raises(Refused, match="the first line holds no names"):
        profile_dataset(tmp_path / "t.xlsx")


@pytest.mark.parametrize(
    "header",
    [
        "age,sex,label,score",
        "0,1,2,3",
        "2019,2020,2021,2022",
        "44,male,0,score",
        "age,male,0,0.24",
        ",a,b,c",
    ],
)
def test_names_are_let_be(tmp_path: Path, header: str) -> None:
    (tmp_path / "t.csv").write_text(f"{header}\n{ROWS}")
    assert profile_dataset(tmp_path / "t.csv").rows == 4


def test_so_are_years_and_classes_above_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("country,2020,2021\nA,1,2\nB,3,4\n")
    assert profile_dataset(tmp_path / "t.csv").rows == 2


def test_a_sentence_is_no_name_above_sentences_and_one_above_few_answers(tmp_path: Path) -> None:
    rows = "".join(f"it was {n} times as good,{'fm'[n % 2]},pos\n" for n in range(300))
    (tmp_path / "t.csv").write_text(f"never seen such a thing,f,neg\n{rows}e r t,m,neg\n")
    with pytest.raises(Refused, match="the first line holds no names"):
        profile_dataset(tmp_path / "t.csv")
    asked = "".join(f"very much so {n % 3},{'fm'[n % 2]},pos\n" for n in range(300))
    (tmp_path / "t.csv").write_text(f"how satisfied are you,f,pos\n{asked}")
    assert profile_dataset(tmp_path / "t.csv").rows == 300
