"""What do a model's vectors of words associate, and what does a direction in them carry along?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np

from audits.data.arrays import Floats
from audits.data.dataset import Dataset
from audits.errors import NotApplicable
from audits.language.association_exhibits import associations_table, directions_table
from audits.language.association_lists import (
    WordTest,
    carried,
    directions,
    own_tests,
    word_lists,
    word_tests,
)
from audits.language.association_measurements import Line, effect
from audits.language.attribute_directions import FEWEST_PAIRS, Direction, direction_of
from audits.language.embedded_words import EmbeddedWords, as_embedder, embedded, too_many_missing
from audits.language.word_associations import associations
from audits.measurement import Exhibit, Group, Measurement, Undetermined, WhyNot
from audits.models import Embedder, Layered
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence
from audits.specification.roles import Role
from audits.statistics import correlations
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.word_lists import women_shares

EFFECT, ALONG, SHARES = (
    "association_effect_size", "direction_effect_size", "direction_share_correlation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class How:
    """How a test is made. draws, assumes: as of the probe; whether that is `normal`."""

    stated: Stated
    draws: int
    assumes_normal: bool


def _effect(name: str, meaning: str, title: str) -> Metric:
    return Metric(
        name, meaning, Scale.DIFFERENCE, overall=False, two_sided=True, null=0.0, title=title
    )


@probe(
    metrics=(
        _effect(EFFECT, "How much more the first targets go with the first attributes than the "
                "second ones do, in standard deviations (WEAT's d); 0 is no difference, 2 the "
                "most.", "effect size of the association"),
        _effect(ALONG, "How much nearer to the direction's first side one list of words lies than "
                "another, in standard deviations.", "effect size along the direction"),
        Metric(SHARES, "Correlation, over occupations, of the women's share with how far to the "
               "female side the word lies.", Scale.UNIT, overall=False, two_sided=True, null=0.0,
               title="correlation of the direction with the women's share"),
    ),
    model=Embedder | Layered,
    passes=forward_passes.word_lists,
    honours=(Role.ID, Role.STEREOTYPE),
    by_default=False,
    version=2,
)  # fmt: skip
def embeddings(
    subject: Subject,
    *,
    tests: tuple[str, ...] = (),
    inner_layers: bool = False,
    draws: Annotated[int, Between(99, 1_000_000)] = 99_999,
    assumes: Literal["nothing", "normal"] = "nothing",
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """What a model's vectors of words associate, and what a direction in them carries along.

    WEAT (Caliskan, Bryson & Narayanan 2017, Science) of word vectors, and of sentence encoders by
    bleached sentences (SEAT, May et al. 2019, NAACL): the published tests, each with its effect
    size, an exact permutation test where all partings can be counted, and Holm's correction over
    the tests. Then the direction of gender by pairs of words (Bolukbasi et al. 2016, NeurIPS), the
    lists that lie along it, and whether occupations lie along it as the labour statistic has them.
    Where more than a fifth of a list has no vector the number is undetermined. The interval is over
    words such as the targets, with these attributes. A dataset of words brings tests of its own:
    the role `stereotype` says whether a word is of the `first` or the `second` targets, of the
    `attribute` or the `other`, and an `id` of which test.

    tests: WEAT 1, 2, 3, 6, 7, 8, 9, 10; empty means all.
    inner_layers: whether the layers below a network's answer are measured, too.
    draws: partings of the words that a permutation test draws where they are too many to count.
    assumes: `normal` where the associations of words like a list's are normal, so that the limits
    of effect sizes may be relied on; those that plainly are not contradict it.
    confidence: of every interval.
    """
    model = as_embedder(subject.model, subject.data)
    if model is None:
        raise NotApplicable(
            "the model gives no vectors of words",
            "give word vectors, an encoder of texts, or a classifier of one column of texts",
        )
    asked = _tests(tests, subject.data)
    words = embedded(model, _all_words(asked), persons=women_shares())
    how = How(Stated(confidence, 1), draws, assumes == "normal")
    depths = range(words.layers) if inner_layers else range(words.layers - 1, words.layers)
    lines: list[Line] = []
    axes: list[tuple[Group, Direction]] = []
    for depth in depths:
        layer: Group = () if depth == words.layers - 1 else (("layer", f"{depth:02d}"),)
        for test in asked:
            line = _association(subject, words, depth, layer, test, how)
            lines.append(line)
            yield line.measurement
        for name, pairs in directions().items():
            axis = _direction(words, depth, pairs)
            if isinstance(axis, Direction):
                axes.append(((*layer, ("set", name)), axis))
            for line in _carried(subject, words, depth, layer, name, axis, how):
                lines.append(line)
                yield line.measurement
            yield _occupations(words, depth, (*layer, ("set", name)), axis, how.stated)
    yield associations_table(lines)
    if axes:
        yield directions_table(axes)


def _tests(names: Sequence[str], data: Dataset) -> list[WordTest]:
    """The named tests, and the dataset's own; raises `NotApplicable` where one is not known."""
    known = word_tests()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise NotApplicable(
            f"there is no test {', '.join(unknown)}", f"known are {', '.join(known)}"
        )
    return [*(known[name] for name in (names or known)), *own_tests(data)]


