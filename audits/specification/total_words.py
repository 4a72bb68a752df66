"""Words with which a spreadsheet names the row that sums the others."""

from audits.specification.missing_words import folded

_TOTALS = frozenset(
    folded(word)
    for word in (
        "total", "totals", "grand total", "subtotal", "sub-total", "sum", "sums", "all rows",
        "Summe", "Gesamt", "Gesamtsumme", "Gesamtergebnis", "Gesamt Ergebnis",
        "Total Result", "insgesamt", "Zwischensumme",
        "total général", "total general", "sous-total", "ensemble", "totale", "totale generale",
        "totaal", "eindtotaal", "suma", "suma total", "razem", "ogółem", "suma końcowa",
        "összesen", "mindösszesen", "celkem", "spolu", "ukupno", "yhteensä", "kokku", "summa",
        "totalt", "i alt", "toplam", "genel toplam", "итого", "всего", "σύνολο", "合計", "总计",
    )
)  # fmt: skip
# What pivots write behind the name of a group, of Excel and LibreOffice.
_OF_PIVOTS = frozenset(map(folded, ("Ergebnis", "Result", "Résultat", "Risultato", "Resultado")))
# What a group is called that holds everybody again; by itself it may be one like any other.
_EVERYBODY = frozenset(
    map(folded, ("all", "overall", "everyone", "alle", "tous", "todos", "tutti"))
)
# What is told of such a row, behind the column in which the word stands.
READS_LIKE_A_SUM = "reads like a sum of the other rows"
READ_LIKE_SUMS = "read like sums of other rows"
# More rows than this are a group that is called so.
MOST_ROWS = 3


def is_total(text: str) -> bool:
    """Whether a cell reads like the name of a sum: `Total`, `Summe:`, `Total général`."""
    text = text.strip()
    # Most values of which a column holds few are numbers, and no such word begins with a digit.
    return not text[:1].isdigit() and folded(text.rstrip(":.").rstrip()) in _TOTALS


def summed_by(text: str) -> str | None:
    """The group that a subtotal of a spreadsheet names: `North` of `North Total`; else None.

    Other values end so, too (`Test Result`): it is one where there is such a group.
    """
    words = text.strip().rstrip(":.").split()
    if len(words) > 1 and (is_total(words[-1]) or folded(words[-1]) in _OF_PIVOTS):
        return " ".join(words[:-1]).rstrip(":-")
    return " ".join(words[1:]) if len(words) > 1 and is_total(words[0]) else None


def is_subtotal(text: str) -> bool:
    """Whether a cell reads like the name of a sum of some: `North Total`, `Total North`."""
    words = text.split()
    return len(words) > 1 and (is_total(words[0]) or is_total(words[-1]))


def is_everybody(text: str) -> bool:
    """Whether a group is called so that it may hold all others: `All`, `Overall`, `Total`."""
    return is_total(text) or folded(text.strip()) in _EVERYBODY


def holds_everybody_again(text: str, rows: int, others: int) -> bool:
    """Whether a group of such a name has exactly as many rows as all others together."""
    return MOST_ROWS < rows == others and is_everybody(text)


def reads_like_a_total(text: str, rows: int, others: int) -> bool:
    """Whether so few rows hold the word, beside `others`, that they are no group."""
    return rows <= MOST_ROWS and others > rows and is_total(text)
