"""How few words, put otherwise, turn a right answer about a text?"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from audits.data.arrays import Flags
from audits.data.tokens import PIECE, is_word
from audits.errors import NotApplicable
from audits.languages import language_code
from audits.measurement import Exhibit, Measurement
from audits.models import Classifier
from audits.perturbations.synonyms import english, own_list, replacements
from audits.planning import forward_passes
from audits.probing.probe import Evidence, Metric, Scale, Subject, probe
from audits.robustness import exhibits
from audits.robustness.attacked_rows import Attacked
from audits.robustness.masking import unless_masked
from audits.robustness.measuring import Names, Outcome, share, smallest
from audits.robustness.query_budget import rows_paid_for
from audits.robustness.steadiness import one_answer
from audits.robustness.text_rows import labelled_texts, text_asker
from audits.robustness.what_stands import what_stands
from audits.robustness.word_substitution import Reworded, most_changes, reword
from audits.specification.parameter_bounds import (
    Between,
    Confidence,
    MostQueries,
    Rows,
    SmallestGroup,
)
from audits.specification.roles import Kind, Role
from audits.statistics.shares import Stated

NAMES = Names(
    "word_change_accuracy",
    "word_change_success_rate",
    "word_change_accuracy_difference",
    "word_change_clean_accuracy",
    quoted=90,
)
FEWEST, QUANTILES = "fewest_words_changed", (0.1, 0.5)
OTHERS = "for tables give `robustness.columns`, for pictures `robustness.gradient_attack`"
ENGLISH = "WordNet 3.0: other words of a word's most frequent sense"


@probe(
    metrics=(
        *NAMES.metrics("other words for the same"),
        Metric(
            FEWEST,
            "The number of words changed at which this `fraction` of the rows answered rightly "
            "before is turned.",
            Scale.NUMBER,
            overall=False,
            title="fewest words changed that turn an answer",
            evidence=Evidence.ATTACK,
        ),
    ),
    needs=(Role.LABEL,),
    label=Kind.CATEGORY,
    model=Classifier,
    task="text-classification",
    passes=forward_passes.word_changes,
    sampled=({"attacked_rows": 100}, {"attacked_rows": 50}),
    by_default=False,
    version=2,
)
def words(
    subject: Subject,
    *,
    synonyms: Annotated[tuple[str, ...], Field(max_length=10_000)] = (),
    most_share: Annotated[float, Between(0.01, 1)] = 0.2,
    queries: Annotated[int, Between(10, 10**6)] = 500,
    attacked_rows: Rows = 200,
    most_queries: MostQueries | None = None,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
) -> Iterator[Measurement | Exhibit]:
    """Words are exchanged for others of the same meaning, the most important first.

    Jin et al. 2020 (AAAI, "TextFooler"): how far the true class falls without a word says how
    important it is; from the most important on, each is given the substitute under which the true
    class is least probable. Nothing else of the text is touched: no word is added, left out or
    inflected, capitals are kept, `a` and `an` stay right. What is exchanged is shown, since a list
    cannot know every context: read whether the meaning was kept. The shipped list is English; for
    another language give `synonyms`.

    synonyms: the words to exchange, in place of the English list, each as "film: movie, picture".
    most_share: of a text's words, at most this share is changed, and one at least.
    queries: texts asked for one row at most.
    attacked_rows: at most so many labelled rows, spread evenly; the same text counts once.
    most_queries: questions in all; fewer rows where they do not reach.
    smallest_group: a rate of fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    asker = text_asker(subject, OTHERS)
    listed = own_list(synonyms, "probes.robustness.words.synonyms") if synonyms else english()
    language = subject.source_language
    if not synonyms and language is not None and language_code(language) != "en":
        raise NotApplicable(
            f"the shipped list is English, and the texts are in {language!r}",
            "give `synonyms` of that language",
        )
    rows = rows_paid_for(subject, attacked_rows, queries, most_queries)
    attacked, texts = labelled_texts(subject, asker, rows)
    right = attacked.rows_to_turn
    places = [replacements(texts[row], listed) for row in right.tolist()]
    if not any(places):
        raise NotApplicable(
            "no word of these texts is in the list of words to exchange",
            "give `synonyms` of the texts' language and topic",
        )
    reworded: list[Reworded] = []
    for index, (row, free) in enumerate(zip(right.tolist(), places, strict=True)):
        count = sum(is_word(piece) for piece in PIECE.findall(texts[row]))
        reworded.append(
            reword(
                texts[row], free, int(attacked.labels[row]), asker.answers,
                most=most_changes(count, most_share), most_queries=queries,
            )
        )  # fmt: skip
        subject.on_progress((index + 1) / len(right))
    most = f"at most {100 * most_share:g} % of a text"
    method = f"words of the same meaning, {most}, {asker.asked:,} asked"
    standing = attacked.standing(np.array([one.turned for one in reworded]))
    outcome = Outcome(attacked, standing, method, stated)
    reason = one_answer(subject, ~standing[right])
    yield from what_stands(NAMES, subject, outcome, reason)
    counts = Counter(len(one.changed) for one in reworded if one.turned)
    tried = [
        (float(size), sum(amount for used, amount in counts.items() if used <= size))
        for size in sorted(counts)
    ]
    for quantile in QUANTILES:
        group = (("fraction", f"{quantile:g}"),)
        fewest = smallest(FEWEST, group, quantile, len(right), tried, stated, method)
        yield unless_masked(fewest, reason)
    yield _curve(tried, len(right), stated)
    table = _pairs(attacked, right, texts, reworded, asker.model.classes)
    if table is not None:
        yield table
    nothing = sum(not free for free in places)
    yield exhibits.budget(
        "What may be changed",
        [
            ("Words", "the document's own list" if synonyms else ENGLISH),
            ("May change", f"at most {100 * most_share:g} % of a text's words, one at least"),
            ("Stays", "order, number and form of the words, capitals, signs; a and an stay right"),
            (
                "Nothing to change",
                f"in {nothing:,} of {len(right):,} texts: they count as standing",
            ),
            ("Asked", f"{asker.asked:,} texts, at most {queries:,} for one row"),
        ],
    )


