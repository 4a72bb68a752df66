"""Translations on a terminal: she and he by stereotype, and against the human translation."""

from collections.abc import Iterable, Iterator, Sequence

from audits.json_types import Json
from audits.report import stereotype_phrases
from audits.report.number_format import POINTS, RATIO, bare, between
from audits.report.terminal_text import printable
from audits.report.view import View, group_name
from evenhand.layout import cells, column, fit, wrap

TOLD = (
    stereotype_phrases.METRIC,
    stereotype_phrases.GAP,
    stereotype_phrases.SHE_TO_HE,
    stereotype_phrases.HE_TO_SHE,
)
MOST = 24
MOST_UNMATCHED = 6
PAIR, GAP, ODDS, P = 14, 15, 17, 7
# On less than this the gap is left out.
NARROW = 80


def tells(measured: Json) -> bool:
    """Whether the tables here hold it, so that no other need."""
    return measured["metric"] in TOLD and set(measured["group"]) <= stereotype_phrases.WHERE


def lines(view: View, width: int) -> Iterator[str]:
    """Both tables, no wider than `width`; nothing where no translation was read."""
    yield from _by_word(view, width)
    yield from _against_people(view, width)


def _by_word(view: View, width: int) -> Iterator[str]:
    """Women's and men's words, and what they became; below them the words that are left out."""
    associations = stereotype_phrases.associations(view)
    reasons = {m.get("undetermined") for m in associations}
    if len(reasons) < 2 and None not in reasons:  # none, or the three sentences say the one reason
        return
    rows = {id(m): _words(view, m) for m in associations[:MOST] if "value" in m}
    heads = ("women's words", "men's words", "gap, points", "odds ratio")
    least = (PAIR, PAIR, GAP if width >= NARROW else 0, ODDS)
    rooms = _rooms(rows.values(), least)
    label = width - 2 - sum(rooms) - P
    yield ""
    yield from _heading(heads, rooms, width, label)
    for m in associations[:MOST]:
        if "value" not in m:
            text = printable(f"{group_name(m['group'])}: {m['undetermined']}")
            yield from (f"  {line}" for line in wrap(text, width - 4))
            continue
        numbers = _fitted(rows[id(m)], rooms) + stereotype_phrases.exact(m["p_value"])
        yield from _row(m["group"], numbers, width, label)
    yield from _more(len(associations))
    for exhibit in view.exhibits(section="translation", kind="statement"):
        counted = printable(str(exhibit["content"].get("counted", "")))
        yield from (f"    {line}" for line in wrap(counted, width - 4))
        unmatched = exhibit["content"].get("unmatched")
        if unmatched:
            yield from (f"    {line}" for line in wrap(printable(_unmatched(unmatched)), width - 4))


def _words(view: View, association: Json) -> tuple[str, ...]:
    """Both kinds of words and what they became, the gap, and the odds ratio."""
    a, b, c, d = stereotype_phrases.cells(association)
    gap = _gap(view, association["group"])
    return f"{a} she, {b} he", f"{c} she, {d} he", gap, _short(association, RATIO, 1)


def _rooms(rows: Iterable[Sequence[str]], least: Sequence[int]) -> tuple[int, ...]:
    """Columns that show every text of each whole; 0 stays 0, of what is left out."""
    across = list(zip(*rows, strict=True)) or [()] * len(least)
    return tuple(
        column(texts, room) if room else 0 for texts, room in zip(across, least, strict=True)
    )


def _heading(heads: Sequence[str], rooms: Sequence[int], width: int, label: int) -> Iterator[str]:
    if label >= 0:
        yield f"  {' ' * label}{_fitted(heads, rooms)}exact p"
    else:
        shown = [head for head, room in zip(heads, rooms, strict=True) if room]
        yield from (f"  {line}" for line in wrap("; ".join([*shown, "exact p"]), width - 2))


def _fitted(texts: Sequence[str], rooms: Sequence[int]) -> str:
    return "".join(fit(text, room) for text, room in zip(texts, rooms, strict=True))


def _unmatched(unmatched: Json) -> str:
    """The first sentences that no list knows."""
    rows = unmatched["rows"]
    names = " ".join(f"“{row[1]}”" for row in rows[:MOST_UNMATCHED])
    more = len(rows) + int(unmatched.get("left_out", 0)) - MOST_UNMATCHED
    return f"About no word of the lists: {names}" + (f" and {more} more" if more > 0 else "")


def _against_people(view: View, width: int) -> Iterator[str]:
    """The same sentences in the human translation and in the system's."""
    whole = [m for m in view.of_metric(stereotype_phrases.SHE_TO_HE) if tells(m)]
    if not whole:
        return
    least = (2 * PAIR, GAP + ODDS) if width >= NARROW else (PAIR + ODDS // 2, PAIR + ODDS // 2)
    others = [view.one(stereotype_phrases.HE_TO_SHE, m["group"]) for m in whole[:MOST]]
    rows = [
        (_of(m), "" if other is None else _of(other))
        for m, other in zip(whole[:MOST], others, strict=True)
    ]
    rooms = _rooms(rows, least)
    label = width - 2 - sum(rooms) - P
    yield ""
    heads = ("reference she, now he", "reference he, now she")
    yield from _heading(heads, rooms, width, label)
    for m, texts in zip(whole[:MOST], rows, strict=True):
        numbers = _fitted(texts, rooms)
        p = stereotype_phrases.exact(m["p_value"]) if "p_value" in m else ""
        yield from _row(m["group"], numbers + p, width, label)
    yield from _more(len(whole))


def _row(group: Json, numbers: str, width: int, label: int) -> Iterator[str]:
    """The name beside the numbers, or above them where it is long."""
    name = printable(group_name(group))
    if cells(name) >= label:
        yield f"  {fit(name, width - 4).rstrip()}"
        name = ""
    row = f"  {fit(name, label)}{numbers}".rstrip()
    if cells(row) <= width:
        yield row
    else:  # no line holds them all
        yield from (f"    {line}" for line in wrap(" ".join(numbers.split()), width - 4))


def _more(total: int) -> Iterator[str]:
    if total > MOST:
        yield f"  and {total - MOST} more in the report"


def _gap(view: View, group: Json) -> str:
    measurement = view.one(stereotype_phrases.GAP, group)
    if measurement is None or "value" not in measurement:
        return ""
    return _short(measurement, POINTS, 0).replace("+", "")


def _short(measurement: Json, scale: str, digits: int) -> str:
    """`16.4 [2.4, ∞]`."""
    interval = between(measurement["interval"], scale, digits=digits).replace(" to ", ", ")
    return f"{bare(measurement['value'], scale, digits=digits)} {interval}"


def _of(share: Json) -> str:
    """`3 of 7 [16, 75] %`."""
    if "value" not in share:
        return "none to tell"
    hits, size = stereotype_phrases.hits(share), share["sample_size"]
    interval = between(share["interval"], "share", digits=0).replace(" to ", ", ")
    return f"{hits} of {size} {interval} %"
