"""What the parts of a split are: by their own names, or by that of a column such as `is_train`."""

from collections.abc import Sequence

from audits.specification.role_names import plain, words_of_name

# What rows that a model was fitted to are called, in whatever case.
TRAINING = frozenset({"train", "training", "trn", "fit", "member", "members"})
# How values say yes: in English, German, French, Italian, Finnish, Swedish, Hungarian, Polish.
AFFIRMED = frozenset(
    {"1", "true", "yes", "y", "positive", "ja", "oui", "si", "sim", "igen", "evet", "tak", "kylla"}
)
# Names of columns of two values, of which the name says what they mean.
FLAGS = ("is_train", "is_test")


def training_parts(name: str, parts: Sequence[str]) -> frozenset[str]:
    """The parts that a model was trained on, of a column of this name."""
    named = frozenset(value for value in parts if value.strip().lower() in TRAINING)
    return named or flagged(name, parts, "is_train")


def flagged(name: str, parts: Sequence[str], asked: str) -> frozenset[str]:
    """The part of two that the column's name says is of this kind; empty where it does not.

    asked: `is_train` or `is_test`, as a column that says yes of that part would be called. One of
    the two values must affirm.
    """
    own = "_".join(words_of_name(name))
    affirmed = [value for value in parts if plain(value) in AFFIRMED]
    if own not in FLAGS or len(parts) != 2 or len(affirmed) != 1:
        return frozenset()
    return frozenset(value for value in parts if (value in affirmed) is (own == asked))
