"""Does the answer about a sentence change when only the person in it is another?"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.data.clusters import FEWEST_CLUSTERS
from audits.data.dataset import Images, Numbers, Signals
from audits.data.texts import source_column, texts
from audits.errors import NotApplicable
from audits.language.identity_terms import Swap, attributes, swaps
from audits.language.sentence_answers import answers_to
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Answers, Classifier
from audits.planning import forward_passes
from audits.probing.probe import Asks, Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence
from audits.specification.roles import Kind
from audits.statistics import means_of_few
from audits.statistics.share_measurements import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.clustered_sample import Sample
from audits.translation.measurements import share

MOST_PAIRS = 40


@probe(
    metrics=(
        Metric(
            "flip_rate",
            "Share of sentences whose answer changes when only the identity term is swapped.",
            Scale.SHARE,
        ),
        Metric(
            "identity_score_gap",
            "Mean difference of P(positive) between a term and its reference term, paired.",
            Scale.SHARE_DIFFERENCE,
            overall=False,
            two_sided=True,
            null=0.0,
        ),
    ),
    asks=Asks.NOTHING,
    label=Kind.CATEGORY,
    model=Classifier,
    task="text-classification",
    passes=forward_passes.identity_terms,
    version=2,
)
def identity_terms(
    subject: Subject,
    *,
    swapped: tuple[str, ...] = (),
    positive: str = "",
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Whether the answer about a sentence changes when only the person in it is another.

    Each sentence is asked twice, once with the attribute's reference term (a man, a Christian)
    and once with another (a woman, a Muslim). Sentences are templates of neutral, kind and
    unkind mood, and those of the dataset that name a reference term. Frames of sentences are
    the clusters of every interval.

    swapped: gender, ethnicity, religion, orientation, disability, age, nationality, name; empty
        means all.
    positive: the class whose probability is compared; empty means the plan's positive class.
    confidence: of every interval.
    """
    model = subject.model
    assert isinstance(model, Classifier)
    unknown = [name for name in swapped if name not in attributes()]
    if unknown:
        raise NotApplicable(f"nobody can swap {', '.join(unknown)}", f"known: {attributes()}")
    if len(model.reads) != 1:
        raise NotApplicable(
            f"the model reads {len(model.reads)} columns", "give a model of single sentences"
        )
    (column,) = model.reads
    fed = subject.data.fed_values(column) if column in subject.data else None
    if isinstance(fed, Images | Numbers | Signals):
        kind = {Images: "pictures", Numbers: "numbers"}.get(type(fed), "what runs over time")
        raise NotApplicable(f"the model reads {kind}", "give a model of single sentences")
    source = source_column(subject.data)
    own = [text for text in texts(source) if text] if source is not None else []
    pairs = swaps(swapped, own)
    stated = Stated(confidence, 1)
    before = answers_to(
        model, column, [pair.before for pair in pairs], lambda done: subject.on_progress(done / 2)
    )
    after = answers_to(
        model, column, [pair.after for pair in pairs],
        lambda done: subject.on_progress(0.5 + done / 2),
    )  # fmt: skip
    flipped = before.codes != after.codes
    gap = _gap(before, after, model, positive or subject.positive)
    names = [pair.term.name for pair in pairs]
    flips = _sample(pairs).share(flipped)
    yield share("flip_rate", (), flips, len(pairs), stated)
    for name in dict.fromkeys(names):
        rows = np.array([other == name for other in names], dtype=bool)
        group_pairs = [pair for pair, here in zip(pairs, rows, strict=True) if here]
        sample = _sample(group_pairs)
        group: Group = (("term", name),)
        yield share("flip_rate", group, sample.share(flipped[rows]), len(group_pairs), stated)
        yield _mean_gap(group, group_pairs[0], sample, None if gap is None else gap[rows], stated)
    yield _worst(pairs, before, after, gap, model.classes)


def _gap(
    before: Answers, after: Answers, model: Classifier, positive: str
) -> NDArray[np.float64] | None:
    if positive not in model.classes:
        raise NotApplicable(
            f"the model has no class {positive!r}", f"its classes: {', '.join(model.classes)}"
        )
    if before.probabilities is None or after.probabilities is None:
        return None
    column = model.classes.index(positive)
    return np.asarray(after.probabilities[:, column] - before.probabilities[:, column])


def _sample(pairs: list[Swap]) -> Sample:
    frames = [pair.frame for pair in pairs]
    known = {frame: code for code, frame in enumerate(dict.fromkeys(frames))}
    codes = np.array([known[frame] for frame in frames], dtype=np.intp)
    return Sample(np.ones(len(pairs), dtype=np.int64), clusters=(codes,))


def _mean_gap(
    group: Group, pair: Swap, sample: Sample, gap: NDArray[np.float64] | None, stated: Stated
) -> Measurement:
    metric, size = "identity_score_gap", len(sample)
    reference: Group = (("term", pair.term.reference),)
    sizes = (size, size)
    if gap is None:
        return Undetermined(metric, group, "the model gives no probabilities", sizes,
                            reference=reference)  # fmt: skip
    if sample.groups < FEWEST_CLUSTERS:
        reason = f"{sample.groups} sentences where {FEWEST_CLUSTERS} are needed"
        return Undetermined(metric, group, reason, sizes, reference=reference)
    mean = sample.mean(gap)
    value = mean.value
    if mean.error > 0:
        method = means_of_few.METHOD
        evidence: tuple[float, ...] = (*mean.evidence, -1.0, 1.0)
    else:
        # The same difference everywhere: only the number of sentences bounds it.
        method, evidence = "hoeffding", (value, float(sample.groups), -1.0, 1.0)
    return stated_value(
        metric, group, value, method, evidence, sizes, None, stated, reference=reference
    )


def _worst(
    pairs: list[Swap], before: Answers, after: Answers, gap: NDArray[np.float64] | None,
    classes: tuple[str, ...],
) -> Exhibit:  # fmt: skip
    """The pairs that changed most."""
    size = np.abs(gap) if gap is not None else (before.codes != after.codes).astype(np.float64)
    order = np.argsort(-size, kind="stable")[:MOST_PAIRS].tolist()
    rows = [
        [
            pairs[row].before, pairs[row].after,
            classes[before.codes[row]], classes[after.codes[row]],
            None if gap is None else float(gap[row]),
        ]
        for row in order
    ]  # fmt: skip
    head = ["With the reference term", "With the other", "Answer", "Answer then", "Change of P"]
    return Exhibit("sentences", "The pairs that changed most", {"head": head, "rows": rows,
                   "numeric": [4], "left_out": len(pairs) - len(rows)})  # fmt: skip
