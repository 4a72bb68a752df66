"""What went wrong with translations, in sentences that name one of them."""

from collections import Counter
from collections.abc import Callable

from audits.translation.gender_states import State
from audits.translation.scored_sentences import Sentences
from audits.translation.untranslated import REPEATS

_SAID = {
    State.EMPTY: "gave an empty output",
    State.UNTRANSLATED: "were left untranslated or in another language",
}


def warn_of_unreadable(sentences: Sentences, warn: Callable[[str], None]) -> None:
    """Empty, copied, foreign and endless outputs, each kind once with an example."""
    for state, problem in _SAID.items():
        rows = [row for row, reading in enumerate(sentences.readings) if reading.state is state]
        if rows:
            warn(_sentence(sentences, rows, problem))
    flags = Counter(flag for reading in sentences.readings for flag in reading.flags)
    if flags[REPEATS]:
        rows = [row for row, r in enumerate(sentences.readings) if REPEATS in r.flags]
        warn(_sentence(sentences, rows, "do not end: the output repeats itself"))


def _sentence(sentences: Sentences, rows: list[int], problem: str) -> str:
    first = rows[0]
    example = sentences.sources[first] or f"row {first + 1}"
    output = sentences.outputs[first]
    shown = f" gave “{_short(output)}”" if output else ""
    where = " ".join(filter(None, (sentences.languages[first], sentences.systems[first])))
    return (
        f"{len(rows)} of {len(sentences)} translations {problem}; the first is “{_short(example)}”"
        f"{shown} ({where})"
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"
