"""Which gender a translator gives to people whose language names none."""

from collections.abc import Iterator
from typing import Annotated

from audits.data.dataset import Role
from audits.errors import NotApplicable
from audits.languages import language_code
from audits.measurement import Exhibit, Measurement, Undetermined
from audits.models import Translator
from audits.planning import forward_passes
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Kind
from audits.statistics.share_measurements import Stated
from audits.translation import (
    exhibits,
    headline,
    measurements,
    reference_comparison,
    stereotype_association,
)
from audits.translation.collection import Asked, ask_everything
from audits.translation.gender_readers import reader_of
from audits.translation.recorded import recorded
from audits.translation.scored_sentences import Sentences
from audits.translation.warnings import warn_of_frames, warn_of_unreadable

NO_DIRECTION = (
    "no sentence is about a word with a direction; a column with the role stereotype gives one"
)


def _share(name: str, meaning: str, title: str = "") -> Metric:
    return Metric(name, meaning, Scale.SHARE, overall=False, title=title)


@probe(
    metrics=(
        _share("female_share", "Share of all translations read as “she”."),
        _share("male_share", "Share of all translations read as “he”."),
        _share("neutral_share", "Share of all translations read as “they”, a neopronoun or “it”."),
        _share("unresolved_share", "Share of all translations that say no gender, or several."),
        _share(
            "reading_share",
            "Share of all translations by how they read, where that is neither “she” nor “he”.",
        ),
        _share(
            "female_share_of_gendered",
            "Share of “she” among “he” and “she”.",
            title="share of she among he and she",
        ),
        Metric(
            "stereotype_gap",
            "Female share of sentences with women's words minus with men's words.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
        ),
        Metric(
            "stereotype_association",
            "Odds that a women's word becomes “she”, over the odds that a men's word does.",
            Scale.RATIO,
            overall=False,
            two_sided=True,
            null=1.0,
        ),
        _share("she_to_he_share", "Share of the human translation's “she” that became “he”."),
        _share("he_to_she_share", "Share of the human translation's “he” that became “she”."),
        Metric(
            "share_correlation",
            "Correlation of P(she) with the women's share, over occupations.",
            Scale.UNIT,
            overall=False,
            two_sided=True,
            null=0.0,
        ),
        Metric(
            "tgbi",
            "sqrt(female * male + neutral) of the shares: 1 is best, 0 is one gender only.",
            Scale.UNIT,
            overall=False,
            title="TGBI",
        ),
        Metric(
            "pronoun_log_odds",
            "Mean log-odds of “she” against “he” by forced choice; 0 is no preference.",
            Scale.DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
            title="pronoun log-odds",
        ),
        Metric(
            "paragraph_effect",
            "Female share of the sentences inside a paragraph minus alone, paired.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
        ),
    ),
    honours=(
        Role.WEIGHT,
        Role.COUNT,
        Role.CLUSTER,
        Role.LANGUAGE,
        Role.SYSTEM,
        Role.REFERENCE,
        Role.STEREOTYPE,
        Role.WOMEN_SHARE,
    ),
    asks=Asks.EITHER,
    label=Kind.TEXT,
    task="translation",
    passes=forward_passes.pronouns,
    version=4,
)
def gendered_pronouns(
    subject: Subject,
    *,
    languages: tuple[str, ...] = (),
    sets: tuple[str, ...] = ("dataset", "seed", "occupations", "adjectives", "activities"),
    paragraph_size: Annotated[int, Between(2, 100)] = 3,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Which gender a translator gives to people whose language names none.

    Recorded translations are read as they stand. A translator is asked to translate the
    dataset's own sentences and the lists that come with Evenhand, alone and inside a paragraph,
    and, where it can be asked, how likely it finds “she” and “he” at the place where they part.
    Whom a word is stereotyped with says a column of the table (role stereotype or women_share),
    else the source of the word in the shipped lists; words without one are left out and counted.

    languages: of the sources, e.g. hu and fi; empty means all in the table, or the model's own.
    sets: which lists a translator is asked; the dataset's own sentences are the list dataset.
    paragraph_size: how many sentences are translated together to see one leak into the next.
    smallest_group: a category with fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    asked: Asked | None = None
    if subject.data.one(Role.PREDICTION) is not None or not isinstance(subject.model, Translator):
        sentences = _recorded(subject, languages)
    else:
        asked = ask_everything(subject, subject.model, languages, sets, paragraph_size)
        sentences = asked.sentences
    warn_of_unreadable(sentences, subject.warn)
    protected = {column.name for column in subject.protected}
    associations = []
    for group, subset in sentences.parts():
        association = stereotype_association.association(group, subset, stated) or Undetermined(
            stereotype_association.ASSOCIATION,
            group,
            NO_DIRECTION,
            (0, 0),
        )
        associations.append(association)
        yield association
        yield from measurements.shares(group, subset, stated, smallest=1)
        for extra, rows in subset.divided():
            smallest = smallest_group if extra[0][0] in protected else 1
            yield from measurements.shares((*group, *extra), rows, stated, smallest)
            yield measurements.tgbi((*group, *extra), rows, stated, subject.rng(f"tgbi {extra}"))
            if extra[0][0] == "set":
                yield from _determined(
                    stereotype_association.association((*group, *extra), rows, stated),
                    stereotype_association.stereotype_gap((*group, *extra), rows, stated),
                )
        yield measurements.tgbi(group, subset, stated, subject.rng("tgbi"))
        yield from _determined(
            stereotype_association.stereotype_gap(group, subset, stated),
            measurements.share_correlation(group, subset, stated),
        )
        yield from reference_comparison.measurements(group, subset, stated)
    if asked is not None:
        yield from asked.measurements(stated)
    yield headline.statement(sentences, associations)
    for exhibit in (headline.words(sentences), reference_comparison.exhibit(sentences)):
        if exhibit is not None:
            yield exhibit
    yield exhibits.he_and_she(sentences)
    yield from exhibits.occupations(sentences)
    yield from exhibits.by_category(sentences, confidence)
    if asked is not None:
        yield from asked.exhibits()
    yield exhibits.sentence_table(sentences, () if asked is None else asked.notes)
    if language_code(subject.target_language or "en") == "en":
        yield exhibits.reader_error()


def _determined(*measured: Measurement | None) -> Iterator[Measurement]:
    return (measurement for measurement in measured if measurement is not None)


def _recorded(subject: Subject, languages: tuple[str, ...]) -> Sentences:
    if subject.data.one(Role.PREDICTION) is None:
        raise NotApplicable(
            "there are no translations", "give a column with the role prediction, or a translator"
        )
    sentences = recorded(subject.data, reader_of(subject.target_language), subject.source_language)
    if subject.data.one(Role.CLUSTER) is None:
        warn_of_frames(sentences, subject.warn)
    if not languages:
        return sentences
    import numpy as np

    in_language = np.array([language in languages for language in sentences.languages], dtype=bool)
    if not in_language.any():
        known = ", ".join(sorted(set(sentences.languages)))
        raise NotApplicable(
            f"no row is in {', '.join(languages)}", f"the table's languages are: {known}"
        )
    return sentences.take(in_language)
