"""Tables as papers and READMEs have them, read as a reader sees them."""

import pytest

from audits.data.reading.opening import open_table
from audits.data.reading.printed_tables import MOST_BYTES, is_printed
from audits.errors import Refused

MARKDOWN = """# Results

Some words | with a bar.

| Model | SST-2 | MNLI |
|:------|------:|-----:|
| **Ours** | **93.1 ± 0.4** | 85.0% |
| Old \\| base | 92.4 ± 0.6 |

More words.
"""
LATEX = r"""
\begin{table}[t]
\caption{Accuracy in \%.} % a remark & more
\begin{tabular}{l@{\hspace{2em}}cc}
\toprule
 & \multicolumn{2}{c}{GLUE} \\ \cmidrule(lr){2-3}
Model & SST-2 & MNLI \\
\midrule
\multirow{2}{*}{Ours} & $\mathbf{93.1}_{\pm 0.4}$ & 85.0 \\
Old \& base & 92.4 $\pm$ 0.6 & \underline{86.0} \\[2pt]
\bottomrule
\end{tabular}
\end{table}
"""


def cells(tmp_path, text, name="table.md"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    table = open_table(path)
    (batch,) = table.batches(table.names)
    return table, {column: batch[column].to_pylist() for column in table.names}


def test_a_markdown_table_among_words(tmp_path):
    table, read = cells(tmp_path, MARKDOWN)
    assert (table.format, table.rows) == ("markdown", 2)
    assert read == {
        "Model": ["Ours", "Old | base"],
        "SST-2": ["93.1 ± 0.4", "92.4 ± 0.6"],
        "MNLI": ["85.0%", ""],
    }


def test_a_latex_table_with_a_header_of_two_rows(tmp_path):
    table, read = cells(tmp_path, LATEX, "paper.tex")
    assert table.format == "latex"
    assert read == {
        "Model": ["Ours", "Old & base"],
        "GLUE SST-2": ["93.1 ± 0.4", "92.4 ± 0.6"],
        "GLUE MNLI": ["85.0", "86.0"],
    }


def test_a_corner_without_a_name_is_the_rows_name(tmp_path):
    _, read = cells(tmp_path, "| | a |\n|---|---|\n| x | 1 |\n")
    assert read == {"row": ["x"], "a": ["1"]}


def test_lines_alone_may_stand_for_rules(tmp_path):
    text = "\\begin{tabular}{|l|r|}\\hline m & a \\\\ \\hline x & 1 \\\\ \\hline\\end{tabular}"
    _, read = cells(tmp_path, text)
    assert read == {"m": ["x"], "a": ["1"]}


def test_a_cell_over_several_rows_stands_in_each_of_them(tmp_path):
    text = (
        "\\begin{tabular}{lr} m & a \\\\ \\hline \\multirow{2}{*}{\\textbf{x}} & 1 \\\\ & 2 \\\\ "
        "& 3 \\\\ \\end{tabular}"
    )
    _, read = cells(tmp_path, text)
    assert read == {"m": ["x", "x", ""], "a": ["1", "2", "3"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (MARKDOWN + MARKDOWN, "several_tables"),
        (LATEX + LATEX, "several_tables"),
        ("| a |\n|---|\n| 1 | 2 |\n", "row_width"),
        ("| a | a |\n|---|---|\n| 1 | 2 |\n", "duplicate_column_name"),
        ("\\begin{tabular}{l} a \\\\", "unclosed_table"),
        ("| a | b |\n|---|---|\n" + "| 1 | 2 |\n" * (MOST_BYTES // 9), "too_large"),
    ],
)
def test_what_cannot_be_one_table_is_refused(tmp_path, text, code):
    with pytest.raises(Refused) as refused:
        cells(tmp_path, text)
    assert refused.value.problems[0].code == code


def test_a_csv_table_is_none():
    assert not is_printed(b"a,b\n1,-\n")
    assert not is_printed(b"a|b\n1|2\n")
    assert not is_printed(b'text,y\n"see \\begin{tabular}{l} a",1\n')
    assert not is_printed(b"dash\n----\n")


# Each of these goes back over itself once for every character where a pattern is careless.
LONG = {
    "blanks": "|" + " " * 60_000 + "|\n|" + " " * 60_000 + "x|\n",
    "lines": "\n" * 60_000 + "\\begin{tabular}",
    "braces": "\\begin{tabular}" + "{" * 500_000 + "\\end{tabular}",
    "row ends": "\\begin{tabular}{l}" + "\\\\[" * 20_000 + "\\end{tabular}",
    "spans": "\\begin{tabular}{l}" + "\\multicolumn{2}{" * 60_000 + "\\end{tabular}",
    "arguments": "\\begin{tabular}{l}" + "{}" * 300_000 + "\\end{tabular}",
    "stars": "| a |\n|---|\n| " + "*" * 500_000 + " |\n",
}
OUTCOMES = {
    "blanks": "empty_column_name",
    "lines": "unclosed_table",
    "braces": "empty",
    "row ends": "latex",
    "spans": "latex",
    "arguments": "latex",
    "stars": "markdown",
}


@pytest.mark.parametrize("name", LONG)
def test_nothing_that_is_written_takes_for_ever(tmp_path, name):
    """They are read or refused by name, in the time that their length takes."""
    try:
        table, _ = cells(tmp_path, LONG[name])
        outcome = table.format
    except Refused as refused:
        outcome = refused.problems[0].code
    assert outcome == OUTCOMES[name]
