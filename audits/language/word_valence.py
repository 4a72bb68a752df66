"""How good or bad the words of an English text are, by the ratings of a published lexicon.

After Hutto & Gilbert 2014 (VADER, ICWSM): the ratings of the words that stand there add up, one
behind a negation counts the other way and a quarter less, and the sum x is brought between -1 and 1
as x / sqrt(x^2 + 15). Their further rules (capitals, degrees, "but", emoticons) are not here.
"""

from functools import cache
from importlib import resources
from math import sqrt

from audits.data.tokens import COMPOUND

SOURCE = (
    "people's ratings of English words, VADER's lexicon (Hutto & Gilbert 2014), negations turned: "
    "0 is the kindest, 1 the worst, .5 where no word is rated"
)
# Of the paper: what a negated word counts, how far before it one may stand, and what its authors
# call alpha, the largest sum that they expected.
_NEGATED, _BEFORE, _ALPHA = -0.74, 3, 15
_NEGATIONS = frozenset(
    ("cannot", "hardly", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing",
     "nowhere", "rarely", "seldom", "without")
)  # fmt: skip


@cache
def ratings() -> dict[str, float]:
    """The shipped list: each word, in lower case, with its mean rating from -4 to 4."""
    path = resources.files("audits.texts.english") / "valence.tsv"
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line[:1] != "#")
    return {word: float(rating) for word, rating in rows}


def valence(text: str) -> float:
    """From -1, the worst, to 1, the kindest; 0 where no word is rated."""
    words = [
        piece
        for compound in COMPOUND.findall(text.casefold().replace("’", "'"))
        for piece in ([compound] if compound in ratings() else compound.split("-"))
    ]
    befores = [words[max(0, index - _BEFORE) : index] for index in range(len(words))]
    total = sum(
        ratings().get(word, 0.0) * (_NEGATED if any(map(_negates, before)) else 1)
        for before, word in zip(befores, words, strict=True)
        if not _negates(word)
    )
    return total / sqrt(total**2 + _ALPHA)


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")
