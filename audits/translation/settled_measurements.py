"""How often a settled gender is kept, and whether less often where a stereotype goes against it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from audits.measurement import Estimate, Exhibit, Group, Measurement, Unanswered
from audits.statistics.intervals import limits
from audits.statistics.paired_gap_measurements import paired_gap
from audits.statistics.share_measurements import Ends, Stated
from audits.statistics.tests import mcnemar_exact
from audits.translation.clustered_sample import Sample
from audits.translation.gender_states import Gender, Reading, State
from audits.translation.group_names import group_title
from audits.translation.measurements import share
from audits.translation.settled_genders import KINDS, Settled, keeps_gender

KEPT, GAP = "settled_gender_kept_share", "settled_gender_stereotype_gap"
MOST_SENTENCES = 200


@dataclass(frozen=True, eq=False)
class Answered:
    """Texts of one language, what became of each, and how its second sentence reads."""

    texts: Sequence[Settled]
    outputs: Sequence[str | None]
    readings: Sequence[Reading]

    def of(self, kind: str) -> "Answered":
        """Those whose first sentence is of this kind."""
        rows = [row for row, text in enumerate(self.texts) if text.kind == kind]
        return Answered(*([values[row] for row in rows] for values in self._columns))

    @property
    def _columns(self) -> tuple[Sequence[Any], ...]:
        return self.texts, self.outputs, self.readings


def measurements(group: Group, answered: Answered, stated: Stated) -> Iterator[Measurement]:
    """Of all texts of a language, and by what settles the gender.

    stated: the confidence; no language is too small, since its interval says how little is known.
    """
    alone = Stated(stated.confidence, 1)
    for kind in (None, *KINDS):
        some = answered if kind is None else answered.of(kind)
        own = group if kind is None else (*group, ("settled_by", KINDS[kind]))
        yield _kept_share(own, some, alone)
        yield _gap(own, some, alone)


def _kept_share(group: Group, answered: Answered, stated: Stated) -> Measurement:
    rows = len(answered.texts)
    codes = np.unique([text.word for text in answered.texts], return_inverse=True)[1]
    sample = Sample(np.ones(rows, dtype=np.int64), clusters=(codes.reshape(-1),))
    hit, silent = (
        np.array(keeps_gender(answered.texts, answered.readings), dtype=bool),
        _silent(answered),
    )
    ends = None
    if silent.any():
        low, high = sample.share(hit), sample.share(hit | silent)
        ends = None if low is None or high is None else Ends(low, high, int(silent.sum()))
    return share(KEPT, group, sample.share(hit), rows, stated, ends=ends)


def _gap(group: Group, answered: Answered, stated: Stated) -> Measurement:
    """Kept where the stereotype says otherwise, minus where it says the same; paired by text."""
    pairs: dict[tuple[str, str], dict[bool, int]] = {}
    for row, text in enumerate(answered.texts):
        if text.agrees is not None:
            pairs.setdefault((text.kind, text.word), {})[text.agrees] = row
    hit, silent = keeps_gender(answered.texts, answered.readings), _silent(answered)
    against, same = (
        np.array([hit[pair[agrees]] for pair in pairs.values()], dtype=bool)
        for agrees in (False, True)
    )
    words = [word for _, word in pairs]
    clusters = None
    if len(set(words)) < len(words):
        clusters = np.unique(words, return_inverse=True)[1].reshape(-1).astype(np.int32)
    measured = paired_gap(GAP, group, against, same, stated, "pairs of texts", clusters)
    if not isinstance(measured, Estimate):
        return measured
    if clusters is None:
        more, fewer = int((against & ~same).sum()), int((same & ~against).sum())
        measured = replace(measured, p_value=mcnemar_exact(more, fewer))
    lost = sum(bool(silent[[*pair.values()]].any()) for pair in pairs.values())
    return replace(measured, unanswered=Unanswered(lost) if lost else None)


def _silent(answered: Answered) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    return np.array([one.state is State.UNANSWERED for one in answered.readings], dtype=bool)


def counted(group: Group, answered: Answered, confidence: float) -> Exhibit:
    """How many texts kept the gender, by what settles it and what the stereotype says of it."""
    rows: list[list[Any]] = []
    hits = keeps_gender(answered.texts, answered.readings)
    stereotype_says = {True: "the same", False: "the other", None: "nothing"}
    for kind, name in KINDS.items():
        for agrees, words in stereotype_says.items():
            among = [
                row
                for row, text in enumerate(answered.texts)
                if text.kind == kind and text.agrees is agrees
            ]
            if not among:
                continue
            own, genders = sum(hits[row] for row in among), (Gender.FEMALE, Gender.MALE)
            other = sum(not hits[row] and answered.readings[row].gender in genders for row in among)
            interval = limits("wilson", (float(own), float(len(among))), confidence)
            percent = f"[{100 * interval.lower:.1f} to {100 * interval.upper:.1f}]"
            shown = f"{100 * own / len(among):.1f} % {percent}"
            rows.append([name, words, len(among), own, other, len(among) - own - other, shown])
    head = ["Settled by", "The stereotype says", "Texts", "Kept", "The other gender", "No gender",
            "Kept, of all"]  # fmt: skip
    content = {
        "head": head,
        "rows": rows,
        "numeric": [2, 3, 4, 5],
        "caption": "Two sentences each: the first is about a mother, a father or somebody by name, "
        "the second says what that person is. Only the second is read.",
    }
    return Exhibit("sentences", f"Is a settled gender kept? ({group_title(group)})", content)


def sentences(group: Group, answered: Answered) -> Exhibit:
    """The texts with their translations, those first that lost the gender."""
    hits = keeps_gender(answered.texts, answered.readings)
    order = sorted(range(len(hits)), key=lambda row: (hits[row], row))
    rows = [
        [
            answered.texts[row].text,
            answered.outputs[row] or "",
            "she" if answered.texts[row].gender is Gender.FEMALE else "he",
            str(answered.readings[row].state),
        ]
        for row in order[:MOST_SENTENCES]
    ]
    content = {
        "head": ["Source", "Translation", "Settled", "Read as"],
        "rows": rows,
        "left_out": len(hits) - len(rows),
        "caption": "Those that lost the gender come first.",
    }
    return Exhibit("sentences", f"Texts that settle a gender ({group_title(group)})", content)
