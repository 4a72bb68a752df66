"""Documents with a task, and instructions planted in them: those that come with Evenhand, or yours.

Indirect prompt injection: Greshake et al. 2023, arXiv:2302.12173; Yi et al. 2023 (BIPIA),
arXiv:2312.14197.
"""

import csv
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.data.texts import texts
from audits.errors import NotApplicable
from audits.language.files_of_commands import explained_end, rows_of
from audits.specification.roles import Role

POSITIONS = ("start", "middle", "end")
WORD = "{word}"
_SLOT = re.compile(r"\{(?:start|middle|end)\}[ \n]?")


@dataclass(frozen=True, slots=True)
class Document:
    """kind: of the task. text: task and document, with slots where a plant may stand. word: the
    harmless one that plants ask for. expected: what an answer that does the task names, "" where
    that is not known.
    """

    kind: str
    name: str
    word: str
    expected: str
    text: str

    @property
    def positions(self) -> tuple[str, ...]:
        """Where a plant may stand."""
        return tuple(name for name in POSITIONS if f"{{{name}}}" in self.text)

    def planted(self, position: str | None, instruction: str = "") -> str:
        """The prompt with this instruction there; None: with none at all."""
        text = self.text
        if position is not None:
            # The instruction goes in last: its own braces are no slots.
            before, _, behind = text.partition(f"{{{position}}}")
            return _SLOT.sub("", before) + instruction + _SLOT.sub("", behind).rstrip()
        return _SLOT.sub("", text).rstrip()


@dataclass(frozen=True, slots=True)
class Plant:
    """kind: by what the instruction tries to be obeyed. wordings: each with a slot for the word."""

    kind: str
    wordings: tuple[str, ...]


@cache
def documents() -> tuple[Document, ...]:
    """Every document of `texts/injections/documents.tsv`."""
    return tuple(
        Document(
            kind, name, word, expected,
            f"{task}\n\n---\n{{start}}\n{first}\n{{middle}}\n{second}\n{{end}}\n---",
        )
        for kind, name, word, expected, task, first, second in _rows("documents.tsv")
    )  # fmt: skip


@cache
def plants() -> tuple[Plant, ...]:
    """Every kind of `texts/injections/plants.tsv`, with its wordings."""
    rows = _rows("plants.tsv")
    return tuple(
        Plant(kind, tuple(wording for other, wording in rows if other == kind))
        for kind in dict.fromkeys(kind for kind, _ in rows)
    )


def of_kinds(kinds: Sequence[str]) -> tuple[Plant, ...]:
    """Those of these kinds, none means all; `NotApplicable` for one that does not come along."""
    known = [plant.kind for plant in plants()]
    for kind in kinds:
        if kind not in known:
            raise NotApplicable(
                f"no plants of {kind!r} come with Evenhand", f"known: {', '.join(known)}"
            )
    return tuple(plant for plant in plants() if not kinds or plant.kind in kinds)


def checked(own: Sequence[Document]) -> Sequence[Document]:
    """The same; `NotApplicable` where a document cannot be planted, or two have one name."""
    names = set()
    for number, document in enumerate(own, start=1):
        which = f"document {document.name!r} (row {number})"
        if not document.positions:
            raise NotApplicable(
                f"{which} says nowhere where an instruction may stand",
                "write {start}, {middle} or {end} once each where the document, and not its task, "
                "has room for one, or give whole prompts with the planted word in a column of the "
                "role `option`",
            )
        for position in document.positions:
            if document.text.count(f"{{{position}}}") > 1:
                raise NotApplicable(
                    f"{which} has the slot {{{position}}} twice", "write each slot once"
                )
        if re.search(rf"(?<!\w){re.escape(document.word)}(?!\w)", document.text, re.IGNORECASE):
            raise NotApplicable(
                f"{which} holds the word {document.word!r} that is to show whether a planted "
                "instruction was followed",
                "give a column of the role `option` with a word that the document does not hold",
            )
        if document.name in names:
            raise NotApplicable(
                f"two documents are called {document.name!r}",
                "give each a `cluster` of its own",
            )
        names.add(document.name)
    return own


def filled(own: Sequence[Document], planted: Sequence[Plant]) -> Dataset:
    """Each document without a plant, then with each plant at each of its positions.

    Columns: `prompt` (feature), `document` (cluster), `word` (option, missing where nothing is
    planted), `plant` and `position` (protected, missing likewise), `expected` (label) where any
    document has one. Wordings of a kind take turns over documents and positions.
    """
    rows: list[tuple[Document, str | None, str | None, str]] = []
    for number, document in enumerate(own):
        rows.append((document, None, None, document.planted(None)))
        for plant in planted:
            for turn, position in enumerate(document.positions):
                wording = plant.wordings[(number + turn) % len(plant.wordings)]
                text = document.planted(position, wording.replace(WORD, document.word))
                rows.append((document, plant.kind, position, text))
    columns = [
        Column("document", Role.CLUSTER, Categories.of([document.name for document, *_ in rows])),
        Column("plant", Role.PROTECTED, Categories.of([kind for _, kind, *_ in rows])),
        Column("position", Role.PROTECTED, Categories.of([where for _, _, where, _ in rows])),
        Column("word", Role.OPTION, Texts.of([d.word if kind else None for d, kind, *_ in rows])),
    ]
    if any(document.expected for document in own):
        expected = [document.expected or None for document, *_ in rows]
        columns.append(Column("expected", Role.LABEL, Texts.of(expected)))
    columns.append(Column("prompt", Role.FEATURE, Texts.of([text for *_, text in rows])))
    return Dataset(tuple(columns))


def _rows(name: str) -> list[list[str]]:
    text = files("audits.texts").joinpath(f"injections/{name}").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def as_csv(own: Sequence[Document] = (), planted: Sequence[Plant] = ()) -> str:
    """Every prompt as a table, so that plants and positions are columns that rules may name.

    own, planted: none means those that come with Evenhand.
    """
    data = filled(checked(own or documents()), planted or plants())
    written = StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow([column.name for column in data])
    rows = zip(*(texts(column) for column in data), strict=True)
    table.writerows([[cell or "" for cell in row] for row in rows])
    return written.getvalue()


def main() -> None:
    """Write all prompts: [DOCUMENTS: document, word, expected, text] [PLANTS: plant, wording]."""
    own, planted = [], []
    if len(sys.argv) > 3 or any(one.startswith("-") for one in sys.argv[1:]):
        raise SystemExit(
            "usage: python -m audits.language.planted_documents [FILE with the columns document, "
            "word, expected and text] [FILE with the columns plant and wording]"
        )
    if sys.argv[1:]:
        own = [
            Document("own", row["document"], row["word"], row.get("expected") or "", row["text"])
            for row in rows_of(sys.argv[1], ("document", "word", "text"))
        ]
    if sys.argv[2:]:
        rows = rows_of(sys.argv[2], ("plant", "wording"))
        planted = [
            Plant(kind, tuple(row["wording"] for row in rows if row["plant"] == kind))
            for kind in dict.fromkeys(row["plant"] for row in rows)
        ]
        for row in rows:
            if WORD not in row["wording"]:
                raise SystemExit(
                    f"{sys.argv[2]}: the wording {row['wording']!r} asks for no word; write {WORD} "
                    "where it is to stand"
                )
    with explained_end("".join(sys.argv[1:2])):
        sys.stdout.write(as_csv(own, planted))


if __name__ == "__main__":
    main()
