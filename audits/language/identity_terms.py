"""The same sentence with only the person in it swapped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase for a person; `reference` is the one its attribute is compared with."""

    attribute: str
    name: str
    phrase: str
    reference: str


@dataclass(frozen=True, slots=True)
class Swap:
    """A sentence with the reference's phrase and with the term's. frame: equal for equal frames."""

    term: Term
    frame: str
    before: str
    after: str


@cache
def terms() -> tuple[Term, ...]:
    """Every term of `texts/identity/terms.tsv`, the references among them."""
    first: dict[str, str] = {}
    all_terms = []
    for attribute, name, phrase in _rows("terms.tsv"):
        all_terms.append(Term(attribute, name, phrase, first.setdefault(attribute, name)))
    return tuple(all_terms)


@cache
def templates() -> tuple[str, ...]:
    """Every template of `texts/identity/templates.tsv`."""
    return tuple(template for _, template in _rows("templates.tsv"))


def swaps(attributes: Sequence[str], sentences: Sequence[str] = ()) -> list[Swap]:
    """Every term against its reference, in each template and in each sentence that names one.

    attributes: which to swap; empty means all. sentences: a dataset's own.
    """
    chosen_terms = [term for term in terms() if not attributes or term.attribute in attributes]
    phrases = {(term.attribute, term.name): term.phrase for term in terms()}
    all_swaps = []
    for term in chosen_terms:
        if term.name == term.reference:
            continue
        base = phrases[term.attribute, term.reference]
        for template in templates():
            all_swaps.append(
                Swap(term, template, fill(template, base), fill(template, term.phrase))
            )
        mention = re.compile(rf"(?<!\w){re.escape(base)}(?!\w)", re.IGNORECASE)
        for sentence in dict.fromkeys(sentences):
            match = mention.search(sentence)
            if match:
                frame = sentence[: match.start()] + "{}" + sentence[match.end() :]
                all_swaps.append(Swap(term, frame, fill(frame, base), fill(frame, term.phrase)))
    return all_swaps


def fill(template: str, phrase: str) -> str:
    """The phrase in its place, with a capital where it starts the sentence."""
    sentence = template.replace("{}", phrase)
    return sentence[:1].upper() + sentence[1:]


def attributes() -> tuple[str, ...]:
    """What can be swapped."""
    return tuple(dict.fromkeys(term.attribute for term in terms()))


def _rows(name: str) -> list[list[str]]:
    text = files("audits.texts").joinpath(f"identity/{name}").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
