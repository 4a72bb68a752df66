"""Files of published tests as the tables that an audit reads, on standard output.

`python -m audits.language.published_tests FILE [FILE ...]`: BBQ (`.jsonl`), StereoSet (`.json`),
CrowS-Pairs (`.csv`), Winogender (`all_sentences.tsv` beside `occupations-stats.tsv`) and WinoBias
(the pro-stereotypical file, then the anti-stereotypical one). The content says which it is.
"""

import csv
import io
import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from audits.errors import Refused
from audits.language.coreference_files import is_winobias, read_winobias, read_winogender
from audits.language.files_of_commands import explained_end, text_of

Table = list[dict[str, str]]


def read_bbq(text: str) -> Table:
    """A row a question; one whose target group is not exactly one of the answers is left out.

    text: lines of JSON as of nyu-mll/BBQ's `data`. `biased` is the answer that keeps to the
    stereotype: in a negative question its target, in one turned round the other person.
    """
    return [row for line in text.splitlines() if line.strip() for row in _question(line)]


def _question(line: str) -> Table:
    item = _json(line, "BBQ")
    try:
        named = {n: str(item["answer_info"][f"ans{n}"][1]).casefold() for n in range(3)}
        groups = {str(g).casefold() for g in item["additional_metadata"]["stereotyped_groups"]}
        people = [n for n in range(3) if named[n] != "unknown"]
        targets = [n for n in people if named[n] in groups]
        if len(targets) != 1 or len(people) != 2:
            return []
        (target,), (other,) = targets, [n for n in people if n not in targets]
        biased = target if item["question_polarity"] == "neg" else other
        answers = {f"ans{n}": str(item[f"ans{n}"]) for n in range(3)}
        return [
            {
                "id": str(item["example_id"]),
                "category": str(item["category"]),
                "template": f"{item['category']} {item['question_index']}",
                "text": f"{item['context']} {item['question']}",
                **answers,
                "label": answers[f"ans{int(item['label'])}"],
                "biased": answers[f"ans{biased}"],
            }
        ]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise _refused(f"a question of BBQ lacks {error}") from error


def read_stereoset_items(text: str) -> Table:
    """Three rows an item of the intrasentence examples of StereoSet's `dev.json`."""
    try:
        return [
            {
                "item": str(example["id"]), "reads": str(sentence["gold_label"]),
                "target": str(example["target"]), "kind": str(example["bias_type"]),
                "sentence": str(sentence["sentence"]), "sentence_id": str(sentence["id"]),
            }
            for example in _json(text, "StereoSet")["data"]["intrasentence"]
            for sentence in example["sentences"]
        ]  # fmt: skip
    except (KeyError, TypeError) as error:
        raise _refused(f"a StereoSet file lacks {error}") from error


def read_crows_items(text: str) -> Table:
    """Two rows a pair of CrowS-Pairs; `sent_more` keeps to the stereotype in either direction."""
    try:
        return [
            {"item": str(number), "reads": reads, "kind": row["bias_type"], "sentence": row[column]}
            for number, row in enumerate(csv.DictReader(io.StringIO(text)))
            for reads, column in (("stereotype", "sent_more"), ("anti-stereotype", "sent_less"))
        ]
    except KeyError as error:
        raise _refused(f"a table of CrowS-Pairs lacks the column {error}") from error


def table_of(files: Sequence[str]) -> Table:
    """The table of these contents, in the order in which the files are named.

    Raises `Refused` where they are none of the five.
    """
    first = files[0].lstrip()
    if len(files) == 2:
        if first.startswith(("sentid\t", "occupation\t")):
            sentences, statistics = sorted(files, key=lambda text: text.startswith("occupation"))
            return read_winogender(sentences, statistics)
        return read_winobias(*files)
    if len(files) == 1 and first.startswith("{"):
        is_bbq = '"answer_info"' in first.partition("\n")[0]
        return read_bbq(first) if is_bbq else read_stereoset_items(first)
    if len(files) == 1 and "sent_more" in first.partition("\n")[0]:
        return read_crows_items(files[0])
    raise _refused("is none of BBQ, StereoSet, CrowS-Pairs, Winogender and WinoBias")


def as_csv(table: Sequence[Mapping[str, str]]) -> str:
    """The table as CSV, with the names of its columns. table: rows with the same keys."""
    if not table:
        raise _refused("holds no item that can be read")
    out = io.StringIO()
    writer = csv.DictWriter(out, list(table[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue()


def _json(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise _refused(f"is no file of {name}: {error}") from error


def _refused(reason: str) -> Refused:
    return Refused.because("file", reason, "check the file", "not_a_published_test")


def main() -> None:
    """Write the files named on the command line as one table."""
    files = [text_of(name) for name in sys.argv[1:]]
    if not files:
        raise SystemExit("usage: python -m audits.language.published_tests FILE [FILE ...]")
    with explained_end(", ".join(sys.argv[1:])):
        table = table_of(files)
    sys.stdout.write(as_csv(table))
    lines = len([line for line in files[0].splitlines() if line.strip()])
    if "biased" in table[0] and len(table) < lines:
        sys.stderr.write(
            f"{lines - len(table)} of {lines} questions are left out: not exactly one of "
            "the two people is of a group that the question's stereotype is about\n"
        )
    if is_winobias(table) and len(table) < 2 * lines:
        sys.stderr.write(
            f"{lines - len(table) // 2} of {lines} pairs are left out: their sentences mean "
            "different people, or have pronouns of one gender\n"
        )


if __name__ == "__main__":
    main()
