"""What does the model do with inputs that should not be taken at all?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any

from audits.data.texts import source_column, texts
from audits.errors import ModelFailure, NotApplicable
from audits.languages import language_code
from audits.measurement import Exhibit, Group, Measurement, Undetermined
from audits.models import Classifier, Translator
from audits.models.endpoint.translator import EndpointTranslator
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.robustness.malformed_asking import BROKEN, Asked, Fate
from audits.robustness.malformed_requests import ask_all
from audits.robustness.measuring import divided, share
from audits.specification.parameter_bounds import Between, Confidence, MostQueries
from audits.statistics.shares import Stated
from audits.statistics.with_interval import stated_value
from audits.translation.word_lists import language, languages

CONFIDENT, ANSWERED = "malformed_confident_share", "malformed_answered_share"
CRASHED = "malformed_crash_share"
# By share, its gap between two groups.
GAPS = {
    CONFIDENT: "malformed_confident_difference", ANSWERED: "malformed_answered_difference",
    CRASHED: "malformed_crash_difference",
}  # fmt: skip
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
            "Of inputs that should not be taken, the share answered with a class, sure or not, or "
            "with a text.",
            Scale.SHARE,
            title="share of malformed inputs answered",
        ),
        Metric(
            CRASHED,
            "Of inputs that should not be taken, the share that ended the process, hung it, or, "
            "behind an address, made the service fail (5xx).",
            Scale.SHARE,
            title="share of malformed inputs that crash or hang the model",
        ),
        *(
            Metric(
                name,
                f"`{of}` where a row of the group is spoilt minus that of a row of the reference "
                "group, spoilt in the same ways; 0 is equality.",
                Scale.SHARE_DIFFERENCE,
                overall=False,
                two_sided=True,
                null=0.0,
                title=title,
                compares=(of,),
            )
            for (of, name), title in zip(
                GAPS.items(),
                (
                    "gap in malformed inputs answered with confidence",
                    "gap in malformed inputs answered",
                    "gap in malformed inputs that crash or hang the model",
                ),
                strict=True,
            )
        ),
    ),
    model=Classifier | Translator,
    passes=forward_passes.per_row(0),  # whoever lends the processes asks, beforehand
    by_default=False,
    of_the_rows=True,
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
    refused, crashed or hung. A refusal is what one would wish for; a confident answer is not. A
    translator behind an address is sent such texts, one a request, and a good one after each that
    it answers badly; it may refuse (4xx), fail (5xx) or hang, and whether it still answers is said.
    The kinds are a fixed list and no sample of what will come: the interval says how sure the share
    would be if they were one. A row of each protected group is spoilt in the same ways, and the gap
    is over the kinds, paired.

    sure: the probability from which an answer counts as confident.
    seconds: after which an input counts as hung, beyond the time that the model takes to open; of
        an endpoint at most its `timeout_seconds`.
    most_queries: inputs asked in all; where they do not reach all kinds, the shares are
        undetermined, and where they do not reach a row of each group as well, those of the groups.
    confidence: of every interval.
    """
    if isinstance(subject.model, EndpointTranslator):
        yield from _of_endpoint(subject, subject.model, sure, seconds, most_queries, confidence)
        return
    if subject.asked_apart is None:
        raise NotApplicable(
            "malformed inputs are asked in processes of their own, and nobody lent any here",
            "run the audit by `evenhand audit` or on a server, with the model as a file, and of "
            "several heads one alone (`output: {name: NAME}`)",
        )
    asked_apart = subject.asked_apart
    asked, kinds = _asked(asked_apart["asked"]), int(asked_apart["kinds"])
    if not asked:
        raise NotApplicable("no malformed input fits what the model reads", "leave this probe out")
    stated = Stated(confidence, 1)
    yield from _shares((), asked, kinds, sure, stated)
    by_group = {
        tuple((column, value) for column, value in one["group"]): _asked(one["asked"])
        for one in asked_apart.get("groups", ())
    }
    for division, _ in divided(subject, subject.data):
        for group in division.groups:
            if group in by_group:
                yield from _shares(group, by_group[group], kinds, sure, stated)
                if group != division.reference and division.reference in by_group:
                    other = by_group[division.reference]
                    pair = (group, by_group[group]), (division.reference, other)
                    yield from _gaps(pair, kinds, sure, stated)
    if len(asked) == kinds:
        yield _fates(asked, sure, (Fate.NO_ANSWER, Fate.REFUSED, Fate.CRASHED, Fate.HUNG))


def _of_endpoint(
    subject: Subject,
    model: EndpointTranslator,
    sure: float,
    seconds: float,
    most_queries: int | None,
    confidence: float,
) -> Iterator[Measurement | Exhibit]:
    """What a translator behind an address does with malformed texts; it is asked here."""
    source, target = model.source_language or "", model.target_language or "en"
    try:
        came = ask_all(
            model, _good_sentence(subject, source), source, target, seconds=seconds,
            most=most_queries, on_progress=subject.on_progress,
        )  # fmt: skip
    except ModelFailure as gone:
        raise NotApplicable(
            str(gone), "ask again once it answers, or leave this probe out"
        ) from gone
    if came.stopped:
        subject.warn(f"robustness.malformed ended early: {came.stopped}")
    yield from _shares((), came.asked, came.kinds, sure, Stated(confidence, 1), came.stopped)
    if len(came.asked) == came.kinds:
        fates = (Fate.NO_ANSWER, Fate.REFUSED, Fate.FAILED, Fate.CRASHED, Fate.HUNG)
        answered = "Answered." if came.afterwards else f"Not answered within {seconds:g} seconds."
        yield _fates(came.asked, sure, fates, ("A sentence without fault, after all", answered))


