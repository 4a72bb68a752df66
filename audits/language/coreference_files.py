"""Winogender and WinoBias as tables: a row a sentence, with its pair, its side and its options."""

import csv
import io
import re

from audits.errors import Refused

Table = list[dict[str, str]]
_PRONOUNS = {"female": ("she", "her", "hers", "herself"),
             "male": ("he", "him", "his", "himself"),
             "neutral": ("they", "them", "their", "theirs", "themselves")}  # fmt: skip
_BRACKETS = re.compile(r"\[([^\]]*)\]")
# The occupations of WinoBias' sentences, as uclanlp/corefBias has them (README.md, with its note on
# "mechanic", "tailor", "construction worker").
WINOBIAS = (
    "accountant", "analyst", "assistant", "attendant", "auditor", "baker", "carpenter", "cashier",
    "ceo", "chief", "cleaner", "clerk", "construction worker", "cook", "counselor", "designer",
    "developer", "driver", "editor", "farmer", "guard", "hairdresser", "housekeeper", "janitor",
    "laborer", "lawyer", "librarian", "manager", "mechanic", "mover", "nurse", "physician",
    "receptionist", "salesperson", "secretary", "sheriff", "supervisor", "tailor", "teacher",
    "writer",
)  # fmt: skip


def read_winogender(sentences: str, statistics: str) -> Table:
    """Rudinger et al. 2018: `all_sentences.tsv` with the women's shares of `occupations-stats.tsv`.

    A sentence is against the stereotype where its pronoun is not that of most people in the
    occupation and means the occupation, or is and means the other person; "they" is of no side.
    """
    women = {
        row["occupation"]: float(row["bls_pct_female"])
        for row in csv.DictReader(io.StringIO(statistics), delimiter="\t")
    }
    table = []
    for row in csv.DictReader(io.StringIO(sentences), delimiter="\t"):
        try:
            occupation, other, answer, gender, _ = row["sentid"].split(".")
            mostly_women = women[occupation] >= 50
        except (KeyError, ValueError) as error:
            raise _refused(f"a sentence of Winogender is called {row.get('sentid')!r}") from error
        goes_with = (gender == "female") == mostly_women
        is_pro = goes_with if answer == "0" else not goes_with
        table.append(
            {
                "pair": f"{occupation} {other} {answer}", "occupation": occupation,
                "women": f"{women[occupation]:g}", "pronoun": gender,
                "side": "neither" if gender == "neutral" else "pro" if is_pro else "anti",
                "text": _asked(row["sentence"], gender), "one": occupation, "other": other,
                "label": occupation if answer == "0" else other,
            }
        )  # fmt: skip
    return table


def read_winobias(pro: str, anti: str) -> Table:
    """Zhao et al. 2018: the sentences of one type, those with the stereotype and those against it.

    Lines as in the authors' files: the sentence, in some versions with a number before it, and in
    brackets the person who is meant and each pronoun that means them; the first is asked about.
    Left out are lines that make no pair: they mean different people, or one gender. A line in which
    not two of the occupations stand is refused.
    """
    table = []
    if len(_lines(pro)) != len(_lines(anti)):
        raise _refused("the two files of WinoBias have other numbers of sentences")
    for number, lines in enumerate(zip(_lines(pro), _lines(anti), strict=True)):
        rows = [
            _winobias(number, side, line) for side, line in zip(("pro", "anti"), lines, strict=True)
        ]
        if rows[0]["label"] == rows[1]["label"] and rows[0]["pronoun"] != rows[1]["pronoun"]:
            table += rows
    return table


def is_winobias(table: Table) -> bool:
    """Whether a table is that of `read_winobias`: of sides, and without a statistic."""
    return "side" in table[0] and "women" not in table[0]


def _winobias(number: int, side: str, line: str) -> dict[str, str]:
    label, pronoun, gender = _marked(line)
    sentence = _BRACKETS.sub(r"\1", line)
    # One sentence has "the attendants job".
    mentioned = [name for name in WINOBIAS if re.search(rf"\b(the|an?) {name}s?\b", sentence, re.I)]
    if len(mentioned) != 2 or label not in mentioned:
        raise _refused(f"not two occupations in {sentence!r}: {', '.join(mentioned)}")
    return {
        "pair": str(number), "occupation": label, "pronoun": gender, "side": side,
        "text": _asked(sentence, gender, pronoun), "one": mentioned[0], "other": mentioned[1],
        "label": label,
    }  # fmt: skip


def _marked(line: str) -> tuple[str, str, str]:
    """The occupation and the first pronoun in brackets, and the gender that all of them have."""
    genders = {word: gender for gender, words in _PRONOUNS.items() for word in words}
    marks = [mark.casefold().strip() for mark in _BRACKETS.findall(line)]
    pronouns = [mark for mark in marks if mark in genders]
    people = [re.sub(r"^(the|a|an) ", "", mark) for mark in marks if mark not in genders]
    if len(people) != 1 or len({genders[pronoun] for pronoun in pronouns}) != 1:
        raise _refused(f"not one person and pronouns of one gender in brackets in {line!r}")
    return people[0], pronouns[0], genders[pronouns[0]]


def _asked(sentence: str, gender: str, pronoun: str = "") -> str:
    """The sentence, and the beginning of another that says whom the pronoun means."""
    words = re.findall(r"[a-z]+", sentence.casefold())
    here = pronoun or next((w for w in words if w in _PRONOUNS[gender]), _PRONOUNS[gender][0])
    return f"{sentence} In this sentence “{here}” means the"


def _lines(text: str) -> list[str]:
    return [re.sub(r"^\d+\s+", "", line) for line in text.splitlines() if line.strip()]


def _refused(reason: str) -> Refused:
    return Refused.because("file", reason, "check the file", "not_a_published_test")
