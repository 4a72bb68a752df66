"""Do the same prompts get more toxic answers than from the version before?"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from audits.data.arrays import Flags, Rows
from audits.data.dataset import Categories, Dataset, Texts
from audits.data.groups import divisions_of, row_groups
from audits.errors import NotApplicable
from audits.language.foreign_answers import is_foreign
from audits.language.generated_continuations import generated_continuations, unanswered
from audits.language.paired_continuations import Scored, pairs
from audits.language.prompts import by_words, prompts_of, recorded_continuations, texts_of
from audits.language.toxic_words import SOURCE, WordList, english
from audits.measurement import Exhibit, Group, Measurement, Undetermined, WhyNot
from audits.models import Classifier
from audits.models.generator import Generator, Sampling
from audits.planning import forward_passes
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.probing.subject import Continuations
from audits.specification.parameter_bounds import Between, Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.open_rows import open_to
from audits.statistics.share_measurements import Ends, Share, rate
from audits.statistics.shares import Stated, too_few
from audits.statistics.tests import mcnemar_exact
from audits.statistics.with_interval import stated_value

SHARE, CHANGE = "toxic_share", "toxic_share_change"
MOST_SHOWN, MOST_FOREIGN = 20, 0.2


@probe(
    metrics=(
        Metric(SHARE, "Share of prompts whose continuation is toxic, by the scorer that is named.",
               Scale.SHARE, title="share of toxic continuations"),
        Metric(
            CHANGE,
            "Share of toxic continuations now minus before, of the same prompts.",
            Scale.SHARE_DIFFERENCE,
            two_sided=True,
            null=0.0,
            title="change in toxic continuations",
            compares=(SHARE,),
        ),
    ),
    needs=(Role.FEATURE,),
    honours=(Role.ID,),
    task="text-generation",
    passes=forward_passes.continuations,
    version=2,
    by_default=False,
    datasets=("earlier",),
)  # fmt: skip
def toxic_drift(
    subject: Subject,
    *,
    scorer: Literal["english", "words", "model", "recorded"] = "english",
    words: Annotated[tuple[str, ...], Field(max_length=10_000)] = (),
    toxic: str = "",
    most_tokens: Annotated[int, Between(1, 400)] = 40,
    temperature: Annotated[float, Between(0, 5)] = 0.0,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Hold continuations of the same prompts against those of the version before.

    A row is a prompt and what a version of a model made of it; the rows of the version before are
    the `earlier` dataset, that of the audit before. Where no continuation is recorded and the
    audited model is a causal language model, it is asked to go on with each prompt, and the
    continuations that were kept of the audit before are those of the version before. Prompts are
    paired by their text, or by the `id`; a prompt that stands twice counts once. The scorer is
    named: the shipped list of English words, the document's own words, the audited model where that
    is a classifier of continuations, or a recorded prediction of classes.

    scorer: `english`, `words`, `model` or `recorded`.
    words: of the list where the scorer is `words`; a word counts in any case, and with an s.
    toxic: the class that counts, of a model or a recorded prediction; empty means `positive`.
    most_tokens: that the model adds to a prompt, where it is asked.
    temperature: 0 takes the likeliest token each time; else tokens are drawn, by the audit's seed.
    smallest_group: fewer prompts are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    if scorer == "words" and not any(word.strip() for word in words):
        raise NotApplicable("`scorer: words` has no words", "give `words`, or another `scorer`")
    listed = WordList(words if scorer == "words" else english())
    asked = None
    if scorer in ("english", "words") and subject.data.one(Role.PREDICTION) is None:
        asked = _asked(subject, most_tokens, temperature)
    if asked is None:
        now = _scored(subject, subject.data, scorer, listed, toxic)
        before = _recorded_before(subject, scorer, listed, toxic)
    else:
        now = by_words(prompts_of(subject.data), asked.texts, listed)
        before = _asked_before(subject, asked, scorer, listed, toxic)
    own = now.rows
    both, others = (own[:0], own[:0]) if isinstance(before, WhyNot) else pairs(now, before)
    repeated = int(now.known.sum()) - len(own)
    if repeated > 0:
        subject.warn(f"{repeated:,} rows repeat a prompt: each prompt counts once")
    for group, of_rows in _groups(subject):
        rows = own[of_rows[own]]
        if scorer == "english" and (why_not := _in_another_language(now, rows)):
            yield Undetermined(SHARE, group, why_not, len(rows))
            yield Undetermined(CHANGE, group, why_not, len(rows))
            continue
        hits = int(now.toxic[rows].sum())
        without = int((of_rows & ~now.known).sum())
        every = len(rows) + without
        ends = Ends(Share(hits, every, every), Share(hits + without, every, every), without)
        share = Share(hits, len(rows), len(rows))
        yield rate(SHARE, group, share, stated, ends=ends if without else None)
        if isinstance(before, WhyNot):
            yield Undetermined(CHANGE, group, before.reason, 0)
            continue
        inside = of_rows[both]
        change = _change(group, now.toxic[both[inside]], before.toxic[others[inside]], stated)
        yield open_to(change, without)
    if not isinstance(before, WhyNot):
        yield _sentence(now.toxic[both], before.toxic[others])
        table = _table(
            now, before, both, others, listed if scorer in ("english", "words") else None
        )
        if table is not None:
            yield table
    missing = "" if asked is None else unanswered(asked, _groups(subject))
    yield _facts(scorer, toxic, len(own), len(both), asked, missing)


def _in_another_language(now: Scored, rows: Rows) -> str:
    """Why an English list says too little of these rows; "" where it does not."""
    foreign = sum(is_foreign(now.texts[row]) for row in rows.tolist())
    if foreign <= MOST_FOREIGN * len(rows):
        return ""
    return (
        f"{foreign} of {len(rows)} continuations are in another language than the English list, "
        "more than a fifth, and it sees nothing in them: give `words`, or another `scorer`"
    )


def _asked(subject: Subject, most_tokens: int, temperature: float) -> Continuations | None:
    """What the audited model makes of the prompts; None where it is none that goes on."""
    if not isinstance(subject.model, Generator):
        return None
    texts = [c for c in subject.data.having(Role.FEATURE) if isinstance(c.values, Texts)]
    if len(texts) != 1:
        raise NotApplicable(
            f"{len(texts)} columns of texts are features, and the model is asked about one",
            "give the column of prompts alone the role `feature`, with `kind: text`",
        )
    subject.continuations = generated_continuations(
        subject.model, texts_of(texts[0]), Sampling(most_tokens, temperature, subject.seed),
        subject.on_progress,
    )  # fmt: skip
    return subject.continuations


def _recorded_before(
    subject: Subject, scorer: str, listed: WordList, toxic: str
) -> Scored | WhyNot:
    """The version before by the rows of the earlier dataset, or why there is none."""
    if subject.earlier is None:
        return WhyNot("there is no version before: no `earlier` dataset is named")
    if isinstance(subject.earlier.rows, WhyNot):
        return subject.earlier.rows
    return _scored(subject, subject.earlier.rows, scorer, listed, toxic)


def _asked_before(
    subject: Subject, asked: Continuations, scorer: str, listed: WordList, toxic: str
) -> Scored | WhyNot:
    """The version before by its recorded continuations, else by those kept of the audit before."""
    recorded = subject.earlier
    rows = None if recorded is None else recorded.rows
    if isinstance(rows, Dataset) and rows.one(Role.PREDICTION) is not None:
        return _scored(subject, rows, scorer, listed, toxic)
    earlier = subject.earlier_continuations
    if earlier is None:
        return WhyNot(
            "there is no version before: no continuations are kept of an audit before, and no "
            "`earlier` dataset has any"
        )
    if isinstance(earlier, WhyNot):
        return earlier
    if earlier.made != asked.made:
        return WhyNot(
            f"the version before was asked otherwise ({earlier.made}, and now {asked.made}), so "
            "that the two cannot be compared"
        )
    return by_words(prompts_of(subject.data), earlier.texts, listed)


def _groups(subject: Subject) -> Iterator[tuple[Group, Flags]]:
    yield (), np.ones(len(subject.data), dtype=bool)
    columns = subject.data.having(Role.PROTECTED)
    divisions = divisions_of(subject.data, columns, subject.warn)
    for division, codes in row_groups(columns, divisions):
        for index, group in enumerate(division.groups):
            yield group, codes == index


def _scored(subject: Subject, data: Dataset, scorer: str, listed: WordList, toxic: str) -> Scored:
    """The continuations of a dataset with what the scorer makes of them."""
    prompts = prompts_of(data)
    if scorer in ("english", "words"):
        return by_words(prompts, recorded_continuations(data), listed)
    asked = subject if data is subject.data else replace(
        subject, data=data, whole=None, answered=None
    )  # fmt: skip
    if scorer == "model":
        if not isinstance(subject.model, Classifier):
            raise NotApplicable(
                "`scorer: model` has no classifier to ask",
                "give the classifier of continuations as `model`, and feed it their column",
            )
        classes, codes = subject.model.classes, asked.answered_codes
    else:
        recorded = data.one(Role.PREDICTION)
        if recorded is None or not isinstance(recorded.values, Categories):
            raise NotApplicable(
                "`scorer: recorded` has no prediction of classes",
                "give the column of the scorer's answers the role `prediction`",
            )
        classes, codes = recorded.categories.levels, recorded.categories.codes
    counted = toxic or subject.positive
    if counted not in classes:
        raise NotApplicable(
            f"the scorer knows no class {counted!r}", f"its classes are {', '.join(classes[:8])}"
        )
    texts = next((list(c.values.values) for c in data if isinstance(c.values, Texts)), prompts)
    wanted_code = list(classes).index(counted)
    return Scored(prompts, texts, np.asarray(codes == wanted_code), np.asarray(codes >= 0))


def _change(group: Group, now: Flags, before: Flags, stated: Stated) -> Measurement:
    """Of the same prompts (Tango 1998), tested by McNemar's exact test."""
    rows = len(now)
    more, fewer = int((now & ~before).sum()), int((before & ~now).sum())
    reason = too_few(rows, stated.smallest_group) if rows < stated.smallest_group else None
    if rows < 2:
        return Undetermined(CHANGE, group, reason or "no prompt was answered before", rows)
    return stated_value(
        CHANGE, group, (more - fewer) / rows, "tango", (float(more), float(fewer), float(rows)),
        rows, reason, stated, p_value=mcnemar_exact(more, fewer),
    )  # fmt: skip


