"""What openpyxl and odfpy write beside values, by hand as they wrote it; rows counted by hand."""

import zipfile
from pathlib import Path

import pytest

from audits.data.reading.opening import open_table
from audits.data.reading.sheet_markup import markup_of
from audits.errors import Refused
from tests.audits.data.reading.test_excel import workbook

# As openpyxl 3.1 writes a filtered sheet whose sums it does not compute.
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<cols><col hidden="1" width="13" customWidth="1" min="2" max="2" /></cols><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>sex</t></is></c><c r="B1" t="inlineStr"><is><t>a</t>'
    '</is></c><c r="C1" t="inlineStr"><is><t>sum</t></is></c></row>{rows}</sheetData>'
    '<autoFilter ref="A1:C4"/></worksheet>'
)
ROW = (
    '<row r="{at}"{hidden}><c r="A{at}" t="inlineStr"><is><t>{sex}</t></is></c>'
    '<c r="B{at}" t="n"><v>{a}</v></c>{sum}</row>'
)
NOT_COMPUTED = '<c r="C{at}"><f>B{at}*2</f><v /></c>'
COMPUTED = '<c r="C{at}"><f>B{at}*2</f><v>4</v></c>'
# What a program stores that computed an empty text.
EMPTY_TEXT = '<c r="C{at}" t="str"><f>IF(B{at}&gt;0,"","x")</f><v></v></c>'

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODS = (
    f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
    f'xmlns:text="{OFFICE}:text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
    '<table:table table:name="data"><table:table-column/>'
    '<table:table-column table:visibility="collapse"/>'
    '<table:table-column table:number-columns-repeated="3"/>{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
ODS_ROW = (
    "<table:table-row{hidden}><table:table-cell office:value-type="
    '"string"><text:p>{sex}</text:p></table:table-cell><table:table-cell office:value-type="float" '
    'office:value="{a}"><text:p>{a}</text:p></table:table-cell>{sum}</table:table-row>'
)
ODS_HEAD = (
    "<table:table-row>"
    + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("sex", "a", "sum")
    )
    + "</table:table-row>"
)
ODS_NOT_COMPUTED = '<table:table-cell table:formula="of:=[.B{at}]*2"/>'
ODS_COMPUTED = (
    '<table:table-cell table:formula="of:=[.B{at}]*2" office:value-type="float" office:value="4">'
    "<text:p>4</text:p></table:table-cell>"
)


def xlsx(path: Path, sums: list[str], hidden: tuple[int, ...] = ()) -> Path:
    """A sheet of as many rows as sums. hidden: rows, the first below the header being 2."""
    workbook(path, data=[["x"]])
    rows = "".join(
        ROW.format(
            at=at, sex="fm"[at % 2], a=at, sum=formula.format(at=at),
            hidden=' hidden="1"' if at in hidden else "",
        )
        for at, formula in enumerate(sums, 2)
    )  # fmt: skip
    packed = {}
    with zipfile.ZipFile(path) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    packed["xl/worksheets/sheet1.xml"] = SHEET.format(rows=rows).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in packed.items():
            archive.writestr(name, content)
    return path


def ods(path: Path, sums: list[str], hidden: tuple[int, ...] = ()) -> Path:
    rows = ODS_HEAD + "".join(
        ODS_ROW.format(
            sex="fm"[at % 2], a=at, sum=formula.format(at=at),
            hidden=' table:visibility="filter"' if at in hidden else "",
        )
        for at, formula in enumerate(sums, 2)
    )  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(rows=rows))
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0"><manifest:file-entry '
            'manifest:full-path="/" manifest:media-type='
            '"application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>',
        )
    return path


FORMS = [(xlsx, NOT_COMPUTED, COMPUTED), (ods, ODS_NOT_COMPUTED, ODS_COMPUTED)]


@pytest.mark.parametrize(("write", "empty", "full"), FORMS)
def test_rows_columns_and_formulas_are_where_the_file_says(tmp_path, write, empty, full):
    found = markup_of(write(tmp_path / "t", [full, empty, empty], (3, 4)), "data")
    assert found.hides_rows([0, 1, 2, 3]).tolist() == [False, False, True, True]
    assert found.hides_columns([0, 1, 2]).tolist() == [False, True, False]
    assert dict(found.uncomputed_below(0)) == {2: 2}
    assert dict(found.uncomputed_below(2)) == {2: 1}


@pytest.mark.parametrize(("write", "empty", "full"), FORMS)
def test_formulas_that_nobody_computed_are_no_empty_cells(tmp_path, write, empty, full):
    table = open_table(write(tmp_path / "t", [full, empty, empty]))
    assert table.names == ("sex", "a")
    (unread,) = table.left_out
    assert (unread.name, unread.holds) == ("sum", "2 formulas without a stored value")
    assert any("save it there, or save the sheet as CSV" in note for note in table.notes)
    computed = open_table(write(tmp_path / "t", [full, full]))
    assert computed.names == ("sex", "a", "sum")
    (batch,) = computed.batches(["sum"])
    assert batch["sum"].to_pylist() == [4.0, 4.0]


@pytest.mark.parametrize(("write", "empty", "full"), FORMS)
def test_rows_that_a_filter_hides_are_told_with_their_number(tmp_path, write, empty, full):
    table = open_table(write(tmp_path / "t", [full] * 5, (2, 5, 6)))
    assert table.rows == 5
    assert table.notes[0].startswith("3 rows are hidden in the sheet (by a filter, as a rule)")
    assert "can be used like the others: 'a'" in table.notes[1]
    (note, _) = open_table(write(tmp_path / "t", [full] * 5, (2,))).notes
    assert note.startswith("1 row is hidden in the sheet")


def test_an_empty_text_that_was_computed_is_an_empty_cell(tmp_path):
    table = open_table(xlsx(tmp_path / "t.xlsx", [COMPUTED, EMPTY_TEXT]))
    (batch,) = table.batches(["sum"])
    assert batch["sum"].to_pylist() == [4.0, None]


def test_a_sheet_of_formulas_alone_is_refused_with_what_helps(tmp_path):
    path = xlsx(tmp_path / "t.xlsx", [NOT_COMPUTED])
    with zipfile.ZipFile(path) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    sheet = packed["xl/worksheets/sheet1.xml"].decode()
    for column, written in (("A", 't="inlineStr"><is><t>f</t></is>'), ("B", 't="n"><v>2</v>')):
        sheet = sheet.replace(f'r="{column}2" {written}', f'r="{column}2"><f>1+1</f><v/>')
    packed["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in packed.items():
            archive.writestr(name, content)
    with pytest.raises(Refused, match="formulas without a stored value") as refused:
        open_table(path)
    assert refused.value.problems[0].code == "not_computed"


def test_entities_and_files_of_other_kinds_say_nothing(tmp_path):
    path = xlsx(tmp_path / "t.xlsx", [NOT_COMPUTED])
    with zipfile.ZipFile(path) as archive:
        packed = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    packed["xl/worksheets/sheet1.xml"] = bomb + packed["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in packed.items():
            archive.writestr(name, content)
    assert markup_of(path, "data").uncomputed == []
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert markup_of(tmp_path / "old.xls", "data").hidden_rows == []
    assert markup_of(path, "other").uncomputed == []
