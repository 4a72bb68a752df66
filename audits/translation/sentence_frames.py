"""Which word a sentence of a template test is about, where nothing names it: found by its frame.

Such tests cross words with templates ("Hän on _.", "Onko hän _?"), and sentences of one word, or
of one template, stand or fall together. A frame is a sentence without some of its words, which
other sentences share; what stands in its gap is the word. Of sentences that nobody made so no frame
has many fillings. Where the table says which gender each sentence is tied to, the word is what
decides that, and not the month or the place that its templates vary too; then it may be known in
sentences without a frame as well, by standing in several that are tied alike.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

FEWEST_FILLINGS, FEWEST_FRAMES = 5, 5
# Of the sentences of one gender, that a word may stand in which tells several of them apart.
MOST_OF_A_GENDER = 0.5
# Words in a gap ("software developer"), in a sentence of a template, and gaps of all sentences: of
# a dozen words that is nine thousand sentences, in 350 MB.
_MOST_IN_GAP, _MOST_WORDS, _MOST_GAPS = 3, 24, 300_000
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Framed:
    """A sentence as its word, or words, and the rest of it."""

    filling: str
    frame: str


# Language, words left out, and the words before and after them.
_Gap: TypeAlias = tuple[str, int, tuple[str, ...], tuple[str, ...]]
_Sentence: TypeAlias = tuple[str, str]


def framed(
    sources: Sequence[str], languages: Sequence[str], directions: Sequence[object] | None = None
) -> list[Framed | None]:
    """Of each sentence its word and its frame; None where no frame has five fillings.

    directions: of each sentence, as the table says; a word of one direction alone, in five frames,
    may share them with one other, and in as many sentences needs no frame. Of several frames one
    whose word has one direction is taken, of those one with the shortest gap, and of those the one
    with most fillings. None of all of them where no word stands in two frames: one template crosses
    nothing.
    """
    distinct = set(zip(languages, sources, strict=True))
    if are_too_many(sources):
        return [None] * len(sources)
    gaps = {sentence: _gaps(*sentence) for sentence in distinct}
    fillings: dict[_Gap, set[str]] = {}
    for own in gaps.values():
        for gap, filling in own:
            fillings.setdefault(gap, set()).add(filling)
    frames: dict[_Sentence, int] = {}
    for own in gaps.values():
        for gap, filling in own:
            word = (gap[0], filling)
            frames[word] = frames.get(word, 0) + (len(fillings[gap]) > 1)
    tied = _tied(gaps, sources, languages, directions)
    unframed = _unframed(gaps, tied)
    by_sentence = {
        sentence: _chosen(own, fillings, frames, tied) or unframed.get(sentence)
        for sentence, own in gaps.items()
    }
    frames_of: dict[str, set[str]] = {}
    for one in by_sentence.values():
        if one is not None:
            frames_of.setdefault(one.filling, set()).add(one.frame)
    if not any(len(of_word) > 1 for of_word in frames_of.values()):
        return [None] * len(sources)
    return [by_sentence[sentence] for sentence in zip(languages, sources, strict=True)]


def are_too_many(sources: Sequence[str]) -> bool:
    """Whether nothing is looked for in them, since that would take too much memory."""
    words = (len(_WORD.findall(source)) for source in set(sources))
    return sum(_MOST_IN_GAP * many for many in words if many <= _MOST_WORDS) > _MOST_GAPS


def _gaps(language: str, source: str) -> list[tuple[_Gap, str]]:
    """Every way to leave one to three words out, with what was left out; not the whole sentence."""
    words = tuple(_WORD.findall(source.casefold()))
    if not 1 < len(words) <= _MOST_WORDS:
        return []
    return [
        (
            (language, size, words[:start], words[start + size :]),
            " ".join(words[start : start + size]),
        )
        for size in range(1, min(_MOST_IN_GAP, len(words) - 1) + 1)
        for start in range(len(words) - size + 1)
    ]


def _tied(
    gaps: Mapping[_Sentence, Sequence[tuple[_Gap, str]]],
    sources: Sequence[str],
    languages: Sequence[str],
    directions: Sequence[object] | None,
) -> dict[_Sentence, float]:
    """Fillings, by language, all of whose sentences are tied to one gender; none if nobody says.

    With each the share of the sentences of its gender and language that it stands in.
    """
    if directions is None or len(set(directions)) < 2:
        return {}
    of_gender: dict[tuple[object, ...], set[str]] = {}
    genders: dict[_Sentence, set[object]] = {}
    many: dict[_Sentence, set[str]] = {}
    for sentence, direction in zip(zip(languages, sources, strict=True), directions, strict=True):
        of_gender.setdefault((sentence[0], direction), set()).add(sentence[1])
        for filling in {filling for _, filling in gaps[sentence]}:
            genders.setdefault((sentence[0], filling), set()).add(direction)
            many.setdefault((sentence[0], filling), set()).add(sentence[1])
    return {
        word: len(many[word]) / len(of_gender[word[0], *own])
        for word, own in genders.items()
        if len(own) == 1
    }


def _unframed(
    gaps: Mapping[_Sentence, Sequence[tuple[_Gap, str]]], tied: Mapping[_Sentence, float]
) -> dict[_Sentence, Framed]:
    """Sentences with a word that others of one direction have, and not most of them as an article.

    Of several the one in most sentences.
    """
    often: dict[_Sentence, int] = {}
    for sentence, own in gaps.items():
        for filling in {filling for gap, filling in own if gap[1] == 1}:
            word = (sentence[0], filling)
            often[word] = often.get(word, 0) + (tied.get(word, 1.0) <= MOST_OF_A_GENDER)
    by_sentence = {}
    for sentence, own in gaps.items():
        words = {(sentence[0], filling) for gap, filling in own if gap[1] == 1}
        most = max(words, key=lambda word: (often[word], word[1]), default=None)
        if most is not None and often[most] >= FEWEST_FRAMES:
            by_sentence[sentence] = Framed(f"{most[0]}: {most[1]}", " ".join(sentence))
    return by_sentence


def _chosen(
    own: Sequence[tuple[_Gap, str]],
    fillings: Mapping[_Gap, set[str]],
    frames: Mapping[_Sentence, int],
    tied: Mapping[_Sentence, float],
) -> Framed | None:
    likely = []
    for gap, filling in own:
        word, others = (gap[0], filling), len(fillings[gap])
        shared = word in tied and others > 1 and frames[word] >= FEWEST_FRAMES
        if (others >= FEWEST_FILLINGS or shared) and frames[word] > 1:
            likely.append(((word not in tied, gap[1], -others, gap), filling))
    if not likely:
        return None
    (_, _, _, (language, size, before, after)), filling = min(likely)
    return Framed(f"{language}: {filling}", " ".join([language, *before, "_" * size, *after]))
