"""Whether she and he go with the words they are stereotyped with.

The gap is one of shares of sentences. The association counts words: sentences made from one word
stand or fall together, so a word is she where more of its sentences are she than he, and counts
once. Given how many words are she, the table is hypergeometric if she and he have nothing to do
with the stereotype, which is Fisher's exact test; its interval is of the odds ratio.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from audits.measurement import Group, Interval, Measurement, Unanswered, Undetermined
from audits.statistics.odds_ratios import fisher_exact, median_unbiased
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.clustered_sample import Sample
from audits.translation.gender_states import Gender, Reading, State
from audits.translation.measurements import UNREAD, difference, ends_of
from audits.translation.scored_sentences import Sentences
from audits.translation.stereotype_directions import Direction, Leaning

GAP, ASSOCIATION = "stereotype_gap", "stereotype_association"
_BOTH = (Direction.FEMALE, Direction.MALE)
_NAMED: Mapping[Direction, str] = {Direction.FEMALE: "women's", Direction.MALE: "men's"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its sentences: how much of them was read as she and as he, weights included."""

    name: str
    leaning: Leaning
    sentences: int
    she: float
    he: float

    @property
    def reading(self) -> Gender | None:
        """What most of its gendered sentences are; None without any, or half and half."""
        if self.she == self.he:
            return None
        return Gender.FEMALE if self.she > self.he else Gender.MALE


@dataclass(frozen=True, slots=True)
class Table:
    """Words by direction and reading; women's words first, she first.

    torn: a word of both directions, which cannot be counted once.
    """

    cells: tuple[int, int, int, int]
    words: tuple[Word, ...]
    torn: str | None

    @property
    def sizes(self) -> tuple[int, int]:
        """Women's and men's words that were read."""
        a, b, c, d = self.cells
        return a + b, c + d


def table_of(sentences: Sentences) -> Table:
    """The words of one language and system."""
    words = words_of(sentences)
    count = {
        (direction, gender): sum(
            word.leaning.direction is direction and word.reading is gender for word in words
        )
        for direction in (Direction.FEMALE, Direction.MALE)
        for gender in (Gender.FEMALE, Gender.MALE)
    }
    a, b, c, d = count.values()
    return Table((a, b, c, d), words, _torn(sentences))


def words_of(sentences: Sentences) -> tuple[Word, ...]:
    """Every word once, in the order of the table; a row without a source is a word of its own."""
    rows: dict[str, list[int]] = {}
    for row, word in enumerate(sentences.words):
        rows.setdefault(word or f"row {row + 1}", []).append(row)
    mass = sentences.sample.mass
    she, he = (np.where(sentences.having(g), mass, 0) for g in (Gender.FEMALE, Gender.MALE))
    return tuple(
        Word(
            name,
            _stated([sentences.leanings[row] for row in indices]),
            len(indices),
            float(she[indices].sum()),
            float(he[indices].sum()),
        )
        for name, indices in rows.items()
    )


def _stated(leanings: Sequence[Leaning]) -> Leaning:
    """What the rows of one word say: a row that says nothing leaves it to the others."""
    return next((leaning for leaning in leanings if leaning.direction in _BOTH), leanings[0])


def _torn(sentences: Sentences) -> str | None:
    directions: dict[str, Direction] = {}
    for word, leaning in zip(sentences.words, sentences.leanings, strict=True):
        direction = leaning.direction
        if word and direction in _BOTH and directions.setdefault(word, direction) is not direction:
            return word
    return None


def stereotype_gap(group: Group, sentences: Sentences, stated: Stated) -> Measurement | None:
    """Female share among sentences with women's words minus among those with men's.

    None where no word of the group has a direction.
    """
    female, male = sentences.towards(Direction.FEMALE), sentences.towards(Direction.MALE)
    if not (female.any() or male.any()):
        return None
    if not (~sentences.having(Gender.UNRESOLVED))[female | male].any():
        return Undetermined(GAP, group, UNREAD, (int(female.sum()), int(male.sum())))
    clustered = replace(sentences, sample=_by_word(sentences))
    sides = [clustered.take(rows) for rows in (female, male)]
    first, second = (side.sample.share(side.having(Gender.FEMALE)) for side in sides)
    own, other = (ends_of(side, side.having(Gender.FEMALE)) for side in sides)
    return difference(GAP, group, first, second, stated, (own, other))


