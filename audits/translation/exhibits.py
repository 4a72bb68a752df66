"""What a reader of the report looks at: who is he and she, the sentences, P(she) by occupation."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import isnan
from typing import Any

import numpy as np

from audits.measurement import Exhibit, group_to_json
from audits.statistics.intervals import limits
from audits.statistics.shares import method_of
from audits.translation.gender_states import Gender, Signal, State
from audits.translation.group_names import group_title
from audits.translation.measurements import by_word
from audits.translation.reader_error import reading_error
from audits.translation.scored_sentences import Sentences

MOST_SENTENCES = 500
# Columns of their own even where nothing was read so.
_ALWAYS = (State.SHE, State.HE, State.THEY, State.SEVERAL, State.NONE)
RULE = (
    "A translation is read by its pronouns and possessives wherever they stand; one gender "
    "decides even beside “it” or “they”; both are mixed, alternatives such as “he/she” several. "
    "Without a pronoun a gendered noun decides and is flagged. Every sentence stands in the "
    "denominator, duplicates as often as they stand in the table."
)


def he_and_she(sentences: Sentences) -> Exhibit:
    """How many sentences were read as what, a row for each language and system."""
    rows: list[list[Any]] = []
    there = {reading.state for reading in sentences.readings}
    shown = [state for state in State if state in there or state in _ALWAYS]
    for group, subset in sentences.parts():
        counts = Counter[State]()
        for reading, times in zip(subset.readings, subset.sample.count.tolist(), strict=True):
            counts[reading.state] += times
        she, he = counts[State.SHE], counts[State.HE]
        among = _percent(she, she + he)
        nouns = sum(
            times
            for reading, times in zip(subset.readings, subset.sample.count.tolist(), strict=True)
            if reading.signal is Signal.NOUN
        )
        read = (counts[state] for state in shown)
        rows.append([group_title(group), sum(counts.values()), *read, nouns, among])
    head = ["Translations", "Sentences", *map(str, shown), "by a noun", "She among he and she"]
    content = {
        "head": head,
        "rows": rows,
        "numeric": list(range(1, len(head) - 1)),
        "caption": RULE,
    }
    return Exhibit("sentences", "Who is he, who is she", content)


def _percent(hits: int, size: int) -> str:
    if size == 0:
        return "–"
    interval = limits("wilson", (float(hits), float(size)), 0.95)
    return (
        f"{100 * hits / size:.1f} % [{100 * interval.lower:.1f} to {100 * interval.upper:.1f}], "
        f"n {size}"
    )


def sentence_table(sentences: Sentences, notes: Sequence[str] = ()) -> Exhibit:
    """Source, output, reading, log-odds; what was read as a person comes first."""
    order = sorted(range(len(sentences)), key=lambda row: _interest(sentences, row))
    shown = sorted(order[:MOST_SENTENCES])
    graded = not np.isnan(sentences.scores).all()
    several = len(set(zip(sentences.languages, sentences.systems, strict=True))) > 1
    head = [*(["Where"] if several else []), "Source", "Translation", "Read as", "Notes"]
    rows: list[list[Any]] = []
    for row in shown:
        reading = sentences.readings[row]
        group = {"language": sentences.languages[row], "system": sentences.systems[row]}
        where = group_title((key, value) for key, value in group.items() if value)
        cells: list[Any] = [where] if several else []
        cells += [sentences.sources[row], sentences.outputs[row] or "", str(reading.state)]
        cells.append("; ".join(reading.flags))
        if graded:
            cells += _graded(sentences.scores[row])
        rows.append(cells)
    numeric = [len(head), len(head) + 1] if graded else []
    content = {
        "head": [*head, *(["P(she)", "Log-odds"] if graded else [])],
        "rows": rows,
        "numeric": numeric,
        "left_out": len(sentences) - len(shown),
        "caption": " ".join(notes),
    }
    return Exhibit("sentences", "The sentences", content)


def _graded(score: float) -> list[Any]:
    if isnan(score):
        return [None, None]
    inside = min(max(score, 1e-12), 1 - 1e-12)
    return [float(score), float(np.log(inside / (1 - inside)))]


def _interest(sentences: Sentences, row: int) -> int:
    reading = sentences.readings[row]
    if reading.flags and reading.gender is Gender.UNRESOLVED:
        return 0
    return 1 if reading.gender in (Gender.FEMALE, Gender.MALE) else 2


def occupations(sentences: Sentences) -> Iterator[Exhibit]:
    """P(she) against the women's share in the labour statistic."""
    for group, subset in sentences.parts():
        words, women, she, graded = by_word(subset)
        if not words:
            continue
        points = [
            {"x": float(x), "y": float(y), "label": word, "series": 0}
            for word, x, y in zip(words, women, she, strict=True)
        ]
        how = "forced choice" if graded else "the share of “she” among he and she"
        content = {
            "points": points,
            "x": {"title": "Women's share of the occupation", "scale": "share", "domain": [0, 1]},
            "y": {"title": "P(she)", "scale": "share", "domain": [0, 1]},
            "diagonal": "as in the statistic",
            "note": f"{len(words)} occupations; P(she) by {how}.",
            "method": "Each point is an occupation, over all its templates.",
        }
        yield Exhibit("scatter", f"P(she) by occupation: {group_title(group)}", content)


def by_category(sentences: Sentences, confidence: float) -> Iterator[Exhibit]:
    """Female share of every category and list, by language and system."""
    bars = []
    for group, subset in sentences.parts():
        for extra, rows in subset.divided():
            share = rows.sample.share(rows.having(Gender.FEMALE))
            if share is None:
                continue
            method = method_of(share, "wilson", "linearised")
            interval = limits(method, share.evidence, confidence)
            bars.append(
                {
                    "label": group_title((*group, *extra)),
                    "group": group_to_json((*group, *extra)),
                    "value": share.value,
                    "interval": [interval.lower, interval.upper],
                    "sample_size": share.rows,
                }
            )
    if bars:
        content = {
            "bars": bars[:60],
            "title": "Female share of all translations",
            "scale": "share",
            "note": "Of all translations, the unresolved included.",
        }
        yield Exhibit("signed_bars", "Female share by category and language", content)


def reader_error() -> Exhibit:
    """How often the reader of English is wrong, and where."""
    error = reading_error()
    interval = error.interval()
    content = {
        "head": ["Source", "Sentence", "By hand", "By the reader"],
        "rows": [[m.source, m.text, str(m.state), str(s)] for m, s in error.mistakes],
        "caption": (
            f"On {error.sentences} sentences labelled by hand the reader put {error.wrong} into "
            f"another part: {100 * error.rate:.1f} % [{100 * interval.lower:.1f} to "
            f"{100 * interval.upper:.1f}]; he and she were swapped in {error.swapped}."
        ),
    }
    return Exhibit("sentences", "How often the reader is wrong", content)
