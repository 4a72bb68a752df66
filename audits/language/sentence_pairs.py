"""Pairs of sentences, one that keeps to a stereotype and one that does not.

Users' own sets are tables of two text columns, or files in the formats of CrowS-Pairs and
StereoSet, which `python -m audits.language.sentence_pairs FILE` writes out as such a table.
"""

import csv
import io
import json
import sys
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from audits.data.dataset import Dataset, Role
from audits.data.texts import texts
from audits.errors import NotApplicable, Refused
from audits.language.files_of_commands import explained_end, text_of

CRITICISM = (
    "Sets of such pairs are a weak instrument: Blodgett et al. 2021 (ACL) found pairs in "
    "CrowS-Pairs and StereoSet that state no stereotype, differ in more than the group, or read "
    "oddly. A share of one half is no proof of anything, and sets compare models only with "
    "themselves."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """kind: what the stereotype is about."""

    kind: str
    stereotype: str
    other: str


@cache
def written_pairs() -> tuple[Pair, ...]:
    """The pairs of `texts/stereotypes/pairs.tsv`."""
    text = files("audits.texts").joinpath("stereotypes/pairs.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Pair(*row) for row in rows)


def pairs_of(data: Dataset) -> list[Pair]:
    """A dataset's own: the first two features of text, and its protected column as the kind."""
    columns = [c for c in data.having(Role.FEATURE) if c.kind in ("text", "category")]
    if len(columns) < 2:
        return []
    if len(columns) > 2:
        names = ", ".join(column.name for column in columns)
        raise NotApplicable(
            f"which two columns are a pair? {names}", "give two text columns the role feature"
        )
    protected = data.having(Role.PROTECTED)
    kinds = texts(protected[0]) if protected else [None] * len(data)
    first, second = map(texts, columns)
    return [
        Pair(kind or "unknown", one, other)
        for kind, one, other in zip(kinds, first, second, strict=True)
        if one and other
    ]


def read_crows_pairs(text: str) -> list[Pair]:
    """CrowS-Pairs: a table of sent_more, sent_less, stereo_antistereo and bias_type."""
    rows = list(csv.DictReader(io.StringIO(text)))
    needed = {"sent_more", "sent_less", "stereo_antistereo", "bias_type"}
    if not rows or not needed <= rows[0].keys():
        raise Refused.because(
            "pairs", f"a CrowS-Pairs table has the columns {', '.join(sorted(needed))}",
            "check the file", "not_crows_pairs",
        )  # fmt: skip
    # `sent_more` is the more stereotypical one whatever the direction, which only says whether the
    # sentence about the disadvantaged group is it (the authors' README).
    return [Pair(row["bias_type"], row["sent_more"], row["sent_less"]) for row in rows]


def read_stereoset(text: str) -> list[Pair]:
    """StereoSet: intrasentence examples; unrelated sentences are left out."""
    try:
        examples = json.loads(text)["data"]["intrasentence"]
        return [
            Pair(example["bias_type"], by_label["stereotype"], by_label["anti-stereotype"])
            for example in examples
            if (by_label := {s["gold_label"]: s["sentence"] for s in example["sentences"]})
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise Refused.because(
            "pairs", f"is no StereoSet file ({error})", "check the file", "not_stereoset"
        ) from error


def as_table(pairs: list[Pair]) -> str:
    """CSV of kind, stereotype and other."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["kind", "stereotype", "other"])
    writer.writerows([pair.kind, pair.stereotype, pair.other] for pair in pairs)
    return out.getvalue()


def main() -> None:
    """Write a file of either format to standard output as a table."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m audits.language.sentence_pairs FILE")
    text = text_of(sys.argv[1])
    read = read_stereoset if text.lstrip().startswith("{") else read_crows_pairs
    with explained_end(sys.argv[1]):
        sys.stdout.write(as_table(read(text)))


if __name__ == "__main__":
    main()
