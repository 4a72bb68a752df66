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


def warn_of_unreadable(found: Sentences, warn: Callable[[str], None]) -> None:
    """Empty, copied, foreign and endless outputs, each kind once with an example."""
    for state, said in _SAID.items():
        rows = [row for row, reading in enumerate(found.readings) if reading.state is state]
        if rows:
            warn(_sentence(found, rows, said))
    flags = Counter(flag for reading in found.readings for flag in reading.flags)
    if flags[REPEATS]:
        rows = [row for row, r in enumerate(found.readings) if REPEATS in r.flags]
        warn(_sentence(found, rows, "do not end: the output repeats itself"))


def _sentence(found: Sentences, rows: list[int], said: str) -> str:
    first = rows[0]
    example = found.sources[first] or f"row {first + 1}"
    output = found.outputs[first]
    shown = f" gave “{_short(output)}”" if output else ""
    where = " ".join(filter(None, (found.languages[first], found.systems[first])))
    return (
        f"{len(rows)} of {len(found)} translations {said}; the first is “{_short(example)}”"
        f"{shown} ({where})"
    )


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}…"
