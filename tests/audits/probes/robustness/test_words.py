"""Words put otherwise, counted by hand on a bag of words."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable, Refused
from audits.measurement import Exhibit, Undetermined
from audits.probes.robustness.words import words
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.askable import LinearText

# "horrible" is known to the model and its synonyms are not; "bad" has none in the list.
MODEL = LinearText({"horrible": -2.0, "bad": -2.0, "splendid": 2.0, "great": 3.0})


def subject(**more):
    """Forty texts a group: of the women's all have a word that can be put otherwise, of the men's
    none. Four more are answered wrongly before."""
    texts, labels, sexes = [], [], []
    for at in range(40):
        texts += [f"a horrible film number{at} of many", f"the bad film number{at} of many"]
        labels += ["no", "no"]
        sexes += ["f", "m"]
    texts += [f"a great film number{at}" for at in range(4)]
    labels, sexes = labels + ["no"] * 4, sexes + ["m"] * 4
    return Subject(
        Dataset(
            (
                Column("text", Role.FEATURE, Texts.of(texts)),
                Column("y", Role.LABEL, Categories.of(labels), positive="yes"),
                Column("sex", Role.PROTECTED, Categories.of(sexes), reference="m"),
            )
        ),
        MODEL,
        **more,
    )


LISTS = ("horrible: splendid, frightful", "film: movie")


def measured(held, **parameters):
    yielded = list(words(held, **parameters))
    shown = [one for one in yielded if isinstance(one, Exhibit)]
    return {(m.metric, m.group): m for m in yielded if not isinstance(m, Exhibit)}, shown


def test_shares_and_gaps_are_those_counted_by_hand():
    numbers, shown = measured(subject(), synonyms=LISTS)
    assert numbers["word_change_clean_accuracy", ()].value == pytest.approx(80 / 84)
    assert numbers["word_change_success_rate", ()].value == pytest.approx(40 / 80)
    gap = numbers["word_change_accuracy_difference", (("sex", "f"),)]
    assert gap.value == pytest.approx(0 - 40 / 44)
    assert numbers["fewest_words_changed", (("fraction", "0.1"),)].value == 1
    # Twice without a word and twice a substitute for a woman's text; one and one for a man's.
    told = numbers["word_change_accuracy", ()].method
    assert f"{40 * 4 + 40 * 2:,} asked" in told
    (pairs,) = (one for one in shown if one.kind == "pairs")
    assert "horrible → splendid" in pairs.content["pairs"][0]["note"]


def test_the_shipped_list_is_used_where_none_is_given():
    held = subject()
    numbers, shown = measured(held)
    # Without "horrible" the bag is empty and P(yes) is one half: "no" by the smaller code.
    assert numbers["word_change_success_rate", ()].value == 0.0
    facts = next(one for one in shown if one.kind == "facts").content["facts"]
    assert any("WordNet" in fact["answer"] for fact in facts)


def test_another_language_needs_its_own_words():
    with pytest.raises(NotApplicable, match="English"):
        list(words(subject(source_language="fi")))
    assert measured(subject(source_language="fi"), synonyms=LISTS)


def test_of_a_model_of_one_answer_nothing_is_shown():
    held = subject()
    flat = Subject(held.data, LinearText({}))
    numbers, _ = measured(flat, synonyms=LISTS)
    for name in ("word_change_accuracy", "word_change_success_rate"):
        one = numbers[name, ()]
        assert isinstance(one, Undetermined)
        assert "all 84 rows, and whatever was made of them" in one.reason
    assert numbers["word_change_clean_accuracy", ()].value == 1.0


def test_words_that_are_nowhere_are_told():
    with pytest.raises(NotApplicable, match="no word"):
        list(words(subject(), synonyms=("elokuva: filmi",)))
    with pytest.raises(Refused):
        list(words(subject(), synonyms=("elokuva",)))


def test_the_order_of_the_rows_is_moot():
    held = subject()
    turned = np.random.default_rng(0).permutation(len(held.data))
    again = Subject(held.data.take(turned), MODEL)
    first, second = measured(held, synonyms=LISTS)[0], measured(again, synonyms=LISTS)[0]
    assert {k: m.sample_size for k, m in first.items()} == {
        k: m.sample_size for k, m in second.items()
    }
