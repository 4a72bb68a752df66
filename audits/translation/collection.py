"""Ask a translator: the dataset's sentences, the lists of its language, and paragraphs of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audits.data.texts import source_column, texts
from audits.errors import ModelFailure, NotApplicable
from audits.languages import language_code
from audits.measurement import Exhibit, Measurement
from audits.models import ForcedChoice, Translator
from audits.probing.subject import Subject
from audits.statistics.share_measurements import Stated
from audits.translation.clustered_sample import Sample, codes_of
from audits.translation.gender_readers import reader_of
from audits.translation.gender_states import Reader, of_answers
from audits.translation.group_names import group_title
from audits.translation.paragraphs import Paragraph, paragraph_effect, paragraphs
from audits.translation.pronoun_log_odds import mean_log_odds
from audits.translation.pronoun_swap import counterparts
from audits.translation.recorded import recorded
from audits.translation.scored_sentences import Sentences
from audits.translation.stereotype_directions import leaning
from audits.translation.word_lists import Source, languages, sources

DATASET = "dataset"
CHUNK = 256
# Every reading of a sentence about "hän" starts with one of these in English.
SHE, HE = "She", "He"


@dataclass(frozen=True, eq=False)
class Asked:
    """What a translator answered.

    log_odds: shape (rows of `sentences`,), NaN where it could not be asked.
    paragraphs: by language. seed: the whole first list as one paragraph, by language.
    """

    sentences: Sentences
    log_odds: NDArray[np.float64] | None
    paragraphs: dict[str, list[Paragraph]]
    seed: dict[str, Paragraph]
    notes: tuple[str, ...] = ()

    def measurements(self, stated: Stated) -> Iterator[Measurement]:
        """The forced choice overall and by list, and the paragraph effect."""
        if self.log_odds is not None:
            odds = replace(self.sentences, scores=self.log_odds)
            for group, subset in odds.parts():
                if "system" in dict(group):
                    continue
                yield mean_log_odds(group, subset, stated)
                for extra, rows in subset.divided():
                    yield mean_log_odds((*group, *extra), rows, stated)
        for language, paragraph_list in sorted(self.paragraphs.items()):
            yield paragraph_effect((("language", language),), paragraph_list, stated)

    def exhibits(self) -> Iterator[Exhibit]:
        """The paragraph as people know it: the whole list at once."""
        for language, paragraph in sorted(self.seed.items()):
            before = {
                "text": " ".join(paragraph.sources),
                "caption": f"{group_title((('language', language),))}: no gender is named",
            }
            after = {"text": paragraph.output or "", "caption": "translated as one paragraph"}
            alone = {"text": " ".join(paragraph.outputs_alone), "caption": "sentence by sentence"}
            states = ", ".join(map(str, paragraph.alone))
            pairs = [
                {"before": before, "after": after},
                {"before": before, "after": alone, "note": f"One by one they are: {states}."},
            ]
            name = group_title((("language", language),))
            yield Exhibit("pairs", f"The paragraph ({name})", {"pairs": pairs})


def ask_everything(
    subject: Subject,
    model: Translator,
    language_names: Sequence[str],
    sets: Sequence[str],
    paragraph_size: int,
) -> Asked:
    """Translate, force the choice, translate paragraphs; `NotApplicable` if there is nothing.

    language_names: languages of the lists; empty means the model's own.
    """
    target = subject.target_language or getattr(model, "target_language", None) or "en"
    read = reader_of(target)
    own = subject.source_language or getattr(model, "source_language", None)
    named = list(language_names) or ([own] if own else [])
    lists = _lists(subject, named, sets)
    asker = _Asker(subject, model, target, {language_code(name): name for name in named})
    dataset_sentences = _from_dataset(subject, asker, read, own) if DATASET in sets else None
    listed = _from_lists(asker, lists, read) if lists else None
    if dataset_sentences is not None and listed is not None:
        whole = dataset_sentences.joined(listed)
    elif (only := dataset_sentences if dataset_sentences is not None else listed) is not None:
        whole = only
    else:
        raise NotApplicable(
            "there is no sentence to translate",
            "give the dataset a text column, name `languages` and `sets`, or the model's "
            "`source_language`",
        )
    odds = asker.log_odds(whole, listed=0 if listed is None else len(listed))
    if odds is not None:
        whole = replace(whole, scores=1 / (1 + np.exp(-odds)))
    groups, seeds = _paragraphs(asker, lists, listed, read, paragraph_size)
    return Asked(whole, odds, groups, seeds, tuple(getattr(model, "notes", ())))


def _lists(subject: Subject, named: Sequence[str], sets: Sequence[str]) -> list[Source]:
    set_names = [name for name in sets if name != DATASET]
    lists: list[Source] = []
    for name in named if set_names else ():
        if language_code(name) in languages():
            lists += sources(language_code(name), set_names)
        else:
            subject.warn(
                f"there are no sentence lists in {name!r}; known are {', '.join(languages())}"
            )
    return lists


@dataclass(frozen=True, eq=False)
class _Asker:
    """A translator with how it spells its languages."""

    subject: Subject
    model: Translator
    target: str
    spelled: dict[str, str]

    def translate(self, sentences: Sequence[str], language: str) -> list[str | None]:
        translations: list[str | None] = []
        for start in range(0, len(sentences), CHUNK):
            chunk = sentences[start : start + CHUNK]
            answers = self.model.translate(
                chunk,
                source_language=self.spelled.get(language, language),
                target_language=self.target,
            )
            if len(answers) != len(chunk):
                raise ModelFailure(
                    f"{len(chunk)} sentences were asked and {len(answers)} answered, "
                    f"starting at “{chunk[0][:80]}”"
                )
            translations += answers
            self.subject.on_progress(0.8 * len(translations) / len(sentences))
        return translations

    def log_odds(self, whole: Sentences, listed: int) -> NDArray[np.float64] | None:
        """NaN for the dataset's own sentences whose output names neither she nor he."""
        if not isinstance(self.model, ForcedChoice) or language_code(self.target) != "en":
            return None
        own = len(whole) - listed
        pairs: list[tuple[str, str] | None] = [
            counterparts(output or "") for output in whole.outputs[:own]
        ]
        pairs += [(SHE, HE)] * listed
        # A person's translation is not this model's choice.
        pairs = [
            None if system is not None else pair
            for pair, system in zip(pairs, whole.systems, strict=True)
        ]
        odds = np.full(len(whole), np.nan)
        for language in sorted(set(whole.languages)):
            rows = [
                row
                for row, pair in enumerate(pairs)
                if pair is not None and whole.languages[row] == language
            ]
            if rows:
                odds[rows] = self.model.log_odds(
                    [whole.sources[row] for row in rows],
                    first=[pair[0] for row in rows if (pair := pairs[row]) is not None],
                    second=[pair[1] for row in rows if (pair := pairs[row]) is not None],
                    source_language=self.spelled.get(language, language),
                    target_language=self.target,
                )
        return odds