def _by_word(sentences: Sentences) -> Sample:
    """The sample, in which sentences about one word stand or fall together if nothing is stated."""
    sample, words = sentences.sample, sentences.words
    if sample.clusters or len(set(words)) == len(words):
        return sample
    names = [word or f"row {row + 1}" for row, word in enumerate(words)]
    codes = np.unique(np.array(names, dtype=object), return_inverse=True)[1].reshape(-1)
    return replace(sample, clusters=(codes,))


def association(group: Group, sentences: Sentences, stated: Stated) -> Measurement | None:
    """The odds that a women's word is she, over the odds that a men's word is.

    Where no word goes against the rest the ratio of the sample is infinite (or 0): the median
    unbiased estimate stands for it, and the interval stays open. None where no word of the group
    has a direction.
    """
    table = table_of(sentences)
    if not any(word.leaning.direction in _BOTH for word in table.words):
        return None
    reason = _why_not(table)
    if reason is not None:
        return Undetermined(ASSOCIATION, group, reason, table.sizes)
    a, b, c, d = table.cells
    evidence = tuple(map(float, table.cells))
    extreme = 0 in table.cells
    value = median_unbiased(evidence) if extreme else a * d / (b * c)
    method = "mid-p (words; median unbiased estimate)" if extreme else "mid-p (words)"
    return stated_value(
        ASSOCIATION, group, value, method, evidence, table.sizes, None, stated,
        p_value=fisher_exact(evidence), unanswered=_unanswered(sentences),
    )  # fmt: skip


def _unanswered(sentences: Sentences) -> Unanswered | None:
    """The table with every unanswered sentence against the stereotype, and with it.

    Words between the two ends lie between the two tables. None where all are answered; where an
    end is no table of both genders and directions, nothing bounds the odds ratio.
    """
    rows = tuple(sentences.unanswered_rows(sentences.towards(direction)) for direction in _BOTH)
    if not any(rows):
        return None
    tables = [table_of(_answered(sentences, follows=follows)) for follows in (False, True)]
    if any(_why_not(table) is not None for table in tables):
        return Unanswered((rows[0], rows[1]))
    low, high = (tuple(map(float, table.cells)) for table in tables)
    bounds = Interval(*(median_unbiased(cells) for cells in (low, high)))
    return Unanswered((rows[0], rows[1]), (low, high), bounds)


def _answered(sentences: Sentences, *, follows: bool) -> Sentences:
    """Each unanswered sentence as the stereotype has it, or as it has it not."""
    women, open_rows = sentences.towards(Direction.FEMALE), sentences.unanswered
    readings = [
        Reading(State.SHE if is_women == follows else State.HE) if is_open else reading
        for reading, is_open, is_women in zip(
            sentences.readings, open_rows.tolist(), women.tolist(), strict=True
        )
    ]
    return replace(sentences, readings=readings)


def _why_not(table: Table) -> str | None:
    """Why no odds ratio can be told."""
    if table.torn is not None:
        return f"“{table.torn}” is given both as a women's and as a men's word, and can count once"
    for direction, size in zip(_BOTH, table.sizes, strict=True):
        if size == 0:
            if any(word.leaning.direction is direction and word.she > 0 for word in table.words):
                return (
                    f"no {_NAMED[direction]} word was translated as one of she and he more often "
                    "than as the other"
                )
            return f"no {_NAMED[direction]} word was translated as she or he"
    a, b, c, d = table.cells
    if b + d == 0 or a + c == 0:
        return f"every word became {'he' if a + c == 0 else 'she'}, whatever it is stereotyped with"
    return None
