"""Reading languages that give nouns a gender: pronouns first, then article and noun.

The words of each language stand in `texts/targets/CODE.yaml`. What the rule cannot depend on
(dropped pronouns without an article, epicene nouns such as "persona") is `none`, never a guess.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from audits.specification.parsing import load_yaml
from audits.translation.declined import declines
from audits.translation.gender_states import Reading, Signal, State
from audits.translation.normalisation import bare, has_letters, plain

_OR = r"\s*(?:/|\||\(|\bo\b|\bou\b|\boder\b|\bor\b)\s*"


@dataclass(frozen=True, slots=True)
class Target:
    """The patterns of one language."""

    she: re.Pattern[str]
    he: re.Pattern[str]
    neopronouns: re.Pattern[str]
    offered: re.Pattern[str]
    agreement: re.Pattern[str] | None
    articles: Mapping[str, State]
    epicene: frozenset[str]


@cache
def targets() -> tuple[str, ...]:
    """The codes of every gendered language there is a file for."""
    folder = files("audits.texts").joinpath("targets")
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".yaml")))


@cache
def target(code: str) -> Target:
    """The patterns of a language."""
    path = files("audits.texts").joinpath(f"targets/{code}.yaml")
    document: dict[str, Any] = load_yaml(path.read_text("utf-8"))
    endings: dict[str, str] = document["endings"]
    she = [*map(re.escape, document["she"]), *(p for p, who in endings.items() if who == "she")]
    he = [*map(re.escape, document["he"]), *(p for p, who in endings.items() if who == "he")]
    # "il y a" is nobody.
    nobody = "|".join(map(re.escape, document["impersonal"]))
    follows = rf"(?!\s+(?:{nobody})\b)" if nobody else ""
    articles = {word: State(who) for word, who in document["articles"].items()}
    copulas = "|".join(map(re.escape, sorted(document["copulas"], key=len, reverse=True)))
    names = "|".join(map(re.escape, sorted(articles, key=len, reverse=True)))
    first, second = _any(she), _any(he)
    return Target(
        she=re.compile(rf"(?<!\w){first}(?!\w)", re.IGNORECASE),
        he=re.compile(rf"(?<!\w){second}(?!\w){follows}", re.IGNORECASE),
        neopronouns=re.compile(
            rf"(?<!\w){_any([*map(re.escape, document['neopronouns'])])}(?!\w)", re.IGNORECASE
        ),
        offered=re.compile(rf"(?<!\w)(?:{first}{_OR}{second}|{second}{_OR}{first})(?!\w)", re.I),
        agreement=re.compile(rf"(?<!\w)(?:{copulas})\s+({names})\s*(\w+)", re.IGNORECASE)
        if names
        else None,
        articles=articles,
        epicene=frozenset(document["epicene"]),
    )


def read_gendered(code: str, text: str | None, source: str | None = None) -> Reading:
    """The reading of one output in a gendered language."""
    output, origin = plain(text), plain(source)
    if not has_letters(output):
        return Reading(State.EMPTY)
    if origin and bare(output) == bare(origin):
        return Reading(State.UNTRANSLATED, flags=("copies its source",))
    words = target(code)
    states = tuple(
        state
        for state, pattern in ((State.SHE, words.she), (State.HE, words.he))
        if pattern.search(output)
    )
    if len(states) == 2:
        return Reading(
            State.SEVERAL if words.offered.search(output) else State.MIXED, Signal.PRONOUN
        )
    if states:
        return Reading(states[0], Signal.PRONOUN)
    if words.neopronouns.search(output) and not words.neopronouns.search(origin):
        return Reading(State.NEOPRONOUN, Signal.PRONOUN)
    if declines(output):
        return Reading(State.DECLINED)
    return _by_agreement(words, output)


def _by_agreement(words: Target, output: str) -> Reading:
    match = words.agreement.search(output) if words.agreement is not None else None
    if match is None or match.group(2).casefold() in words.epicene:
        return Reading(State.NONE)
    state = words.articles[match.group(1).casefold()]
    return Reading(state, Signal.AGREEMENT, (match.group(0).casefold(),), ("decided by agreement",))


def _any(patterns: list[str]) -> str:
    return f"(?:{'|'.join(patterns)})"
