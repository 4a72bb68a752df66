"""The lines of a document that name several labels a row."""

from collections.abc import Iterator

from audits.planning.label_set_guesses import LabelSetGuess
from audits.specification.yaml_spelling import in_yaml


def label_set_lines(guess: LabelSetGuess) -> Iterator[str]:
    """`label_set:` as `evenhand init` writes it, with the reason beside it."""
    yield f"label_set:  # {guess.reason}; every label is a head, and their set one more"
    yield f"  labels: [{', '.join(map(in_yaml, guess.labels))}]"
    if guess.label is not None and guess.prediction is not None:
        yield f"  label: {in_yaml(guess.label)}"
        yield f"  prediction: {in_yaml(guess.prediction)}"
        return
    yield "  prediction:"
    for label, column in zip(guess.labels, guess.answers, strict=True):
        yield f"    {in_yaml(label)}: {in_yaml(column)}"
