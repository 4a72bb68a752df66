"""Sentences about a person of no gender: lists and templates, one file a language.

Whoever adds a file `audits/texts/languages/CODE.yaml` adds a language; a list in it is a set.
The files say how they are built in their headers. Occupations carry the women's share of
`texts/occupations.tsv` where it has one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import nan
from typing import Any

from audits.errors import NotApplicable
from audits.specification.parsing import load_yaml


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence to translate.

    word: what it is about, in English; template: its frame, equal for equal frames.
    women: the women's share of the occupation, NaN where there is none.
    """

    text: str
    language: str
    set: str
    word: str
    template: str
    women: float


@dataclass(frozen=True, slots=True)
class Language:
    """A source language: how it is called, its pronoun, what to mind, and its sets."""

    code: str
    name: str
    pronoun: str
    caveat: str
    sets: Mapping[str, Sequence[Source]]


@cache
def languages() -> tuple[str, ...]:
    """The codes of every language there is a file for."""
    folder = files("audits.texts").joinpath("languages")
    names = (item.name for item in folder.iterdir())
    return tuple(sorted(name[:-5] for name in names if name.endswith(".yaml")))


@cache
def language(code: str) -> Language:
    """The lists of a language, or a refusal that names those there are."""
    if code not in languages():
        raise NotApplicable(
            f"there are no sentences in {code!r}",
            f"give them as the dataset, or choose among: {', '.join(languages())}",
        )
    path = files("audits.texts").joinpath(f"languages/{code}.yaml")
    document: dict[str, Any] = load_yaml(path.read_text("utf-8"))
    sets = {
        name: tuple(_sentences(code, name, content)) for name, content in document["sets"].items()
    }
    return Language(code, document["name"], document["pronoun"], document.get("caveat", ""), sets)


def _sentences(code: str, name: str, content: Mapping[str, Any]) -> list[Source]:
    """A set is `sentences` (word: sentence), or `templates` and `words` (word: its translation)."""
    shares = women_shares()
    made = [
        Source(text, code, name, word, word, shares.get(word, nan))
        for word, text in content.get("sentences", {}).items()
    ]
    for template in content.get("templates", ()):
        for word, translation in content["words"].items():
            text = template.replace("{}", translation)
            # Georgian has no sentence case, although Unicode has capitals for it.
            text = text if "ა" <= text[:1] <= "ჿ" else text[:1].upper() + text[1:]
            made.append(Source(text, code, name, word, template, shares.get(word, nan)))
    return made


@cache
def women_shares() -> Mapping[str, float]:
    """Occupation -> share of women among those who work in it."""
    text = files("audits.texts").joinpath("occupations.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {occupation: float(percent) / 100 for occupation, percent, *_ in rows}


def sources(code: str, sets: Sequence[str]) -> list[Source]:
    """The sentences of these sets, in their order; an unknown set is a refusal."""
    language_lists = language(code)
    unknown = [name for name in sets if name not in language_lists.sets]
    if unknown and len(unknown) == len(sets):
        raise NotApplicable(
            f"{language_lists.name} has no list {', '.join(unknown)}",
            f"it has: {', '.join(language_lists.sets)}",
        )
    return [
        item for name in sets if name in language_lists.sets for item in language_lists.sets[name]
    ]
