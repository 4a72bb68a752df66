"""What went wrong with translations, in sentences that name one of them."""

from collections import Counter
from collections.abc import Callable

import numpy as np

from audits.probing.unanswered import UnansweredRows, unlike_groups
from audits.translation.gender_states import State
from audits.translation.scored_sentences import Sentences
from audits.translation.sentence_frames import are_too_many
from audits.translation.untranslated import REPEATS

_SAID = {
    State.EMPTY: "gave an empty output",
    State.UNTRANSLATED: "were left untranslated or in another language",
    State.DECLINED: "are an apology or a refusal in the place of a translation",
}


def warn_of_unreadable(sentences: Sentences, warn: Callable[[str], None]) -> None:
    """Empty, copied, foreign and endless outputs, each kind once with an example."""
    for state, problem in _SAID.items():
        rows = [row for row, reading in enumerate(sentences.readings) if reading.state is state]
        if rows:
            warn(_sentence(sentences, rows, problem))
    _warn_of_unanswered(sentences, warn)
    flags = Counter(flag for reading in sentences.readings for flag in reading.flags)
    if flags[REPEATS]:
        rows = [row for row, r in enumerate(sentences.readings) if REPEATS in r.flags]
        warn(_sentence(sentences, rows, "do not end: the output repeats itself"))


def warn_of_frames(sentences: Sentences, warn: Callable[[str], None]) -> None:
    """Of sentences whose clusters nobody named: what was found, or that nothing was looked for."""
    if are_too_many(sentences.sources):
        warn(
            "the sentences are too many to look for words and templates that repeat in them, and "
            "intervals take each as independent: name what a sentence is about (role cluster)"
        )
    if not sentences.sample.clusters:
        return
    words, frames = (len(np.unique(codes)) for codes in sentences.sample.clusters)
    of_frames = f" and {frames:,} templates" if frames < len(sentences) else ""
    warn(
        f"the sentences are made of {words:,} words{of_frames}, as what repeats in "
        "them shows: intervals count those. Where that is not so, name what a sentence is about "
        "(role cluster)"
    )


def _warn_of_unanswered(sentences: Sentences, warn: Callable[[str], None]) -> None:
    """How many sentences have no answer, and where they are more than chance would make."""
    open_rows = sentences.unanswered
    if not open_rows.any():
        return
    rows = np.flatnonzero(open_rows).tolist()
    amounts = sentences.sample.count.astype(np.float64)
    warn(
        f"{_sentence(sentences, rows, 'have no answer')}; they count among the unresolved, each "
        "number says how far that could move it where that is bounded, and none passes by them"
    )
    for name, values in {"language": sentences.languages, **sentences.attributes}.items():
        levels = tuple(sorted({value for value in values if value}))
        code = {level: index for index, level in enumerate(levels)}
        codes = np.array([code.get(value or "", -1) for value in values], dtype=np.intp)
        open_sentences = UnansweredRows(
            {name: levels}, {name: codes[open_rows]}, {name: codes}, amounts[open_rows], amounts
        )
        if apart := list(unlike_groups(open_sentences, name)):
            warn(f"sentences without an answer are not shared alike by {name}: {'; '.join(apart)}")


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
