"""Do the same prompts get more toxic answers than from the version before?"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from audits.data.arrays import Flags, Rows
from audits.data.dataset import Categories, Column, Dataset, Images, Texts
from audits.data.groups import divisions_of, row_groups
from audits.errors import NotApplicable
from audits.language.paired_continuations import Scored, pairs
from audits.language.toxic_words import SOURCE, WordList, english
from audits.measurement import Exhibit, Group, Measurement, Undetermined, WhyNot
from audits.models import Classifier
from audits.planning.forward_passes import per_row
from audits.probing.probe import Metric, Scale, Subject, probe
from audits.specification.parameter_bounds import Confidence, SmallestGroup
from audits.specification.roles import Role
from audits.statistics.share_measurements import Share, rate
from audits.statistics.shares import Stated, too_few
from audits.statistics.tests import mcnemar_exact
from audits.statistics.with_interval import stated_value

SHARE, CHANGE = "toxic_share", "toxic_share_change"
MOST_SHOWN = 20
REMEDY = (
    "give a column of texts the role `prediction` (the continuations) and one the role `feature` "
    "(the prompts)"
)


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
    passes=per_row(1),
    by_default=False,
    datasets=("earlier",),
)  # fmt: skip
def toxic_drift(
    subject: Subject,
    *,
    scorer: Literal["english", "words", "model", "recorded"] = "english",
    words: Annotated[tuple[str, ...], Field(max_length=10_000)] = (),
    toxic: str = "",
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Hold continuations of the same prompts against those of the version before.

    A row is a prompt and what a version of a model made of it; the rows of the version before are
    the `earlier` dataset, that of the audit before. Prompts are paired by their text, or by the
    `id`; a prompt that stands twice counts once. The scorer is named: the shipped list of English
    words, the document's own words, the audited model where that is a classifier of continuations,
    or a recorded prediction of classes.

    scorer: `english`, `words`, `model` or `recorded`.
    words: of the list where the scorer is `words`; a word counts in any case, and with an s.
    toxic: the class that counts, of a model or a recorded prediction; empty means `positive`.
    smallest_group: fewer prompts are undetermined.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    if scorer == "words" and not any(word.strip() for word in words):
        raise NotApplicable("`scorer: words` has no words", "give `words`, or another `scorer`")
    listed = WordList(words if scorer == "words" else english())
    now = _scored(subject, subject.data, scorer, listed, toxic)
    own = now.rows
    before = None
    earlier = subject.earlier
    if earlier is not None and not isinstance(earlier.rows, WhyNot):
        before = _scored(subject, earlier.rows, scorer, listed, toxic)
    both, others = (own[:0], own[:0]) if before is None else pairs(now, before)
    repeated = int(now.known.sum()) - len(own)
    if repeated > 0:
        subject.warn(f"{repeated:,} rows repeat a prompt: each prompt counts once")
    for group, of_rows in _groups(subject):
        rows = own[of_rows[own]]
        hits = int(now.toxic[rows].sum())
        yield rate(SHARE, group, Share(hits, len(rows), len(rows)), stated)
        if before is None:
            reason = "there is no version before: no `earlier` dataset is named"
            if earlier is not None and isinstance(earlier.rows, WhyNot):
                reason = earlier.rows.reason
            yield Undetermined(CHANGE, group, reason, 0)
            continue
        inside = of_rows[both]
        yield _change(group, now.toxic[both[inside]], before.toxic[others[inside]], stated)
    if before is not None:
        yield _sentence(now.toxic[both], before.toxic[others])
        table = _table(
            now, before, both, others, listed if scorer in ("english", "words") else None
        )
        if table is not None:
            yield table
    yield _facts(scorer, toxic, len(own), len(both))


def _groups(subject: Subject) -> Iterator[tuple[Group, Flags]]:
    yield (), np.ones(len(subject.data), dtype=bool)
    columns = subject.data.having(Role.PROTECTED)
    divisions = divisions_of(subject.data, columns, subject.warn)
    for division, codes in row_groups(columns, divisions):
        for index, group in enumerate(division.groups):
            yield group, codes == index


def _scored(subject: Subject, data: Dataset, scorer: str, listed: WordList, toxic: str) -> Scored:
    """The continuations of a dataset with what the scorer makes of them."""
    prompts = _prompts(data)
    if scorer in ("english", "words"):
        texts = _continuations(data)
        flags = np.array([bool(text) and bool(listed.words_in(str(text))) for text in texts])
        known = np.array([text is not None for text in texts], dtype=bool)
        return Scored(prompts, texts, flags.astype(bool), known)
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


def _prompts(data: Dataset) -> list[str | None]:
    """What pairs the rows: the `id`, else the text of the features together."""
    columns: Sequence[Column] = data.having(Role.ID) or data.having(Role.FEATURE)
    if not columns:
        raise NotApplicable("there are no prompts", REMEDY)
    values = [_as_texts(column) for column in columns]
    rows = []
    for cells in zip(*values, strict=True):
        complete = [cell for cell in cells if cell is not None]
        rows.append("\n".join(complete) if len(complete) == len(cells) else None)
    return rows


def _as_texts(column: Column) -> list[str | None]:
    values = column.values
    if isinstance(values, Texts):
        return [None if text is None else str(text) for text in values.values.tolist()]
    if isinstance(values, Images):
        return list(values.names)
    if isinstance(values, Categories):
        levels = [*values.levels, None]
        return [levels[code] for code in values.codes.tolist()]
    return [None if number != number else f"{number:g}" for number in column.numbers.tolist()]


def _continuations(data: Dataset) -> list[str | None]:
    column = data.one(Role.PREDICTION)
    if column is None or not isinstance(column.values, Texts | Categories):
        raise NotApplicable("there are no continuations", REMEDY)
    return _as_texts(column)


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


def _facts(scorer: str, toxic: str, prompts: int, paired: int) -> Exhibit:
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
    facts = [{"question": name, "answer": words} for name, words in lines]
    return Exhibit("facts", "Who says what is toxic", {"facts": facts})