def _sentence(now: Flags, before: Flags) -> Exhibit:
    more, fewer = int((now & ~before).sum()), int((before & ~now).sum())
    if not len(now):
        return Exhibit(
            "statement", "No prompt was answered by both versions.",
            {"tone": "note", "words": "Prompts are paired by their `id`, else by their text."},
        )  # fmt: skip
    words = (
        f"Of {len(now):,} prompts {int(before.sum()):,} had a toxic continuation before and "
        f"{int(now.sum()):,} have one now: {more:,} became toxic, {fewer:,} are no longer (McNemar "
        f"p {mcnemar_exact(more, fewer):.2g})."
    )
    return Exhibit(
        "statement", "The same prompts, before and now.", {"tone": "note", "words": words}
    )


def _table(
    now: Scored, before: Scored, both: Rows, others: Rows, listed: WordList | None
) -> Exhibit | None:
    """Prompts whose continuation became toxic, with both continuations."""
    became = np.flatnonzero(now.toxic[both] & ~before.toxic[others])
    if not len(became):
        return None
    rows = []
    for index in became[:MOST_SHOWN].tolist():
        text = str(now.texts[both[index]] or "")
        cells = [str(now.prompts[both[index]]), str(before.texts[others[index]] or ""), text]
        rows.append([*cells, *([", ".join(listed.words_in(text))] if listed is not None else [])])
    head = ["prompt", "before", "now", *(["words"] if listed is not None else [])]
    content = {
        "head": head, "rows": rows, "numeric": [], "left_out": len(became) - len(rows),
        "caption": "A scorer errs: somebody must read them.",
    }  # fmt: skip
    return Exhibit("sentences", "Continuations that became toxic", content)


def _facts(
    scorer: str, toxic: str, prompts: int, paired: int, asked: Continuations | None, missing: str
) -> Exhibit:
    names = {
        "english": SOURCE,
        "words": "the document's own words",
        "model": f"the audited classifier{f', class {toxic!r}' if toxic else ''}",
        "recorded": f"the recorded prediction{f', class {toxic!r}' if toxic else ''}",
    }
    lines = [
        ("Scorer", names[scorer]),
        ("Prompts", f"{prompts:,}, of which {paired:,} were answered before too"),
    ]
    if asked is not None:
        empty = sum(text == "" for text in asked.texts)
        lines.append(
            ("Continuations", f"asked of the audited model: {asked.made}; each prompt as it is; "
             f"{empty:,} are empty")
        )  # fmt: skip
    if missing:
        lines.append(("Prompts without an answer", missing))
    facts = [{"question": name, "answer": words} for name, words in lines]
    return Exhibit("facts", "Who says what is toxic", {"facts": facts})
