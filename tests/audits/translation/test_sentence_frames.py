"""Words and templates are found where they cross, and nowhere else."""

import pytest

from audits.translation.sentence_frames import Framed, are_too_many, framed

TEMPLATES = ["Hän on %s.", "Onko hän %s?", "Hän oli hyvä %s.", "%s hän ei ole!"]
WORDS = ["suutari", "räätäli", "puutarhuri", "metsuri", "lentäjä", "poliisi"]


def of(sources, languages=None):
    return framed(sources, languages or ["fi"] * len(sources))


def crossed(templates, words):
    return [template % word for word in words for template in templates]


def test_a_sentence_is_its_word_and_the_rest():
    found = of(crossed(TEMPLATES, WORDS))
    assert [one.filling for one in found] == [f"fi: {w}" for w in WORDS for _ in TEMPLATES]
    frames = ["fi hän on _", "fi onko hän _", "fi hän oli hyvä _", "fi _ hän ei ole"]
    assert [one.frame for one in found] == frames * len(WORDS)


def test_a_word_may_be_two_and_the_same_word_of_another_language_is_another():
    words = ["shop assistant", "taxi driver", "police officer", "fire chief", "truck mechanic"]
    sources = crossed(["they are a %s", "is that %s tired"], words)
    found = of(sources + sources, ["hu"] * 10 + ["en"] * 10)
    assert found[0] == Framed("hu: shop assistant", "hu they are a __")
    assert found[10] == Framed("en: shop assistant", "en they are a __")


@pytest.mark.parametrize(
    "sources",
    [
        crossed(TEMPLATES, WORDS[:4]),  # too few words for a frame
        crossed(TEMPLATES[:1], WORDS),  # nothing is crossed
        WORDS * 3,  # no sentence is left without the word
        ["The nurse said that she would come.", "A doctor called him.", "They met the cook."] * 5,
        [],
    ],
    ids=["four words", "one template", "words alone", "prose", "nothing"],
)
def test_elsewhere_nothing_is_found(sources):
    assert of(sources) == [None] * len(sources)


def test_sentences_beside_the_templates_have_none():
    sources = [*crossed(TEMPLATES, WORDS), "Kokki sanoi, että hän tulee huomenna."]
    found = of(sources)
    assert found[-1] is None
    assert all(found[:-1])


@pytest.mark.parametrize("words", [2, 4, 6])
def test_the_word_is_what_the_direction_goes_with(words):
    """Fewer words than towns and months: by the sentences alone any of the three may be meant."""
    chosen = WORDS[:words]
    rows = [
        (f"Hän oli {town} {month} hyvä {word}.", word, "female" if at % 2 else "male")
        for at, word in enumerate(chosen)
        for town in ("Turussa", "Oulussa", "Espoossa", "Porissa", "Raumalla", "Vaasassa", "Salossa")
        for month in ("tammikuussa", "helmikuussa", "maaliskuussa", "huhtikuussa", "heinäkuussa")
    ]
    sources, about, directions = zip(*rows, strict=True)
    found = framed(sources, ["fi"] * len(sources), directions)
    assert [one.filling for one in found] == [f"fi: {word}" for word in about]
    assert len({one.frame for one in found}) == 35


def test_of_very_many_sentences_nothing_is_looked_for():
    """Three gaps a word: 100,000 words are the most."""
    few = [f"Hän oli hyvä {number} vuotta." for number in range(20_000)]
    assert not are_too_many(few)
    many = [*few, "Hän oli hyvä aina."]
    assert are_too_many(many)
    assert of(many) == [None] * len(many)


def test_where_all_are_of_one_direction_it_says_nothing():
    sources = crossed(TEMPLATES, WORDS)
    assert framed(sources, ["fi"] * len(sources), ["male"] * len(sources)) == of(sources)


def numbered(words, each=8, article=("", "")):
    """Sentences of which each has a number of its own, so that no two share a frame."""
    rows = [(word, at % 2) for at, word in enumerate(words) for _ in range(each)]
    sources = [f"O bir {article[side]} {word} numara {n}." for n, (word, side) in enumerate(rows)]
    return sources, [word for word, _ in rows], ["male" if side else "female" for _, side in rows]


@pytest.mark.parametrize("article", [("", ""), ("die", "der")])
def test_without_frames_it_is_a_word_of_several_sentences_that_are_tied_alike(article):
    """An article that all of one gender have tells none of them apart."""
    sources, about, directions = numbered(
        ["hemşire", "pilot", "terzi", "asker", "ebe", "kaptan"], article=article
    )
    found = framed(sources, ["tr"] * len(sources), directions)
    assert [one.filling for one in found] == [f"tr: {word}" for word in about]
    assert len({one.frame for one in found}) == len(sources)
    assert of(sources) == [None] * len(sources)


def test_a_word_of_few_sentences_or_of_both_genders_is_none():
    sources, _, directions = numbered(["hemşire", "pilot", "terzi", "asker"], each=4)
    assert framed(sources, ["tr"] * 16, directions) == [None] * 16
    assert framed(sources, ["tr"] * 16, ["female", "male"] * 8) == [None] * 16
