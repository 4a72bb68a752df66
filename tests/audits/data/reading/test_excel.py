"""Spreadsheets as LibreOffice and Excel write them; the bytes are made by hand, as a zip of XML."""

import zipfile

import pytest

from audits.data.reading import profile_dataset
from audits.data.reading.excel import is_workbook
from audits.data.reading.opening import open_table
from audits.errors import Refused
from audits.specification.roles import Kind

_FORMATS = "http://schemas.openxmlformats.org"
_MAIN, _R = f"{_FORMATS}/spreadsheetml/2006/main", f"{_FORMATS}/officeDocument/2006/relationships"
_TYPES = (
    f'<Types xmlns="{_FORMATS}/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELS = f'<Relationships xmlns="{_FORMATS}/package/2006/relationships">{{0}}</Relationships>'
_REL = f'<Relationship Id="rId{{0}}" Type="{_R}/{{1}}" Target="{{2}}"/>'


def cell(value):
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


def workbook(path, **sheets):
    """A workbook of sheets, each a list of rows."""
    names = list(sheets)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "_rels/.rels", _RELS.format(_REL.format(1, "officeDocument", "xl/workbook.xml"))
        )
        listed = "".join(
            f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_R}"><sheets>{listed}</sheets></workbook>',
        )
        links = "".join(
            _REL.format(n, "worksheet", f"worksheets/sheet{n}.xml")
            for n in range(1, len(names) + 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _RELS.format(links))
        for number, rows in enumerate(sheets.values(), 1):
            body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>',
            )
    return path


ROWS = [
    ["sex", "age", "hired", "note"],
    ["f", 31, True, "a"],
    ["m", 42.5, False, 7],
    ["f", None, True, None],
]


def test_cells_keep_their_kinds(tmp_path):
    table = open_table(workbook(tmp_path / "t.xlsx", people=ROWS))
    (batch,) = table.batches(table.names)
    assert {name: column.to_pylist() for name, column in batch.items()} == {
        "sex": ["f", "m", "f"],
        "age": [31.0, 42.5, None],
        "hired": [True, False, True],
        "note": ["a", "7", None],
    }
    assert table.format == "spreadsheet"
    assert table.notes == ()


def test_which_sheet_was_read_is_told_where_there_are_several(tmp_path):
    path = workbook(tmp_path / "t.xlsx", empty=[], people=ROWS, notes=[["x"], ["y"]])
    assert "the sheet 'people' was read, the first of 2" in open_table(path).notes[0]


def test_an_inspection_says_what_the_columns_hold(tmp_path):
    rows = [ROWS[0], *(["fm"[n % 2], 20 + n / 4, True, "a"] for n in range(60))]
    path = workbook(tmp_path / "t.xlsx", s=rows)
    found = {column.name: column.kind for column in profile_dataset(path).columns}
    assert found["age"] is Kind.NUMBER
    assert found["sex"] is Kind.CATEGORY


def test_a_zip_of_pictures_is_no_workbook(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("table.csv", "a\n1\n")
    assert not is_workbook(tmp_path / "p.zip")


@pytest.mark.parametrize("rows", [[], [[None, None]]])
def test_a_spreadsheet_without_rows_is_refused(tmp_path, rows):
    with pytest.raises(Refused, match="no rows"):
        open_table(workbook(tmp_path / "t.xlsx", s=rows))


def test_a_damaged_spreadsheet_is_refused(tmp_path):
    path = workbook(tmp_path / "t.xlsx", s=ROWS)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"<sheetData>", b"<shootData>"))
    with pytest.raises(Refused):
        open_table(path)


def test_one_that_inflates_beyond_all_measure_is_not_opened(tmp_path):
    path = tmp_path / "t.xlsx"
    workbook(path, s=ROWS)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros", bytes(400 << 20))
    with pytest.raises(Refused, match="inflates beyond all measure"):
        open_table(path)


def test_a_hidden_sheet_is_passed_over_and_told(tmp_path):
    """Lists for drop-downs often stand in front, hidden."""
    path = workbook(tmp_path / "t.xlsx", lists=[["x"], ["y"]], people=ROWS)
    hide(path, "lists")
    table = open_table(path)
    assert table.names == ("sex", "age", "hired", "note")
    assert table.notes == ("1 hidden sheet with rows is not read; the sheet 'people' was",)
    hide(path, "people")
    assert open_table(path).notes == (
        "the sheet 'lists' was read, which is hidden, since no other one has rows",
    )


def hide(path, sheet):
    with zipfile.ZipFile(path) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    listed = packed["xl/workbook.xml"]
    shown = f'<sheet name="{sheet}" '.encode()
    packed["xl/workbook.xml"] = listed.replace(shown, shown + b'state="hidden" ')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in packed.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    ("above", "names"),
    [(["Report 2026"], "1 of the 4"), (["who", None, "answers", None], "2 of the 4")],
)
def test_a_title_above_the_names_is_no_header(tmp_path, above, names):
    rows = [["sex", "age", "y", "p"], ["f", 30, 1, 0], ["m", 40, 0, 0]]
    path = workbook(tmp_path / "t.xlsx", report=[above, *rows])
    with pytest.raises(Refused) as refused:
        open_table(path)
    (problem,) = refused.value.problems
    assert problem.code == "no_header"
    assert f"row 1 names {names} columns" in problem.reason
    assert "delete the rows above" in problem.remedy
    assert open_table(workbook(tmp_path / "u.xlsx", report=rows)).names == ("sex", "age", "y", "p")


def test_a_nameless_index_beside_one_column_is_left_out(tmp_path):
    path = workbook(tmp_path / "t.xlsx", s=[[None, "y"], [0, 1], [1, 0]])
    assert open_table(path).names == ("y",)


NOTES = [["Export of 2026-01-05"], ["prepared by finance"]]


@pytest.mark.parametrize("notes", [NOTES[:1], NOTES, [["Export", "2026"], ["by finance"]]])
def test_a_sheet_of_notes_is_passed_over_and_told(tmp_path, notes):
    table = open_table(workbook(tmp_path / "t.xlsx", Notes=notes, Data=ROWS))
    assert table.names == ("sex", "age", "hired", "note")
    assert table.notes[0] == (
        "the sheet 'Data' was read, and not 'Notes' before it, which holds no table"
    )


def test_where_no_sheet_is_a_table_the_first_is_read(tmp_path):
    table = open_table(workbook(tmp_path / "t.xlsx", One=[["sex"], ["f"], ["m"]], Two=NOTES))
    assert (table.names, table.rows) == (("sex",), 2)


def test_a_column_that_another_sheet_may_hold_is_refused_with_the_sheets(tmp_path):
    path = workbook(tmp_path / "t.xlsx", Terms=[["term", "meaning"], ["a", "b"]], Data=ROWS)
    problem = profile_dataset(path).no_column("sex", "label", "known: term, meaning")
    assert problem.remedy == (
        "known: term, meaning; the sheet 'Terms' was read, the first of 2 with rows; move another "
        "one ('Data') to the front, or save it as CSV; columns of several sheets are joined "
        "first, in pandas `pd.merge`"
    )
