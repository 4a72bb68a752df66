"""Source words: which words of a sentence moved the pronoun of its translation."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from audits.data.texts import source_column, texts
from audits.errors import NotApplicable
from audits.explanations.exhibits import tokens
from audits.explanations.means_over_rows import FEWEST
from audits.explanations.pronouns import Asked, explain_pronouns
from audits.explanations.replacing_words import WordReplacer
from audits.languages import language_code
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import ForcedChoice
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, HowMany, Samples
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.pronoun_swap import counterparts
from audits.translation.word_lists import languages, sources

METRIC = "source_word_pull"
SHE, HE = "She", "He"
SHOWN, MOST_TERMS = 4, 20


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
    the source language. A word is replaced by words seen between the same neighbours.

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
        WordReplacer(corpus, samples, conditional=True),
        source_language=source,
        target_language=target,
        rng=subject.rng("source words"),
    )
    pulls: dict[str, list[float]] = defaultdict(list)
    for instance, explanation in explained:
        for unit, weight in zip(instance.units, explanation.weights.tolist(), strict=True):
            pulls[unit.lower()].append(weight)
    known = {word: weights for word, weights in pulls.items() if len(weights) >= FEWEST}
    order = sorted(known, key=lambda word: (-abs(float(np.mean(known[word]))), word))
    for word in order[:MOST_TERMS]:
        yield _mean((("term", word),), known[word], confidence)
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


def _sentences(
    subject: Subject, model: ForcedChoice, source: str, target: str, how_many: int
) -> tuple[list[Asked], list[str]]:
    """The sentences with their readings, and the texts that words are drawn from."""
    column = source_column(subject.data)
    own = sorted(text for text in texts(column) if text) if column is not None else []
    listed = [item.text for item in sources(language_code(source), ("occupations",))] if (
        language_code(source) in languages()
    ) else []  # fmt: skip
    sentences = [own[at] for at in _evenly(len(own), how_many)]
    questions = []
    if sentences:
        outputs = model.translate(sentences, source_language=source, target_language=target)
        for row, (text, output) in enumerate(zip(sentences, outputs, strict=True)):
            pair = counterparts(output)
            if pair is not None:
                questions.append(Asked(row, text, *pair))
    if not questions:
        questions = [
            Asked(row, listed[at], SHE, HE) for row, at in enumerate(_evenly(len(listed), how_many))
        ]
    if not questions:
        raise NotApplicable(
            "no translation of the dataset's sentences says she or he, and there is no list of "
            f"sentences in {source!r}",
            f"give sentences about people, or a `source_language` of {', '.join(languages())}",
        )
    return questions, [*own, *listed]


def _evenly(total: int, count: int) -> list[int]:
    if total == 0:
        return []
    return [int(at) for at in np.unique(np.linspace(0, total - 1, min(count, total)).astype(int))]


def _mean(group: Group, values: list[float], confidence: float) -> Measurement:
    count = len(values)
    mean = float(np.mean(values))
    error = float(np.std(values, ddof=1) / np.sqrt(count))
    if error <= 1e-9:
        return Undetermined(METRIC, group, "no variation over the sentences", count)
    evidence = (mean, error, float(count - 1))
    stated = Stated(confidence, FEWEST)
    return stated_value(METRIC, group, mean, "student_t", evidence, count, None, stated)