def _good_sentence(subject: Subject, source: str) -> str:
    """The first of the dataset's own in an order that the file does not decide, or of a list."""
    column = source_column(subject.data)
    own: list[str | None] = [] if column is None else texts(column)
    for row in subject.content_order.tolist():
        if own and own[row]:
            return str(own[row])
    code = language_code(source)
    listed = language(code).sets.values() if code in languages() else ()
    for sentence in (item.text for items in listed for item in items):
        return str(sentence)
    raise NotApplicable(
        "there is no sentence without fault to compare with",
        "give a dataset with a `source` column",
    )


def _fates(
    asked: Sequence[Asked], sure: float, fates: Sequence[Fate], *more: tuple[str, str]
) -> Exhibit:
    """What became of each kind. fates: those that are listed beside the answers."""
    answered = _of_fate(asked, Fate.ANSWERED)
    known = [one for one in answered if one.probability is not None]
    confident = _counted(asked, CONFIDENT, sure)
    rest = [one for one in answered if one not in confident]
    facts = [
        ("Answered with confidence", confident),
        ("Answered, less surely" if known else "Answered", rest),
        *((str(fate).capitalize(), _of_fate(asked, fate)) for fate in fates),
    ]
    lines = [(f"{name} ({len(those)})", _outcomes_text(those)) for name, those in facts]
    return Exhibit(
        "facts",
        f"What became of {len(asked)} inputs that should not be taken",
        {"facts": [{"question": name, "answer": text} for name, text in (*lines, *more)]},
    )


def _asked(written: Sequence[Mapping[str, Any]]) -> list[Asked]:
    return [Asked(**{**one, "fate": Fate(one["fate"])}) for one in written]


def _of_fate(asked: Sequence[Asked], *fates: Fate) -> list[Asked]:
    return [one for one in asked if one.fate in fates]


def _counted(asked: Sequence[Asked], metric: str, sure: float) -> list[Asked]:
    """Those that the share counts."""
    if metric == CRASHED:
        return _of_fate(asked, *BROKEN)
    answered = _of_fate(asked, Fate.ANSWERED)
    return answered if metric == ANSWERED else [o for o in answered if (o.probability or 0) >= sure]


def _why_not(asked: Sequence[Asked], metric: str, kinds: int, stopped: str = "") -> str | None:
    """Why the share cannot be told, or None. stopped: what ended the asking, "" for the budget."""
    if len(asked) < kinds:
        why = f": {stopped}" if stopped else " within the budget"
        return f"only {len(asked)} of {kinds} kinds were asked{why}"
    answered = _of_fate(asked, Fate.ANSWERED)
    if metric == CONFIDENT and answered and all(one.probability is None for one in answered):
        return "the model answers without probabilities, so how sure it is cannot be told"
    return None


def _shares(
    group: Group,
    asked: Sequence[Asked],
    kinds: int,
    sure: float,
    stated: Stated,
    stopped: str = "",
) -> Iterator[Measurement]:
    for metric in GAPS:
        reason = _why_not(asked, metric, kinds, stopped)
        if reason is not None:
            yield Undetermined(metric, group, reason, len(asked))
            continue
        note = f"{NOTE}, sure from {sure:g}" if metric == CONFIDENT else NOTE
        yield share(metric, group, len(_counted(asked, metric, sure)), len(asked), stated, note)


def _gaps(
    pair: tuple[tuple[Group, Sequence[Asked]], tuple[Group, Sequence[Asked]]],
    kinds: int,
    sure: float,
    stated: Stated,
) -> Iterator[Measurement]:
    """Of a group's row and the reference group's, over the kinds (Tango 1998)."""
    (group, own), (reference, other) = pair
    sizes = (len(own), len(other))
    for metric, name in GAPS.items():
        reason = _why_not(own, metric, kinds) or _why_not(other, metric, kinds)
        if reason is not None:
            yield Undetermined(name, group, reason, sizes, reference=reference)
            continue
        mine, theirs = ({one.kind for one in _counted(each, metric, sure)} for each in (own, other))
        more, fewer = len(mine - theirs), len(theirs - mine)
        yield stated_value(
            name, group, (more - fewer) / kinds, f"tango ({NOTE})",
            (float(more), float(fewer), float(kinds)), sizes, None, stated, reference=reference,
        )  # fmt: skip


def _outcomes_text(asked: Sequence[Asked]) -> str:
    """The kinds, with what was answered."""
    if not asked:
        return "None."
    words = []
    for one in asked:
        sure = "" if one.probability is None else f" at {100 * one.probability:.0f} %"
        words.append(f"{one.kind} ({one.answer}{sure})" if one.answer else one.kind)
    return "; ".join(words)
