"""The gender an English translation gives to its person.

The rule, in this order:
1. Entities are decoded, apostrophes made plain; words are whole words ("Theresa" holds no "he"),
   contractions count as their pronoun ("He's", "She'll"), hyphenated words do not.
2. Nothing but blanks and signs is `empty`; a copy of the source is `untranslated`; an apology or
   a refusal in the place of a translation, without she and he, is `declined`.
3. Pronouns and possessives decide. Position plays no part: the source has one person, so a
   form in object place counts as one in subject place. Forms of one gender decide even beside
   "it" or "they", which then stand for something else. Both genders are `mixed`; offered as
   alternatives ("he/she", "he or she", the same sentence once with each) they are `several`.
4. Without a gendered form, neopronouns ("xe", "ze"), "they" and "it" are neutral, in this order.
5. Without any pronoun, gendered nouns decide and are flagged - unless many source words or an
   unknown mark are left over: then nothing can be relied on and it is `untranslated`.
6. Else `none`.
"""

import re
from functools import cache
from importlib.resources import files

from audits.translation.declined import declines
from audits.translation.gender_states import Gender, Reading, Signal, State
from audits.translation.normalisation import has_letters, plain, words_of
from audits.translation.untranslated import Leftovers, leftovers

PRONOUNS = {
    **dict.fromkeys(("she", "her", "hers", "herself"), State.SHE),
    **dict.fromkeys(("he", "him", "his", "himself"), State.HE),
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves", "themself"), State.THEY),
    **dict.fromkeys(("it", "its", "itself"), State.IT),
}
# Those that are no other English word ("per", "co", "em" are), of the sets that people use most
# (Lauscher, Crowley & Hovy 2022, COLING; the Human Rights Campaign's list of common ones).
NEOPRONOUNS = frozenset({
    "xe", "xem", "xyr", "xyrs", "xemself", "xir", "xirs", "xirself", "ze", "zir", "zirs", "zirself",
    "zie", "hir", "hirs", "hirself", "ey", "eir", "eirs", "emself", "eirself", "fae", "faer",
    "faers", "faerself", "ae", "aer", "aers", "aerself",
})  # fmt: skip
# In capitals they are abbreviations: information technology, adverse event.
_ABBREVIATED = frozenset({"IT", "AE", "XE"})
# A contraction is a pronoun and one of these endings.
_ENDINGS = frozenset({"s", "ll", "d", "ve", "re"})
_SHE, _HE = r"(?:she|hers|herself|her)", r"(?:he|his|himself|him)"
_THEY = r"(?:they|them|theirs?|themself|themselves)"
_OR = r"\s*(?:/|\\|\||\(?\s*\bor\b|\band/or\b|\()\s*"
_ALTERNATIVES = re.compile(
    rf"\bs/he\b|\(s\)he\b|\bs\(he\)|\b{_SHE}{_OR}{_HE}\b|\b{_HE}{_OR}{_SHE}\b"
    rf"|\b(?:{_SHE}|{_HE})/{_THEY}\b|\b{_THEY}/(?:{_SHE}|{_HE})\b", re.IGNORECASE
)  # fmt: skip
# What stands between two whole sentences that are offered side by side, and what is told of each.
_BETWEEN = re.compile(r"[.!?;|/\n]+|\bor\b", re.IGNORECASE)
_TOLD = re.compile(
    r"\((?:fem(?:inine)?|masc(?:uline)?|female|male|woman|man|[fm])\.?\)", re.IGNORECASE
)


def read_english(text: str | None, source: str | None = None) -> Reading:
    """The reading of one output; without its source, copies and left-overs go unseen."""
    output, origin = plain(text), plain(source)
    if not has_letters(output):
        return Reading(State.EMPTY)
    left = leftovers(output, origin)
    if left.copied:
        return Reading(State.UNTRANSLATED, flags=left.flags)
    spelled = words_of(output)
    pronouns = _pronouns(spelled, output, origin)
    if not {State.SHE, State.HE} & set(pronouns.values()) and declines(output):
        return Reading(State.DECLINED, flags=left.flags)
    if left.mostly_source:
        # "her" is Turkish, too: a word that the source has is no pronoun in a half copy.
        of_source = {word.casefold() for word in words_of(origin)}
        pronouns = {word: state for word, state in pronouns.items() if word not in of_source}
    if pronouns:
        return _by_pronouns(pronouns, output, left)
    return _without_pronouns(spelled, left)


def _by_pronouns(pronouns: dict[str, State], output: str, left: Leftovers) -> Reading:
    states = set(pronouns.values())
    if {State.SHE, State.HE} <= states:
        offered = _ALTERNATIVES.search(output) is not None or _said_twice(output)
        state = State.SEVERAL if offered else State.MIXED
    elif _ALTERNATIVES.search(output) is not None:
        state = State.SEVERAL
    else:
        order = (State.SHE, State.HE, State.NEOPRONOUN, State.THEY, State.IT)
        state = next(candidate for candidate in order if candidate in states)
    deciding = tuple(
        word for word, of in pronouns.items() if of is state or state.gender.value == "unresolved"
    )
    return Reading(state, Signal.PRONOUN, deciding, left.flags)


def _said_twice(output: str) -> bool:
    """Whether a sentence is there twice, once with she and once with he, as services offer it."""
    genders: dict[tuple[str, ...], set[State]] = {}
    for sentence in _BETWEEN.split(_TOLD.sub("", output)):
        words = tuple(word.casefold().partition("'") for word in words_of(sentence))
        states = {PRONOUNS[word] for word, _, _ in words if word in PRONOUNS}
        rest = tuple(
            str(PRONOUNS[word].gender in (Gender.FEMALE, Gender.MALE)) + ending
            if word in PRONOUNS
            else word + ending
            for word, _, ending in words
        )
        if len(states) == 1:
            genders.setdefault(rest, set()).update(states)
    return any({State.SHE, State.HE} <= both for both in genders.values())


def _without_pronouns(spelled: list[str], left: Leftovers) -> Reading:
    if left.unreliable:
        return Reading(State.UNTRANSLATED, flags=left.flags)
    nouns = {
        word.casefold(): gendered_nouns()[word.casefold()]
        for word in (whole.partition("'")[0] for whole in spelled)
        if word.casefold() in gendered_nouns()
    }
    if not nouns:
        return Reading(State.NONE)
    states = set(nouns.values())
    state = states.pop() if len(states) == 1 else State.MIXED
    return Reading(state, Signal.NOUN, tuple(nouns), ("decided by a noun",))


def _pronouns(spelled: list[str], output: str, origin: str) -> dict[str, State]:
    """Pronoun as spelled in lower case -> state, in the order of the text."""
    pronouns: dict[str, State] = {}
    # A word that the source has is left over from it, and no new pronoun.
    new = NEOPRONOUNS - {word.casefold() for word in words_of(origin)}
    shouting = output.isupper()
    for word in spelled:
        base, apostrophe, ending = word.partition("'")
        if apostrophe and ending.casefold() not in _ENDINGS:
            continue
        if base in _ABBREVIATED and not shouting:
            continue
        state = PRONOUNS.get(base.casefold())
        if state is None and base.casefold() in new:
            state = State.NEOPRONOUN
        if state is not None:
            pronouns[base.casefold()] = state
    return pronouns


@cache
def gendered_nouns() -> dict[str, State]:
    """Nouns that say a gender: a second, separate signal."""
    text = files("audits.texts").joinpath("english/gendered_nouns.tsv").read_text("utf-8")
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return {noun: State(state) for state, noun in (line.split("\t") for line in lines)}
