"""The human translation says she, the system says he: the same sentences, paired."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from audits.measurement import Estimate, Exhibit, Group, Measurement
from audits.statistics.share_measurements import Ends, Stated
from audits.statistics.tests import mcnemar_exact
from audits.translation.clustered_sample import Mask
from audits.translation.gender_states import Gender
from audits.translation.group_names import group_title
from audits.translation.measurements import ends_of, share
from audits.translation.scored_sentences import Sentences

SHE_TO_HE, HE_TO_SHE = "she_to_he_share", "he_to_she_share"


@dataclass(frozen=True, eq=False)
class Turned:
    """Rows in which both translations say she or he.

    reference, system: shape (rows,), whether that one says she. left_out: rows beside a human
    translation of which one names no gender, or both.
    """

    sentences: Sentences
    reference: Mask
    system: Mask
    left_out: int

    @property
    def p_value(self) -> float | None:
        """McNemar's exact test of she that became he against he that became she.

        None where rows belong together or are weighted: they are no coin tosses of their own.
        """
        if self.sentences.sample.clusters or self.sentences.sample.weight is not None:
            return None
        lost, gained = (self.count(reference=she, system=not she) for she in (True, False))
        return mcnemar_exact(lost, gained)

    def count(self, *, reference: bool, system: bool) -> int:
        """Sentences that the reference and the system read as this, as often as they stand."""
        hit = (self.reference == reference) & (self.system == system)
        return int(self.sentences.sample.count[hit].sum())


def turned(sentences: Sentences) -> Turned | None:
    """The paired sentences of one language and system; None without a human translation."""
    beside = np.array([reading is not None for reading in sentences.references], dtype=bool)
    if not beside.any():
        return None
    gendered = (Gender.FEMALE, Gender.MALE)
    known = np.array(
        [
            theirs is not None and theirs.gender in gendered and ours.gender in gendered
            for theirs, ours in zip(sentences.references, sentences.readings, strict=True)
        ],
        dtype=bool,
    )
    paired = sentences.take(known)
    reference = np.array(
        [human is not None and human.gender is Gender.FEMALE for human in paired.references],
        dtype=bool,
    )
    left_out = int(sentences.sample.count[beside & ~known].sum())
    return Turned(paired, reference, paired.having(Gender.FEMALE), left_out)


def measurements(group: Group, sentences: Sentences, stated: Stated) -> Iterator[Measurement]:
    """How many of the reference's she became he, with the paired test, and of its he she."""
    pairs = turned(sentences)
    if pairs is None:
        return
    for metric, human, who in ((SHE_TO_HE, True, "she"), (HE_TO_SHE, False, "he")):
        rows = pairs.reference == human
        sample = pairs.sentences.sample.take(rows)
        agreement = sample.share((pairs.system != human)[rows])
        why = "" if agreement is not None else f"no sentence is {who} in the reference and told of"
        measured = share(
            metric, group, agreement, sample.size, stated, why_not=why,
            ends=_ends(sentences, Gender.FEMALE if human else Gender.MALE),
        )  # fmt: skip
        if isinstance(measured, Estimate) and metric == SHE_TO_HE:
            measured = replace(measured, p_value=pairs.p_value)
        yield measured


def _ends(sentences: Sentences, of_reference: Gender) -> Ends | None:
    """With the sentences that are of this gender in the reference and have no translation."""
    rows = [one is not None and one.gender is of_reference for one in sentences.references]
    beside = sentences.take(np.array(rows, dtype=bool))
    she, he = beside.having(Gender.FEMALE), beside.having(Gender.MALE)
    return ends_of(beside, he if of_reference is Gender.FEMALE else she, she | he)


def exhibit(sentences: Sentences) -> Exhibit | None:
    """The table by language and system, with McNemar's exact test; None without references."""
    rows = []
    for group, subset in sentences.parts():
        pairs = turned(subset)
        if pairs is None:
            continue
        comparable = pairs.count(reference=True, system=True)
        lost = pairs.count(reference=True, system=False)
        gained = pairs.count(reference=False, system=True)
        same = pairs.count(reference=False, system=False)
        rows.append(
            [group_title(group), comparable, lost, gained, same, pairs.left_out, pairs.p_value]
        )
    if not rows:
        return None
    head = [
        "Translations", "She in both", "Reference she, system he", "Reference he, system she",
        "He in both", "Not both of one gender", "p (McNemar, exact)",
    ]  # fmt: skip
    content = {
        "head": head,
        "rows": rows,
        "numeric": list(range(1, len(head))),
        "caption": (
            "The same sentences in the human translation and in the system's. Only sentences in "
            "which both say she or he can be compared; the test asks whether she becomes he as "
            "often as he becomes she."
        ),
    }
    return Exhibit("sentences", "The reference says she, the system says he", content)
