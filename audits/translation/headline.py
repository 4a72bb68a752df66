"""What a reader must see before any share: whether she and he go with the stereotype."""

from collections.abc import Sequence
from math import isfinite
from typing import Any

from audits.measurement import Estimate, Exhibit, Measurement, Undetermined
from audits.translation.gender_states import Gender
from audits.translation.group_names import UNKNOWN_LANGUAGE, group_title
from audits.translation.recorded import HUMAN
from audits.translation.scored_sentences import Sentences
from audits.translation.stereotype_association import Word, words_of
from audits.translation.stereotype_directions import Direction

MOST_NAMED, MOST_WORDS, MOST_UNMATCHED = 12, 300, 60
_SAYS = {Direction.FEMALE: "women", Direction.MALE: "men", Direction.NEITHER: "neither"}
RULE = (
    "A word counts once, as she where more of its sentences are she than he. An occupation follows "
    "the women's share of those who do it, an activity a time-use survey or that share, an "
    "adjective published norms; a column of your own wins over all of them. A direction says what "
    "is stereotyped, not what is so or should be."
)


def statement(sentences: Sentences, measured: Sequence[Measurement]) -> Exhibit:
    """The association of the translations that follow the stereotype most, and what is left out.

    measured: the association of each language and system.
    """
    machines = [m for m in measured if dict(m.group).get("system") != HUMAN] or list(measured)
    known = [m for m in machines if isinstance(m, Estimate)]
    counted, unmatched = _counted(sentences), _unmatched(sentences)
    if not known:
        reason = machines[0].reason if isinstance(machines[0], Undetermined) else ""
        words = f"{group_title(machines[0].group)}: {reason}. {counted}"
        content = {"tone": "note", "words": words, "counted": counted, **unmatched}
        return Exhibit("statement", "No association with stereotypes can be told.", content)
    first = min(known, key=lambda m: m.p_value if m.p_value is not None else 1.0)
    head, tone = _head(first)
    counted = f"{_against(sentences, first)} {counted}".strip()
    words = f"{group_title(first.group)}: {_table(first)} {_odds(first)} {counted}"
    if len(machines) > 1:
        words = f"Of {len(machines)} translations the strongest. {words}"
    content = {"tone": tone, "words": words, "counted": counted, **unmatched}
    return Exhibit("statement", head, content)


def _head(measured: Estimate) -> tuple[str, str]:
    if measured.interval.lower > 1:
        return "She and he go with the stereotype.", "flag"
    if measured.interval.upper < 1:
        return "She and he go against the stereotype.", "flag"
    return "No association with stereotypes was found.", "note"


def _table(measured: Estimate) -> str:
    a, b, c, d = (round(cell) for cell in measured.evidence)
    return (
        f"of {a + b} women's words {a} became she and {b} he, of {c + d} men's words {c} became "
        f"she and {d} he."
    )


def _odds(measured: Estimate) -> str:
    low, high = (
        f"{limit:.3g}" if isfinite(limit) else "∞"
        for limit in (measured.interval.lower, measured.interval.upper)
    )
    assert measured.p_value is not None
    mantissa, _, exponent = f"{measured.p_value:.2g}".partition("e-")
    p_value = mantissa + (f"e−{int(exponent)}" if exponent else "")
    return f"Odds ratio {measured.value:.3g} [{low} to {high}], Fisher's exact p = {p_value}."


def _against(sentences: Sentences, measured: Estimate) -> str:
    """Which words are exceptions: a statistic may call a word a women's that few would."""
    subset = next(subset for group, subset in sentences.parts() if group == measured.group)
    text = []
    for direction, expected, other in (
        (Direction.FEMALE, Gender.FEMALE, "he"),
        (Direction.MALE, Gender.MALE, "she"),
    ):
        names = [
            word.name
            for word in words_of(subset)
            if word.leaning.direction is direction and word.reading not in (expected, None)
        ]
        if names:
            noun = f"{_SAYS[direction]}'s word{'' if len(names) == 1 else 's'}"
            text.append(f"{noun} that became {other}: {_listed(names)}")
    return f"Against the stereotype: {'; '.join(text)}." if text else ""


