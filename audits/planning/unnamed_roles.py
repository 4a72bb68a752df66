"""Columns that by name and values are a split or weights, and that nobody named as such.

Unnamed, rows that the model was trained on count beside those it never saw, and rows of a survey
count alike though each stands for another number of people.
"""

from collections.abc import Collection, Iterator

from audits.planning.guess_vocabulary import Guess, value_words
from audits.planning.role_guesses import guess_roles
from audits.planning.row_filters import part_named_test
from audits.specification.document import AuditDocument
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.role_names import plain, words_of_name
from audits.specification.roles import Role
from audits.specification.split_parts import FLAGS, flagged

_MEANS = {
    Role.SPLIT: "its rows are measured together. Where the model was trained on some of them, "
    "name it, and {}",
    Role.WEIGHT: "each row counts alike. Where rows stand for different numbers of people, name "
    "it, and shares and intervals count by it",
}
# Names under which SAS and the like write the parts as numbers.
_NUMBERED = ("part_ind",)


def told_of_unnamed(
    document: AuditDocument, dataset: DatasetProfile, fed: Collection[str] = ()
) -> Iterator[str]:
    """A sentence for each such role that the document gives to no column.

    fed: columns that the model is asked with, which are features whatever they are called.
    """
    declared = document.dataset.columns
    named = {spec.role for spec in declared.values()}
    profiles = {column.name: column for column in dataset.columns}
    for name, guess in guess_roles(dataset).items():
        is_said = name in declared or name in fed or guess.role in named
        if guess.role not in _MEANS or is_said or not _is_plain(guess, profiles[name]):
            continue
        role = str(guess.role)
        parts = profiles[name].values
        has_test = part_named_test(parts) or flagged(name, parts, "is_test")
        measured = (
            "the test rows are measured alone" if has_test else "say which `rows` are measured"
        )
        yield (
            f"{name} looks like a {role} ({guess.reason}) and is not named as one: "
            f"{_MEANS[guess.role].format(measured)} (role {role}; `--{role} {name}` beside a "
            f"table, `{role}={name!r}` in Python); say `role: feature` of it where it is none"
        )


def _is_plain(guess: Guess, column: ColumnProfile) -> bool:
    """Whether it can be little else: of numbered folds each is the test rows of some model."""
    if guess.role is Role.WEIGHT:
        return guess.is_sure and column.distinct > 1
    values = {plain(value) for value in column.values}
    is_said = "_".join(words_of_name(column.name)) in (*FLAGS, *_NUMBERED)
    return len(values) > 1 and (is_said or values <= value_words("splits"))
