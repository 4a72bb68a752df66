"""Which of the texts that it was trained on does a language model know by heart?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import numpy as np

from audits.data.arrays import Floats
from audits.measurement import (
    Estimate,
    Exhibit,
    Group,
    Measurement,
    Unanswered,
    Undetermined,
)
from audits.models import Continuing, LanguageModel
from audits.planning import forward_passes
from audits.privacy.continuations import NEAR, Match, match_of
from audits.privacy.exposure import CHANCE, mean_exposure
from audits.privacy.inserted_texts import InsertedTexts, inserted_texts
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Between, Confidence, Rows, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.share_measurements import Pair, Share, Stated, gap, rate

VERBATIM, NEARLY, GAIN = "verbatim_share", "near_verbatim_share", "verbatim_gain"
CHUNK = 64
NEVER = "0"


@probe(
    metrics=(
        Metric(
            "canary_exposure",
            "Bits of guessing that the model saves whoever looks for a text that was inserted, "
            "ranked by likelihood among controls that never were; 1.44 on average is chance.",
            Scale.NUMBER,
            null=CHANCE,
            title="exposure of inserted texts",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            VERBATIM,
            "Share of texts that the model, given their beginning, goes on with token for token.",
            Scale.SHARE,
            title="share of texts continued verbatim",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            NEARLY,
            "Share of texts that it goes on with nearly: not verbatim, and at most a fifth of the "
            "tokens are others.",
            Scale.SHARE,
            title="share of texts continued nearly verbatim",
            evidence=Evidence.ATTACK,
        ),
        Metric(
            GAIN,
            "Share of inserted texts continued verbatim minus that of controls never inserted.",
            Scale.SHARE_DIFFERENCE,
            null=0.0,
            title="gain in verbatim continuations over controls",
            evidence=Evidence.ATTACK,
        ),
    ),
    honours=(Role.SPLIT, Role.COUNT),
    needs=(Role.SPLIT,),
    model=LanguageModel,
    passes=forward_passes.memorisation,
    by_default=False,
    of_the_rows=True,
)
def memorisation(
    subject: Subject,
    *,
    prefix: Annotated[int, Between(1, 2000)] = 20,
    suffix: Annotated[int, Between(1, 2000)] = 20,
    asked_rows: Rows = 2000,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Rank inserted texts among controls by likelihood, and let the model continue them.

    Inserted texts are those whose `split` is train, controls of the same form those that never
    stood in the training data; `count` says how often an inserted one stands there (a text that
    stands in several rows adds up). Exposure (Carlini et al. 2019) is by how often a text was
    inserted; half of the controls rank, the other half (`inserted: 0`) shows what chance gives.
    Continuations are greedy, of models that read from left to right.

    prefix: tokens of each text that the model is given.
    suffix: tokens that it then has to give; shorter texts are counted apart.
    asked_rows: at most so many inserted texts and so many controls.
    smallest_group: a number of fewer texts is undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    model = subject.model
    assert isinstance(model, LanguageModel)
    known = inserted_texts(subject.data if subject.whole is None else subject.whole, asked_rows)
    if known.left_out:
        subject.warn(
            f"{known.left_out:,} controls stand among the inserted texts but for case, blanks and "
            "punctuation: they are no controls, and are left out"
        )
    yield from _exposures(subject, model, known, stated)
    matches = None
    if isinstance(model, Continuing):
        matches = _matches(subject, model, known, prefix, suffix)
    yield from _continuations(known, matches, stated, (prefix, suffix))
    yield _facts(known, matches, (prefix, suffix))


def _by_times(known: InsertedTexts) -> Iterator[tuple[Group, list[str]]]:
    """The inserted texts as a whole, and by how often each was, from seldom to often."""
    yield (), list(known.inserted)
    for times in sorted(set(known.times.values())):
        named = (("inserted", str(times)),)
        yield named, [text for text in known.inserted if known.times[text] == times]


def _exposures(
    subject: Subject, model: LanguageModel, known: InsertedTexts, stated: Stated
) -> Iterator[Measurement]:
    """Every group of inserted texts, and controls, among the other half of the controls."""
    order = subject.rng("controls").permutation(len(known.controls))
    ranking = sorted(order[: (len(order) + 1) // 2].tolist())
    chance = sorted(order[(len(order) + 1) // 2 :].tolist())
    everything = [*known.inserted, *known.controls]
    likelihoods = dict(zip(everything, _likelihoods(subject, model, everything), strict=True))
    lost = sum(not np.isfinite(one) for one in likelihoods.values())
    if lost:
        subject.warn(f"{lost:,} of {len(likelihoods):,} texts have no likelihood, and are left out")

    def of(several: Sequence[str]) -> Floats:
        """Those that have a likelihood."""
        values = np.array([likelihoods[text] for text in several], dtype=np.float64)
        return values[np.isfinite(values)]

    rankers = [known.controls[index] for index in ranking]
    controls = of(rankers)
    others = ((("inserted", NEVER),), [known.controls[index] for index in chance])
    for group, several in (*_by_times(known), others):
        own = of(several)
        line = mean_exposure(group, own, controls, stated)
        # A missing control would move every rank.
        silent = len(several) - len(own) + len(rankers) - len(controls)
        if silent and isinstance(line, Estimate):
            line = replace(line, unanswered=Unanswered(silent))
        yield line


def _likelihoods(subject: Subject, model: LanguageModel, several: Sequence[str]) -> list[float]:
    answers: list[float] = []
    for start in range(0, len(several), CHUNK):
        answers += model.log_likelihood(several[start : start + CHUNK]).tolist()
        subject.on_progress(0.3 * len(answers) / len(several))
    return answers


def _matches(
    subject: Subject, model: Continuing, known: InsertedTexts, prefix: int, suffix: int
) -> dict[str, Match]:
    """How each text of enough tokens is continued."""
    everything = [*known.inserted, *known.controls]
    matches: dict[str, Match] = {}
    for start in range(0, len(everything), CHUNK):
        several = everything[start : start + CHUNK]
        answers = model.continued(several, prefix=prefix, suffix=suffix)
        matches |= {
            text: match_of(answer)
            for text, answer in zip(several, answers, strict=True)
            if answer is not None
        }
        subject.on_progress(0.3 + 0.7 * (start + len(several)) / len(everything))
    return matches


def _continuations(
    known: InsertedTexts, matches: dict[str, Match] | None, stated: Stated, lengths: tuple[int, int]
) -> Iterator[Measurement]:
    """Shares verbatim and nearly so, of each group and of controls, and what is beyond these."""
    if matches is None:
        reason = "the model does not go on with a text token by token, or does not show how"
        for metric in (VERBATIM, NEARLY, GAIN):
            yield Undetermined(metric, (), reason, len(known.inserted))
        return
    controls = [matches[text] for text in known.controls if text in matches]
    for group, several in _by_times(known):
        own = [matches[text] for text in several if text in matches]
        yield rate(VERBATIM, group, _share(own, Match.VERBATIM), stated)
        yield rate(NEARLY, group, _share(own, Match.NEAR), stated)
        if own and controls:
            pair = Pair(_share(own, Match.VERBATIM), _share(controls, Match.VERBATIM))
            gain = gap(GAIN, group, (("inserted", NEVER),), pair, stated)
            # All inserted texts are no group beside the controls: the metric's name says of whom.
            yield gain if group else replace(gain, reference=None)
        else:
            reason = f"no text or no control has {sum(lengths):,} tokens"
            yield Undetermined(GAIN, group, reason, (len(own), len(controls)))
    never: Group = (("inserted", NEVER),)
    yield rate(VERBATIM, never, _share(controls, Match.VERBATIM), stated)
    yield rate(NEARLY, never, _share(controls, Match.NEAR), stated)


def _share(matches: Sequence[Match], kind: Match) -> Share:
    return Share(matches.count(kind), len(matches), len(matches))


def _facts(
    known: InsertedTexts, matches: dict[str, Match] | None, lengths: tuple[int, int]
) -> Exhibit:
    times = sorted(set(known.times.values()))
    often = ", ".join(
        f"{sum(1 for number in known.times.values() if number == one):,} texts {one:,} times"
        for one in times[:6]
    ) + (" ..." if len(times) > 6 else "")  # fmt: skip
    lines = [
        ("Inserted", often),
        ("Controls", f"{len(known.controls):,} that never stood in the training data; half of them "
         "rank, half show what chance gives"),
        ("Most that so many controls can show",
         f"{np.log2((len(known.controls) + 1) // 2 + 1):.1f} bits"),
        ("Near-duplicates", f"{known.near:,} of {known.compared:,} inserted texts have another "
         "that is nearly the same: such a text was inserted more often than its number says"),
    ]  # fmt: skip
    if matches is not None:
        lines.append(
            ("Continued", f"{lengths[0]:,} tokens given, {lengths[1]:,} asked for, the likeliest "
             f"one after the other; nearly: at most {100 * NEAR:g} % of them others; "
             f"{len(known.inserted) + len(known.controls) - len(matches):,} texts are shorter")
        )  # fmt: skip
    return Exhibit(
        "facts",
        "What was inserted, and how it was looked for",
        {"facts": [{"question": name, "answer": words} for name, words in lines]},
    )