def _curve(tried: list[tuple[float, int]], rows: int, stated: Stated) -> Exhibit:
    line = [(size, share(NAMES.success, (), turned, rows, stated)) for size, turned in tried]
    turned = tried[-1][1] if tried else 0
    return exhibits.curve_of(
        "Right answers turned, by the number of words changed", {"turned": line},
        "words changed at most", "turned",
        note=f"{turned:,} of {rows:,} right answers turned. {exhibits.NO_PROOF}",
    )  # fmt: skip


def _pairs(
    attacked: Attacked,
    right: Flags | np.ndarray,
    texts: list[str],
    reworded: list[Reworded],
    classes: tuple[str, ...],
) -> Exhibit | None:
    """Texts before and after, each exchange of words once, those that took fewest words first."""
    turned = [(row, one) for row, one in zip(right.tolist(), reworded, strict=True) if one.turned]
    turned.sort(key=lambda pair: (len(pair[1].changed), pair[0]))
    by_words = {one.changed: (row, one) for row, one in reversed(turned)}
    turned = [pair for pair in turned if by_words[pair[1].changed] == pair]
    pairs = [
        {
            "before": {
                "text": texts[row],
                "caption": f"row {int(attacked.rows[row])}: {classes[attacked.labels[row]]}",
            },
            "after": {"text": one.text, "caption": f"answered {classes[one.code]}"},
            "note": "; ".join(f"{old} → {new}" for old, new in one.changed),
        }
        for row, one in turned[: exhibits.MOST_PAIRS]
    ]
    title = "Texts that a few other words turned"
    return Exhibit("pairs", title, {"pairs": pairs}) if pairs else None