def _listed(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _counted(sentences: Sentences) -> str:
    """How many sentences the lists know, and which words are left out and why."""
    human = [system == HUMAN for system in sentences.systems]
    rows = [row for row, is_human in enumerate(human) if not is_human]
    total = len(rows)
    leanings = [sentences.leanings[row] for row in rows]
    listed = [row for row, leaning in zip(rows, leanings, strict=True) if leaning.listed]
    stated = [leaning for leaning in leanings if leaning.source and not leaning.listed]
    text = []
    if stated:
        known = sum(leaning.direction is not None for leaning in stated)
        text.append(f"{known} of {total} sentences have a direction by {stated[0].source}.")
    if listed or not stated:
        text.append(f"{len(listed)} of {total} sentences are about a word of the shipped lists.")
    if not listed and not stated and UNKNOWN_LANGUAGE in sentences.languages:
        text.append("Their language is not known; name it as `source_language`.")
    silent = dict.fromkeys(
        sentences.words[row] for row in listed if sentences.leanings[row].direction is None
    )
    if silent:
        text.append(
            f"Left out, because no source gives a direction or sources disagree: {len(silent)} "
            f"word{'' if len(silent) == 1 else 's'} ({_listed(list(silent))})."
        )
    return " ".join(text)


def _unmatched(sentences: Sentences) -> dict[str, Any]:
    """The sentences that are about no word of the lists, each once with its first translation."""
    by_source: dict[tuple[str, str], str] = {}
    for row, leaning in enumerate(sentences.leanings):
        if sentences.systems[row] == HUMAN or leaning.listed or leaning.source:
            continue
        key = (group_title((("language", sentences.languages[row]),)), sentences.sources[row])
        by_source.setdefault(key, sentences.outputs[row] or "")
    if not by_source:
        return {}
    rows = [[*key, output] for key, output in by_source.items()]
    shown = {"head": ["Language", "Source", "Translation"], "rows": rows[:MOST_UNMATCHED]}
    return {"unmatched": {**shown, "left_out": max(0, len(rows) - MOST_UNMATCHED)}}


def words(sentences: Sentences) -> Exhibit | None:
    """Every word with its direction, who says so, and what it became; None without any."""
    rows = []
    several = len(set(zip(sentences.languages, sentences.systems, strict=True))) > 1
    for group, subset in sentences.parts():
        sourced = [w for w in words_of(subset) if w.leaning.listed or w.leaning.source]
        sourced.sort(key=_order)
        rows += [[*([group_title(group)] if several else []), *_cells(word)] for word in sourced]
    if not rows:
        return None
    head = ["Word", "Stereotyped with", "She", "He", "Says who"]
    content = {
        "head": [*(["Where"] if several else []), *head],
        "rows": rows[:MOST_WORDS],
        "numeric": [3, 4] if several else [2, 3],
        "left_out": max(0, len(rows) - MOST_WORDS),
        "caption": RULE,
    }
    return Exhibit(
        "sentences", "Words, whom they are stereotyped with, and what they became", content
    )


def _order(word: Word) -> tuple[int, int, str]:
    """Women's words and then men's, those that became what the stereotype says first."""
    order = (Direction.FEMALE, Direction.MALE, Direction.NEITHER, None)
    follows = {Direction.FEMALE: Gender.FEMALE, Direction.MALE: Gender.MALE}
    direction = word.leaning.direction
    as_expected = direction is not None and word.reading is follows.get(direction)
    return order.index(direction), not as_expected, word.name


def _cells(word: Word) -> list[str | int | float]:
    leaning = word.leaning
    direction = _SAYS[leaning.direction] if leaning.direction is not None else "left out"
    who = ": ".join(filter(None, (leaning.source, leaning.figure)))
    return [word.name, direction, _plain(word.she), _plain(word.he), who]


def _plain(value: float) -> int | float:
    return int(value) if value.is_integer() else value