def _all_words(tests: Sequence[WordTest]) -> list[str]:
    lists = [listed for test in tests for listed in test.lists.values()]
    for name, pairs in directions().items():
        lists += [word_lists()[one] for pair in carried()[name] for one in pair]
        lists += list(pairs)
    return [word for listed in (*lists, tuple(women_shares())) for word in listed]


def _association(
    subject: Subject, words: EmbeddedWords, depth: int, layer: Group, test: WordTest, how: How
) -> Line:
    group: Group = (*layer, ("set", test.name))
    reason = too_many_missing(words, test.lists)
    sides: list[Floats] = []
    if reason is None:
        attributes = [words.at_depth(listed, depth) for listed in (test.attribute, test.other)]
        sides = [
            associations(words.at_depth(listed, depth), *attributes)
            for listed in (test.first, test.second)
        ]
    rng = subject.rng(f"embeddings {group}")
    lost = sum(len(words.missing(listed)) for listed in test.lists.values())
    sizes = words.known(test.first), words.known(test.second)
    return effect(
        EFFECT, group, reason, sides, sizes, rng, how.stated, draws=how.draws, names=test.names,
        missing=lost, assumes_normal=how.assumes_normal,
    )  # fmt: skip


def _direction(
    words: EmbeddedWords, depth: int, pairs: Sequence[tuple[str, str]]
) -> Direction | WhyNot:
    """The direction of the pairs whose words are both known, or why there is none."""
    known = [pair for pair in pairs if not words.missing(pair)]
    if len(known) < FEWEST_PAIRS:
        return WhyNot(f"{len(known)} of {len(pairs)} pairs have vectors, {FEWEST_PAIRS} are needed")
    first, second = (words.at_depth([pair[side] for pair in known], depth) for side in (0, 1))
    axis = direction_of(first, second)
    reason = axis.undetermined_reason()
    return axis if reason is None else WhyNot(reason)


def _carried(
    subject: Subject,
    words: EmbeddedWords,
    depth: int,
    layer: Group,
    name: str,
    axis: Direction | WhyNot,
    how: How,
) -> Iterator[Line]:
    for one, other in carried()[name]:
        group: Group = (*layer, ("set", f"{name}: {one} / {other}"))
        lists = {own: word_lists()[own] for own in (one, other)}
        reason = axis.reason if isinstance(axis, WhyNot) else too_many_missing(words, lists)
        sides: list[Floats] = []
        if isinstance(axis, Direction) and reason is None:
            sides = [axis.along(words.at_depth(listed, depth)) for listed in lists.values()]
        rng = subject.rng(f"embeddings {group}")
        lost = sum(len(words.missing(listed)) for listed in lists.values())
        names = (one, other, f"the first side of {name}", "the second")
        sizes = words.known(lists[one]), words.known(lists[other])
        yield effect(
            ALONG, group, reason, sides, sizes, rng, how.stated, draws=how.draws, names=names,
            missing=lost, assumes_normal=how.assumes_normal,
        )  # fmt: skip


def _occupations(
    words: EmbeddedWords, depth: int, group: Group, axis: Direction | WhyNot, stated: Stated
) -> Measurement:
    """Whether occupations lie along the direction as their women's shares do (Garg et al. 2018)."""
    shares = women_shares()
    known = [name for name in sorted(shares) if not words.missing([name])]
    if isinstance(axis, WhyNot):
        return Undetermined(SHARES, group, axis.reason, len(known))
    reason = too_many_missing(words, {"occupations": tuple(shares)})
    if reason is not None:
        return Undetermined(SHARES, group, reason, len(known))
    women = np.array([shares[name] for name in known], dtype=np.float64)
    along = axis.along(words.at_depth(known, depth))
    if np.ptp(along) <= 1e-12:
        return Undetermined(SHARES, group, "no variation between occupations", len(known))
    evidence = correlations.evidence_of(women, along)
    if (rests := correlations.in_spread(women, along)) < correlations.FEWEST_IN_SPREAD:
        reason = f"the spread over occupations rests on {rests:.1f} of them"
    return stated_value(
        SHARES, group, evidence[0], "jackknife-z (occupations)", evidence, len(known), reason,
        stated,
    )  # fmt: skip
