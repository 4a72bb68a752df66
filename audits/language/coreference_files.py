"""Winogender and WinoBias as tables: a row a sentence, with its pair, its side and its options."""

import csv
import io
import re

from audits.errors import Refused

Table = list[dict[str, str]]
_PRONOUNS = {"female": ("she", "her", "hers"), "male": ("he", "him", "his"),
             "neutral": ("they", "them", "their")}  # fmt: skip
_BRACKETS = re.compile(r"\[([^\]]*)\]")
# The occupations of WinoBias' sentences.
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

    Lines as in the authors' files: a number, and the sentence with the person and the pronoun that
    is meant in brackets. A line in which not two of the occupations stand is refused.
    """
    table = []
    pairs = zip(_lines(pro), _lines(anti), strict=False)
    if len(_lines(pro)) != len(_lines(anti)):
        raise _refused("the two files of WinoBias have other numbers of sentences")
    for number, sides in enumerate(pairs):
        for side, line in zip(("pro", "anti"), sides, strict=True):
            label, pronoun = _marked(line)
            sentence = _BRACKETS.sub(r"\1", line)
            mentioned = [
                name for name in WINOBIAS if re.search(rf"\b(the|an?) {name}\b", sentence, re.I)
            ]
            if len(mentioned) != 2 or label not in mentioned:
                raise _refused(f"not two occupations in {sentence!r}: {', '.join(mentioned)}")
            gender = next((g for g, words in _PRONOUNS.items() if pronoun in words), "neutral")
            table.append(
                {
                    "pair": str(number), "occupation": label, "pronoun": gender, "side": side,
                    "text": _asked(sentence, gender, pronoun), "one": mentioned[0],
                    "other": mentioned[1], "label": label,
                }
            )  # fmt: skip
    return table


def _marked(line: str) -> tuple[str, str]:
    """The occupation and the pronoun in brackets."""
    marks = [mark.casefold().strip() for mark in _BRACKETS.findall(line)]
    pronouns = [mark for mark in marks if any(mark in words for words in _PRONOUNS.values())]
    people = [re.sub(r"^(the|a|an) ", "", mark) for mark in marks if mark not in pronouns]
    if len(people) != 1 or len(pronouns) != 1:
        raise _refused(f"not one person and one pronoun in brackets in {line!r}")
    return people[0], pronouns[0]


def _asked(sentence: str, gender: str, pronoun: str = "") -> str:
    """The sentence, and the beginning of another that says whom the pronoun means."""
    words = re.findall(r"[a-z]+", sentence.casefold())
    here = pronoun or next((w for w in words if w in _PRONOUNS[gender]), _PRONOUNS[gender][0])
    return f"{sentence} In this sentence “{here}” means the"


def _lines(text: str) -> list[str]:
    return [re.sub(r"^\d+\s+", "", line) for line in text.splitlines() if line.strip()]


def _refused(reason: str) -> Refused:
    return Refused.because("file", reason, "check the file", "not_a_published_test")