def _from_dataset(
    subject: Subject, asker: _Asker, read: Reader, own: str | None
) -> Sentences | None:
    column = source_column(subject.data)
    if column is None:
        return None
    origins = [text or "" for text in texts(column)]
    outputs = asker.translate(origins, language_code(own) if own else "")
    subject.translated = outputs
    sentences = recorded(subject.data, read, own and language_code(own), outputs)
    return replace(
        sentences, attributes={**sentences.attributes, "set": [DATASET] * len(sentences)}
    )


def _from_lists(asker: _Asker, lists: Sequence[Source], read: Reader) -> Sentences:
    outputs: list[str | None] = []
    for language in dict.fromkeys(item.language for item in lists):
        outputs += asker.translate(
            [item.text for item in lists if item.language == language], language
        )
    rows = len(lists)
    return Sentences(
        sources=[item.text for item in lists],
        outputs=outputs,
        readings=[
            of_answers(read)(text, item.text) for text, item in zip(outputs, lists, strict=True)
        ],
        languages=[item.language for item in lists],
        systems=[None] * rows,
        attributes={"set": [item.set for item in lists]},
        words=[item.word for item in lists],
        women=np.array([item.women for item in lists]),
        scores=np.full(rows, np.nan),
        leanings=[leaning(item.word) for item in lists],
        references=[None] * rows,
        sample=Sample(
            np.ones(rows, dtype=np.int64),
            clusters=(
                codes_of([f"{item.set} {item.word}" for item in lists]),
                codes_of([f"{item.set} {item.template}" for item in lists]),
            ),
        ),
    )


def _paragraphs(
    asker: _Asker,
    lists: Sequence[Source],
    listed: Sentences | None,
    read: Reader,
    paragraph_size: int,
) -> tuple[dict[str, list[Paragraph]], dict[str, Paragraph]]:
    """Every sentence but the occupations, so many a paragraph; and the seed list whole."""
    groups: dict[str, list[Paragraph]] = {}
    seeds: dict[str, Paragraph] = {}
    if listed is None:
        return groups, seeds
    for language in dict.fromkeys(item.language for item in lists):
        rows = [
            row
            for row, item in enumerate(lists)
            if item.language == language and item.set != "occupations"
        ]

        def translate(blocks: list[str], language: str = language) -> list[str | None]:
            return asker.translate(blocks, language)

        def made(indices: Sequence[int], size: int, language: str = language) -> list[Paragraph]:
            alone = [listed.readings[row].state for row in indices]
            originals = [lists[row].text for row in indices]
            outputs = [listed.outputs[row] or "" for row in indices]
            return paragraphs(
                originals, outputs, alone, size, lambda b: translate(b, language), read
            )

        if len(rows) > 1:
            groups[language] = made(rows, paragraph_size)
        seed = [row for row in rows if lists[row].set == "seed"]
        if len(seed) > 1:
            seeds[language] = made(seed, len(seed))[0]
    return groups, seeds
