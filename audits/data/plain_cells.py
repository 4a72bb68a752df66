"""What a cell of a Markdown or LaTeX table says, without the marks that only say how it looks."""

import re

# Commands whose argument is what is read: bold, underlined, coloured and the like.
_ARGUMENT = re.compile(
    r"\\(?:textbf|textit|emph|underline|mathbf|mathrm|text|boldsymbol|bm|texttt|textsc|mbox"
    r"|uline|best|second)\s*\{([^{}]*)\}"
)
_COLOURS = re.compile(r"\\(?:textcolor|color|cellcolor|colorbox)\s*(?:\[[^\]]*\])?\s*\{[^{}]*\}")
_LOWERED = re.compile(r"[_^]\s*\{?\s*(±\s*[^{}\s]+)\s*\}?")
MOST_CELL = 1_000
_SPACES = re.compile(r"\\[,;:! ]|~|&nbsp;|\\(?:quad|qquad|hfill|centering|bf|it|rm|small|tiny)\b")
_FOOTNOTE = re.compile(r"\\(?:footnote|footnotemark|cite[tp]?|tnote|textsuperscript)\s*"
                       r"(?:\[[^\]]*\])*\s*(?:\{[^{}]*\})?")  # fmt: skip
_FOOTNOTE_MARK = re.compile(r"\s*[†‡§]+\s*$|\^\{?(?:\\dagger|\\ddagger|\*|†|‡)+\}?\s*$")
_STARS = re.compile(r"(\*\*|__|\*)(?=\S)(.+?)(?<=\S)\1")


def plain_cell(cell: str) -> str:
    """`\\textbf{93.1}$_{\\pm 0.4}$` as `93.1 ± 0.4`; what is no markup stays as it is.

    cell: longer ones than a table prints are texts, and stay as they are.
    """
    if len(cell) > MOST_CELL:
        return cell.strip()
    text = _FOOTNOTE.sub("", _COLOURS.sub("", cell))
    before = None
    while before != text:
        before, text = text, _ARGUMENT.sub(r"\1", text)
    text = _STARS.sub(r"\2", text)
    text = text.replace("\\pm", "±").replace("&plusmn;", "±")
    text = _SPACES.sub(" ", text).replace("$", "")
    text = _LOWERED.sub(r" \1", text)
    text = _FOOTNOTE_MARK.sub("", text)
    for mark in ("\\%", "\\_", "\\&", "\\#"):
        text = text.replace(mark, mark[1])
    return re.sub(r"\s+", " ", text.replace("{", "").replace("}", "")).strip()
