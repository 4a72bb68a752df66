"""What does the model do with inputs that should not be taken at all?"""

from collections.abc import Iterator
from typing import Annotated

from audits.errors import NotApplicable
from audits.measurement import Exhibit, Measurement, Undetermined
from audits.models import Classifier
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.robustness.malformed_asking import Asked, Fate
from audits.robustness.measuring import share
from audits.specification.parameter_bounds import Between, Confidence, MostQueries
from audits.specification.roles import Kind
from audits.statistics.shares import Stated

CONFIDENT, ANSWERED = "malformed_confident_share", "malformed_answered_share"
BROKEN = "malformed_crash_share"
NOTE = "a fixed list of kinds"


@probe(
    metrics=(
        Metric(
            CONFIDENT,
            "Of inputs that should not be taken, the share answered with at least the probability "
            "that counts as sure.",
            Scale.SHARE,
            title="share of malformed inputs answered with confidence",
        ),
        Metric(
            ANSWERED,
            "Of inputs that should not be taken, the share answered with a class, sure or not.",
            Scale.SHARE,
            title="share of malformed inputs answered",
        ),
        Metric(
            BROKEN,
            "Of inputs that should not be taken, the share that ended the process or hung it.",
            Scale.SHARE,
            title="share of malformed inputs that crash or hang the model",
        ),
    ),
    label=Kind.CATEGORY,
    model=Classifier,
    passes=forward_passes.per_row(0),  # whoever lends the processes asks, beforehand
    by_default=False,
)
def malformed(
    subject: Subject,
    *,
    sure: Annotated[float, Between(0.5, 1)] = 0.9,
    seconds: Annotated[float, Between(1, 600)] = 20.0,
    most_queries: MostQueries | None = None,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """NaN, infinities, pictures of 0 x 0 or 50 megapixels, 100,000 tokens: each asked by itself.

    A row of the audit is spoilt in each of the ways that fit what the model reads, ninety kinds in
    all, and asked in a process of its own: answered with confidence, answered, no answer (NaN),
    refused, crashed or hung. A refusal is what one would wish for; a confident answer is not.
    The kinds are a fixed list and no sample of what will come: the interval says how sure the share
    would be if they were one.

    sure: the probability from which an answer counts as confident.
    seconds: after which an input counts as hung, beyond the time that the model takes to open.
    most_queries: kinds asked in all; where they do not reach all of them, the shares are
        undetermined.
    confidence: of every interval.
    """
    if subject.asked_apart is None:
        raise NotApplicable(
            "malformed inputs are asked in processes of their own, and nobody lent any here",
            "run the audit by `evenhand audit` or on a server, with the model as a file",
        )
    asked_inputs, kinds = subject.asked_apart["asked"], int(subject.asked_apart["kinds"])
    if not asked_inputs:
        raise NotApplicable("no malformed input fits what the model reads", "leave this probe out")
    asked = [Asked(**{**one, "fate": Fate(one["fate"])}) for one in asked_inputs]
    total, stated = len(asked), Stated(confidence, 1)
    if total < kinds:
        reason = f"only {total} of {kinds} kinds were asked within the budget"
        yield from (Undetermined(name, (), reason, total) for name in (CONFIDENT, ANSWERED, BROKEN))
        return
    answered = [one for one in asked if one.fate is Fate.ANSWERED]
    known = [one for one in answered if one.probability is not None]
    confident = [one for one in known if (one.probability or 0.0) >= sure]
    broken = [one for one in asked if one.fate in (Fate.CRASHED, Fate.HUNG)]
    if answered and not known:
        reason = "the model answers with classes alone, so how sure it is cannot be told"
        yield Undetermined(CONFIDENT, (), reason, total)
    else:
        yield share(CONFIDENT, (), len(confident), total, stated, f"{NOTE}, sure from {sure:g}")
    yield share(ANSWERED, (), len(answered), total, stated, NOTE)
    yield share(BROKEN, (), len(broken), total, stated, NOTE)
    rest = [one for one in answered if one not in confident]
    facts = [
        ("Answered with confidence", confident),
        ("Answered, less surely" if known else "Answered", rest),
        *((str(fate).capitalize(), [one for one in asked if one.fate is fate])
          for fate in (Fate.NO_ANSWER, Fate.REFUSED, Fate.CRASHED, Fate.HUNG)),
    ]  # fmt: skip
    title = f"What became of {total} inputs that should not be taken"
    yield Exhibit(
        "facts",
        title,
        {"facts": [{"question": f"{name} ({len(asked_inputs)})", "answer": _told(asked_inputs)}
                   for name, asked_inputs in facts]},
    )  # fmt: skip


def _told(asked: list[Asked]) -> str:
    """The kinds, with what was answered."""
    if not asked:
        return "None."
    words = []
    for one in asked:
        sure = "" if one.probability is None else f" at {100 * one.probability:.0f} %"
        words.append(f"{one.kind} ({one.answer}{sure})" if one.answer else one.kind)
    return "; ".join(words)
