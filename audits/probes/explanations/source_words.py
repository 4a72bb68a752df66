"""Source words: which words of a sentence moved the pronoun of its translation."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.texts import source_column, texts
from audits.errors import NotApplicable
from audits.explanations.exhibits import tokens
from audits.explanations.importance import too_rare, with_named
from audits.explanations.lent_words import blocks_of, error_of, influence_on_mean, numbered
from audits.explanations.pronouns import Asked, explain_pronouns
from audits.explanations.replacing_words import WordReplacer
from audits.languages import language_code
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import ForcedChoice
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, HowMany, Samples
from audits.statistics.means_over_rows import FEWEST
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.pronoun_swap import counterparts
from audits.translation.word_lists import languages, sources

METRIC = "source_word_pull"
SHE, HE = "She", "He"
SHOWN, MOST_TERMS = 4, 20
# Sentences over their kurtosis. With fewer, a t interval of a skewed pull, or of one that one
# sentence in ten has, misses in more than one of twenty samples (docs/statistics.md).
FEWEST_IN_SPREAD = 8.0


@probe(
    metrics=(
        Metric(
            METRIC,
            "Mean change of the log-odds of “she” against “he” that a source word makes, against "
            "the words that could stand in its place; 0 pulls neither way.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
        ),
    ),
    model=ForcedChoice,
    version=2,
    passes=forward_passes.source_words,
)
def source_words(
    subject: Subject,
    *,
    how_many: HowMany = 40,
    samples: Samples = 12,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Which words of the source moved “she” or “he”, by prediction difference on the log-odds.

    The dataset's own sentences whose translation says she or he, else the list of occupations in
    the source language. A word is replaced by words seen between the same neighbours. The twenty
    words that pull most are reported, and each that a rule of the policy names
    (`group: {term: hoitaja}`, in small letters).

    how_many: sentences explained, evenly through the alphabet.
    samples: words tried in each place.
    confidence: of every interval.
    """
    model = subject.model
    if not isinstance(model, ForcedChoice):
        raise NotApplicable("there is no translator that can be forced", "give a translator")
    target = subject.target_language or getattr(model, "target_language", None) or "en"
    source = subject.source_language or getattr(model, "source_language", None) or ""
    if language_code(target) != "en":
        raise NotApplicable(f"the readings are English, not {target!r}", "translate into English")
    asked, corpus = _sentences(subject, model, source, target, how_many)
    explained = explain_pronouns(
        model,
        asked,
        WordReplacer(corpus.texts, samples, conditional=True, blocks=corpus.blocks),
        source_language=source,
        target_language=target,
        rng=subject.rng("source words"),
    )
    block_of = numbered([question.row for question in asked])
    pulls: dict[str, list[Pull]] = defaultdict(list)
    for instance, explanation in explained:
        for position, unit in enumerate(instance.units):
            without = explanation.without_blocks[:, position]
            pull = Pull(float(explanation.weights[position]), block_of[instance.row], without)
            pulls[unit.lower()].append(pull)
    known = {word: word_pulls for word, word_pulls in pulls.items() if len(word_pulls) >= FEWEST}
    means = {
        word: float(np.mean([pull.weight for pull in word_pulls]))
        for word, word_pulls in known.items()
    }
    order = sorted(known, key=lambda word: (-abs(means[word]), word))
    named = subject.named_terms(METRIC)
    for word in with_named(order, MOST_TERMS, named):
        yield _mean((("term", word),), known[word], confidence)
    for word in sorted(named - known.keys()):
        # A word that is in no sentence at all is a mistake of the rule's, and stays NOT RUN.
        if word in pulls or any(word in text.lower() for text in corpus.texts):
            yield too_rare(METRIC, word, len(pulls.get(word, ())), "sentences")
    strongest = sorted(explained, key=lambda pair: -float(np.abs(pair[1].weights).max()))
    for instance, explanation in strongest[:SHOWN]:
        yield Exhibit(
            "highlighted_text",
            f"What moved the pronoun of “{instance.text[:60]}”",
            {
                "tokens": tokens(instance, explanation),
                "answer": "she" if explanation.answer > 0 else "he",
                "note": f"For “she” or against it; log-odds {explanation.answer:+.2f}. Not a "
                "cause: what this translator does when a word is another.",
            },
        )


@dataclass(frozen=True, slots=True)
class Corpus:
    """The texts that words are drawn from, and the block of the sample that each is in."""

    texts: list[str]
    blocks: list[int]


@dataclass(frozen=True, eq=False)
class Pull:
    """What a word moved in one sentence, the block of that sentence, and what it would have
    moved without each block's words, shape (blocks,)."""

    weight: float
    block: int
    without: NDArray[np.float64]


def _sentences(
    subject: Subject, model: ForcedChoice, source: str, target: str, how_many: int
) -> tuple[list[Asked], Corpus]:
    """The sentences with their readings, and the texts that words are drawn from."""
    column = source_column(subject.data)
    own = sorted(text for text in texts(column) if text) if column is not None else []
    listed = [item.text for item in sources(language_code(source), ("occupations",))] if (
        language_code(source) in languages()
    ) else []  # fmt: skip
    indices = _evenly(len(own), how_many)
    sentences = [own[index] for index in indices]
    questions = []
    if sentences:
        outputs = model.translate(sentences, source_language=source, target_language=target)
        for row, (text, output) in enumerate(zip(sentences, outputs, strict=True)):
            pair = counterparts(output or "")
            if pair is not None:
                questions.append(Asked(row, text, *pair))
    if questions:
        explained = [indices[question.row] for question in questions]
        # The list is no sample: another table has the same.
        blocks = blocks_of(range(len(own)), explained) + [-1] * len(listed)
        return questions, Corpus([*own, *listed], blocks)
    indices = _evenly(len(listed), how_many)
    questions = [Asked(row, listed[index], SHE, HE) for row, index in enumerate(indices)]
    if not questions:
        raise NotApplicable(
            "no translation of the dataset's sentences says she or he, and there is no list of "
            f"sentences in {source!r}",
            f"give sentences about people, or a `source_language` of {', '.join(languages())}",
        )
    blocks = [-1] * len(own) + blocks_of(range(len(listed)), indices)
    return questions, Corpus([*own, *listed], blocks)


def _evenly(total: int, count: int) -> list[int]:
    if total == 0:
        return []
    return [
        int(index) for index in np.unique(np.linspace(0, total - 1, min(count, total)).astype(int))
    ]


def _mean(group: Group, pulls: list[Pull], confidence: float) -> Measurement:
    values = np.array([pull.weight for pull in pulls])
    own = np.array([pull.block for pull in pulls])
    count, sentences = len(values), len(np.unique(own))
    if sentences < 2:
        return Undetermined(METRIC, group, "the word is in one sentence only", count)
    without = np.stack([pull.without for pull in pulls], axis=1)
    influence = influence_on_mean(values, without, own)
    error = error_of(influence)
    if error <= 1e-9:
        return Undetermined(METRIC, group, "no variation over the sentences", count)
    mean = float(values.mean())
    rests = float((influence**2).sum() ** 2 / (influence**4).sum())
    undetermined_reason = None
    if rests < FEWEST_IN_SPREAD:
        undetermined_reason = (
            f"its spread rests on {rests:.1f} sentences where {FEWEST_IN_SPREAD:.0f} are needed: "
            "give more sentences with the word, and raise `how_many`"
        )
    evidence = (mean, error, float(sentences - 1))
    method = "student_t (jackknife over sentences)"
    stated = Stated(confidence, FEWEST)
    return stated_value(METRIC, group, mean, method, evidence, count, undetermined_reason, stated)
