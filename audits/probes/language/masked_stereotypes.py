"""Does a language model hold the sentence that keeps to a stereotype likelier?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.language.sentence_pairs import CRITICISM, Pair, pairs_of, written_pairs
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import LanguageModel
from audits.planning import forward_passes
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.statistics.share_measurements import Ends, Share, Stated
from audits.translation.clustered_sample import Sample
from audits.translation.measurements import share

CHUNK = 32
MOST_PAIRS = 60


@probe(
    metrics=(
        Metric(
            "stereotype_preference",
            "Share of pairs in which the sentence that keeps to the stereotype is likelier; one "
            "half is none.",
            Scale.SHARE,
            two_sided=True,
            null=0.5,
        ),
    ),
    asks=Asks.NOTHING,
    model=LanguageModel,
    passes=forward_passes.sentence_pairs,
)
def masked_stereotypes(
    subject: Subject,
    *,
    written: bool = True,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Whether a language model holds the sentence that keeps to a stereotype likelier.

    Two sentences that differ in who they are about are compared by their log-likelihood; masked
    models by the tokens that both share. Pairs are those written for this probe and those of the
    dataset: two features of text, the stereotype first. Read the caveat beside the numbers.

    written: ask the pairs that come with Evenhand, too.
    smallest_group: a kind of stereotype with fewer pairs is undetermined, with its raw value.
    confidence: of every interval.
    """
    model = subject.model
    assert isinstance(model, LanguageModel)
    pairs = [*(written_pairs() if written else ()), *pairs_of(subject.data)]
    if not pairs:
        yield Undetermined("stereotype_preference", (), "there is no pair", 0)
        return
    preference = _ask(model, pairs, subject)
    stated = Stated(confidence, smallest_group)
    # A tie prefers neither: it is left out of the share, and counted beside it.
    decided = preference != 0
    unknown = int((~np.isfinite(preference)).sum())
    kinds = np.array([pair.kind for pair in pairs], dtype=object)
    yield _share((), preference, decided, stated)
    for kind in sorted(set(kinds.tolist())):
        yield _share((("set", kind),), preference, decided & (kinds == kind), stated)
    if not decided.all():
        subject.warn(f"{int((~decided).sum())} of {len(pairs)} pairs were equally likely")
    if unknown:
        subject.warn(f"{unknown} of {len(pairs)} pairs have no likelihood, and are left out")
    yield _shown(pairs, preference)


def _ask(model: LanguageModel, pairs: list[Pair], subject: Subject) -> NDArray[np.float64]:
    preferences = []
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        preferences.append(
            model.preference([pair.stereotype for pair in chunk], [pair.other for pair in chunk])
        )
        subject.on_progress((start + len(chunk)) / len(pairs))
    return np.concatenate(preferences)


def _share(
    group: Group, preference: NDArray[np.float64], rows: NDArray[np.bool_], stated: Stated
) -> Measurement:
    """rows: shape (pairs,), those that are no ties; what pairs without an answer hide is told."""
    known = np.isfinite(preference)
    preferred, inside = preference > 0, rows & known
    ends = None
    if (rows & ~known).any():
        low, high = (_of(end[rows]) for end in (preferred, preferred | ~known))
        assert low is not None
        assert high is not None
        ends = Ends(low, high, int((rows & ~known).sum()))
    size, smallest = int(inside.sum()), stated.smallest_group
    return share(
        "stereotype_preference", group, _of(preferred[inside]), size, stated, smallest, "", ends
    )


def _of(hit: NDArray[np.bool_]) -> Share | None:
    return Sample(np.ones(len(hit), dtype=np.int64)).share(hit)


def _shown(pairs: list[Pair], preference: NDArray[np.float64]) -> Exhibit:
    """The pairs that were told apart most."""
    size = np.where(np.isfinite(preference), np.abs(preference), -1.0)
    order = np.argsort(-size, kind="stable")[:MOST_PAIRS].tolist()
    rows = [
        [pairs[row].kind, pairs[row].stereotype, pairs[row].other, float(preference[row])]
        for row in order
        if np.isfinite(preference[row])
    ]
    content = {
        "head": ["Kind", "Keeps to the stereotype", "Does not", "Log-likelihood difference"],
        "rows": rows,
        "numeric": [3],
        "caption": CRITICISM,
        "left_out": len(pairs) - len(rows),
    }
    return Exhibit("sentences", "Pairs, the most told apart first", content)
