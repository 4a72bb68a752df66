"""Files that people take for a table that is read here, told by their first bytes, with what to do.

A refusal that says what a file is saves an evening; "a NUL byte near byte 65" does not.
"""

import re
from dataclasses import dataclass

from audits.data.reading.table import bad


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is, in words, and how a table that is read here is made of it."""

    what: str
    remedy: str


_CHOOSE = "choose the table itself: CSV, Excel, JSON Lines, Parquet or Feather"
_PANDAS = "in pandas `pd.{}.to_csv('table.csv', index=False)`"
_R = "in R `write.csv({}, 'table.csv', row.names = FALSE)`"
_LABELLED = (
    "`convert_categoricals=False` leaves codes in the place of the words for values, which a `map` "
    "then says"
)


def _made_in_pandas(what: str, call: str, more: str = "") -> Kind:
    return Kind(what, "; ".join(filter(None, (_PANDAS.format(call), more))))


_STATA = _made_in_pandas("a file of Stata (dta)", "read_stata(path)", _LABELLED)
_SAS = _made_in_pandas("a data set of SAS (sas7bdat)", "read_sas(path, encoding='utf-8')")
_SPSS = _made_in_pandas(
    "a file of SPSS (sav)", "read_spss(path)",
    _LABELLED,
)  # fmt: skip
_PICKLE = _made_in_pandas("a pickle", "read_pickle(path)", "pickles are never opened here")
_PACKED = "unpack it; of packed tables gzip (.csv.gz) alone is read"
_PAGE = _made_in_pandas(
    "a page (HTML), whatever its name ends with: many programs export pages as .xls",
    "read_html(path, thousands=None, keep_default_na=False, converters=dict.fromkeys("
    "pd.read_html(path)[0].columns, str))[0]",
    "or open it in the spreadsheet program and save it as xlsx",
)
_XML = Kind("XML", "save it as xlsx or CSV in the program that wrote it")
_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG\r\n", Kind("a picture (PNG)", _CHOOSE)),
    (b"\xff\xd8\xff", Kind("a picture (JPEG)", _CHOOSE)),
    (b"GIF87a", Kind("a picture (GIF)", _CHOOSE)),
    (b"GIF89a", Kind("a picture (GIF)", _CHOOSE)),
    (b"%PDF-", Kind("a PDF", _CHOOSE)),
    (b"\x7fELF", Kind("a program", _CHOOSE)),
    (b"$FL2@(#)", _SPSS),
    (b"$FL3@(#)", _SPSS),
    (b"<stata_dta>", _STATA),
    (b"\0" * 12 + b"\xc2\xea\x81\x60\xb3\x14", _SAS),
    (
        b"HEADER RECORD*******LIB",
        _made_in_pandas("a transport file of SAS (xpt)", "read_sas(path, format='xport')"),
    ),
    (b"X\n\0\0\0", Kind("an object of R (rds)", _R.format("readRDS(path)"))),
    *((start, Kind("a workspace of R (RData)", _R.format("the frame in it")))
      for start in (b"RDX2\nX\n", b"RDX3\nX\n")),
    *((bytes([0x80, protocol]), _PICKLE) for protocol in range(2, 6)),
    (b"\x93NUMPY", _made_in_pandas("an array of numpy (npy)", "DataFrame(np.load(path))")),
    (b"SQLite format 3\0", _made_in_pandas("a database (SQLite)", "read_sql(query, connection)")),
    (b"Obj\x01", Kind("an Avro file", "write its records as Parquet or as JSON lines")),
    (b"\x89HDF\r\n\x1a\n", _made_in_pandas("an HDF5 file", "read_hdf(path)")),
    (b"MATLAB 5.0 MAT", Kind("a file of MATLAB", "`writetable(T, 'table.csv')` in MATLAB")),
    *((b"BZh%d1AY&SY" % level, Kind("packed with bzip2", _PACKED)) for level in range(1, 10)),
    (b"\xfd7zXZ\0", Kind("packed with xz", _PACKED)),
    (b"\x28\xb5\x2f\xfd", Kind("packed with zstd", _PACKED)),
    (b"7z\xbc\xaf\x27\x1c", Kind("packed with 7-Zip", _PACKED)),
    (b"Rar!\x1a", Kind("packed with RAR", _PACKED)),
)  # fmt: skip
# Texts, as they begin without blanks and in lower case.
_TEXTS: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"(?:<\?xml[^>]*>\s*)?(?:<!doctype html|<html|<table|<meta)"), _PAGE),
    (re.compile(rb"<\?xml"), _XML),
    (
        re.compile(rb"(?:%[^\n]*\n\s*)*@relation\s"),
        Kind("an ARFF file", "save it as CSV in Weka, or with `scipy.io.arff` and pandas"),
    ),
    (
        re.compile(rb"\+(?:-+\+)+\r?\n\s*\|"),
        Kind(
            "a table as a database's terminal draws it",
            "have it written as CSV or with tabs (`mysql --batch`, `psql --csv`)",
        ),
    ),
)  # fmt: skip
# Old files of Stata begin with their release, the order of bytes, and 1, 0; letters alone begin
# other tables too.
_BINARY: tuple[tuple[re.Pattern[bytes], Kind], ...] = (
    (re.compile(rb"[\x66-\x73][\x01\x02]\x01\x00"), _STATA),
    (re.compile(rb"ORC.{0,99}\x00", re.DOTALL), _made_in_pandas("an ORC file", "read_orc(path)")),
)
_BEGINNING = 4096


def _as_text(start: bytes) -> bytes:
    """A beginning without blanks and in lower case, as far as it is looked at."""
    return start[:_BEGINNING].removeprefix(b"\xef\xbb\xbf").lstrip().lower()


def refuse_foreign(start: bytes) -> None:
    """Refuse what begins as a file of another kind does. start: the first bytes, unpacked.

    Raises `Refused` (`not_a_table`) with what the file is and how to make a table of it.
    """
    kind = next((kind for mark, kind in _STARTS if start.startswith(mark)), None)
    for forms, beginning in ((_BINARY, start), (_TEXTS, _as_text(start))):
        kind = kind or next((kind for form, kind in forms if form.match(beginning)), None)
    if kind is not None:
        raise bad(f"it is {kind.what}, not a table that is read here", kind.remedy, "not_a_table")
