"""The mean log-odds of sentences made of words and templates."""

import numpy as np

from audits.measurement import Estimate, Undetermined
from audits.statistics.intervals import deciding, one_sided_p
from audits.statistics.share_measurements import Stated
from audits.translation.clustered_sample import Sample
from audits.translation.gender_states import Reading, State
from audits.translation.pronoun_log_odds import mean_log_odds
from audits.translation.scored_sentences import Sentences
from audits.translation.stereotype_directions import UNSAID


def scored(values, *clusters):
    rows = len(values)
    return Sentences(
        sources=[""] * rows, outputs=[""] * rows, readings=[Reading(State.NONE)] * rows,
        languages=["fi"] * rows, systems=[None] * rows, attributes={}, words=[""] * rows,
        women=np.full(rows, np.nan), scores=values, leanings=[UNSAID] * rows,
        references=[None] * rows, sample=Sample(np.ones(rows, dtype=np.int64), clusters=clusters),
    )  # fmt: skip


def log_odds(rng, words, templates, far):
    """Log-odds of words crossed with templates; one word in `far` is 3 higher."""
    word, template = np.repeat(np.arange(words), templates), np.tile(np.arange(templates), words)
    high = np.where(rng.random(words) < 1 / far, 3.0, 0.0) if far else rng.normal(0, 1, words)
    return scored(high[word] + rng.normal(0, 0.1, words * templates), word, template)


def test_log_odds_err_no_more_often_than_they_may_where_one_word_in_ten_is_far_out():
    # With the plain t interval 35 of 100 samples of 10 words fail, and 7 of 40.
    # One in thirty: of 60 words 13 samples in 100 have none of them, and err but for a far word.
    for words, templates, far in ((20, 5, 10), (40, 5, 10), (120, 3, 10), (60, 5, 30)):
        rng = np.random.default_rng(words)
        erred, draws = np.zeros(2), 150
        for _ in range(draws):
            found = mean_log_odds((), log_odds(rng, words, templates, far), Stated(0.95, 30))
            if isinstance(found, Estimate):
                method = deciding(found.method)
                for side, above in enumerate((False, True)):
                    p = one_sided_p(method, found.evidence, 3 / far, above=above)
                    erred[side] += p <= 0.025
        assert erred.max() / draws <= 0.035 + 2 * (0.035 * 0.965 / draws) ** 0.5


def test_log_odds_of_many_like_words_are_judged_and_of_few_are_not():
    rng = np.random.default_rng(3)
    many = mean_log_odds((), log_odds(rng, 90, 5, 0), Stated(0.95, 30))
    assert isinstance(many, Estimate)
    of_few_words = mean_log_odds((), log_odds(rng, 12, 5, 0), Stated(0.95, 30))
    assert isinstance(of_few_words, Undetermined)
    assert "worth 12.0 words where 30 are needed" in of_few_words.reason
    assert of_few_words.raw is not None
