"""The measurements as CSV, read back by pandas and by Python's own reader."""

import csv
import io
import re

import pandas as pd
import pytest

from audits.report.exports.measurements import COLUMNS, FORM, render


def frame(report):
    return pd.read_csv(io.StringIO(render(report)))


def rows(report):
    return list(csv.DictReader(io.StringIO(render(report), newline=""), strict=True))


def test_each_measurement_is_a_row_and_its_numbers_are_the_reports_to_the_last_bit(report):
    table = frame(report)
    written = [row["value"] for row in rows(report) if row["value"]]
    assert [float(text) for text in written] == [
        one["value"] for one in report["measurements"] if "value" in one
    ]
    assert list(table.columns) == list(COLUMNS)
    assert len(table) == len(report["measurements"]) == 6
    rates = table[table.metric == "false_positive_rate"].set_index("group")
    # ProPublica's counts: 805 of 1,795 and 349 of 1,488.
    assert rates.value["race=African-American"] == pytest.approx(805 / 1795)
    assert rates.value["race=Caucasian"] == pytest.approx(349 / 1488)
    assert (rates.lower.iloc[0], rates.upper.iloc[0]) == (0.4256, 0.4716)
    assert rates.n.tolist() == [1795, 1488]
    assert rates.method.tolist() == ["wilson", "wilson"]


def test_a_difference_names_whom_it_is_beside_and_counts_both(report):
    row = next(row for row in rows(report) if row["verdict"] == "fail")
    assert (row["group"], row["reference"]) == ("race=African-American", "race=Caucasian")
    assert (row["n"], row["n_reference"]) == ("1795", "1488")


def test_what_the_data_cannot_answer_has_no_value_but_the_reason_and_what_was_seen(report):
    (row,) = (row for row in rows(report) if row["undetermined"])
    assert (row["value"], row["lower"], row["upper"]) == ("", "", "")
    assert row["undetermined"] == "8 rows where 30 are needed"
    assert [float(row[key]) for key in ("raw_value", "raw_lower", "raw_upper")] == [
        0.14,
        -0.1,
        0.45,
    ]
    assert row["verdict"] == "inconclusive"


def test_an_end_that_is_nowhere_is_empty_and_everyone_is_no_group(make_report, estimate):
    (row,) = rows(
        make_report(measurements=[estimate("impact_ratio", {}, 1.2, [0.8, None], 50)], findings=[])
    )
    assert (row["group"], row["lower"], row["upper"], row["verdict"]) == ("", "0.8", "", "")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_calculate_is_a_text(make_report, estimate, name):
    measured = estimate("accuracy", {name: "x"}, -0.5, [-1.0, 0.0], 50)
    measured["method"] = name
    (row,) = rows(make_report(measurements=[measured], findings=[]))
    # A tab or a line begins a cell of its own where files are split at them.
    first = f"{name[0]}'" if name[0].isspace() else name[0]
    assert row["method"] == f"'{first}{name[1:]}"
    assert row["value"] == "-0.5"  # a number stays one
    texts = (text for key, text in row.items() if key in ("group", "method", "probe"))
    assert all(text[0] not in "=+-@\t\r\n" for text in texts)


def test_names_with_separators_stay_two_groups_and_one_cell(make_report, estimate):
    groups = [{"a": "x; b=y"}, {"a": "x", "b": "y"}, {"a": 'quo"te,\nline'}, {"a": None}]
    measured = [estimate("accuracy", group, 0.5, [0.4, 0.6], 50) for group in groups]
    written = rows(make_report(measurements=measured, findings=[]))
    assert [row["group"] for row in written] == [
        r"a=x\; b\=y", "a=x; b=y", 'a=quo"te,\nline', "a="
    ]  # fmt: skip


def test_a_report_without_a_measurement_is_a_header(make_report):
    assert render(make_report(measurements=[], findings=[])).splitlines() == [",".join(COLUMNS)]


def test_it_has_the_content_type_that_iana_has_registered():
    assert FORM.media.partition(";")[0] == "text/csv"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("x;+cmd|' /C calc'!A0", r"a=x\;'+cmd|' /C calc'!A0"),
        ("x;'+cmd", r"a=x\;''+cmd"),
        ("x;\t＝1+1", "a=x\\;\t'＝1+1"),
        ("x\t-1", "a=x\t'-1"),
        ("x\r\n@SUM(1)", "a=x\r\n'@SUM(1)"),
        ("x;y", r"a=x\;y"),
    ],
)
def test_a_cell_that_others_split_at_semicolons_begins_no_formula(
    make_report, estimate, value, cell
):
    """A spreadsheet of a country with decimal commas: every `;`, tab and line begins a cell."""
    measured = [estimate("accuracy", {"a": value}, 0.5, [0.4, 0.6], 50)]
    written = render(make_report(measurements=measured, findings=[]))
    (row,) = csv.DictReader(io.StringIO(written, newline=""), strict=True)
    assert row["group"] == cell
    cells = [part for line in re.split(r"[;\t\r\n]+", written)[1:] for part in line.split(",")[:1]]
    assert not [part for part in cells if part.strip()[:1] in tuple("=+-@＝＋－＠")]


def test_full_width_signs_begin_a_formula_too(make_report, estimate):
    measured = estimate("accuracy", {"＝1": "x"}, 0.5, [0.4, 0.6], 50)
    (row,) = rows(make_report(measurements=[measured], findings=[]))
    assert row["group"] == "'＝1=x"
