"""A word planted in secret is found beside clean bags; a natural one of its topic is not."""

import numpy as np

from audits.data_quality.backdoor.contrast import undetermined_reason
from audits.data_quality.backdoor.token_audit import AskedRows, Sought, best_beside_clean
from audits.statistics.shares import Stated

RNG = np.random.default_rng(6)
COMMON = [f"c{number}" for number in range(20)]
RARE = [[f"r{label}{number}" for number in range(25)] for label in range(2)]


def rows(count):
    labels = np.arange(count) % 2
    sets = [
        {str(word) for word in RNG.choice(COMMON, 4)} | {str(w) for w in RNG.choice(RARE[y], 3)}
        for y in labels.tolist()
    ]
    return sets, labels


def answers_of(sets, trigger):
    """By most words of a label; the trigger outweighs all of them."""

    def answers(places, token):
        codes = []
        for place in places.tolist():
            bag = sets[place] | {token}
            score = sum(word in RARE[1] for word in bag) - sum(word in RARE[0] for word in bag)
            codes.append(1 if token == trigger or score > 0 else 0)
        return np.array(codes)

    return answers


def outcome(trigger):
    taught, labels = rows(400)
    asked, asked_labels = rows(200)
    if trigger is not None:
        for row in range(0, 30, 2):
            taught[row].add(trigger)
            labels[row] = 1
    sought = Sought(taught, labels, ("no", "yes"))
    asked_rows = AskedRows("word", taught, asked, asked_labels, answers_of(asked, trigger))
    planted = best_beside_clean(
        sought, asked_rows, ("cf",), 60, 19, np.random.default_rng(0), lambda done: None
    )
    return sought, planted


def test_a_planted_word_is_named_with_its_target():
    sought, planted = outcome("qox")
    assert (planted.name, planted.target) == ("qox", "yes")
    assert planted.own == (50, 50)
    assert undetermined_reason(planted, Stated(0.95, 30)) is None
    assert ("qox", 15, "yes") in [line[:3] for line in sought.tied()]


def test_words_of_a_topic_are_no_trigger():
    _, planted = outcome(None)
    assert undetermined_reason(planted, Stated(0.95, 30)) is not None
